//! Assisted registration: an agent registers a person in their presence, who takes the profile over later.

use chrono::TimeDelta;
use entity::access_event::{self, ReaderRole};
use entity::role_grant::RoleName;
use entity::visibility::SensitiveField;
use entity::{change_log, claim, member};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::auth::Viewer;
use seko::clock::Clock;
use seko::service::{account, retention};
use serde_json::{Value, json};

use crate::support::{Asker, PASSWORD, Server, each_server, each_server_with};

const PURPOSE: &str = "Seko-Purpose";
const PRESENCE: &str = "ASSISTED_REGISTRATION";
const REGISTER: &str = "mutation($input: RegisterAssistedInput!) { registerAssisted(input: $input) {
    member { id status givenNames familyNames contacts { value verifiedAt } consents { purpose channel proof }
        skills { level verification } languages { code speaking } history { to reason } }
    claimCode claimExpiresAt userErrors { field code } } }";
const CLAIM: &str = "mutation($input: ClaimProfileInput!) { claimProfile(input: $input) {
    claimed memberId userErrors { field code } } }";
const OWN: &str = "{ viewer { profileWaits member { id status givenNames contacts { value verifiedAt }
    history { from to reason } accessLog { nodes { role fields purpose } }
    corrections { nodes { section act bySelf } } } } }";
const MEMBER: &str = "query($id: ID!) { member(id: $id) { id } node(id: $id) { id } }";
const MATCHABLE: &str = "{ members(filter: { statuses: [ACTIVE] }) { nodes { id } } }";

/// What a person says, with what a story says otherwise.
fn said(more: Value) -> Value {
    let consents = ["REGISTRY", "MATCHING"]
        .map(|purpose| json!({ "purpose": purpose, "noticeVersion": 1, "proof": format!("Bordereau {purpose}") }));
    let mut input = json!({
        "givenNames": "Kadiatou", "familyNames": "Koné", "residenceCountry": "CI", "language": "FR",
        "channel": "AGENT", "consents": consents,
    });
    for (field, value) in more.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    input
}

/// What an agent is answered who registers somebody.
pub async fn registered(server: &Server, agent: &Asker, more: Value) -> Value {
    let mut answer = server.asks(agent).with(PURPOSE, PRESENCE).run(REGISTER, said(more)).await;
    assert_eq!(answer["registerAssisted"]["userErrors"], json!([]), "{answer}");
    answer["registerAssisted"].take()
}

async fn agent(server: &Server) -> Asker {
    server.operator("agent@example.org", RoleName::Agent).await
}

/// Somebody who signs in and has no profile.
async fn newcomer(server: &Server, email: &str) -> Asker {
    server.operator(email, RoleName::Member).await
}

async fn claimed(server: &Server, asker: &Asker, code: Value) -> Value {
    server.asks(asker).run(CLAIM, json!({ "code": code })).await["claimProfile"].take()
}

async fn own(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(OWN, json!({})).await["viewer"].take()
}

async fn skill(server: &Server) -> Value {
    let query = "{ concepts(search: \"maçonnerie\", types: [SKILL], first: 1) { nodes { id } } }";
    server.anyone().data(query, json!({})).await["concepts"]["nodes"][0]["id"].take()
}

#[tokio::test]
async fn a_person_registered_in_presence_takes_the_profile_over_with_the_code() {
    each_server(async |server: &Server| {
        let (agent, staff) = (agent(server).await, server.staff().await);
        let skills = json!([{ "concept": skill(server).await, "level": 4, "years": 12 }]);
        let more = json!({ "skills": skills, "languages": [{ "code": "bam", "speaking": "NATIVE" }] });
        let answer = registered(server, &agent, more).await;
        let (member, code) = (&answer["member"], answer["claimCode"].as_str().expect("a code"));
        assert_eq!((&member["status"], &member["givenNames"]), (&json!("DRAFT"), &json!("Kadiatou")));
        assert_eq!(member["contacts"], json!([]), "she has no address");
        assert_eq!(member["skills"], json!([{ "level": 4, "verification": "SELF_CLAIMED" }]));
        assert_eq!(member["languages"], json!([{ "code": "bam", "speaking": "NATIVE" }]));
        let stated =
            |purpose: &str| json!({ "purpose": purpose, "channel": "AGENT", "proof": format!("Bordereau {purpose}") });
        assert_eq!(member["consents"], json!([stated("MATCHING"), stated("REGISTRY")]));
        assert_eq!(member["history"], json!([{ "to": "DRAFT", "reason": "REGISTERED_BY_AGENT" }]));
        assert!(code.len() == 11 && code.chars().nth(5) == Some('-'), "{code} is in two groups");
        assert_eq!(server.mails().await.len(), 0, "nobody can be told");
        let ranked = server.asks(&staff).data(MATCHABLE, json!({})).await;
        assert_eq!(ranked["members"]["nodes"], json!([]), "a draft is in no list of active members");

        let kadi = newcomer(server, "kadi@example.org").await;
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        let taken = claimed(server, &kadi, json!(typed)).await;
        assert_eq!(taken, json!({ "claimed": true, "memberId": member["id"], "userErrors": [] }));
        let mine = own(server, &kadi).await["member"].take();
        assert_eq!((&mine["id"], &mine["status"]), (&member["id"], &json!("ACTIVE")));
        let contacts = mine["contacts"].as_array().expect("a list");
        assert!(contacts.len() == 1 && contacts[0]["value"] == "kadi@example.org");
        assert!(contacts[0]["verifiedAt"].is_string(), "the address she signs in with is proved");
        assert_eq!(mine["history"][1], json!({ "from": "DRAFT", "to": "ACTIVE", "reason": "CLAIMED" }));
        let by_agent = json!({ "section": "member_skill", "act": "ADDED", "bySelf": false });
        assert_eq!(mine["corrections"]["nodes"][1], by_agent, "she sees what the agent wrote");
        let ranked = server.asks(&staff).data(MATCHABLE, json!({})).await;
        assert_eq!(ranked["members"]["nodes"], json!([{ "id": member["id"] }]));
        let events = change_log::Entity::find().filter(change_log::Column::Event.eq("member.claimed"));
        assert_eq!(events.count(&server.app.db).await.expect("rows are counted"), 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_agent_reads_is_in_the_read_log_and_later_they_read_nothing() {
    each_server(async |server: &Server| {
        let agent = agent(server).await;
        let answer = registered(server, &agent, json!({ "phone": "+225 07 12 34 56 78" })).await;
        let member = json!({ "id": answer["member"]["id"] });
        assert_eq!(answer["member"]["contacts"], json!([{ "value": "+2250712345678", "verifiedAt": null }]));
        let texts = server.texts().await;
        let [text] = texts.as_slice() else { panic!("one text message: {texts:?}") };
        let code = answer["claimCode"].as_str().expect("a code");
        assert!(text.contains("+2250712345678") && !text.contains(code), "{text}");
        let events = access_event::Entity::find().all(&server.app.db).await.expect("the log is read");
        let [event] = events.as_slice() else { panic!("one reading: {events:?}") };
        assert_eq!(event.role, ReaderRole::Agent);
        assert_eq!(event.fields.0, [SensitiveField::Names, SensitiveField::Contact]);
        let later = server.asks(&agent).with(PURPOSE, PRESENCE).answer(MEMBER, member.clone()).await;
        assert_eq!(later["errors"][0]["extensions"]["code"], "FORBIDDEN", "{later}");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let later = server.asks(&agent).with(PURPOSE, PRESENCE).data(node, member).await;
        assert_eq!(later["node"], Value::Null);

        let kadi = newcomer(server, "kadi@example.org").await;
        claimed(server, &kadi, answer["claimCode"].clone()).await;
        let log = own(server, &kadi).await["member"]["accessLog"]["nodes"].take();
        assert_eq!(log[0]["role"], "AGENT");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_good_once_and_not_for_the_agent_nor_for_who_has_a_profile() {
    each_server(async |server: &Server| {
        let (agent, awa) = (agent(server).await, server.member("Awa").await);
        let code = registered(server, &agent, json!({})).await["claimCode"].take();
        let refused = |field: &str, code: &str| {
            json!({ "claimed": false, "memberId": null, "userErrors": [{ "field": field, "code": code }] })
        };
        assert_eq!(claimed(server, &agent, code.clone()).await, refused("code", "BAD_USER_INPUT"));
        assert_eq!(claimed(server, &awa, code.clone()).await, refused("input", "CONFLICT"));
        let (first, second) = (newcomer(server, "a@example.org").await, newcomer(server, "b@example.org").await);
        let (left, right) =
            tokio::join!(claimed(server, &first, code.clone()), claimed(server, &second, code.clone()));
        let taken = [&left, &right].into_iter().filter(|answer| answer["claimed"] == true).count();
        assert_eq!(taken, 1, "{left} {right}");
        let third = newcomer(server, "c@example.org").await;
        assert_eq!(claimed(server, &third, code).await, refused("code", "BAD_USER_INPUT"), "a used code is gone");
        assert_eq!(claim::Entity::find().count(&server.app.db).await.expect("rows are counted"), 0);
    })
    .await;
}

#[tokio::test]
async fn who_signs_in_with_the_address_given_needs_no_code() {
    each_server(async |server: &Server| {
        let agent = agent(server).await;
        let answer = registered(server, &agent, json!({ "email": "Kadi@Example.org" })).await;
        let mails = server.mails().await;
        let [mail] = mails.as_slice() else { panic!("one mail: {mails:?}") };
        let code = answer["claimCode"].as_str().expect("a code");
        assert!(mail.contains("kadi@example.org") && mail.contains("/claim"), "{mail}");
        assert!(!mail.contains(code), "the code is for the person's hands alone");
        let (kadi, other) = (newcomer(server, "kadi@example.org").await, newcomer(server, "b@example.org").await);
        assert_eq!(own(server, &other).await["profileWaits"], false);
        assert_eq!(claimed(server, &other, Value::Null).await["userErrors"][0]["field"], "code");
        assert_eq!(own(server, &kadi).await["profileWaits"], true);
        assert_eq!(claimed(server, &kadi, Value::Null).await["claimed"], true);
        let mine = own(server, &kadi).await;
        assert_eq!((&mine["profileWaits"], &mine["member"]["status"]), (&json!(false), &json!("ACTIVE")));
        let contacts = mine["member"]["contacts"].as_array().expect("a list");
        assert!(contacts.len() == 1 && contacts[0]["verifiedAt"].is_string(), "{contacts:?}");
    })
    .await;
}

#[tokio::test]
async fn a_telephone_number_takes_nothing_over_without_the_code() {
    each_server(async |server: &Server| {
        let agent = agent(server).await;
        let code = registered(server, &agent, json!({ "phone": "+225 07 12 34 56 78" })).await["claimCode"].take();
        let kadi = server.enter("+2250712345678").await;
        assert_eq!(own(server, &kadi).await["profileWaits"], false, "a family shares it, or the agent mistyped it");
        assert_eq!(claimed(server, &kadi, Value::Null).await["userErrors"][0]["field"], "code");
        assert_eq!(claimed(server, &kadi, code).await["claimed"], true);
        assert_eq!(own(server, &kadi).await["member"]["status"], "ACTIVE");
    })
    .await;
}

#[tokio::test]
async fn of_two_profiles_that_wait_for_one_address_only_the_code_tells_whose_is_whose() {
    each_server(async |server: &Server| {
        let agent = agent(server).await;
        let shared = |name: &str| json!({ "givenNames": name, "email": "famille@example.org" });
        registered(server, &agent, shared("Awa")).await;
        let code = registered(server, &agent, shared("Bintou")).await["claimCode"].take();
        let bintou = newcomer(server, "famille@example.org").await;
        assert_eq!(own(server, &bintou).await["profileWaits"], false);
        assert_eq!(claimed(server, &bintou, Value::Null).await["claimed"], false);
        assert_eq!(claimed(server, &bintou, code).await["claimed"], true);
        assert_eq!(own(server, &bintou).await["member"]["givenNames"], "Bintou");
    })
    .await;
}

#[tokio::test]
async fn only_an_agent_who_says_what_for_registers_somebody() {
    each_server(async |server: &Server| {
        let (agent, staff) = (agent(server).await, server.staff().await);
        for purpose in [None, Some("STAFFING")] {
            let mut asking = server.asks(&agent);
            if let Some(purpose) = purpose {
                asking = asking.with(PURPOSE, purpose);
            }
            let answer = asking.run(REGISTER, said(json!({}))).await;
            let refused = json!([{ "field": "input", "code": "BAD_USER_INPUT" }]);
            assert_eq!(answer["registerAssisted"]["userErrors"], refused, "{purpose:?}");
        }
        let body = json!({ "input": said(json!({})) });
        let answer = server.asks(&staff).with(PURPOSE, PRESENCE).answer(REGISTER, body).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        assert_eq!(member::Entity::find().count(&server.app.db).await.expect("rows are counted"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_registration_sent_again_under_its_key_is_answered_alike() {
    each_server(async |server: &Server| {
        let agent = agent(server).await;
        let body = json!({ "input": said(json!({ "email": "kadi@example.org" })) });
        let asking = || server.asks(&agent).with(PURPOSE, PRESENCE).with("Idempotency-Key", "cle");
        let first = asking().answer(REGISTER, body.clone()).await;
        assert!(first["data"]["registerAssisted"]["claimCode"].is_string(), "{first}");
        assert_eq!(asking().answer(REGISTER, body).await, first, "the code too: a poor link loses answers");
        let other = json!({ "input": said(json!({ "givenNames": "Awa" })) });
        let refused = asking().answer(REGISTER, other).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "IDEMPOTENCY_MISMATCH");
        assert_eq!(member::Entity::find().count(&server.app.db).await.expect("rows are counted"), 1);
        assert_eq!(server.mails().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_old_registration_changes_nothing_of_who_took_a_profile_over() {
    each_server(async |server: &Server| {
        let agent = agent(server).await;
        let code = registered(server, &agent, json!({})).await["claimCode"].take();
        let kadi = server.enter("kadi@example.org").await;
        server.register("kadi@example.org", "Inconnue").await;
        let link = server.mailed_secret("kadi@example.org").await;
        assert_eq!(claimed(server, &kadi, code).await["claimed"], true);
        let verify = "mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { verified } }";
        let verified = server.anyone().run(verify, json!({ "token": link })).await;
        assert_eq!(verified["verifyEmail"]["verified"], false, "{verified}");
        assert_eq!(own(server, &kadi).await["member"]["givenNames"], "Kadiatou");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_takes_over_in_ninety_days_is_gone() {
    each_server_with(
        |_| {},
        async |server: &Server| {
            let agent = agent(server).await;
            let code = registered(server, &agent, json!({})).await["claimCode"].take();
            let Clock::Fixed(_) = &server.app.clock else { panic!("the clock stands still") };
            retention::run(&server.app, false).await;
            assert_eq!(member::Entity::find().count(&server.app.db).await.expect("rows are counted"), 1);
            server.app.clock.advance(TimeDelta::days(90));
            account::create(
                &server.app,
                &Viewer::system(),
                "kadi@example.org",
                RoleName::Member,
                Some(PASSWORD.to_owned()),
            )
            .await
            .expect("the account is made");
            let kadi = server.sign_in("kadi@example.org").await;
            assert_eq!(claimed(server, &kadi, code).await["userErrors"][0]["field"], "code", "the code is too old");
            retention::run(&server.app, false).await;
            assert_eq!(member::Entity::find().count(&server.app.db).await.expect("rows are counted"), 0);
            assert_eq!(claim::Entity::find().count(&server.app.db).await.expect("rows are counted"), 0);
        },
    )
    .await;
}
