//! The main job, end to end: a member registers, a project opens, staff get an explained ranking.

use serde_json::{Value, json};

use crate::support::{Asker, Server, each_server};

const ADD_SKILL: &str = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) {
    memberSkill { id version verification } userErrors { field code message } } }";
const CREATE_ORGANISATION: &str = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
    organisation { id } userErrors { field message } } }";
const CREATE_PROJECT: &str = "mutation($input: CreateProjectInput!) { createProject(input: $input) {
    project { id version status } userErrors { field message } } }";
const MOVE_PROJECT: &str = "mutation($input: MoveProjectInput!) { moveProject(input: $input) {
    project { version status } userErrors { field message } } }";
const CREATE_POSITION: &str = "mutation($input: CreatePositionInput!) { createPosition(input: $input) {
    position { id version status requirements { id } } userErrors { field message } } }";
const MOVE_POSITION: &str = "mutation($input: MovePositionInput!) { movePosition(input: $input) {
    position { version status } userErrors { field message } } }";
const MATCH: &str = "fragment Explained on Match { score algorithm gates { gate passed reason } parts {
    verdict shortfalls credit weight points concept { uri } requirement { id concept { uri } } } }";

#[tokio::test]
async fn a_member_is_found_explained_and_gone_when_consent_is_withdrawn() {
    each_server(the_main_story).await;
}

async fn the_main_story(server: &Server) {
    let awa = server.member("Awa").await;
    let staff = server.staff().await;
    let [broad, narrow, exact, missing] = four_concepts(server).await;
    for concept in [&narrow, &exact] {
        let input = json!({ "concept": concept, "level": 4, "years": 8, "lastUsed": 2026 });
        let answer = server.asks(&awa).run(ADD_SKILL, input).await;
        assert_eq!(answer["addMemberSkill"]["userErrors"], json!([]), "{answer}");
    }
    let position = open_position(server, &staff, &[&broad, &exact, &missing]).await;

    let candidates = candidates(server, &staff, &position).await;
    let [seen] = candidates.as_slice() else { panic!("one candidate: {candidates:?}") };
    let verdicts: Vec<&str> = parts(seen).iter().filter_map(|part| part["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["NARROWER", "EXACT", "MISSING"], "{seen:#}");
    let points: i64 = parts(seen).iter().filter_map(|part| part["points"].as_i64()).sum();
    assert_eq!(Some(points), seen["score"].as_i64());
    assert_eq!(parts(seen)[2]["points"], 0);
    assert_eq!(parts(seen)[0]["concept"]["uri"], narrow.as_str());

    let opportunities = opportunities(server, &awa).await;
    assert_eq!(opportunities, candidates, "the member sees the same object");

    let withdraw = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
        consents { purpose decision } userErrors { field } } }";
    server.asks(&awa).run(withdraw, json!({ "purpose": "MATCHING" })).await;
    assert_eq!(self::candidates(server, &staff, &position).await, Vec::<Value>::new());
    assert_eq!(self::opportunities(server, &awa).await, Vec::<Value>::new());

    let give = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) { userErrors { field } } }";
    server.asks(&awa).run(give, json!({ "purpose": "MATCHING", "noticeVersion": 1 })).await;
    assert_eq!(self::candidates(server, &staff, &position).await, candidates);
}

/// A broad skill, one below it, and two that have nothing to do with either: found as a client would.
async fn four_concepts(server: &Server) -> [String; 4] {
    let query = "query($search: String!) { concepts(search: $search, types: [SKILL, KNOWLEDGE], first: 1) {
        nodes { uri narrower { uri type } } } }";
    let find = async |search: &str| server.anyone().data(query, json!({ "search": search })).await;
    let broad = find("maçonnerie").await["concepts"]["nodes"][0].clone();
    let narrow = broad["narrower"][0]["uri"].as_str().expect("something narrower").to_owned();
    let uri = |found: &Value| found["concepts"]["nodes"][0]["uri"].as_str().expect("a concept").to_owned();
    let exact = uri(&find("gestion de projet").await);
    let missing = uri(&find("apiculture").await);
    [broad["uri"].as_str().expect("a concept").to_owned(), narrow, exact, missing]
}

async fn open_position(server: &Server, staff: &Asker, concepts: &[&String]) -> String {
    let organisation = server
        .asks(staff)
        .run(CREATE_ORGANISATION, json!({ "name": "Mairie de Kayes", "kind": "TOWN", "country": "ML" }))
        .await;
    let host = organisation["createOrganisation"]["organisation"]["id"].clone();
    let project =
        server.asks(staff).run(CREATE_PROJECT, json!({ "host": host, "title": "Réhabiliter les écoles" })).await;
    let project = project["createProject"]["project"].clone();
    for (version, to) in [(1, "SUBMITTED"), (2, "OPEN")] {
        let input = json!({ "id": project["id"], "version": version, "to": to, "reason": "accepté" });
        let moved = server.asks(staff).run(MOVE_PROJECT, input).await;
        assert_eq!(moved["moveProject"]["project"]["status"], to, "{moved}");
    }
    let requirements: Vec<Value> = concepts
        .iter()
        .map(|concept| json!({ "concept": concept, "importance": "ESSENTIAL", "minLevel": 3 }))
        .collect();
    let input = json!({
        "project": project["id"], "title": "Chef de chantier", "headcount": 1, "mode": "ON_SITE",
        "dates": { "from": "2027-01-10", "to": "2027-02-10" }, "languages": [], "requirements": requirements,
    });
    let position = server.asks(staff).run(CREATE_POSITION, input).await;
    let position = position["createPosition"]["position"].clone();
    assert_eq!(position["status"], "DRAFT", "{position}");
    let input = json!({ "id": position["id"], "version": 1, "to": "OPEN", "reason": "prêt" });
    let moved = server.asks(staff).run(MOVE_POSITION, input).await;
    assert_eq!(moved["movePosition"]["position"]["status"], "OPEN", "{moved}");
    position["id"].as_str().expect("an id").to_owned()
}

async fn candidates(server: &Server, staff: &Asker, position: &str) -> Vec<Value> {
    let query = format!(
        "query($id: ID!) {{ position(id: $id) {{ candidates {{ totalCount nodes {{ ...Explained }} }} }} }} {MATCH}"
    );
    let answer = server.asks(staff).data(&query, json!({ "id": position })).await;
    let list = &answer["position"]["candidates"];
    let nodes = list["nodes"].as_array().expect("a list").clone();
    assert_eq!(list["totalCount"], nodes.len(), "counts equal lists");
    nodes
}

async fn opportunities(server: &Server, member: &Asker) -> Vec<Value> {
    let query =
        format!("{{ viewer {{ member {{ opportunities {{ totalCount nodes {{ ...Explained }} }} }} }} }} {MATCH}");
    let answer = server.asks(member).data(&query, json!({})).await;
    let list = &answer["viewer"]["member"]["opportunities"];
    let nodes = list["nodes"].as_array().expect("a list").clone();
    assert_eq!(list["totalCount"], nodes.len(), "counts equal lists");
    nodes
}

fn parts(found: &Value) -> &[Value] {
    found["parts"].as_array().map(Vec::as_slice).unwrap_or_default()
}
