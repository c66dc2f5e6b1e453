//! Synonyms: names that people use for concepts, in any language; staff accept them, reject them, take them back.

use entity::synonym;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Asker, Server, each_server};

const PROPOSE: &str = "mutation($input: ProposeSynonymInput!) { proposeSynonym(input: $input) {
    synonym { id version status text language concept { id } } userErrors { field code message } } }";
const ACCEPT: &str = "mutation($input: AcceptSynonymInput!) { acceptSynonym(input: $input) {
    synonym { id version status reason } userErrors { field code } } }";
/// The same, with the labels that the concept has from then on.
const ACCEPT_AND_READ: &str = "mutation($input: AcceptSynonymInput!) { acceptSynonym(input: $input) {
    synonym { concept { labels { text } } } userErrors { field code } } }";
const REJECT: &str = "mutation($input: RejectSynonymInput!) { rejectSynonym(input: $input) {
    synonym { id version status reason } userErrors { field code } } }";
const DESK: &str = "query($status: [SynonymStatus!], $concept: ID) { synonyms(status: $status, concept: $concept) {
    totalCount nodes { id text status proposer { id } concept { id } history { from to reason } } } }";
const LABELS: &str = "query($id: ID!) { node(id: $id) { ... on Concept { labels {
    language kind text origin } } } }";
const FOUND: &str = "query($search: String!) { concepts(search: $search) { nodes { id } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";
/// "Wall building" in Bambara.
const KOGO: &str = "kɔgɔ jɔli";

/// The payload of a mutation.
async fn run(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let answer = server.asks(asker).run(mutation, input).await;
    answer.as_object().and_then(|fields| fields.values().next()).expect("a payload").clone()
}

/// A change that nothing stands against; the synonym after it.
async fn changed(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let payload = run(server, asker, mutation, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{mutation}");
    payload["synonym"].clone()
}

/// What a change that is refused says.
async fn refused(server: &Server, asker: &Asker, mutation: &str, input: Value) -> (Value, Value) {
    let payload = run(server, asker, mutation, input).await;
    assert_eq!(payload["synonym"], Value::Null);
    let problem = &payload["userErrors"][0];
    (problem["field"].clone(), problem["code"].clone())
}

fn conflict(field: &str) -> (Value, Value) {
    (json!(field), json!("CONFLICT"))
}

fn about(synonym: &Value) -> Value {
    json!({ "id": synonym["id"], "version": synonym["version"] })
}

fn rejection(synonym: &Value, reason: &str) -> Value {
    json!({ "id": synonym["id"], "version": synonym["version"], "reason": reason })
}

/// The starter's concept nearest to these words.
async fn concept(server: &Server, search: &str) -> Value {
    let query =
        "query($search: String!) { concepts(search: $search, types: [SKILL], first: 1) { nodes { id label } } }";
    server.anyone().data(query, json!({ "search": search })).await["concepts"]["nodes"][0].take()
}

async fn finds(server: &Server, search: &str, id: &Value) -> bool {
    let answer = server.anyone().data(FOUND, json!({ "search": search })).await;
    answer["concepts"]["nodes"].as_array().expect("a list").first().is_some_and(|node| node["id"] == *id)
}

/// The registry's own labels of a concept.
async fn own_labels(server: &Server, id: &Value) -> Vec<Value> {
    let answer = server.anyone().data(LABELS, json!({ "id": id })).await;
    let labels = answer["node"]["labels"].as_array().expect("a list").iter();
    labels.filter(|label| label["origin"] == "LOCAL").cloned().collect()
}

async fn rows(server: &Server) -> u64 {
    synonym::Entity::find().count(&server.app.db).await.expect("rows are counted")
}

#[tokio::test]
async fn an_accepted_synonym_is_found_on_every_server_at_once_and_a_rejected_one_no_more() {
    each_server(async |server: &Server| {
        let other = server.beside().await;
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let masonry = concept(server, "maçonnerie").await["id"].take();
        let input = json!({ "concept": masonry, "text": KOGO, "language": "bam" });
        let proposed = changed(server, &awa, PROPOSE, input).await;
        assert_eq!((&proposed["status"], &proposed["text"]), (&json!("PROPOSED"), &json!(KOGO)));
        assert!(!finds(&other, "kogo joli", &masonry).await, "it waits for a decision");
        for reader in [server, &other] {
            assert_eq!(own_labels(reader, &masonry).await, Vec::<Value>::new(), "from now on they are in memory");
        }

        let accepted = changed(server, &staff, ACCEPT, about(&proposed)).await;
        assert_eq!((&accepted["status"], &accepted["version"]), (&json!("ACCEPTED"), &json!(2)));
        let label = json!({ "language": "bam", "kind": "ALTERNATIVE", "text": KOGO, "origin": "LOCAL" });
        for reader in [&other, server] {
            assert_eq!(own_labels(reader, &masonry).await, std::slice::from_ref(&label));
        }
        for reader in [server, &other] {
            assert!(finds(reader, "kogo joli", &masonry).await, "however it is typed");
        }

        let rejected = changed(&other, &staff, REJECT, rejection(&accepted, "C’est un autre mot")).await;
        assert_eq!((&rejected["status"], &rejected["reason"]), (&json!("REJECTED"), &json!("C’est un autre mot")));
        for reader in [server, &other] {
            assert!(!finds(reader, "kogo joli", &masonry).await, "it is taken back");
        }
        assert_eq!(own_labels(server, &masonry).await, Vec::<Value>::new());

        let read = changed(&other, &staff, ACCEPT_AND_READ, about(&rejected)).await;
        let labels = read["concept"]["labels"].as_array().expect("a list");
        assert!(labels.contains(&json!({ "text": KOGO })), "who writes reads what is written: {labels:?}");
        assert!(finds(server, KOGO, &masonry).await, "it may be accepted later");
        let desk = server.asks(&staff).data(DESK, json!({ "concept": masonry })).await["synonyms"].take();
        let history = json!([
            { "from": null, "to": "PROPOSED", "reason": "PROPOSED" },
            { "from": "PROPOSED", "to": "ACCEPTED", "reason": "ACCEPTED" },
            { "from": "ACCEPTED", "to": "REJECTED", "reason": "C’est un autre mot" },
            { "from": "REJECTED", "to": "ACCEPTED", "reason": "ACCEPTED" },
        ]);
        assert_eq!((&desk["totalCount"], &desk["nodes"][0]["history"]), (&json!(1), &history));
        other.app.db.close_by_ref().await.ok();
    })
    .await;
}

#[tokio::test]
async fn a_name_that_the_concept_has_is_refused_and_one_that_waits_is_not_proposed_twice() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let masonry = concept(server, "maçonnerie").await;
        let shouted = masonry["label"].as_str().expect("a label").to_uppercase();
        let known = json!({ "concept": masonry["id"], "text": shouted, "language": "bam" });
        let payload = run(server, &awa, PROPOSE, known).await;
        let problem = &payload["userErrors"][0];
        assert_eq!((problem["field"].clone(), problem["code"].clone()), conflict("text"), "{payload}");
        assert_eq!(rows(server).await, 0);

        let welding = concept(server, "soudure").await["id"].take();
        let name = |concept: &Value, text: &str| json!({ "concept": concept, "text": text, "language": "bam" });
        let first = changed(server, &awa, PROPOSE, name(&masonry["id"], KOGO)).await;
        let again = changed(server, &awa, PROPOSE, name(&masonry["id"], "KOGO JOLI")).await;
        assert_eq!(again["id"], first["id"]);
        let hers = changed(server, &bakary, PROPOSE, name(&masonry["id"], "KOGO JOLI")).await;
        assert_eq!(hers, Value::Null, "another person's proposal is not shown");
        let others = changed(server, &bakary, PROPOSE, name(&welding, KOGO)).await;
        assert_ne!(others["id"], first["id"], "two concepts may share a name");
        assert_eq!(rows(server).await, 2);
        changed(server, &staff, ACCEPT, about(&first)).await;
        assert_eq!(refused(server, &bakary, PROPOSE, name(&masonry["id"], KOGO)).await, conflict("text"));
    })
    .await;
}

#[tokio::test]
async fn staff_too_wait_for_a_decision_and_each_is_taken_once() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let masonry = concept(server, "maçonnerie").await["id"].take();
        let input = json!({ "concept": masonry, "text": "wall building", "language": "eng" });
        let proposed = changed(server, &staff, PROPOSE, input).await;
        assert_eq!(own_labels(server, &masonry).await, Vec::<Value>::new());
        let mut stale = about(&proposed);
        stale["version"] = json!(0);
        assert_eq!(refused(server, &staff, ACCEPT, stale).await, conflict("version"));
        let accepted = changed(server, &staff, ACCEPT, about(&proposed)).await;
        assert_eq!(refused(server, &staff, ACCEPT, about(&accepted)).await, conflict("id"));
        let rejected = changed(server, &staff, REJECT, rejection(&accepted, "Pas d’usage")).await;
        let twice = rejection(&rejected, "Encore");
        assert_eq!(refused(server, &staff, REJECT, twice).await, conflict("id"));

        // A twin came in while the first was rejected: the first cannot come back beside it.
        let input = json!({ "concept": masonry, "text": "Wall building", "language": "fra" });
        let twin = changed(server, &awa, PROPOSE, input).await;
        assert_ne!(twin["id"], proposed["id"]);
        changed(server, &staff, ACCEPT, about(&twin)).await;
        assert_eq!(refused(server, &staff, ACCEPT, about(&rejected)).await, conflict("id"));

        let desk = server.asks(&staff).data(DESK, json!({ "status": ["REJECTED"] })).await["synonyms"].take();
        assert_eq!((&desk["totalCount"], &desk["nodes"][0]["id"]), (&json!(1), &proposed["id"]));
        assert_eq!(desk["nodes"][0]["proposer"], Value::Null, "no member proposed it");
        let nothing = server.asks(&staff).data(DESK, json!({ "concept": "urn:seko:personne" })).await;
        assert_eq!(nothing["synonyms"], json!({ "totalCount": 0, "nodes": [] }));
        for (asker, sees) in [(&staff, true), (&awa, true), (&Asker::default(), false)] {
            let node = server.asks(asker).data(NODE, json!({ "id": twin["id"] })).await["node"].take();
            assert_eq!(node.is_object(), sees, "{node}");
        }
        let node = server.asks(&awa).data(NODE, json!({ "id": proposed["id"] })).await;
        assert_eq!(node["node"], Value::Null, "it is not hers");
    })
    .await;
}

#[tokio::test]
async fn an_account_waits_for_twenty_answers_at_most() {
    let server = Server::start().await;
    let (awa, staff) = (server.member("Awa").await, server.staff().await);
    let masonry = concept(&server, "maçonnerie").await["id"].take();
    let name = |number: usize| json!({ "concept": masonry, "text": format!("kogo {number}"), "language": "bam" });
    let first = changed(&server, &awa, PROPOSE, name(0)).await;
    for number in 1..20 {
        changed(&server, &awa, PROPOSE, name(number)).await;
    }
    assert_eq!(refused(&server, &awa, PROPOSE, name(20)).await, conflict("input"));
    changed(&server, &staff, PROPOSE, name(20)).await;
    changed(&server, &staff, ACCEPT, about(&first)).await;
    changed(&server, &awa, PROPOSE, name(21)).await;
    server.stop().await;
}
