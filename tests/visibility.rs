//! Visibility: who is shown which sensitive part of a member, and the log in which the member reads it.

use std::time::Duration;

use entity::access_event;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::partners;
use crate::support::{Asker, Database, Server, each_server};

/// What a change on one server may take to be seen on another.
const SOON: Duration = Duration::from_secs(2);

const READ: &str = "query($id: ID!) { member(id: $id) {
    givenNames familyNames birthYear residenceCity headline
    contacts { value }
    experiences { employer description } credentials { number } } }";
const OWN: &str = "{ viewer { member { id version visibility { field audience partners { name } }
    accessLog { totalCount nodes { role purpose fields requestId organisation { name } } } } } }";
const SET: &str = "mutation($input: SetVisibilityInput!) { setVisibility(input: $input) {
    member { visibility { field audience } } userErrors { field code } } }";
const FILL: &str = "mutation($version: Int!) {
    updateMember(input: { version: $version, birthYear: 1980, residenceCity: \"Montreuil\", headline: \"Forages\" }) {
        userErrors { field } }
    addPhone(input: { phone: \"+33 6 12 34 56 78\" }) { userErrors { field } }
    addExperience(input: { kind: WORK, title: \"Foreuse\", employer: \"Puits du Sahel\", startsOn: \"2015-01-01\",
        description: \"Douze puits à Kayes\" }) { userErrors { field } }
    addCredential(input: { title: \"Permis\", issuer: \"Préfecture\", number: \"P-77\" }) { userErrors { field } }
    addMemberLanguage(input: { code: \"bam\", speaking: NATIVE }) { userErrors { field } } }";
const FOUND: &str = "query($search: String!) { members(search: $search) { totalCount nodes { id } } }";

/// Each sensitive part, where an answer shows it, and what the story wrote there.
const PARTS: [(&str, &str, &str); 9] = [
    ("NAMES", "/givenNames", "Awa"),
    ("NAMES", "/familyNames", "Traoré"),
    ("BIRTH_YEAR", "/birthYear", "1980"),
    ("CITY", "/residenceCity", "Montreuil"),
    ("FREE_TEXT", "/headline", "Forages"),
    ("CONTACT", "/contacts/0/value", "awa@example.org"),
    ("EMPLOYER", "/experiences/0/employer", "Puits du Sahel"),
    ("FREE_TEXT", "/experiences/0/description", "Douze puits à Kayes"),
    ("DOCUMENTS", "/credentials/0/number", "P-77"),
];
/// A member with something in every sensitive part, and the id.
async fn awa(server: &Server) -> (Asker, Value) {
    let awa = server.member("Awa").await;
    let own = own(server, &awa).await;
    let answer = server.asks(&awa).data(FILL, json!({ "version": own["version"] })).await;
    for (field, payload) in answer.as_object().expect("payloads by field") {
        assert_eq!(payload["userErrors"], json!([]), "{field}");
    }
    (awa, own["id"].clone())
}

async fn own(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(OWN, json!({})).await["viewer"]["member"].take()
}

async fn set(server: &Server, asker: &Asker, field: &str, audience: &str) {
    let answer = server.asks(asker).run(SET, json!({ "field": field, "audience": audience })).await;
    assert_eq!(answer["setVisibility"]["userErrors"], json!([]), "{answer}");
}

/// The member as somebody reads them; null when they may not.
async fn read(server: &Server, asker: &Asker, purpose: Option<&str>, id: &Value) -> Value {
    let asking = server.asks(asker);
    let asking = match purpose {
        Some(purpose) => asking.with("Seko-Purpose", purpose),
        None => asking,
    };
    asking.data(READ, json!({ "id": id })).await["member"].take()
}

fn shown(member: &Value, place: &str) -> Option<String> {
    match member.pointer(place) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    }
}

/// The parts that an answer shows, each of them right.
fn parts_of(member: &Value) -> Vec<&'static str> {
    let mut parts = Vec::new();
    for (part, place, written) in PARTS {
        match shown(member, place) {
            Some(text) => {
                assert_eq!(text, written, "{place}");
                parts.push(part);
            }
            None => assert!(!parts.contains(&part) || part == "FREE_TEXT", "{part} is shown by halves: {member}"),
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

const ALL: [&str; 7] = ["BIRTH_YEAR", "CITY", "CONTACT", "DOCUMENTS", "EMPLOYER", "FREE_TEXT", "NAMES"];

/// Staff read a member while another transaction deletes them, which ends in the middle of the reading.
#[tokio::test]
async fn who_is_erased_while_staff_read_them_makes_no_fault() {
    each_server(async |server: &Server| {
        let (_, id) = awa(server).await;
        server.member("Bakary").await;
        let staff = server.staff().await;
        let erasing = server.app.begin().await.expect("a transaction");
        erasing.execute_unprepared("DELETE FROM member WHERE given_names = 'Awa'").await.expect("the member goes");
        let commit = async {
            sleep(Duration::from_millis(1_500)).await;
            erasing.commit().await.expect("the member is gone");
        };
        let both = "query($id: ID!) { member(id: $id) { givenNames } members { nodes { givenNames } } }";
        let reading = server.asks(&staff).with("Seko-Purpose", "STAFFING");
        let (seen, ()) = tokio::join!(reading.data(both, json!({ "id": id })), commit);
        assert_eq!(seen["member"]["givenNames"], "Awa", "the reading came first");
        let logged = access_event::Entity::find().count(&server.app.db).await.expect("rows are counted");
        assert_eq!(logged, 1, "what was read of the other is written down");
        assert_eq!(read(server, &staff, Some("STAFFING"), &id).await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn what_a_member_keeps_to_themself_is_shown_and_found_by_nobody() {
    each_server(async |server: &Server| {
        let (awa, id) = awa(server).await;
        let staff = server.staff().await;
        let searches = [
            ("NAMES", "Awa Traoré"),
            ("CITY", "Montreuil"),
            ("FREE_TEXT", "Forages"),
            ("FREE_TEXT", "douze puits"),
            ("EMPLOYER", "Puits du Sahel"),
            ("CONTACT", "awa@example.org"),
            ("CONTACT", "+33 6 12 34 56 78"),
            ("DOCUMENTS", "P-77"),
        ];
        for part in ALL {
            set(server, &awa, part, "ONLY_ME").await;
            let seen = read(server, &staff, Some("VERIFICATION"), &id).await;
            let left: Vec<&str> = ALL.into_iter().filter(|other| *other != part).collect();
            assert_eq!(parts_of(&seen), left, "{part} is kept");
            assert_eq!(parts_of(&read(server, &awa, None, &id).await), ALL, "the member reads all of it");
            for (_, search) in searches.iter().filter(|(of, _)| *of == part) {
                let asking = server.asks(&staff).with("Seko-Purpose", "STAFFING");
                let found = asking.data(FOUND, json!({ "search": search })).await;
                assert_eq!(found["members"]["totalCount"], 0, "a hit for {search} tells what is kept");
            }
            set(server, &awa, part, "MINISTRY").await;
            for (_, search) in searches.iter().filter(|(of, _)| *of == part) {
                let asking = server.asks(&staff).with("Seko-Purpose", "STAFFING");
                let found = asking.data(FOUND, json!({ "search": search })).await;
                assert_eq!(found["members"]["nodes"], json!([{ "id": id }]), "{search}");
                let found = server.asks(&staff).data(FOUND, json!({ "search": search })).await;
                assert_eq!(found["members"]["totalCount"], 0, "{search} without a purpose");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_member_reads_who_read_what_and_why() {
    each_server(async |server: &Server| {
        let (awa, id) = awa(server).await;
        let staff = server.staff().await;
        read(server, &staff, None, &id).await;
        read(server, &awa, None, &id).await;
        assert_eq!(own(server, &awa).await["accessLog"]["totalCount"], 0, "nothing of another's was shown");

        read(server, &staff, Some("STAFFING"), &id).await;
        let names = "query($id: ID!) { member(id: $id) { givenNames } }";
        let asking = server.asks(&staff).with("Seko-Purpose", "SUPPORT");
        asking.data(names, json!({ "id": id })).await;
        let refused = "query($id: ID!) { member(id: $id) { birthYear } members(first: 101) { totalCount } }";
        let asking = server.asks(&staff).with("Seko-Purpose", "SUPPORT");
        let answer = asking.answer(refused, json!({ "id": id })).await;
        assert_eq!(answer["data"], Value::Null, "what is refused as a whole shows nothing");

        let log = own(server, &awa).await["accessLog"].take();
        assert_eq!(log["totalCount"], 2);
        let events = log["nodes"].as_array().expect("events");
        let said = |event: &Value| (event["role"].clone(), event["purpose"].clone());
        assert_eq!(said(&events[0]), (json!("STAFF"), json!("SUPPORT")));
        assert_eq!(events[0]["fields"], json!(["NAMES"]));
        assert_eq!(said(&events[1]), (json!("STAFF"), json!("STAFFING")));
        let mut fields: Vec<&str> =
            events[1]["fields"].as_array().expect("fields").iter().filter_map(Value::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ALL);
        let other = server.member("Bakary").await;
        assert_eq!(own(server, &other).await["accessLog"]["totalCount"], 0, "another member's log is their own");
    })
    .await;
}

#[tokio::test]
async fn a_search_by_address_is_a_reading_of_it() {
    each_server(async |server: &Server| {
        let (awa, _) = awa(server).await;
        let staff = server.staff().await;
        let asking = server.asks(&staff).with("Seko-Purpose", "STAFFING");
        asking.data(FOUND, json!({ "search": "awa@example.org" })).await;
        let log = own(server, &awa).await["accessLog"].take();
        assert_eq!((&log["totalCount"], &log["nodes"][0]["fields"]), (&json!(1), &json!(["CONTACT"])));
    })
    .await;
}

#[tokio::test]
async fn choices_are_kept_and_wrong_ones_change_nothing() {
    each_server(async |server: &Server| {
        let (awa, _) = awa(server).await;
        let default = own(server, &awa).await["visibility"].take();
        let choices = default.as_array().expect("choices");
        assert_eq!(choices.len(), ALL.len());
        assert!(choices.iter().all(|choice| choice["audience"] == "MINISTRY"), "private unless the member says more");
        let wrong = [
            json!({ "field": "CITY", "audience": "NAMED_PARTNER" }),
            json!({ "field": "CITY", "audience": "PUBLIC", "partners": ["organisation_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f"] }),
            json!({ "field": "CITY", "audience": "NAMED_PARTNER", "partners": ["organisation_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f"] }),
        ];
        for input in wrong {
            let answer = server.asks(&awa).run(SET, input).await;
            assert_eq!(answer["setVisibility"]["userErrors"][0]["field"], "partners", "{answer}");
        }
        assert_eq!(own(server, &awa).await["visibility"], default);
    })
    .await;
}

/// Waits until staff see what they should, at most as long as is promised.
async fn soon(server: &Server, staff: &Asker, id: &Value, parts: &[&str]) {
    let begun = Instant::now();
    loop {
        if parts_of(&read(server, staff, Some("STAFFING"), id).await) == parts {
            return;
        }
        assert!(begun.elapsed() < SOON, "the other server still shows what it should not");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_choice_counts_on_every_server() {
    let Some(database) = Database::postgres().await else { return };
    let here = Server::on(database).await;
    let there = here.beside().await;
    let (awa, id) = awa(&here).await;
    let staff = here.staff().await;
    assert_eq!(parts_of(&read(&there, &staff, Some("STAFFING"), &id).await), ALL);
    set(&here, &awa, "CONTACT", "ONLY_ME").await;
    let left: Vec<&str> = ALL.into_iter().filter(|part| *part != "CONTACT").collect();
    assert_eq!(parts_of(&read(&here, &staff, Some("STAFFING"), &id).await), left, "the next request here");
    soon(&there, &staff, &id, &left).await;
    there.app.db.close_by_ref().await.ok();
    here.stop().await;
}

#[tokio::test]
async fn a_partner_is_shown_what_the_member_lets_it_read() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = partners::organisation(server, &staff, "Hôpital du Mali").await;
        let other = partners::organisation(server, &staff, "Hôpital de Kati").await;
        partners::agreement(server, &staff, &hospital, json!({})).await;
        let partner = partners::person(server, "partenaire@example.org", &hospital).await;
        let (_, position) = partners::opened(server, &staff, &partner, &hospital).await;
        let awa = partners::candidate(server, "Awa", 1990, 4).await;
        let city = async || {
            let document =
                "query($id: ID!) { position(id: $id) { candidates { nodes { candidate { residenceCity } } } } }";
            let asking = server.asks(&partner).with("Seko-Purpose", "STAFFING");
            let answer = asking.data(document, json!({ "id": position })).await;
            answer["position"]["candidates"]["nodes"][0]["candidate"]["residenceCity"].clone()
        };
        let version = own(server, &awa).await["version"].clone();
        let moved = "mutation($version: Int!) { updateMember(input: { version: $version, residenceCity: \"Lyon\" }) {
            userErrors { field } } }";
        server.asks(&awa).data(moved, json!({ "version": version })).await;
        let choices = [
            (json!({ "audience": "MINISTRY" }), Value::Null),
            (json!({ "audience": "MATCHED_PROJECT" }), Value::Null),
            (json!({ "audience": "NAMED_PARTNER", "partners": [other] }), Value::Null),
            (json!({ "audience": "NAMED_PARTNER", "partners": [hospital] }), json!("Lyon")),
            (json!({ "audience": "PUBLIC" }), json!("Lyon")),
            (json!({ "audience": "ONLY_ME" }), Value::Null),
        ];
        for (mut choice, shown) in choices {
            choice["field"] = json!("CITY");
            let answer = server.asks(&awa).run(SET, choice.clone()).await;
            assert_eq!(answer["setVisibility"]["userErrors"], json!([]), "{answer}");
            assert_eq!(city().await, shown, "{choice}");
        }
        let log = own(server, &awa).await["accessLog"].take();
        assert_eq!(log["totalCount"], 2, "what was shown is written down, nothing else: {log}");
        let event = &log["nodes"][0];
        assert_eq!((&event["role"], &event["fields"]), (&json!("PARTNER"), &json!(["CITY"])));
        assert_eq!(event["organisation"]["name"], "Hôpital du Mali");
    })
    .await;
}
