//! Retries: a creation that is sent again under its key is the creation that was made, and a change is made once.

use entity::role_grant::RoleName;
use entity::{change_log, concept_proposal, experience, idempotency_key, project, synonym, transition};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::partners;
use crate::support::{Asker, Server, each_server};

const CREATE_ORGANISATION: &str = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
    organisation { id } userErrors { field } } }";
const CREATE_PROJECT: &str = "mutation($input: CreateProjectInput!) { createProject(input: $input) {
    project { id title } userErrors { field code } } }";
const CREATE_TWO: &str = "mutation($first: CreateProjectInput!, $second: CreateProjectInput!) {
    first: createProject(input: $first) { project { id title } }
    second: createProject(input: $second) { project { id title } } }";
const ADD_EXPERIENCE: &str = "mutation($input: AddExperienceInput!) { addExperience(input: $input) {
    experience { id title } userErrors { field code } } }";

const GRANT_ROLE: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) {
    roleGrant { id account { email } } userErrors { field code } } }";
const PROPOSE_CONCEPT: &str = "mutation($input: ProposeConceptInput!) { proposeConcept(input: $input) {
    concept { id } conceptProposal { id } userErrors { field code } } }";
const PROPOSE_SYNONYM: &str = "mutation($input: ProposeSynonymInput!) { proposeSynonym(input: $input) {
    synonym { id } userErrors { field code } } }";

const SUBMIT_REQUEST: &str = "mutation($input: SubmitSubjectRequestInput!) { submitSubjectRequest(input: $input) {
    subjectRequest { id } userErrors { field code } } }";
const RECORD_REQUEST: &str = "mutation($input: RecordSubjectRequestInput!) { recordSubjectRequest(input: $input) {
    subjectRequest { id } userErrors { field code } } }";
const OBJECT: &str = "mutation($input: ObjectToMatchingInput!) { objectToMatching(input: $input) {
    subjectRequest { id } userErrors { field code } } }";
const REQUEST_ERASURE: &str = "mutation($input: RequestErasureInput!) { requestErasure(input: $input) {
    dueOn receipt userErrors { field code } } }";
const ERASE: &str = "mutation($input: EraseMemberInput!) { eraseMember(input: $input) {
    dueOn receipt userErrors { field code } } }";
const CREATE_AGREEMENT: &str =
    "mutation($input: CreateSharingAgreementInput!) { createSharingAgreement(input: $input) {
    sharingAgreement { id } userErrors { field code } } }";
const CREATE_APP: &str = "mutation($input: CreateApiClientInput!) { createApiClient(input: $input) {
    apiClient { id } secret userErrors { field code } } }";
const REQUEST_CONTACT: &str = "mutation($input: RequestContactInput!) { requestContact(input: $input) {
    contactRequest { id } userErrors { field code } } }";

/// What a story counts: projects, experiences, keys, and the traces of every change.
async fn rows(server: &Server) -> [u64; 5] {
    let db = &server.app.db;
    let counts = [
        project::Entity::find().count(db).await,
        experience::Entity::find().count(db).await,
        idempotency_key::Entity::find().count(db).await,
        change_log::Entity::find().count(db).await,
        transition::Entity::find().count(db).await,
    ];
    counts.map(|count| count.expect("rows are counted"))
}

async fn projects(server: &Server) -> u64 {
    rows(server).await[0]
}

async fn experiences(server: &Server) -> u64 {
    rows(server).await[1]
}

async fn host(server: &Server, staff: &Asker) -> Value {
    let input = json!({ "name": "Hôpital du Point G", "kind": "HOSPITAL" });
    let mut answer = server.asks(staff).run(CREATE_ORGANISATION, input).await;
    answer["createOrganisation"]["organisation"]["id"].take()
}

/// Asks with a key for retries.
async fn keyed(server: &Server, asker: &Asker, key: &str, (document, variables): (&str, &Value)) -> Value {
    server.asks(asker).with("Idempotency-Key", key).answer(document, variables.clone()).await
}

fn codes(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["extensions"]["code"].as_str()).collect()
}

#[track_caller]
fn made(answer: &Value, field: &str, object: &str) -> String {
    let id = answer["data"][field][object]["id"].as_str();
    id.unwrap_or_else(|| panic!("nothing was made: {answer}")).to_owned()
}

#[track_caller]
fn assert_mismatch(answer: &Value, creations: usize) {
    assert_eq!(codes(answer), vec!["IDEMPOTENCY_MISMATCH"; creations], "every creation is refused: {answer}");
    assert_eq!(answer.get("data"), Some(&Value::Null), "{answer}");
}

#[tokio::test]
async fn a_project_sent_again_under_its_key_is_the_one_that_was_made() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let host = host(server, &staff).await;
        let soins = json!({ "input": { "host": host, "title": "Soins" } });
        let first = keyed(server, &staff, "cle 1", (CREATE_PROJECT, &soins)).await;
        let id = made(&first, "createProject", "project");
        let after = rows(server).await;
        let reordered = json!({ "input": { "title": "Soins", "host": host } });
        for body in [&soins, &reordered] {
            assert_eq!(keyed(server, &staff, "cle 1", (CREATE_PROJECT, body)).await, first);
        }
        assert_eq!(rows(server).await, after, "a retry writes nothing");
        let other = keyed(server, &staff, "cle 2", (CREATE_PROJECT, &soins)).await;
        assert_ne!(made(&other, "createProject", "project"), id, "another key is another project");
        let without = server.asks(&staff).answer(CREATE_PROJECT, soins.clone()).await;
        assert_ne!(made(&without, "createProject", "project"), id, "without a key every request makes one");
        assert_eq!(projects(server).await, 3);
    })
    .await;
}

#[tokio::test]
async fn another_body_under_a_used_key_is_refused_and_writes_nothing() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let host = host(server, &staff).await;
        let soins = json!({ "input": { "host": host, "title": "Soins" } });
        made(&keyed(server, &staff, "cle", (CREATE_PROJECT, &soins)).await, "createProject", "project");
        let after = rows(server).await;
        let others = [
            (CREATE_PROJECT, json!({ "input": { "host": host, "title": "Autre" } })),
            (CREATE_PROJECT, json!({ "input": { "host": host, "title": "Soins", "summary": "Plus" } })),
            (CREATE_TWO, json!({ "first": soins["input"], "second": soins["input"] })),
            (CREATE_ORGANISATION, json!({ "input": { "name": "Université", "kind": "UNIVERSITY" } })),
        ];
        for (document, variables) in &others {
            let creations = if *document == CREATE_TWO { 2 } else { 1 };
            assert_mismatch(&keyed(server, &staff, "cle", (*document, variables)).await, creations);
        }
        assert_eq!(rows(server).await, after);
    })
    .await;
}

#[tokio::test]
async fn two_creations_of_one_document_are_kept_apart() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let host = host(server, &staff).await;
        let same = json!({ "host": host, "title": "Soins" });
        let both = json!({ "first": same, "second": same });
        let first = keyed(server, &staff, "cle", (CREATE_TWO, &both)).await;
        assert_ne!(made(&first, "first", "project"), made(&first, "second", "project"), "two fields, two projects");
        let after = rows(server).await;
        assert_eq!(keyed(server, &staff, "cle", (CREATE_TWO, &both)).await, first);
        assert_eq!(rows(server).await, after);
        assert_eq!(projects(server).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_same_request_twice_at_the_same_time_makes_one_row() {
    each_server(async |server: &Server| {
        let (staff, member) = (server.staff().await, server.member("Awa").await);
        let host = host(server, &staff).await;
        let work = json!({ "input": { "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" } });
        for round in 0..5 {
            let key = format!("tour {round}");
            let soins = json!({ "input": { "host": host, "title": format!("Soins {round}") } });
            let (left, right) = tokio::join!(
                keyed(server, &staff, &key, (CREATE_PROJECT, &soins)),
                keyed(server, &staff, &key, (CREATE_PROJECT, &soins))
            );
            assert_eq!(made(&left, "createProject", "project"), made(&right, "createProject", "project"));
            let (left, right) = tokio::join!(
                keyed(server, &member, &key, (ADD_EXPERIENCE, &work)),
                keyed(server, &member, &key, (ADD_EXPERIENCE, &work))
            );
            assert_eq!(made(&left, "addExperience", "experience"), made(&right, "addExperience", "experience"));
            assert_eq!((projects(server).await, experiences(server).await), (round + 1, round + 1));
        }
    })
    .await;
}

#[tokio::test]
async fn an_experience_sent_again_under_its_key_is_the_one_that_was_added() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let work = json!({ "input": { "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" } });
        let first = keyed(server, &member, "cle", (ADD_EXPERIENCE, &work)).await;
        made(&first, "addExperience", "experience");
        let after = rows(server).await;
        assert_eq!(keyed(server, &member, "cle", (ADD_EXPERIENCE, &work)).await, first);
        let other = json!({ "input": { "kind": "RESEARCH", "title": "Infirmière", "startsOn": "2015-01-01" } });
        assert_mismatch(&keyed(server, &member, "cle", (ADD_EXPERIENCE, &other)).await, 1);
        assert_eq!(rows(server).await, after);
        assert_eq!(experiences(server).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_sent_again_under_its_key_is_made_once_and_hides_no_later_one() {
    const UPDATE: &str = "mutation($input: UpdateExperienceInput!) { updateExperience(input: $input) {
        experience { title version } userErrors { code } } }";
    const BOTH: &str = "mutation($change: UpdateExperienceInput!, $more: AddExperienceInput!) {
        updateExperience(input: $change) { experience { title } userErrors { code } }
        addExperience(input: $more) { experience { id } userErrors { code } } }";
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let work = json!({ "input": { "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" } });
        let id = made(&keyed(server, &member, "un", (ADD_EXPERIENCE, &work)).await, "addExperience", "experience");
        let change = |version: i32, title: &str| json!({ "input": { "id": id, "version": version, "title": title } });
        let first = keyed(server, &member, "deux", (UPDATE, &change(1, "Cadre"))).await;
        assert_eq!(first["data"]["updateExperience"]["experience"], json!({ "title": "Cadre", "version": 2 }));
        assert_eq!(keyed(server, &member, "deux", (UPDATE, &change(1, "Cadre"))).await, first, "made once");
        assert_mismatch(&keyed(server, &member, "deux", (UPDATE, &change(1, "Cheffe"))).await, 1);
        keyed(server, &member, "trois", (UPDATE, &change(2, "Directrice"))).await;
        let late = keyed(server, &member, "deux", (UPDATE, &change(1, "Cadre"))).await;
        let errors = &late["data"]["updateExperience"]["userErrors"];
        assert_eq!(errors[0]["code"], "CONFLICT", "somebody changed it since: {late}");

        // A change that fails uses nothing up, and shifts no creation beside it.
        let both = json!({ "change": { "id": id, "version": 9, "title": "Retraitée" }, "more": work["input"] });
        let refused = keyed(server, &member, "quatre", (BOTH, &both)).await;
        assert_eq!(refused["data"]["updateExperience"]["userErrors"][0]["code"], "CONFLICT", "{refused}");
        let twin = made(&refused, "addExperience", "experience");
        let again = keyed(server, &member, "quatre", (BOTH, &both)).await;
        assert_eq!(made(&again, "addExperience", "experience"), twin);
        assert_eq!(again["data"]["updateExperience"]["userErrors"][0]["code"], "CONFLICT", "{again}");
        assert_eq!(experiences(server).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_key_of_one_account_answers_no_other_account() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let colleague = server.operator("collegue@example.org", RoleName::Staff).await;
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let host = host(server, &staff).await;
        let soins = json!({ "input": { "host": host, "title": "Soins" } });
        let own = made(&keyed(server, &staff, "cle", (CREATE_PROJECT, &soins)).await, "createProject", "project");
        let theirs = keyed(server, &colleague, "cle", (CREATE_PROJECT, &soins)).await;
        assert_ne!(made(&theirs, "createProject", "project"), own);

        let work = json!({ "input": { "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" } });
        let own = made(&keyed(server, &awa, "cle", (ADD_EXPERIENCE, &work)).await, "addExperience", "experience");
        let theirs = keyed(server, &bakary, "cle", (ADD_EXPERIENCE, &work)).await;
        assert_ne!(made(&theirs, "addExperience", "experience"), own);
        let other = json!({ "input": { "kind": "MISSION", "title": "Formatrice", "startsOn": "2020-01-01" } });
        assert_mismatch(&keyed(server, &bakary, "cle", (ADD_EXPERIENCE, &other)).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_refused_creation_does_not_use_its_key_up() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let before = rows(server).await;
        let wrong = json!({ "input": { "kind": "WORK", "title": " ", "startsOn": "2015-01-01" } });
        let refused = keyed(server, &member, "cle", (ADD_EXPERIENCE, &wrong)).await;
        let problems = json!([{ "field": "title", "code": "BAD_USER_INPUT" }]);
        assert_eq!(refused["data"]["addExperience"]["userErrors"], problems);
        assert_eq!(rows(server).await, before);
        let mended = json!({ "input": { "kind": "WORK", "title": "Infirmière", "startsOn": "2015-01-01" } });
        let added = keyed(server, &member, "cle", (ADD_EXPERIENCE, &mended)).await;
        made(&added, "addExperience", "experience");
    })
    .await;
}

#[tokio::test]
async fn what_is_proposed_again_under_its_key_is_the_proposal_that_was_made() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let found = "{ concepts(types: [SKILL], first: 1) { nodes { id } } }";
        let known = server.anyone().data(found, json!({})).await["concepts"]["nodes"][0]["id"].take();
        let bogolan = json!({ "input": { "label": "teinture au bogolan", "type": "SKILL" } });
        let name = json!({ "input": { "concept": known, "text": "bɔgɔlan", "language": "bam" } });
        let concept = keyed(server, &member, "cle 1", (PROPOSE_CONCEPT, &bogolan)).await;
        made(&concept, "proposeConcept", "concept");
        made(&concept, "proposeConcept", "conceptProposal");
        let synonym = keyed(server, &member, "cle 2", (PROPOSE_SYNONYM, &name)).await;
        made(&synonym, "proposeSynonym", "synonym");
        let after = rows(server).await;
        assert_eq!(keyed(server, &member, "cle 1", (PROPOSE_CONCEPT, &bogolan)).await, concept);
        assert_eq!(keyed(server, &member, "cle 2", (PROPOSE_SYNONYM, &name)).await, synonym);
        let other = json!({ "input": { "label": "damasquinage du cuir", "type": "SKILL" } });
        assert_mismatch(&keyed(server, &member, "cle 1", (PROPOSE_CONCEPT, &other)).await, 1);
        let other = json!({ "input": { "concept": known, "text": "autre nom", "language": "fra" } });
        assert_mismatch(&keyed(server, &member, "cle 2", (PROPOSE_SYNONYM, &other)).await, 1);
        assert_eq!(rows(server).await, after);

        // A key that led to an earlier proposal is remembered for that one.
        for (key, document, first, field) in [
            ("cle 3", (PROPOSE_CONCEPT, &bogolan), &concept, "proposeConcept"),
            ("cle 4", (PROPOSE_SYNONYM, &name), &synonym, "proposeSynonym"),
        ] {
            for _ in 0..2 {
                let again = keyed(server, &member, key, document).await;
                assert_eq!(again["data"][field], first["data"][field]);
            }
            let other = json!({ "input": { "label": "tissage du dali", "type": "SKILL" } });
            assert_mismatch(&keyed(server, &member, key, (PROPOSE_CONCEPT, &other)).await, 1);
        }
        let mut remembered = after;
        remembered[2] += 2;
        assert_eq!(rows(server).await, remembered, "two keys more, and nothing else");
        let db = &server.app.db;
        let counts = [concept_proposal::Entity::find().count(db).await, synonym::Entity::find().count(db).await];
        assert_eq!(counts.map(|count| count.expect("rows are counted")), [1, 1]);
    })
    .await;
}

#[tokio::test]
async fn a_role_given_again_under_its_key_is_the_grant_that_was_made() {
    each_server(async |server: &Server| {
        let admin = server.operator("admin@example.org", RoleName::Admin).await;
        let role = json!({ "input": { "email": "awa@example.org", "role": "STAFF" } });
        let first = keyed(server, &admin, "cle", (GRANT_ROLE, &role)).await;
        made(&first, "grantRole", "roleGrant");
        let after = rows(server).await;
        assert_eq!(keyed(server, &admin, "cle", (GRANT_ROLE, &role)).await, first);
        let other = json!({ "input": { "email": "awa@example.org", "role": "DPO" } });
        assert_mismatch(&keyed(server, &admin, "cle", (GRANT_ROLE, &other)).await, 1);
        assert_eq!(rows(server).await, after);
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_by_right_again_under_its_key_is_asked_once() {
    each_server(async |server: &Server| {
        let member = server.member("Awa").await;
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        let viewer = "{ viewer { member { id } } }";
        let id = server.asks(&member).data(viewer, json!({})).await["viewer"]["member"]["id"].take();
        for (asker, document, said, input) in [
            (&member, SUBMIT_REQUEST, "text", json!({ "kind": "ACCESS", "text": "Mes données" })),
            (&member, OBJECT, "reason", json!({ "reason": "Non" })),
            (&officer, RECORD_REQUEST, "text", json!({ "kind": "ERASURE", "requester": "Awa", "text": "Effacez" })),
            (&member, REQUEST_ERASURE, "reason", json!({ "reason": "Je pars" })),
        ] {
            let (key, mut body) = (format!("cle {}", document.len()), json!({ "input": input }));
            let first = keyed(server, asker, &key, (document, &body)).await;
            assert!(codes(&first).is_empty(), "{first}");
            let after = rows(server).await;
            for _ in 0..2 {
                assert_eq!(keyed(server, asker, &key, (document, &body)).await, first, "the receipt too");
            }
            body["input"][said] = json!("Autre chose");
            assert_mismatch(&keyed(server, asker, &key, (document, &body)).await, 1);
            assert_eq!(rows(server).await, after);
        }
        let listed = "{ subjectRequests(status: [RECEIVED]) { nodes { id kind } } }";
        let listed = server.asks(&officer).data(listed, json!({})).await["subjectRequests"]["nodes"].take();
        let mut letters = listed.as_array().expect("a list").iter();
        let letter = letters.find(|request| request["kind"] == "ERASURE").expect("the letter")["id"].clone();
        let order = json!({ "input": { "member": id, "request": letter, "reason": "Lettre vue" } });
        let first = keyed(server, &officer, "ordre", (ERASE, &order)).await;
        assert!(first["data"]["eraseMember"]["dueOn"].is_string(), "{first}");
        assert_eq!(keyed(server, &officer, "ordre", (ERASE, &order)).await, first);
    })
    .await;
}

#[tokio::test]
async fn an_agreement_and_an_app_sent_again_under_their_key_are_those_that_were_made() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let host = host(server, &staff).await;
        let agreed = json!({ "input": {
            "organisation": host, "purpose": "Soins", "fields": ["SKILLS"], "formalityNumber": "17",
            "startsOn": "2026-01-01", "endsOn": "2030-12-31",
        } });
        let first = keyed(server, &staff, "cle 1", (CREATE_AGREEMENT, &agreed)).await;
        let agreement = made(&first, "createSharingAgreement", "sharingAgreement");
        let app = json!({ "input": {
            "organisation": host, "agreement": agreement, "name": "Pont", "scopes": ["CANDIDATES_READ"],
        } });
        let app_first = keyed(server, &staff, "cle 2", (CREATE_APP, &app)).await;
        let id = made(&app_first, "createApiClient", "apiClient");
        assert!(app_first["data"]["createApiClient"]["secret"].is_string());
        let after = rows(server).await;
        assert_eq!(keyed(server, &staff, "cle 1", (CREATE_AGREEMENT, &agreed)).await, first);
        let again = keyed(server, &staff, "cle 2", (CREATE_APP, &app)).await;
        assert_eq!(made(&again, "createApiClient", "apiClient"), id);
        assert_eq!(again["data"]["createApiClient"]["secret"], Value::Null, "a secret is shown once");
        let mut other = agreed.clone();
        other["input"]["purpose"] = json!("Autre chose");
        assert_mismatch(&keyed(server, &staff, "cle 1", (CREATE_AGREEMENT, &other)).await, 1);
        assert_eq!(rows(server).await, after);
    })
    .await;
}

#[tokio::test]
async fn a_request_for_contact_sent_again_under_its_key_is_the_one_that_was_made() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = partners::organisation(server, &staff, "Hôpital du Mali").await;
        partners::agreement(server, &staff, &hospital, json!({})).await;
        let partner = partners::person(server, "partenaire@example.org", &hospital).await;
        let (_, position) = partners::opened(server, &staff, &partner, &hospital).await;
        partners::candidate(server, "Awa", 1990, 4).await;
        let list = partners::candidates(server, &partner, &position).await;
        let candidate = &list["nodes"][0]["candidate"]["id"];
        let venez = json!({ "input": { "position": position, "candidate": candidate, "message": "Venez" } });
        let first = keyed(server, &partner, "cle", (REQUEST_CONTACT, &venez)).await;
        made(&first, "requestContact", "contactRequest");
        let after = rows(server).await;
        assert_eq!(keyed(server, &partner, "cle", (REQUEST_CONTACT, &venez)).await, first);
        assert_eq!(rows(server).await, after);
        let other = json!({ "input": { "position": position, "candidate": candidate, "message": "Restez" } });
        assert_mismatch(&keyed(server, &partner, "cle", (REQUEST_CONTACT, &other)).await, 1);
    })
    .await;
}
