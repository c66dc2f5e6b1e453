//! Suggestions: what a text says and what an occupation is linked to, offered for confirmation.

use serde_json::{Value, json};

use crate::support::{Asker, Server, each_server};

const SUGGEST: &str = "query($occupation: ID, $text: String, $first: Int) {
    suggestSkills(occupation: $occupation, text: $text, first: $first) {
        concept { id label } source importance label spans { start end text } } }";
const OCCUPATION: &str = "{ concepts(search: \"comptable\", types: [OCCUPATION], first: 1) { nodes { id uri } } }";
const ADD_SKILL: &str =
    "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) { userErrors { field } } }";
/// What the starter taxonomy holds essential and optional for accountants; what fewer occupations share comes first.
const ESSENTIAL: [&str; 5] = [
    "comptabilité SYSCOHADA",
    "comptabilité analytique",
    "établissement des états financiers",
    "législation fiscale",
    "comptabilité",
];
const OPTIONAL: [&str; 4] =
    ["déclaration d'impôts", "contrôle interne", "gestion de la paie", "utilisation de tableurs"];

async fn suggested(server: &Server, asker: &Asker, question: Value) -> Vec<Value> {
    let mut answer = server.asks(asker).data(SUGGEST, question).await;
    serde_json::from_value(answer["suggestSkills"].take()).expect("a list")
}

/// Labels in order.
fn labels(suggestions: &[Value]) -> Vec<&str> {
    suggestions.iter().filter_map(|suggestion| suggestion["concept"]["label"].as_str()).collect()
}

fn sorted(labels: &[&str]) -> Vec<String> {
    let mut labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
    labels.sort();
    labels
}

fn with_label<'a>(suggestions: &'a [Value], label: &str) -> &'a Value {
    let found = suggestions.iter().find(|suggestion| suggestion["concept"]["label"] == label);
    found.unwrap_or_else(|| panic!("{label} is not suggested: {suggestions:#?}"))
}

async fn accountant(server: &Server) -> Value {
    server.anyone().data(OCCUPATION, json!({})).await["concepts"]["nodes"][0].take()
}

#[tokio::test]
async fn a_text_gives_back_the_skills_that_it_speaks_of_and_where() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let text = "🎉 Comptable à Paris : tenue des livres comptables, déclarations d’impôts et gestion de la paie.\n\n\
            J’ai dessiné des plans et encadré une équipe. Encadrement d’équipe, surtout !";
        let found = suggested(server, &awa, json!({ "text": text })).await;
        let expected = [
            "déclaration d'impôts",
            "dessin de plans",
            "encadrement d'équipe",
            "gestion de la paie",
            "tenue des livres comptables",
        ];
        assert_eq!(sorted(&labels(&found)), sorted(&expected), "{found:#?}");
        let team = with_label(&found, "encadrement d'équipe");
        assert_eq!((&team["source"], &team["importance"]), (&json!("TEXT"), &Value::Null));
        assert_eq!(team["label"], "encadrement d'équipe");
        let letters: Vec<char> = text.chars().collect();
        let spans = team["spans"].as_array().expect("places");
        let pieces: Vec<&str> = spans.iter().filter_map(|span| span["text"].as_str()).collect();
        assert_eq!(pieces, ["encadré une équipe", "Encadrement d’équipe"]);
        for span in spans {
            let place = |end: &str| span[end].as_u64().expect("a position") as usize;
            assert_eq!(span["text"], letters[place("start")..place("end")].iter().collect::<String>());
        }
    })
    .await;
}

#[tokio::test]
async fn english_texts_are_read_as_well() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let text = "I have managed the payroll of a hospital, prepared its tax returns and led a team.";
    let found = suggested(&server, &awa, json!({ "text": text })).await;
    for label in ["gestion de la paie", "déclaration d'impôts"] {
        assert_eq!(with_label(&found, label)["source"], "TEXT");
    }
}

#[tokio::test]
async fn an_occupation_gives_its_essential_skills_first_and_leaves_out_what_the_member_has() {
    each_server(async |server: &Server| {
        let (awa, staff, accountant) = (server.member("Awa").await, server.staff().await, accountant(server).await);
        let found = suggested(server, &awa, json!({ "occupation": accountant["id"] })).await;
        let (essential, optional) = found.split_at(ESSENTIAL.len());
        assert!(essential.iter().all(|suggestion| suggestion["importance"] == "ESSENTIAL"), "{found:#?}");
        assert!(optional.iter().all(|suggestion| suggestion["importance"] == "OPTIONAL"), "{found:#?}");
        assert!(found.iter().all(|suggestion| suggestion["source"] == "OCCUPATION"), "{found:#?}");
        assert_eq!(sorted(&labels(&essential[..3])), sorted(&ESSENTIAL[..3]));
        assert_eq!(labels(&essential[3..]), ESSENTIAL[3..]);
        assert_eq!(labels(&optional[..1]), OPTIONAL[..1]);
        assert_eq!(sorted(&labels(&optional[1..3])), sorted(&OPTIONAL[1..3]));
        assert_eq!(labels(&optional[3..]), OPTIONAL[3..]);

        let known = with_label(&found, "comptabilité")["concept"]["id"].clone();
        let added = server.asks(&awa).run(ADD_SKILL, json!({ "concept": known, "level": 4 })).await;
        assert_eq!(added["addMemberSkill"]["userErrors"], json!([]), "{added}");
        let rest = suggested(server, &awa, json!({ "occupation": accountant["uri"], "first": 100 })).await;
        let without: Vec<&str> = labels(&found).into_iter().filter(|label| *label != "comptabilité").collect();
        assert_eq!(labels(&rest), without);
        let of_text = suggested(server, &awa, json!({ "text": "la comptabilité, la comptabilité analytique" })).await;
        assert_eq!(labels(&of_text), ["comptabilité analytique"]);
        assert_eq!(suggested(server, &staff, json!({ "occupation": accountant["id"] })).await, found);
    })
    .await;
}

#[tokio::test]
async fn what_the_text_says_comes_before_the_rest_of_the_occupation() {
    let server = Server::start().await;
    let (awa, accountant) = (server.member("Awa").await, accountant(&server).await);
    let text = "Quatre ans de gestion de la paie ; dessin de plans.";
    let found = suggested(&server, &awa, json!({ "occupation": accountant["id"], "text": text })).await;
    assert_eq!(sorted(&labels(&found[..2])), ["dessin de plans", "gestion de la paie"], "{found:#?}");
    let payroll = with_label(&found, "gestion de la paie");
    assert_eq!((&payroll["source"], &payroll["importance"]), (&json!("BOTH"), &json!("OPTIONAL")));
    assert_eq!(found.len(), ESSENTIAL.len() + OPTIONAL.len() + 1, "each concept once");
    let few = suggested(&server, &awa, json!({ "occupation": accountant["id"], "text": text, "first": 3 })).await;
    assert_eq!(few, found[..3]);
    assert!(suggested(&server, &awa, json!({ "text": text, "first": 0 })).await.is_empty());
}

#[tokio::test]
async fn everyday_words_suggest_nothing() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let text =
        "Bonjour ! Je suis au travail tous les jours avec mon équipe, dans une bonne entreprise, et j’aime la vie.";
    assert!(suggested(&server, &awa, json!({ "text": text })).await.is_empty());
}

#[tokio::test]
async fn a_question_that_cannot_be_answered_says_what_to_mend() {
    let server = Server::start().await;
    let awa = server.member("Awa").await;
    let skill = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
    let skill = server.anyone().data(skill, json!({})).await["concepts"]["nodes"][0]["id"].take();
    let questions = [
        (json!({}), "text"),
        (json!({ "text": " \n\u{a0}" }), "text"),
        (json!({ "text": "é".repeat(10_001) }), "text"),
        (json!({ "occupation": "concept_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f" }), "occupation"),
        (json!({ "occupation": skill, "text": "comptabilité" }), "occupation"),
        (json!({ "text": "comptabilité", "first": -1 }), ""),
        (json!({ "text": "comptabilité", "first": 101 }), ""),
    ];
    for (question, named) in questions {
        let french = server.asks(&awa).answer(SUGGEST, question.clone()).await;
        let english = server.asks(&awa).with("Accept-Language", "en").answer(SUGGEST, question).await;
        for answer in [&french, &english] {
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
            let words = answer["errors"][0]["message"].as_str().expect("words");
            assert!(words.contains(named) && !words.contains("suggestion-"), "{answer}");
        }
        assert_ne!(french["errors"][0]["message"], english["errors"][0]["message"]);
    }
    let longest = json!({ "text": "é".repeat(10_000) });
    assert!(suggested(&server, &awa, longest).await.is_empty());
}
