//! The README tells the truth: its queries are asked in order, and its answers compared. `SEKO_BLESS=1` writes them anew.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use seko::auth::Viewer;
use seko::service::{demo, index, taxonomy};
use serde_json::{Value, json};

use crate::support::{Asker, Server};

const QUERY: &str = "```graphql\n";
const ANSWER: &str = "```json\n";
const END: &str = "```\n";
/// First line of a query that is asked after the import of ESCO.
const WITH_ESCO: &str = "# with all of ESCO";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../README.md")
}

#[tokio::test]
async fn the_queries_of_the_readme_give_the_answers_it_prints() {
    let server = Server::start().await;
    demo::load(&server.app, &|_, _| {}).await.expect("the demonstration loads");
    let told = fs::read_to_string(file()).expect("there is a README");
    let heard = Reader::new(&server).read(&told).await;
    if std::env::var_os("SEKO_BLESS").is_some() {
        fs::write(file(), &heard).expect("the README can be written");
    } else {
        assert!(told == heard, "an answer differs; with SEKO_BLESS=1 the README would read:\n{heard}");
    }
    server.stop().await;
}

/// Somebody who follows the README from top to bottom.
struct Reader<'a> {
    server: &'a Server,
    /// Tokens by who signed in.
    tokens: HashMap<&'static str, Asker>,
    /// Ids seen, by the word that stands for them in later queries.
    ids: HashMap<String, String>,
    has_esco: bool,
}

impl<'a> Reader<'a> {
    fn new(server: &'a Server) -> Self {
        Self { server, tokens: HashMap::new(), ids: HashMap::new(), has_esco: false }
    }

    /// The text, with each answer replaced by the one heard.
    async fn read(&mut self, told: &str) -> String {
        let mut heard = String::new();
        let mut rest = told;
        while let Some(start) = rest.find(QUERY) {
            let query_start = start + QUERY.len();
            let query_end = query_start + rest[query_start..].find(END).expect("the query ends");
            let answer_start = query_end + rest[query_end..].find(ANSWER).expect("an answer follows") + ANSWER.len();
            let answer_end = answer_start + rest[answer_start..].find(END).expect("the answer ends");
            heard.push_str(&rest[..answer_start]);
            let query = &rest[query_start..query_end];
            if query.starts_with(WITH_ESCO) && !self.has_esco().await {
                heard.push_str(&rest[answer_start..answer_end]);
            } else {
                heard.push_str(&self.ask(query).await);
            }
            rest = &rest[answer_end..];
        }
        heard + rest
    }

    /// Whether all of ESCO is loaded, which the first question that needs it does where there is a download.
    async fn has_esco(&mut self) -> bool {
        let Some(folder) = std::env::var_os("SEKO_TEST_ESCO").map(PathBuf::from) else {
            drop(writeln!(std::io::stderr(), "left out: the README's answers from all of ESCO (set SEKO_TEST_ESCO)"));
            return false;
        };
        if !self.has_esco {
            let system = Viewer::system();
            let import = taxonomy::import_esco(&self.server.app, &system, &folder, &|_| ());
            import.await.expect("the official download is well-formed");
            index::follow(&self.server.app).await.expect("the index follows");
            self.has_esco = true;
        }
        true
    }

    async fn ask(&mut self, query: &str) -> String {
        if query.contains("TOKEN") {
            self.ids.insert("TOKEN".to_owned(), self.server.mailed_secret("awa@example.org").await);
        }
        let mut filled = query.to_owned();
        for (word, id) in &self.ids {
            filled = filled.replace(&format!("\"{word}\""), &format!("\"{id}\""));
        }
        let nobody = Asker::default();
        let asker = match query.lines().next().unwrap_or_default() {
            "# as the member" => &self.tokens["member"],
            "# as staff" => &self.tokens["staff"],
            _ => &nobody,
        };
        let mut answer = self.server.asks(asker).with("Accept-Language", "fr").answer(&filled, json!({})).await;
        self.note(query, &answer);
        shorten(&mut answer);
        serde_json::to_string_pretty(&answer).expect("an answer is JSON") + "\n"
    }

    fn note(&mut self, query: &str, answer: &Value) {
        if let Some(token) = answer["data"]["signIn"]["accessToken"].as_str() {
            let who = if query.contains("staff@") { "staff" } else { "member" };
            self.tokens.insert(who, Asker { token: Some(token.to_owned()), refresh: None });
        }
        for (field, object) in
            [("createOrganisation", "organisation"), ("createProject", "project"), ("createPosition", "position")]
        {
            if let Some(id) = answer["data"][field][object]["id"].as_str() {
                self.ids.insert(object.to_uppercase(), id.to_owned());
            }
        }
    }
}

/// Ids and tokens differ from one installation to the next.
fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            let is_id = text
                .split_once('_')
                .is_some_and(|(_, uuid)| uuid.len() == 32 && uuid.bytes().all(|byte| byte.is_ascii_hexdigit()));
            if is_id {
                let word = text.split('_').next().unwrap_or_default().to_owned();
                *text = format!("{word}_…");
            } else if text.starts_with("eyJ") {
                *text = "eyJ…".to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
