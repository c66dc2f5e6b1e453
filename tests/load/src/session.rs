//! Sessions of those who ask: signed in through the API, as everybody is.

use serde_json::{Value, json};

use crate::Outcome;
use crate::client::{Client, Question};

/// Address of the one account of the staff that filling makes.
pub(crate) const STAFF: &str = "staff.load@example.org";
/// The one password of the accounts that filling makes. It protects nothing: nobody there is real.
pub(crate) const PASSWORD: &str = "seko-load-2026";

const SIGN_IN: &str =
    "mutation($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { field message } } }";
const OWN: &str = "{ viewer { member { id version } } }";

/// A member who is signed in, and the version that a change of the profile is to be based on.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// Access token.
    pub(crate) token: String,
    /// Version seen last.
    pub(crate) version: i64,
}

/// A question to the API: a document with its variables.
pub(crate) fn question(document: &str, variables: &Value, token: Option<&str>) -> Question {
    let body = json!({ "query": document, "variables": variables }).to_string();
    Question { path: "/graphql".to_owned(), token: token.map(str::to_owned), body: Some(body.into()) }
}

/// Asks the API, and returns the data of its answer.
///
/// # Errors
/// The server cannot be reached, or answers with errors.
pub(crate) async fn data(client: &Client, question: &Question) -> Outcome<Value> {
    let answer = client.ask(question).await?;
    let mut body: Value = serde_json::from_slice(&answer.body)?;
    if !answer.is_good() {
        return Err(format!("the server answered {}: {body}", answer.status).into());
    }
    Ok(body["data"].take())
}

/// Signs an account in; an access token lives for `auth.access_minutes`.
///
/// # Errors
/// A wrong address or password, or too many attempts.
pub(crate) async fn sign_in(client: &Client, email: &str) -> Outcome<String> {
    let input = json!({ "input": { "email": email, "password": PASSWORD } });
    let data = data(client, &question(SIGN_IN, &input, None)).await?;
    let token = data["signIn"]["accessToken"].as_str().ok_or("the server gave no access token")?;
    Ok(token.to_owned())
}

/// Signs members in who have an account, as many as are wanted and there are.
///
/// # Errors
/// As [`sign_in`].
pub(crate) async fn members(client: &Client, emails: &[String]) -> Outcome<Vec<SignedIn>> {
    let mut members = Vec::new();
    for email in emails {
        let token = sign_in(client, email).await?;
        let own = data(client, &question(OWN, &Value::Null, Some(&token))).await?;
        let version = own["viewer"]["member"]["version"].as_i64().ok_or("an account without a member")?;
        members.push(SignedIn { token, version });
    }
    Ok(members)
}
