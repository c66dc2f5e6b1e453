//! Consents: given and taken back one by one, in a ledger that forgets nothing.

use std::collections::{BTreeMap, BTreeSet};

use entity::consent_record;
use entity::{account, mail, member};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Asker, PASSWORD, Server, each_server};

const PURPOSES: [&str; 7] =
    ["REGISTRY", "MATCHING", "CONTACT", "SHARE_WITH_PARTNER", "FORUM", "STATISTICS", "RESEARCH"];
const OWN: &str = "{ viewer { member { id version status
    consents { id purpose decision noticeVersion language channel at } history { from to reason } } } }";
const GIVE: &str = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) {
    consents { id purpose decision noticeVersion language channel at } userErrors { field code } } }";
const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
    consents { id purpose decision noticeVersion language channel at } userErrors { field code } } }";
const MOVE: &str = "mutation($input: MoveMemberInput!) { moveMember(input: $input) {
    member { version status } userErrors { field code } } }";
const REGISTER: &str = "mutation($input: RegisterMemberInput!) { registerMember(input: $input) {
    userErrors { field code } } }";

/// The member's own profile, as they read it.
async fn own(server: &Server, asker: &Asker) -> Value {
    let mut answer = server.asks(asker).data(OWN, json!({})).await;
    answer["viewer"]["member"].take()
}

async fn ledger(server: &Server, asker: &Asker) -> Vec<Value> {
    records(&own(server, asker).await["consents"])
}

fn records(list: &Value) -> Vec<Value> {
    list.as_array().expect("a ledger").clone()
}

/// Gives a consent under the notice in force, or takes it back; returns the ledger.
async fn decide(server: &Server, asker: &Asker, purpose: &str, gives: bool) -> Vec<Value> {
    let answer = if gives {
        server.asks(asker).run(GIVE, json!({ "purpose": purpose, "noticeVersion": 1 })).await["giveConsent"].take()
    } else {
        server.asks(asker).run(WITHDRAW, json!({ "purpose": purpose })).await["withdrawConsent"].take()
    };
    assert_eq!(answer["userErrors"], json!([]), "{purpose}");
    records(&answer["consents"])
}

/// The purposes whose newest record says that the member agreed.
fn standing(ledger: &[Value]) -> BTreeSet<String> {
    let mut decided: BTreeMap<&str, &str> = BTreeMap::new();
    for record in ledger {
        let words = record["purpose"].as_str().zip(record["decision"].as_str());
        let (purpose, decision) = words.expect("a purpose and a decision");
        decided.entry(purpose).or_insert(decision);
    }
    let given = decided.into_iter().filter(|(_, decision)| *decision == "GIVEN");
    given.map(|(purpose, _)| purpose.to_owned()).collect()
}

#[tokio::test]
async fn each_consent_is_given_and_taken_back_alone_and_the_ledger_keeps_it_all() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let mut expected: BTreeSet<String> =
            ["REGISTRY", "MATCHING", "CONTACT"].map(ToOwned::to_owned).into_iter().collect();
        let mut before = ledger(server, &awa).await;
        assert_eq!(standing(&before), expected);
        for purpose in [PURPOSES, PURPOSES, PURPOSES].into_iter().flatten() {
            let gives = toggle(&mut expected, purpose);
            let after = decide(server, &awa, purpose, gives).await;
            assert_written_on_top(&before, &after, purpose, gives);
            assert_eq!(standing(&after), expected, "{purpose} moved, the others stand");
            assert_eq!(after, ledger(server, &awa).await, "the answer is the ledger");
            before = after;
        }
        let rows = consent_record::Entity::find().count(&server.app.db).await.expect("rows are counted");
        assert_eq!(rows, before.len() as u64, "the ledger shows every row");
    })
    .await;
}

/// The other decision about a purpose; whether it gives.
fn toggle(standing: &mut BTreeSet<String>, purpose: &str) -> bool {
    let gives = !standing.remove(purpose);
    if gives {
        standing.insert(purpose.to_owned());
    }
    gives
}

/// One record is new, and those below it are as they were.
fn assert_written_on_top(before: &[Value], after: &[Value], purpose: &str, gives: bool) {
    let (newest, rest) = after.split_first().expect("a ledger is never empty");
    assert_eq!(rest, before, "nothing in the ledger changes");
    assert_eq!(newest["purpose"], purpose);
    assert_eq!(newest["decision"], if gives { "GIVEN" } else { "WITHDRAWN" });
    assert_eq!(newest["noticeVersion"], 1);
    assert_eq!(newest["language"], "FR");
    assert_eq!(newest["channel"], "SELF");
}

#[tokio::test]
async fn a_record_says_in_which_language_the_notice_was_shown() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let input = json!({ "purpose": "FORUM", "noticeVersion": 1 });
        let answer = server.asks(&awa).with("accept-language", "en").run(GIVE, input).await;
        assert_eq!(answer["giveConsent"]["consents"][0]["language"], "EN", "{answer}");
    })
    .await;
}

#[tokio::test]
async fn a_consent_under_another_notice_than_the_one_in_force_is_refused() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let before = ledger(server, &awa).await;
        for version in [0, 2, -1, i32::MAX] {
            let input = json!({ "purpose": "FORUM", "noticeVersion": version });
            let answer = server.asks(&awa).run(GIVE, input).await;
            let refusal = json!([{ "field": "noticeVersion", "code": "BAD_USER_INPUT" }]);
            assert_eq!(answer["giveConsent"], json!({ "consents": null, "userErrors": refusal }));
        }
        assert_eq!(ledger(server, &awa).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_decision_that_stands_already_is_not_written_again() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let untouched = ledger(server, &awa).await;
        assert_eq!(decide(server, &awa, "FORUM", false).await, untouched, "what was never given cannot be taken back");
        let given = decide(server, &awa, "FORUM", true).await;
        assert_eq!(given.len(), untouched.len() + 1);
        assert_eq!(decide(server, &awa, "FORUM", true).await, given);
        let withdrawn = decide(server, &awa, "FORUM", false).await;
        assert_eq!(withdrawn.len(), given.len() + 1);
        assert_eq!(decide(server, &awa, "FORUM", false).await, withdrawn);
    })
    .await;
}

#[tokio::test]
async fn one_members_consents_are_nobody_elses() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let before = ledger(server, &bakary).await;
        decide(server, &awa, "MATCHING", false).await;
        decide(server, &awa, "RESEARCH", true).await;
        assert_eq!(ledger(server, &bakary).await, before);
    })
    .await;
}

async fn register(server: &Server, consents: Value) -> Value {
    let input = json!({
        "email": "awa@example.org", "password": PASSWORD, "givenNames": "Awa", "familyNames": "Traoré",
        "residenceCountry": "FR", "consents": consents,
    });
    server.anyone().run(REGISTER, input).await["registerMember"]["userErrors"].take()
}

#[tokio::test]
async fn nobody_is_registered_without_agreeing_to_be() {
    each_server(async |server: &Server| {
        let consent = |purpose: &str, version: i32| json!({ "purpose": purpose, "noticeVersion": version });
        let cases = [
            (json!([]), "consents"),
            (json!([consent("MATCHING", 1), consent("CONTACT", 1)]), "consents"),
            (json!([consent("REGISTRY", 2)]), "consents.0.noticeVersion"),
            (json!([consent("REGISTRY", 1), consent("FORUM", 0)]), "consents.1.noticeVersion"),
            (json!([consent("REGISTRY", 1), consent("REGISTRY", 1)]), "consents.1.purpose"),
        ];
        for (consents, field) in cases {
            let refusal = json!([{ "field": field, "code": "BAD_USER_INPUT" }]);
            assert_eq!(register(server, consents.clone()).await, refusal, "{consents}");
        }
        let db = &server.app.db;
        let accounts = account::Entity::find().count(db).await.expect("accounts are counted");
        let members = member::Entity::find().count(db).await.expect("members are counted");
        let mails = mail::Entity::find().count(db).await.expect("mails are counted");
        assert_eq!((accounts, members, mails), (0, 0, 0), "a refused registration leaves nothing");
        assert_eq!(register(server, json!([consent("REGISTRY", 1)])).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn who_takes_the_consent_to_be_registered_back_leaves() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        decide(server, &awa, "REGISTRY", false).await;
        assert_eq!(own(server, &awa).await["status"], "WITHDRAWN");
    })
    .await;
}

/// The member moves themself; the whole payload.
async fn move_to(server: &Server, asker: &Asker, to: &str) -> Value {
    let profile = own(server, asker).await;
    let input = json!({ "id": profile["id"], "version": profile["version"], "to": to, "reason": "OWN_WISH" });
    server.asks(asker).run(MOVE, input).await["moveMember"].take()
}

async fn assert_moves(server: &Server, asker: &Asker, to: &str) {
    let moved = move_to(server, asker, to).await;
    assert_eq!((&moved["member"]["status"], &moved["userErrors"]), (&json!(to), &json!([])), "{moved}");
}

#[tokio::test]
async fn a_member_rests_and_comes_back_with_consents_as_they_were() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let before = own(server, &awa).await;
        assert_moves(server, &awa, "PAUSED").await;
        assert_moves(server, &awa, "ACTIVE").await;
        let after = own(server, &awa).await;
        assert_eq!(after["consents"], before["consents"]);
        let step = |from: &str, to: &str, reason: &str| json!({ "from": from, "to": to, "reason": reason });
        let moves = json!([
            { "from": null, "to": "DRAFT", "reason": "REGISTERED" },
            step("DRAFT", "ACTIVE", "VERIFIED"),
            step("ACTIVE", "PAUSED", "OWN_WISH"),
            step("PAUSED", "ACTIVE", "OWN_WISH"),
        ]);
        assert_eq!(after["history"], moves);
    })
    .await;
}

#[tokio::test]
async fn who_took_the_consent_to_be_registered_back_cannot_come_back_without_it() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        for away in ["PAUSED", "WITHDRAWN"] {
            assert_moves(server, &awa, away).await;
            decide(server, &awa, "REGISTRY", false).await;
            let before = own(server, &awa).await;
            let refused = move_to(server, &awa, "ACTIVE").await;
            let problem = json!([{ "field": "to", "code": "CONFLICT" }]);
            assert_eq!(refused, json!({ "member": null, "userErrors": problem }));
            assert_eq!(own(server, &awa).await, before, "a refused move changes nothing");
            decide(server, &awa, "REGISTRY", true).await;
            assert_moves(server, &awa, "ACTIVE").await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_notice_says_the_same_in_both_languages_about_every_purpose() {
    each_server(async |server: &Server| {
        let query = "{ privacyNotices { id version inForce inForceFrom french: text(language: FR)
            english: text(language: EN) purposes { purpose text } } }";
        let french = server.anyone().with("accept-language", "fr").data(query, json!({})).await;
        let english = server.anyone().with("accept-language", "en").data(query, json!({})).await;
        let notices = french["privacyNotices"].as_array().expect("a list");
        let [notice] = notices.as_slice() else { panic!("one notice: {french}") };
        assert_eq!((&notice["version"], &notice["inForce"]), (&json!(1), &json!(true)));
        assert_translated(&notice["french"], &notice["english"]);
        let (french, english) = (purposes(notice), purposes(&english["privacyNotices"][0]));
        assert_eq!(french.iter().map(|(purpose, _)| purpose.as_str()).collect::<Vec<&str>>(), PURPOSES);
        for ((purpose, french), (other, english)) in french.iter().zip(&english) {
            assert_eq!(purpose, other);
            assert_translated(french, english);
        }
    })
    .await;
}

fn purposes(notice: &Value) -> Vec<(String, Value)> {
    let purposes = notice["purposes"].as_array().expect("a list").iter();
    purposes.map(|entry| (entry["purpose"].as_str().expect("a purpose").to_owned(), entry["text"].clone())).collect()
}

fn assert_translated(french: &Value, english: &Value) {
    let texts = french.as_str().zip(english.as_str());
    let (french, english) = texts.expect("a text in both languages");
    assert!(french.trim().len() > 20 && english.trim().len() > 20, "{french} / {english}");
    assert_ne!(french, english);
}
