//! Sign-in codes: who reads what is sent to an address or number signs in, nobody else does, and nobody learns anything.

use chrono::TimeDelta;
use entity::role_grant::RoleName;
use entity::{account, mail, one_time_link, sign_in_code};
use reqwest::header::RETRY_AFTER;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use seko::config::{Config, Environment, SecondFactor};
use serde_json::{Value, json};

use crate::second_factor;
use crate::support::{Asker, PASSWORD, Server, code_in, each_server, each_server_with};

const AWA: &str = "awa@example.org";
const NOBODY: &str = "personne@example.org";
const PHONE: &str = "+22370112233";

const ASK: &str = "mutation($input: RequestSignInCodeInput!) { requestSignInCode(input: $input) {
    userErrors { field code message } } }";
const ENTER: &str = "mutation($input: SignInWithCodeInput!) { signInWithCode(input: $input) {
    accessToken refreshToken expiresIn viewer { email phone } userErrors { field code message } } }";
const WHO: &str = "{ viewer { roles account { id email emailVerifiedAt phone phoneVerifiedAt }
    member { id status givenNames contacts { id kind value verifiedAt } }
    sessions { secondFactor } } }";
const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }";
const VERIFY: &str = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified } }";
const ADD_PHONE: &str = "mutation($input: AddPhoneInput!) { addPhone(input: $input) {
    contact { id } userErrors { field } } }";
const CONFIRM_PHONE: &str = "mutation($input: ConfirmPhoneInput!) { confirmPhone(input: $input) {
    contact { verifiedAt } userErrors { field code } } }";
const REMOVE_PHONE: &str = "mutation($input: RemovePhoneInput!) { removePhone(input: $input) {
    removedId userErrors { field code } } }";

async fn ask(server: &Server, address: &str) -> Value {
    server.anyone().answer(ASK, json!({ "input": { "address": address } })).await
}

async fn enter(server: &Server, address: &str, code: &str, second_factor: Option<&str>) -> Value {
    let input = json!({ "address": address, "code": code, "secondFactor": second_factor });
    server.anyone().run(ENTER, input).await["signInWithCode"].take()
}

fn session(payload: &Value) -> Option<Asker> {
    let token = payload["accessToken"].as_str()?.to_owned();
    Some(Asker { token: Some(token), refresh: None })
}

/// The one thing that is wrong.
fn problem(payload: &Value) -> (&str, &str) {
    let text = |field: &str| payload["userErrors"][0][field].as_str().unwrap_or_default();
    assert!(payload["accessToken"].is_null(), "{payload}");
    (text("field"), text("code"))
}

async fn who(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(WHO, json!({})).await["viewer"].take()
}

/// A code that is not this one.
fn other(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn messages(server: &Server) -> u64 {
    mail::Entity::find().count(&server.app.db).await.expect("messages are counted")
}

async fn accounts(server: &Server) -> u64 {
    account::Entity::find().count(&server.app.db).await.expect("accounts are counted")
}

#[tokio::test]
async fn asking_for_a_code_and_a_wrong_one_tell_nobody_who_is_known() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        server.register("fanta@example.org", "Fanta").await;
        server.mails().await;
        let before = accounts(server).await;
        let (mut asked, mut refused) = (Vec::new(), Vec::new());
        for address in [AWA, "fanta@example.org", NOBODY, PHONE] {
            let (sent, hashed) = (messages(server).await, server.app.hashing.done());
            asked.push(ask(server, address).await);
            assert_eq!((messages(server).await, server.app.hashing.done()), (sent + 1, hashed), "{address}");
            let code = server.sent_code(address).await;
            refused.push(enter(server, address, other(&code), None).await);
        }
        assert!(asked.iter().all(|answer| *answer == json!({ "data": { "requestSignInCode": { "userErrors": [] } } })));
        assert!(refused.iter().all(|payload| payload == &refused[0]), "{refused:?}");
        assert_eq!(problem(&refused[0]), ("code", "BAD_USER_INPUT"));
        assert_eq!(accounts(server).await, before, "a code that was not entered makes no account");
    })
    .await;
}

#[tokio::test]
async fn who_enters_the_code_is_signed_in_and_has_an_account_from_then_on() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let typed = enter(server, "  AWA@example.org ", &server.sent_code(AWA).await, None).await;
        let again = session(&typed).expect("the same address, written otherwise");
        let known = who(server, &again).await;
        assert_eq!(known["account"], who(server, &awa).await["account"]);
        assert_eq!(known["member"]["status"], "ACTIVE");

        let newcomer = who(server, &server.enter(NOBODY).await).await;
        assert_eq!((&newcomer["account"]["email"], &newcomer["roles"]), (&json!(NOBODY), &json!([])));
        assert!(newcomer["account"]["emailVerifiedAt"].is_string() && newcomer["member"].is_null(), "{newcomer}");

        let first = who(server, &server.enter(PHONE).await).await;
        assert_eq!((&first["account"]["email"], &first["account"]["phone"]), (&Value::Null, &json!(PHONE)));
        assert!(first["account"]["phoneVerifiedAt"].is_string(), "{first}");
        let code = server.sent_code(PHONE).await;
        let second = enter(server, "00 223 70-11-22-33", &format!("{} {}", &code[..3], &code[3..]), None).await;
        let second = who(server, &session(&second).expect("the same number, written otherwise")).await;
        assert_eq!(second["account"], first["account"]);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_for_one_address_and_until_the_next() {
    let nothing = |_: &mut Config| {};
    each_server_with(nothing, async |server: &Server| {
        let code = server.sent_code(AWA).await;
        assert_eq!(problem(&enter(server, NOBODY, &code, None).await), ("code", "BAD_USER_INPUT"));
        assert!(session(&enter(server, AWA, &code, None).await).is_some());
        assert_eq!(problem(&enter(server, AWA, &code, None).await), ("code", "BAD_USER_INPUT"), "it is used up");

        let first = server.sent_code(AWA).await;
        let mut second = server.sent_code(AWA).await;
        while second == first {
            second = server.sent_code(AWA).await;
        }
        assert_eq!(
            problem(&enter(server, AWA, &first, None).await),
            ("code", "BAD_USER_INPUT"),
            "a newer one was sent"
        );
        server.app.clock.advance(TimeDelta::seconds(599));
        assert!(session(&enter(server, AWA, &second, None).await).is_some());

        let late = server.sent_code(AWA).await;
        server.app.clock.advance(TimeDelta::minutes(10));
        assert_eq!(problem(&enter(server, AWA, &late, None).await), ("code", "BAD_USER_INPUT"), "it is too old");
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_is_good_no_more() {
    each_server(async |server: &Server| {
        for (wrong, opens) in [(4, true), (5, false)] {
            let code = server.sent_code(AWA).await;
            for _ in 0..wrong {
                enter(server, AWA, other(&code), None).await;
            }
            assert_eq!(session(&enter(server, AWA, &code, None).await).is_some(), opens, "after {wrong} wrong ones");
        }
        assert!(session(&enter(server, AWA, &server.sent_code(AWA).await, None).await).is_some(), "a new one is good");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_enter_a_code_at_once_one_is_signed_in() {
    each_server(async |server: &Server| {
        let code = server.sent_code(AWA).await;
        let (left, right) = tokio::join!(enter(server, AWA, &code, None), enter(server, AWA, &code, None));
        let opened = [left, right].iter().filter(|payload| session(payload).is_some()).count();
        assert_eq!((opened, accounts(server).await), (1, 1));
    })
    .await;
}

/// The code of the whole answer, and when to try again.
async fn status(server: &Server, document: &str, input: Value) -> (Value, bool) {
    let body = json!({ "query": document, "variables": { "input": input } });
    let request = server.client().post(format!("{}/graphql", server.url())).json(&body);
    let answer = request.send().await.expect("the server answers");
    let waits = answer.headers().contains_key(RETRY_AFTER);
    let answer: Value = answer.json().await.expect("the answer is JSON");
    (answer["errors"][0]["extensions"]["code"].clone(), waits)
}

#[tokio::test]
async fn codes_for_one_address_one_network_and_all_are_counted() {
    let few = |config: &mut Config| {
        config.limits.mails_per_address_day = 3;
        config.limits.sms_per_network_day = 4;
    };
    each_server_with(few, async |server: &Server| {
        server.member("Awa").await;
        let limited = (json!("RATE_LIMITED"), true);
        // The mail of her registration counts too.
        for (address, sent) in [(AWA, 2), (NOBODY, 3), (PHONE, 3), ("+22370112244", 1)] {
            for _ in 0..sent {
                assert_eq!(status(server, ASK, json!({ "address": address })).await.0, Value::Null, "{address}");
            }
        }
        let kept = server.sent_code("fanta@example.org").await;
        for address in [AWA, NOBODY, PHONE, "+22370112255"] {
            let before = messages(server).await;
            assert_eq!(status(server, ASK, json!({ "address": address })).await, limited, "{address}");
            assert_eq!(messages(server).await, before);
        }
        assert!(session(&enter(server, "fanta@example.org", &kept, None).await).is_some());
    })
    .await;
}

#[tokio::test]
async fn entering_codes_is_braked_for_the_address_alone() {
    let braked = |config: &mut Config| config.limits.attempts_per_account = 5;
    each_server_with(braked, async |server: &Server| {
        let guess = json!({ "address": AWA, "code": "000000" });
        for _ in 0..5 {
            assert_eq!(status(server, ENTER, guess.clone()).await.0, Value::Null);
        }
        assert_eq!(status(server, ENTER, guess).await, (json!("RATE_LIMITED"), true));
        assert_eq!(status(server, ASK, json!({ "address": AWA })).await.0, Value::Null, "asking is counted apart");
        assert!(session(&enter(server, NOBODY, &server.sent_code(NOBODY).await, None).await).is_some());
    })
    .await;
}

#[tokio::test]
async fn what_a_stranger_registered_goes_when_somebody_proves_the_address_by_code() {
    each_server(async |server: &Server| {
        let email = "fanta@example.org";
        server.register(email, "Inconnue").await;
        let link = server.mailed_secret(email).await;
        let fanta = server.enter(email).await;
        let seen = who(server, &fanta).await;
        assert_eq!((&seen["member"], &seen["roles"]), (&Value::Null, &json!([])));
        let verified = server.anyone().run(VERIFY, json!({ "token": link })).await;
        assert_eq!(verified["verifyEmail"]["verified"], false, "the link of the registration went with it");
        let password = server.anyone().run(SIGN_IN, json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(password["signIn"]["accessToken"], Value::Null, "nor does its password open anything");
        let links = one_time_link::Entity::find().count(&server.app.db).await.expect("links are counted");
        assert_eq!(links, 0);
        server.join(&fanta, "Fanta").await;
        let seen = who(server, &fanta).await;
        assert_eq!((&seen["member"]["givenNames"], &seen["member"]["status"]), (&json!("Fanta"), &json!("ACTIVE")));
    })
    .await;
}

#[tokio::test]
async fn a_disabled_account_is_opened_by_no_code() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        let disabled = "UPDATE account SET disabled_at = created_at WHERE email = 'awa@example.org'";
        server.app.db.execute_unprepared(disabled).await.expect("an account can be disabled");
        let refused = enter(server, AWA, &server.sent_code(AWA).await, None).await;
        assert_eq!(problem(&refused), ("code", "BAD_USER_INPUT"));
    })
    .await;
}

#[tokio::test]
async fn a_code_alone_opens_no_office() {
    let required = |config: &mut Config| config.auth.second_factor = SecondFactor::Required;
    each_server_with(required, async |server: &Server| {
        let clerk = server.operator("staff@example.org", RoleName::Staff).await;
        let by_code = who(server, &server.enter("staff@example.org").await).await;
        assert_eq!(by_code["roles"], json!([]));
        let codes = second_factor::enrolled(server, &clerk).await;
        let sent = server.sent_code("staff@example.org").await;
        for wrong in [None, Some(""), Some("rien"), Some("AAAA-AAAA-AAAA-AAAA")] {
            let refused = enter(server, "staff@example.org", &sent, wrong).await;
            assert_eq!(problem(&refused), ("secondFactor", "BAD_USER_INPUT"), "{wrong:?}");
        }
        let opened = enter(server, "staff@example.org", &sent, Some(&codes[0])).await;
        let opened = session(&opened).expect("the code that was sent is still good");
        assert_eq!(who(server, &opened).await["roles"], json!(["STAFF"]));
        let sent = server.sent_code("staff@example.org").await;
        let used = enter(server, "staff@example.org", &sent, Some(&codes[0])).await;
        assert_eq!(problem(&used), ("secondFactor", "BAD_USER_INPUT"), "a recovery code is good once");
    })
    .await;
}

#[tokio::test]
async fn a_retry_with_its_key_sends_no_second_code() {
    each_server(async |server: &Server| {
        let variables = json!({ "input": { "address": PHONE } });
        for _ in 0..2 {
            let answer = server.anyone().with("Idempotency-Key", "cle").answer(ASK, variables.clone()).await;
            assert_eq!(answer["data"]["requestSignInCode"]["userErrors"], json!([]), "{answer}");
        }
        let texts = server.texts().await;
        assert_eq!(texts.len(), 1, "{texts:?}");
        assert!(session(&enter(server, PHONE, &code_in(&texts[0]), None).await).is_some());
    })
    .await;
}

#[tokio::test]
async fn without_a_way_for_text_messages_nobody_signs_in_by_telephone_and_is_told_so() {
    let production = |config: &mut Config| config.environment = Environment::Production;
    each_server_with(production, async |server: &Server| {
        let answer = ask(server, PHONE).await;
        let problem = &answer["data"]["requestSignInCode"]["userErrors"][0];
        assert_eq!(problem["field"], "address", "{answer}");
        assert!(problem["message"].as_str().is_some_and(|words| words.contains("pas ouverte")), "{answer}");
        assert_eq!(messages(server).await, 0);
        assert_eq!(ask(server, NOBODY).await["data"]["requestSignInCode"]["userErrors"], json!([]));
    })
    .await;
}

/// Adds a number to the profile and confirms it, or says what is wrong.
async fn confirmed(server: &Server, asker: &Asker, phone: &str) -> (Value, Value) {
    let id = server.asks(asker).run(ADD_PHONE, json!({ "phone": phone })).await["addPhone"]["contact"]["id"].take();
    let code = server.sent_code(phone).await;
    let wrong = server.asks(asker).run(CONFIRM_PHONE, json!({ "id": id, "code": other(&code) })).await;
    assert_eq!(wrong["confirmPhone"]["userErrors"], json!([{ "field": "code", "code": "BAD_USER_INPUT" }]));
    let right = server.asks(asker).run(CONFIRM_PHONE, json!({ "id": id, "code": code })).await;
    (id, right["confirmPhone"].clone())
}

#[tokio::test]
async fn a_number_confirmed_in_the_profile_opens_the_same_account() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let (_, payload) = confirmed(server, &awa, "+33612345678").await;
        assert!(payload["contact"]["verifiedAt"].is_string(), "{payload}");
        let told = server.mails().await;
        let told = told.last().expect("she is told at her address");
        assert!(told.contains(AWA) && told.contains("+33612345678"), "{told}");
        let by_phone = server.enter("+33612345678").await;
        assert_eq!(who(server, &by_phone).await["account"], who(server, &awa).await["account"]);

        let (newer, _) = confirmed(server, &awa, "+33612345699").await;
        assert_eq!(who(server, &awa).await["account"]["phone"], "+33612345699", "the newest one opens it");
        let removed = server.asks(&awa).run(REMOVE_PHONE, json!({ "id": newer })).await;
        assert_eq!(removed["removePhone"]["userErrors"], json!([]));
        assert_eq!(who(server, &awa).await["account"]["phone"], Value::Null);
        let stranger = who(server, &server.enter("+33612345699").await).await;
        assert_eq!(stranger["account"]["email"], Value::Null, "the number opens her account no more");
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_anothers_way_in_stays_theirs_and_the_only_one_stays() {
    each_server(async |server: &Server| {
        let first = server.enter(PHONE).await;
        server.join(&first, "Sira").await;
        let awa = server.member("Awa").await;
        let (_, payload) = confirmed(server, &awa, PHONE).await;
        assert!(payload["contact"]["verifiedAt"].is_string(), "a household may share a telephone: {payload}");
        assert_eq!(who(server, &awa).await["account"]["phone"], Value::Null);
        let own = who(server, &server.enter(PHONE).await).await;
        assert_eq!(own["member"]["givenNames"], "Sira");
        let id = &own["member"]["contacts"][0]["id"];
        let kept = server.asks(&first).run(REMOVE_PHONE, json!({ "id": id })).await;
        assert_eq!(kept["removePhone"]["userErrors"], json!([{ "field": "id", "code": "CONFLICT" }]));
        assert!(session(&enter(server, PHONE, &server.sent_code(PHONE).await, None).await).is_some());
    })
    .await;
}

#[tokio::test]
async fn no_address_and_no_code_can_be_read_in_the_table_of_codes() {
    each_server(async |server: &Server| {
        let code = server.sent_code(AWA).await;
        let rows = sign_in_code::Entity::find().all(&server.app.db).await.expect("codes are read");
        let stored = format!("{rows:?}");
        assert!(rows.len() == 1 && !stored.contains("awa") && !rows[0].code_hash.contains(&code), "{stored}");
    })
    .await;
}
