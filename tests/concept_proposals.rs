//! Local concepts: a member names what the vocabulary lacks, and staff accept it, merge it or reject it.

use entity::concept::{self, ConceptStatus};
use entity::{concept_proposal, transition};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::service::index;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::states::{Scene, open_position};
use crate::support::{Asker, Server, each_server};

const PROPOSE: &str = "mutation($input: ProposeConceptInput!) { proposeConcept(input: $input) {
    concept { id uri status type label definition broader { id } labels { language kind text origin } }
    conceptProposal { id version status } userErrors { field code message } } }";
const PROPOSE_SYNONYM: &str = "mutation($input: ProposeSynonymInput!) { proposeSynonym(input: $input) {
    synonym { id version } userErrors { field code } } }";
const ACCEPT_SYNONYM: &str = "mutation($input: AcceptSynonymInput!) { acceptSynonym(input: $input) {
    userErrors { field code } } }";
const REJECT_SYNONYM: &str = "mutation($input: RejectSynonymInput!) { rejectSynonym(input: $input) {
    userErrors { field code } } }";
const ADD_SKILL: &str = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) {
    memberSkill { id concept { id } } userErrors { field code } } }";
const ADD_EXPERIENCE: &str = "mutation($input: AddExperienceInput!) { addExperience(input: $input) {
    experience { id } userErrors { field } } }";
const SKILLS: &str = "{ viewer { member { id skills { level lastUsed verification concept { id label }
    evidence { ... on Experience { id } } } } } }";
const OWN: &str = "{ viewer { member { conceptProposals { id version status reason concept { id }
    history { from to reason } } } } }";
const DESK: &str = "query($status: [ConceptProposalStatus!], $first: Int, $after: String) {
    conceptProposals(status: $status, first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage }
    nodes { id version status proposer { id } concept { id label } } } }";
const CONCEPT: &str = "query($id: ID!) { node(id: $id) { ... on Concept { id status replacedBy { id } label
    broader { id } narrower { id } labels { language kind text origin } } } }";
const FOUND: &str = "query($search: String!) { concepts(search: $search, types: [SKILL, KNOWLEDGE]) {
    nodes { id label } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";
const BOGOLAN: &str = "teinture au bogolan";

/// The payload of a mutation.
async fn run(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let answer = server.asks(asker).run(mutation, input).await;
    answer.as_object().and_then(|fields| fields.values().next()).expect("a payload").clone()
}

/// The payload of a proposal that is in order.
async fn propose(server: &Server, asker: &Asker, input: Value) -> Value {
    let payload = run(server, asker, PROPOSE, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload
}

/// The payload of a decision, such as `acceptConcept`.
async fn decide(server: &Server, staff: &Asker, field: &str, input: Value) -> Value {
    let (first, rest) = field.split_at(1);
    let mutation = format!(
        "mutation($input: {}{rest}Input!) {{ {field}(input: $input) {{
            conceptProposal {{ id version status reason }} userErrors {{ field code }} }} }}",
        first.to_uppercase()
    );
    run(server, staff, &mutation, input).await
}

/// An input that names a proposal as it was seen last.
fn about(proposal: &Value, mut input: Value) -> Value {
    input["id"] = proposal["id"].clone();
    input["version"] = proposal["version"].clone();
    input
}

/// A decision that nothing stands against; the proposal after it.
async fn decided(server: &Server, staff: &Asker, field: &str, input: Value) -> Value {
    let mut payload = decide(server, staff, field, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{field}");
    payload["conceptProposal"].take()
}

async fn add_skill(server: &Server, asker: &Asker, input: Value) -> Value {
    run(server, asker, ADD_SKILL, input).await
}

async fn has_skill(server: &Server, asker: &Asker, input: Value) {
    assert_eq!(add_skill(server, asker, input).await["userErrors"], json!([]));
}

async fn skills(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(SKILLS, json!({})).await["viewer"]["member"]["skills"].take()
}

async fn own(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(OWN, json!({})).await["viewer"]["member"]["conceptProposals"].take()
}

/// The synonyms of a concept, oldest first.
async fn synonyms(server: &Server, staff: &Asker, concept: &Value) -> Vec<Value> {
    let query = "query($concept: ID) { synonyms(concept: $concept) { nodes {
        id version status text history { to } } } }";
    let answer = server.asks(staff).data(query, json!({ "concept": concept })).await;
    answer["synonyms"]["nodes"].as_array().expect("a list").clone()
}

/// What synonyms are, without their ids.
fn facts(synonyms: &[Value]) -> Vec<Value> {
    let facts = synonyms.iter().map(|synonym| {
        let history: Vec<&Value> =
            synonym["history"].as_array().expect("a list").iter().map(|step| &step["to"]).collect();
        json!({ "text": synonym["text"], "status": synonym["status"], "version": synonym["version"],
            "history": history })
    });
    facts.collect()
}

async fn reject_synonym(server: &Server, staff: &Asker, synonym: &Value) {
    let input = json!({ "id": synonym["id"], "version": synonym["version"], "reason": "Pas d’usage" });
    assert_eq!(run(server, staff, REJECT_SYNONYM, input).await["userErrors"], json!([]));
}

async fn seen(server: &Server, id: &Value) -> Value {
    server.anyone().data(CONCEPT, json!({ "id": id })).await["node"].take()
}

/// Ids of the skills and pieces of knowledge that a search finds.
async fn found(server: &Server, search: &str) -> Vec<Value> {
    let answer = server.anyone().data(FOUND, json!({ "search": search })).await;
    answer["concepts"]["nodes"].as_array().expect("a list").iter().map(|node| node["id"].clone()).collect()
}

/// A skill of the starter, the nearest to these words.
async fn starter_skill(server: &Server, search: &str) -> Value {
    let query = "query($search: String!) { concepts(search: $search, types: [SKILL], first: 1) {
        nodes { id uri label } } }";
    server.anyone().data(query, json!({ "search": search })).await["concepts"]["nodes"][0].take()
}

fn uuid(id: &Value) -> Uuid {
    let id = id.as_str().and_then(|id| id.split_once('_')).expect("an id").1;
    Uuid::try_parse(id).expect("a UUID")
}

async fn proposals(server: &Server) -> u64 {
    concept_proposal::Entity::find().count(&server.app.db).await.expect("rows are counted")
}

async fn opportunities(server: &Server, asker: &Asker) -> Value {
    let query = "{ viewer { member { opportunities { totalCount } } } }";
    server.asks(asker).data(query, json!({})).await["viewer"]["member"]["opportunities"]["totalCount"].take()
}

async fn assert_index_is_whole(server: &Server) {
    let verdict = index::verify(&server.app).await.expect("the index is compared");
    assert_eq!(verdict.differences, 0, "{verdict:?}");
}

#[tokio::test]
async fn what_a_member_names_is_had_at_once_and_found_once_staff_accept_it() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let input = json!({ "label": BOGOLAN, "type": "SKILL", "definition": "Teindre à l’argile.\nÀ la main." });
        let made = propose(server, &awa, input).await;
        let concept = &made["concept"];
        assert_eq!((&concept["status"], &concept["label"]), (&json!("PROPOSED"), &json!(BOGOLAN)));
        assert_eq!(concept["definition"], "Teindre à l’argile.\nÀ la main.");
        assert!(concept["uri"].as_str().is_some_and(|uri| uri.starts_with("urn:seko:concept:")), "{concept}");
        let label = json!({ "language": "fra", "kind": "PREFERRED", "text": BOGOLAN, "origin": "LOCAL" });
        assert_eq!(concept["labels"], json!([label]));
        has_skill(server, &awa, json!({ "concept": concept["uri"], "level": 4 })).await;
        assert!(!found(server, "bogolan").await.contains(&concept["id"]));

        let desk = server.asks(&staff).data(DESK, json!({ "status": ["PROPOSED"] })).await["conceptProposals"].take();
        assert_eq!((&desk["totalCount"], &desk["nodes"][0]["concept"]["label"]), (&json!(1), &json!(BOGOLAN)));
        assert!(desk["nodes"][0]["proposer"]["id"].is_string(), "{desk}");
        let proposal = &desk["nodes"][0];
        let nowhere = decide(server, &staff, "acceptConcept", about(proposal, json!({}))).await;
        assert_eq!(nowhere["userErrors"], json!([{ "field": "broader", "code": "BAD_USER_INPUT" }]));
        let broader = starter_skill(server, "maçonnerie").await;
        let input = json!({ "broader": broader["uri"], "reason": "Bienvenue" });
        let accepted = decided(server, &staff, "acceptConcept", about(proposal, input)).await;
        assert_eq!((&accepted["status"], &accepted["version"]), (&json!("ACCEPTED"), &json!(2)));

        assert!(found(server, "Bogolan").await.contains(&concept["id"]));
        has_skill(server, &bakary, json!({ "concept": concept["id"], "level": 2 })).await;
        let stands = seen(server, &concept["id"]).await;
        assert_eq!((&stands["status"], &stands["broader"]), (&json!("CURRENT"), &json!([{ "id": broader["id"] }])));
        let below = seen(server, &broader["id"]).await;
        assert!(below["narrower"].as_array().expect("a list").contains(&json!({ "id": concept["id"] })), "{below}");
        let history = json!([
            { "from": null, "to": "PROPOSED", "reason": "PROPOSED" },
            { "from": "PROPOSED", "to": "ACCEPTED", "reason": "Bienvenue" },
        ]);
        let expected = json!([{ "id": proposal["id"], "version": 2, "status": "ACCEPTED", "reason": "Bienvenue",
            "concept": { "id": concept["id"] }, "history": history }]);
        assert_eq!(own(server, &awa).await, expected);
        assert_eq!(own(server, &bakary).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn staff_may_give_an_accepted_concept_another_name_and_the_first_stays_a_synonym() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let broader = starter_skill(server, "maçonnerie").await["id"].take();
        let input = json!({ "label": "bogolanfini", "language": "bam", "type": "KNOWLEDGE", "broader": broader });
        let made = propose(server, &awa, input).await;
        let concept = made["concept"]["id"].clone();
        assert_eq!((&made["concept"]["type"], &made["concept"]["label"]), (&json!("KNOWLEDGE"), &json!("bogolanfini")));
        let proposal = &made["conceptProposal"];
        let taken = json!({ "label": starter_skill(server, "soudure").await["label"], "language": "bam" });
        let refused = decide(server, &staff, "acceptConcept", about(proposal, taken)).await;
        assert_eq!(refused["userErrors"], json!([{ "field": "label", "code": "CONFLICT" }]));
        let renamed = about(proposal, json!({ "label": "bɔgɔlanfini dilan", "language": "bam" }));
        assert_eq!(decided(server, &staff, "acceptConcept", renamed).await["status"], "ACCEPTED");
        let stands = seen(server, &concept).await;
        assert_eq!(stands["broader"], json!([{ "id": broader }]), "the proposed place stands");
        let labels = json!([
            { "language": "bam", "kind": "PREFERRED", "text": "bɔgɔlanfini dilan", "origin": "LOCAL" },
            { "language": "bam", "kind": "ALTERNATIVE", "text": "bogolanfini", "origin": "LOCAL" },
        ]);
        assert_eq!(stands["labels"], labels);
        assert_eq!(found(server, "bogolanfini dilan").await.first(), Some(&concept));

        let synonyms = synonyms(server, &staff, &concept).await;
        let first = json!({ "text": "bogolanfini", "status": "ACCEPTED", "version": 1, "history": ["ACCEPTED"] });
        assert_eq!(facts(&synonyms), [first]);
        reject_synonym(server, &staff, &synonyms[0]).await;
        let labels = seen(server, &concept).await["labels"].take();
        assert_eq!(labels.as_array().map(Vec::len), Some(1), "the first name is taken back: {labels}");
    })
    .await;
}

#[tokio::test]
async fn a_name_in_another_language_stands_beside_the_one_proposed() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let broader = starter_skill(server, "maçonnerie").await["id"].take();
        let input = json!({ "label": "bogolanfini", "language": "bam", "type": "SKILL", "broader": broader });
        let made = propose(server, &awa, input).await;
        let concept = &made["concept"]["id"];
        let named = about(&made["conceptProposal"], json!({ "label": BOGOLAN }));
        decided(server, &staff, "acceptConcept", named).await;
        let stands = seen(server, concept).await;
        let labels = json!([
            { "language": "bam", "kind": "PREFERRED", "text": "bogolanfini", "origin": "LOCAL" },
            { "language": "fra", "kind": "PREFERRED", "text": BOGOLAN, "origin": "LOCAL" },
        ]);
        assert_eq!((&stands["label"], &stands["labels"]), (&json!(BOGOLAN), &labels));
        assert_eq!(synonyms(server, &staff, concept).await, Vec::<Value>::new());
    })
    .await;
}

#[tokio::test]
async fn a_synonym_that_two_merged_concepts_had_goes_with_the_second_that_is_taken_back() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let target = starter_skill(server, "maçonnerie").await["id"].take();
        let made = propose(server, &awa, json!({ "label": BOGOLAN, "type": "SKILL", "broader": target })).await;
        let accepted = decided(server, &staff, "acceptConcept", about(&made["conceptProposal"], json!({}))).await;
        for concept in [&target, &made["concept"]["id"]] {
            let input = json!({ "concept": concept, "text": "kɔgɔ jɔli", "language": "bam" });
            let proposed = run(server, &awa, PROPOSE_SYNONYM, input).await["synonym"].take();
            let accept = json!({ "id": proposed["id"], "version": proposed["version"] });
            assert_eq!(run(server, &staff, ACCEPT_SYNONYM, accept).await["userErrors"], json!([]));
        }
        let merger = about(&accepted, json!({ "into": target, "reason": "Le même" }));
        decided(server, &staff, "mergeConcept", merger).await;

        let mut twins = synonyms(server, &staff, &target).await;
        twins.retain(|synonym| synonym["text"] == "kɔgɔ jɔli");
        let versions: Vec<&Value> = twins.iter().map(|synonym| &synonym["version"]).collect();
        assert_eq!(versions, [&json!(2), &json!(3)], "the one that was moved is a version on");
        let is_label = async || {
            let labels = seen(server, &target).await["labels"].take();
            labels.as_array().expect("a list").iter().any(|label| label["text"] == "kɔgɔ jɔli")
        };
        reject_synonym(server, &staff, &twins[1]).await;
        assert!(is_label().await, "the other one stands");
        reject_synonym(server, &staff, &twins[0]).await;
        assert!(!is_label().await);
    })
    .await;
}

#[tokio::test]
async fn a_name_that_is_taken_is_told_and_one_that_is_proposed_is_not_proposed_twice() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let known = starter_skill(server, "maçonnerie").await;
        let shouted = known["label"].as_str().expect("a label").to_uppercase();
        for language in ["fra", "bam"] {
            let input = json!({ "label": shouted, "language": language, "type": "KNOWLEDGE" });
            let refused = run(server, &awa, PROPOSE, input).await;
            let problem = &refused["userErrors"][0];
            assert_eq!((&problem["field"], &problem["code"]), (&json!("label"), &json!("CONFLICT")), "{refused}");
            let told = problem["message"].as_str().unwrap_or_default();
            assert!(told.contains(known["label"].as_str().unwrap_or_default()), "{told}");
        }
        assert_eq!(proposals(server).await, 0);

        let first = propose(server, &awa, json!({ "label": BOGOLAN, "type": "SKILL" })).await;
        let again = propose(server, &awa, json!({ "label": "Teinture au  BÒGOLAN", "type": "SKILL" })).await;
        assert_eq!(again["conceptProposal"], first["conceptProposal"]);
        let others = propose(server, &bakary, json!({ "label": BOGOLAN, "language": "eng", "type": "SKILL" })).await;
        assert_eq!((&others["concept"]["id"], &others["conceptProposal"]), (&first["concept"]["id"], &Value::Null));
        assert_eq!(proposals(server).await, 1);
        has_skill(server, &bakary, json!({ "concept": others["concept"]["id"], "level": 3 })).await;

        let tissage = |language: &str| json!({ "label": "tissage du dali", "language": language, "type": "SKILL" });
        let (left, right) =
            tokio::join!(propose(server, &awa, tissage("fra")), propose(server, &bakary, tissage("bam")));
        assert_eq!(left["concept"]["id"], right["concept"]["id"], "at the same time too");
        assert_eq!(proposals(server).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_proposal_is_seen_by_staff_and_by_who_made_it() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let made = propose(server, &awa, json!({ "label": BOGOLAN, "type": "SKILL" })).await;
        let id = &made["conceptProposal"]["id"];
        for (asker, sees) in [(&awa, true), (&staff, true), (&bakary, false), (&Asker::default(), false)] {
            let node = server.asks(asker).data(NODE, json!({ "id": id })).await["node"].take();
            assert_eq!(node.is_object(), sees, "{node}");
        }
        let by_staff = propose(server, &staff, json!({ "label": "damasquinage du cuir", "type": "SKILL" })).await;
        let page = json!({ "first": 1 });
        let first = server.asks(&staff).data(DESK, page).await["conceptProposals"].take();
        assert_eq!((&first["totalCount"], &first["nodes"][0]["id"]), (&json!(2), id), "oldest first");
        let next = json!({ "first": 1, "after": first["pageInfo"]["endCursor"] });
        let second = server.asks(&staff).data(DESK, next).await["conceptProposals"].take();
        assert_eq!(second["nodes"][0]["id"], by_staff["conceptProposal"]["id"]);
        assert_eq!(second["nodes"][0]["proposer"], Value::Null, "no member proposed it");
        let merged = server.asks(&staff).data(DESK, json!({ "status": ["MERGED", "REJECTED"] })).await;
        assert_eq!(
            (&merged["conceptProposals"]["totalCount"], &first["pageInfo"]["hasNextPage"]),
            (&json!(0), &json!(true))
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_waits_for_twenty_answers_at_most() {
    let server = Server::start().await;
    let (awa, staff) = (server.member("Awa").await, server.staff().await);
    let label = |number: usize| json!({ "label": format!("savoir rare {number}"), "type": "SKILL" });
    let first = propose(&server, &awa, label(0)).await;
    for number in 1..20 {
        propose(&server, &awa, label(number)).await;
    }
    let refused = run(&server, &awa, PROPOSE, label(20)).await;
    let problem = &refused["userErrors"][0];
    assert_eq!((&problem["field"], &problem["code"]), (&json!("input"), &json!("CONFLICT")), "{refused}");
    propose(&server, &staff, label(20)).await;
    let rejection = about(&first["conceptProposal"], json!({ "reason": "Trop vague" }));
    decided(&server, &staff, "rejectConcept", rejection).await;
    propose(&server, &awa, label(21)).await;
    server.stop().await;
}

/// A position that requires these concepts, as staff write it; the payload.
async fn position(server: &Server, staff: &Asker, requirements: Value) -> Value {
    let host = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
        organisation { id } userErrors { field } } }";
    let host = run(server, staff, host, json!({ "name": "Mairie", "kind": "TOWN" })).await;
    let project = "mutation($input: CreateProjectInput!) { createProject(input: $input) {
        project { id } userErrors { field } } }";
    let input = json!({ "host": host["organisation"]["id"], "title": "Ateliers" });
    let project = run(server, staff, project, input).await;
    let create = "mutation($input: CreatePositionInput!) { createPosition(input: $input) {
        position { id version } userErrors { field code } } }";
    let input = json!({
        "project": project["project"]["id"], "title": "Artisan", "mode": "REMOTE", "requirements": requirements,
    });
    run(server, staff, create, input).await
}

#[tokio::test]
async fn what_is_only_proposed_is_neither_required_nor_matched() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        open_position(server, &scene).await;
        let bakary = server.member("Bakary").await;
        let input = json!({ "label": "maçonnerie de banco", "type": "SKILL", "broader": scene.concept });
        let made = propose(server, &bakary, input).await;
        let concept = &made["concept"]["id"];
        has_skill(server, &bakary, json!({ "concept": concept, "level": 4 })).await;
        assert_eq!(opportunities(server, &bakary).await, 0, "the place below the required concept does not count yet");
        let need = json!([{ "concept": concept, "importance": "ESSENTIAL", "minLevel": 1 }]);
        let refused = position(server, &scene.staff, need.clone()).await;
        assert_eq!(refused["userErrors"], json!([{ "field": "requirements.0.concept", "code": "NOT_FOUND" }]));

        decided(server, &scene.staff, "acceptConcept", about(&made["conceptProposal"], json!({}))).await;
        assert_eq!(opportunities(server, &bakary).await, 1, "now it is narrower than what is required");
        assert_eq!(position(server, &scene.staff, need).await["userErrors"], json!([]));
        assert_index_is_whole(server).await;
    })
    .await;
}

#[tokio::test]
async fn a_merger_carries_the_members_along_and_two_skills_become_the_better_one() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        open_position(server, &scene).await;
        let (bakary, coumba) = (server.member("Bakary").await, server.member("Coumba").await);
        let (target, staff) = (&scene.concept, &scene.staff);
        let made = propose(server, &bakary, json!({ "label": "bâtir à la main", "type": "SKILL" })).await;
        let concept = &made["concept"]["id"];
        // Coumba has the proposed one alone, Bakary has it better, Awa has the other better.
        has_skill(server, &coumba, json!({ "concept": concept, "level": 3 })).await;
        let work = json!({ "kind": "WORK", "title": "Maçon", "startsOn": "2015-01-01" });
        let work = run(server, &bakary, ADD_EXPERIENCE, work).await["experience"]["id"].take();
        has_skill(server, &bakary, json!({ "concept": target, "level": 5 })).await;
        has_skill(server, &bakary, json!({ "concept": concept, "level": 4, "evidence": [work] })).await;
        has_skill(server, &scene.awa, json!({ "concept": concept, "level": 2, "lastUsed": 2020 })).await;
        assert_eq!(opportunities(server, &coumba).await, 0);

        let merger = json!({ "into": target, "reason": "C’est la maçonnerie" });
        let merged = decided(server, staff, "mergeConcept", about(&made["conceptProposal"], merger)).await;
        assert_eq!((&merged["status"], &merged["reason"]), (&json!("MERGED"), &json!("C’est la maçonnerie")));
        let skill = async |asker: &Asker| {
            let skills = skills(server, asker).await;
            assert_eq!(skills.as_array().map(Vec::len), Some(1), "{skills}");
            assert_eq!(skills[0]["concept"]["id"], *target);
            skills[0].clone()
        };
        assert_eq!(skill(&coumba).await["level"], 3);
        let bakarys = skill(&bakary).await;
        assert_eq!((&bakarys["level"], &bakarys["verification"]), (&json!(4), &json!("EVIDENCED")), "backed is better");
        assert_eq!(bakarys["evidence"], json!([{ "id": work }]));
        let awas = skill(&scene.awa).await;
        assert_eq!((&awas["level"], &awas["lastUsed"]), (&json!(4), &Value::Null));
        assert_eq!(opportunities(server, &coumba).await, 1, "the index follows at once");

        let gone = seen(server, concept).await;
        assert_eq!((&gone["status"], &gone["replacedBy"]["id"]), (&json!("RETIRED"), target));
        let name = json!({ "language": "fra", "kind": "ALTERNATIVE", "text": "bâtir à la main", "origin": "LOCAL" });
        let stands = seen(server, target).await;
        assert!(stands["labels"].as_array().expect("a list").contains(&name), "{stands}");
        assert_eq!(found(server, "bâtir à la main").await.first(), Some(target));
        let fanta = server.member("Fanta").await;
        let added = add_skill(server, &fanta, json!({ "concept": made["concept"]["uri"], "level": 3 })).await;
        assert_eq!(added["memberSkill"]["concept"]["id"], *target, "the old URI leads to the new concept");
        assert_eq!(own(server, &bakary).await[0]["status"], "MERGED");
        assert_index_is_whole(server).await;
    })
    .await;
}

#[tokio::test]
async fn an_accepted_concept_is_merged_with_its_requirements_when_the_classification_gets_it() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let (broader, target) = (starter_skill(server, "maçonnerie").await, starter_skill(server, "soudure").await);
        let (broader, target) = (&broader["id"], &target["id"]);
        let made = propose(server, &awa, json!({ "label": BOGOLAN, "type": "SKILL", "broader": broader })).await;
        let concept = &made["concept"]["id"];
        let accepted = decided(server, &staff, "acceptConcept", about(&made["conceptProposal"], json!({}))).await;
        let child = json!({ "label": "bogolan au pochoir", "type": "SKILL", "broader": concept });
        let child = propose(server, &awa, child).await;
        decided(server, &staff, "acceptConcept", about(&child["conceptProposal"], json!({}))).await;
        let both = json!([
            { "concept": target, "importance": "DESIRED", "minLevel": 2, "weight": 1 },
            { "concept": concept, "importance": "ESSENTIAL", "minLevel": 4, "weight": 5 },
        ]);
        let twice = position(server, &staff, both).await["position"].clone();
        let once = json!([{ "concept": concept, "importance": "DESIRED", "minLevel": 3 }]);
        let once = position(server, &staff, once).await["position"].clone();

        for into in [concept, &child["concept"]["id"], &json!("urn:seko:personne")] {
            let merger = about(&accepted, json!({ "into": into, "reason": "Le même" }));
            let refused = decide(server, &staff, "mergeConcept", merger).await;
            assert_eq!(refused["userErrors"][0]["field"], "into", "{refused}");
        }
        let merger = about(&accepted, json!({ "into": target, "reason": "ESCO l’a désormais" }));
        assert_eq!(decided(server, &staff, "mergeConcept", merger).await["status"], "MERGED");
        let requirements = async |position: &Value| {
            let query = "query($id: ID!) { position(id: $id) { version
                requirements { concept { id } importance minLevel weight } } }";
            server.asks(&staff).data(query, json!({ "id": position["id"] })).await["position"].take()
        };
        let strict = json!({ "concept": { "id": target }, "importance": "ESSENTIAL", "minLevel": 4, "weight": 5 });
        assert_eq!(requirements(&twice).await, json!({ "version": 2, "requirements": [strict] }));
        let moved = json!({ "concept": { "id": target }, "importance": "DESIRED", "minLevel": 3, "weight": 1 });
        assert_eq!(requirements(&once).await, json!({ "version": 2, "requirements": [moved] }));
        let below = seen(server, &child["concept"]["id"]).await;
        assert_eq!(below["broader"], json!([{ "id": target }]), "what stood below it stands below the other");
        assert_eq!(found(server, BOGOLAN).await.first(), Some(target));
        assert_index_is_whole(server).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_rejected_stays_the_members_own_words_and_matches_nothing() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        open_position(server, &scene).await;
        let (bakary, coumba) = (server.member("Bakary").await, server.member("Coumba").await);
        let input = json!({ "label": "maçonnerie de banco", "type": "SKILL", "broader": scene.concept });
        let made = propose(server, &bakary, input).await;
        let concept = &made["concept"]["id"];
        has_skill(server, &bakary, json!({ "concept": concept, "level": 4 })).await;
        let rejection = about(&made["conceptProposal"], json!({ "reason": "Trop étroit" }));
        let rejected = decided(server, &scene.staff, "rejectConcept", rejection).await;
        assert_eq!((&rejected["status"], &rejected["reason"]), (&json!("REJECTED"), &json!("Trop étroit")));
        let kept = skills(server, &bakary).await;
        assert_eq!((&kept[0]["concept"]["label"], &kept[0]["level"]), (&json!("maçonnerie de banco"), &json!(4)));
        assert_eq!(opportunities(server, &bakary).await, 0);
        let gone = seen(server, concept).await;
        assert_eq!((&gone["status"], &gone["replacedBy"]), (&json!("RETIRED"), &Value::Null));
        let refused = add_skill(server, &coumba, json!({ "concept": concept, "level": 3 })).await;
        assert_eq!(refused["userErrors"], json!([{ "field": "concept", "code": "NOT_FOUND" }]));
        let need = json!([{ "concept": concept, "importance": "DESIRED", "minLevel": 1 }]);
        let refused = position(server, &scene.staff, need).await;
        assert_eq!(refused["userErrors"], json!([{ "field": "requirements.0.concept", "code": "NOT_FOUND" }]));
        let again = propose(server, &coumba, json!({ "label": "Maçonnerie de banco", "type": "SKILL" })).await;
        assert_ne!(again["concept"]["id"], *concept, "it may be proposed again");
        assert_eq!(own(server, &bakary).await[0]["reason"], "Trop étroit");
        assert_index_is_whole(server).await;
    })
    .await;
}

#[tokio::test]
async fn a_decision_is_taken_once_and_on_what_was_seen() {
    each_server(async |server: &Server| {
        let (awa, staff) = (server.member("Awa").await, server.staff().await);
        let target = starter_skill(server, "maçonnerie").await["id"].take();
        let decisions = [
            ("acceptConcept", json!({ "broader": target })),
            ("mergeConcept", json!({ "into": target, "reason": "Le même" })),
            ("rejectConcept", json!({ "reason": "Trop vague" })),
        ];
        for (number, (first, input)) in decisions.iter().enumerate() {
            let label = format!("savoir rare {number}");
            let made = propose(server, &awa, json!({ "label": label, "type": "SKILL" })).await;
            let mut stale = about(&made["conceptProposal"], input.clone());
            stale["version"] = json!(0);
            let refused = decide(server, &staff, first, stale).await;
            assert_eq!(refused["userErrors"], json!([{ "field": "version", "code": "CONFLICT" }]));
            let after = decided(server, &staff, first, about(&made["conceptProposal"], input.clone())).await;
            let moves = transition::Entity::find().count(&server.app.db).await.expect("rows are counted");
            for (second, input) in &decisions {
                if (*first, *second) == ("acceptConcept", "mergeConcept") {
                    continue;
                }
                let refused = decide(server, &staff, second, about(&after, input.clone())).await;
                assert_eq!(refused["userErrors"], json!([{ "field": "id", "code": "CONFLICT" }]), "{first}, {second}");
            }
            assert_eq!(transition::Entity::find().count(&server.app.db).await.expect("rows are counted"), moves);
        }
    })
    .await;
}

/// Does what a release does that lacks this concept.
async fn leave_out(server: &Server, id: &Value) {
    concept::Entity::update_many()
        .col_expr(concept::Column::Status, Expr::value(ConceptStatus::Retired))
        .filter(concept::Column::Id.eq(uuid(id)))
        .exec(&server.app.db)
        .await
        .expect("the concept is retired");
}

#[tokio::test]
async fn a_concept_that_a_release_left_out_is_replaced_by_one_in_use() {
    each_server(async |server: &Server| {
        let (awa, bakary, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        let ids = ["maçonnerie", "soudure", "couture"].map(|search| starter_skill(server, search));
        let [first, second, third] = ids;
        let (first, second, third) = (first.await["id"].take(), second.await["id"].take(), third.await["id"].take());
        has_skill(server, &awa, json!({ "concept": first, "level": 4 })).await;
        has_skill(server, &bakary, json!({ "concept": first, "level": 2 })).await;
        has_skill(server, &bakary, json!({ "concept": second, "level": 3 })).await;
        let replace = "mutation($input: ReplaceConceptInput!) { replaceConcept(input: $input) {
            concept { id status replacedBy { id } } userErrors { field code } } }";
        let refused = async |concept: &Value, by: &Value, field: &str, code: &str| {
            let payload = run(server, &staff, replace, json!({ "concept": concept, "by": by })).await;
            assert_eq!(payload["userErrors"], json!([{ "field": field, "code": code }]));
        };
        refused(&first, &second, "concept", "CONFLICT").await;
        let below = async |label: &str| {
            propose(server, &awa, json!({ "label": label, "type": "SKILL", "broader": first })).await
        };
        let (child, waiting) = (below("maçonnerie de banco").await, below("enduit au karité").await);
        decided(server, &staff, "acceptConcept", about(&child["conceptProposal"], json!({}))).await;
        let above = seen(server, &first).await["broader"].take();
        leave_out(server, &first).await;
        refused(&first, &child["concept"]["id"], "by", "CONFLICT").await;
        refused(&first, &first, "by", "CONFLICT").await;
        refused(&first, &json!("urn:seko:personne"), "by", "NOT_FOUND").await;
        refused(&json!("urn:seko:personne"), &first, "concept", "NOT_FOUND").await;

        let payload = run(server, &staff, replace, json!({ "concept": first, "by": second })).await;
        let replaced = json!({ "id": first, "status": "RETIRED", "replacedBy": { "id": second } });
        assert_eq!(payload, json!({ "concept": replaced, "userErrors": [] }));
        for (asker, level) in [(&awa, 4), (&bakary, 3)] {
            let skills = skills(server, asker).await;
            assert_eq!(skills.as_array().map(Vec::len), Some(1), "{skills}");
            assert_eq!((&skills[0]["concept"]["id"], &skills[0]["level"]), (&second, &json!(level)));
        }
        refused(&first, &third, "concept", "CONFLICT").await;
        for child in [&child, &waiting] {
            let stands = seen(server, &child["concept"]["id"]).await;
            assert_eq!(stands["broader"], json!([{ "id": second }]), "what stood below it stands below the other");
        }
        assert_eq!(seen(server, &first).await["broader"], above, "it keeps its own place");

        leave_out(server, &second).await;
        refused(&second, &first, "by", "CONFLICT").await;
        run(server, &staff, replace, json!({ "concept": second, "by": third })).await;
        assert_eq!(seen(server, &first).await["replacedBy"]["id"], third, "one step leads to what is in use");
        assert_eq!(skills(server, &awa).await[0]["concept"]["id"], third);
        assert_index_is_whole(server).await;
    })
    .await;
}
