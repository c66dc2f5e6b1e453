//! Sharing: a member agrees to one partner and not to another, an agreement never comes to share more than was agreed,
//! and what is taken back counts at once.

use std::time::Duration;

use entity::access_event::Purpose;
use entity::consent_record::{self, ConsentDecision, ConsentPurpose};
use entity::role_grant::{self, RoleName};
use entity::{account, member, privacy_notice};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use seko::auth::Viewer;
use seko::service::{account as accounts, contact, session};
use serde_json::{Value, json};
use tokio::time::sleep;
use uuid::Uuid;

use crate::member_search::store;
use crate::partners::{agreement, candidate, candidates, day, mutate, opened, organisation, person, text, uuid};
use crate::support::{Asker, Server, each_server};

const GIVE: &str = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) {
    consents { purpose state agreementId agreement { organisation { name } } } userErrors { field code message } } }";
const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
    consents { purpose decision state agreementId } userErrors { field code message } } }";
const REQUEST: &str = "mutation($input: RequestContactInput!) { requestContact(input: $input) {
    contactRequest { id } userErrors { field code } } }";
const OWN: &str = "{ viewer { member { id accessLog { totalCount nodes { fields } } } } }";
const SET: &str = "mutation($input: SetVisibilityInput!) { setVisibility(input: $input) { userErrors { field } } }";

/// One partner with a position, and what it was given to see candidates by.
struct Partner {
    agreement: String,
    user: Asker,
    position: String,
}

impl Partner {
    async fn of(server: &Server, staff: &Asker, (name, email): (&str, &str)) -> Self {
        let organisation = organisation(server, staff, name).await;
        let agreement = agreement(server, staff, &organisation, json!({})).await;
        let user = person(server, email, &organisation).await;
        let (_, position) = opened(server, staff, &user, &organisation).await;
        Self { agreement, user, position }
    }

    async fn sees(&self, server: &Server) -> Value {
        candidates(server, &self.user, &self.position).await["totalCount"].take()
    }
}

async fn hospital_and_town(server: &Server, staff: &Asker) -> (Partner, Partner) {
    let hospital = Partner::of(server, staff, ("Hôpital du Mali", "un@example.org")).await;
    let town = Partner::of(server, staff, ("Mairie de Ségou", "deux@example.org")).await;
    (hospital, town)
}

async fn decide(server: &Server, asker: &Asker, (mutation, field): (&str, &str), input: Value) -> Value {
    server.asks(asker).run(mutation, input).await[field].take()
}

async fn give(server: &Server, asker: &Asker, agreement: &Value) -> Value {
    let input = json!({ "purpose": "SHARE_WITH_PARTNER", "noticeVersion": 1, "agreement": agreement });
    decide(server, asker, (GIVE, "giveConsent"), input).await
}

async fn withdraw(server: &Server, asker: &Asker, agreement: &Value) -> Value {
    let input = json!({ "purpose": "SHARE_WITH_PARTNER", "agreement": agreement });
    decide(server, asker, (WITHDRAW, "withdrawConsent"), input).await
}

/// The one problem of a payload.
fn problem(payload: &Value) -> (&str, &str) {
    let errors = payload["userErrors"].as_array().expect("user errors");
    assert_eq!(errors.len(), 1, "{payload}");
    assert!(errors[0]["message"].as_str().is_some_and(|message| message.len() > 20), "{payload}");
    (errors[0]["field"].as_str().unwrap_or_default(), errors[0]["code"].as_str().unwrap_or_default())
}

fn standing(payload: &Value) -> Vec<(&str, Option<&str>)> {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    let records = payload["consents"].as_array().expect("a ledger").iter();
    let standing = records.filter(|record| record["state"] == "STANDING" && record["decision"] != "WITHDRAWN");
    standing.map(|record| (record["purpose"].as_str().unwrap_or_default(), record["agreementId"].as_str())).collect()
}

#[tokio::test]
async fn a_consent_to_one_agreement_opens_nothing_to_the_other_partner() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let (hospital, town) = hospital_and_town(server, &staff).await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(1), json!(1)), "all partners");
        withdraw(server, &awa, &Value::Null).await;
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(0), json!(0)), "no partner");

        let given = give(server, &awa, &json!(hospital.agreement)).await;
        assert_eq!(given["consents"][0]["agreement"]["organisation"]["name"], "Hôpital du Mali", "{given}");
        assert!(standing(&given).contains(&("SHARE_WITH_PARTNER", Some(&hospital.agreement))), "{given}");
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(1), json!(0)), "this partner alone");

        let taken = withdraw(server, &awa, &json!(hospital.agreement)).await;
        let mut left: Vec<&str> = standing(&taken).into_iter().map(|(purpose, _)| purpose).collect();
        left.sort_unstable();
        assert_eq!(left, ["CONTACT", "MATCHING", "REGISTRY"], "the other purposes stand");
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(0), json!(0)));

        give(server, &awa, &Value::Null).await;
        withdraw(server, &awa, &json!(town.agreement)).await;
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(0), json!(0)), "two were refused");
        give(server, &awa, &json!(hospital.agreement)).await;
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(1), json!(0)), "all but one");
    })
    .await;
}

#[tokio::test]
async fn an_agreement_refused_before_anything_was_said_stays_refused_by_a_yes_to_all() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let (hospital, town) = hospital_and_town(server, &staff).await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        withdraw(server, &awa, &Value::Null).await;
        let refused = withdraw(server, &awa, &json!(town.agreement)).await;
        assert_eq!(refused["consents"][0]["agreementId"], json!(town.agreement), "{refused}");
        let again = withdraw(server, &awa, &json!(town.agreement)).await;
        assert_eq!(again, refused, "a refusal is written once");
        give(server, &awa, &Value::Null).await;
        assert_eq!((hospital.sees(server).await, town.sees(server).await), (json!(1), json!(0)));
    })
    .await;
}

#[tokio::test]
async fn a_yes_to_one_agreement_is_not_renewed_as_a_yes_to_all() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let (hospital, _) = hospital_and_town(server, &staff).await;
        let (awa, kadi) = (candidate(server, "Awa", 1990, 4).await, candidate(server, "Kadi", 1990, 4).await);
        withdraw(server, &awa, &Value::Null).await;
        give(server, &awa, &json!(hospital.agreement)).await;
        let db = &server.app.db;
        let notice = privacy_notice::Entity::find().one(db).await.expect("notices are read").expect("a notice");
        let newer = privacy_notice::ActiveModel {
            id: Set(Uuid::now_v7()),
            version: Set(2),
            in_force_from: Set(server.app.clock.today()),
            ..notice.into()
        };
        newer.insert(db).await.expect("a newer notice is stored");
        let query = "{ viewer { member { consentsToRenew } } }";
        let to_renew = async |asker: &Asker| {
            let answer = server.asks(asker).data(query, json!({})).await;
            answer["viewer"]["member"]["consentsToRenew"].clone()
        };
        assert_eq!(to_renew(&awa).await, json!(["REGISTRY", "MATCHING", "CONTACT"]));
        assert_eq!(to_renew(&kadi).await, json!(["REGISTRY", "MATCHING", "CONTACT", "SHARE_WITH_PARTNER"]));
    })
    .await;
}

#[tokio::test]
async fn only_an_agreement_in_force_is_agreed_to_and_one_that_ended_is_still_refused() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = Partner::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        let nobody = json!("agreement_0198f2c07a5b7c3d8e9f0a1b2c3d4e5f");
        assert_eq!(problem(&give(server, &awa, &nobody).await), ("agreement", "NOT_FOUND"));
        assert_eq!(problem(&withdraw(server, &awa, &nobody).await), ("agreement", "NOT_FOUND"));
        let forum = json!({ "purpose": "FORUM", "noticeVersion": 1, "agreement": hospital.agreement });
        let refused = decide(server, &awa, (GIVE, "giveConsent"), forum).await;
        assert_eq!(problem(&refused), ("agreement", "BAD_USER_INPUT"));
        let forum = json!({ "purpose": "FORUM", "agreement": hospital.agreement });
        let refused = decide(server, &awa, (WITHDRAW, "withdrawConsent"), forum).await;
        assert_eq!(problem(&refused), ("agreement", "BAD_USER_INPUT"));

        let about = json!(hospital.agreement);
        give(server, &awa, &about).await;
        let input = json!({ "id": hospital.agreement, "version": 1, "reason": "Fin de la coopération" });
        mutate(server, &staff, ("revokeSharingAgreement", ""), input).await;
        assert_eq!(problem(&give(server, &awa, &about).await), ("agreement", "NOT_FOUND"));
        let taken = withdraw(server, &awa, &about).await;
        let newest = &taken["consents"][0];
        assert_eq!((&newest["decision"], &newest["agreementId"]), (&json!("WITHDRAWN"), &about), "{taken}");
    })
    .await;
}

#[tokio::test]
async fn an_agreement_comes_to_share_less_and_never_more() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = organisation(server, &staff, "Hôpital du Mali").await;
        let user = person(server, "un@example.org", &hospital).await;
        let (project, _) = opened(server, &staff, &user, &hospital).await;
        let (other, _) = opened(server, &staff, &user, &hospital).await;
        let bounds = json!({ "fields": ["SKILLS", "LANGUAGES"], "countries": ["FR", "SN"], "projects": [project] });
        let agreed = agreement(server, &staff, &hospital, bounds).await;
        let change = async |version: i32, (field, value): (&str, Value)| {
            let mut input = json!({ "id": agreed, "version": version });
            input[field] = value;
            mutate(server, &staff, ("updateSharingAgreement", "sharingAgreement { version }"), input).await
        };
        let wider = [
            ("fields", json!(["SKILLS", "LANGUAGES", "GENDER"])),
            ("fields", json!(["AGE_BAND"])),
            ("purpose", json!("Recrutement")),
            ("countries", json!(["FR", "SN", "CI"])),
            ("countries", json!([])),
            ("projects", json!([project, other])),
            ("projects", json!([])),
            ("startsOn", json!(day(server, -1))),
            ("endsOn", json!(day(server, 366))),
        ];
        for (field, value) in wider {
            let refused = change(1, (field, value.clone())).await;
            assert_eq!(problem(&refused), (field, "BAD_USER_INPUT"), "{value}");
        }
        let narrower = [
            ("fields", json!(["LANGUAGES"])),
            ("countries", json!(["SN"])),
            ("projects", json!([project])),
            ("startsOn", json!(day(server, 1))),
            ("endsOn", json!(day(server, 30))),
        ];
        for (version, (field, value)) in (1..).zip(narrower) {
            let changed = change(version, (field, value)).await;
            assert_eq!(changed["sharingAgreement"]["version"], version + 1, "{field}: {changed}");
        }
        let back = change(6, ("endsOn", json!(day(server, 365)))).await;
        assert_eq!(problem(&back), ("endsOn", "BAD_USER_INPUT"), "what was given up is not had back");
    })
    .await;
}

#[tokio::test]
async fn a_request_for_contact_sent_again_is_found_even_when_the_candidate_is_seen_no_more() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = Partner::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        let asked = candidates(server, &hospital.user, &hospital.position).await["nodes"][0]["candidate"]["id"].take();
        let input = json!({ "position": hospital.position, "candidate": asked, "message": "Venez" });
        let ask = async |key: &str| {
            let asking = server.asks(&hospital.user).with("Idempotency-Key", key);
            asking.answer(REQUEST, json!({ "input": input })).await
        };
        let first = ask("un").await;
        assert!(first["data"]["requestContact"]["contactRequest"]["id"].is_string(), "{first}");
        withdraw(server, &awa, &Value::Null).await;
        assert_eq!(ask("un").await, first);
        assert_eq!(ask("deux").await["errors"][0]["extensions"]["code"], "NOT_FOUND");
    })
    .await;
}

/// The member takes the consent to sharing back while a request about them waits; it is committed before that goes on.
async fn withdraw_while_somebody_asks(server: &Server, member: Uuid) {
    let tx = server.app.begin().await.expect("a transaction begins");
    let locked = member::Entity::find_by_id(member).lock_exclusive().one(&tx).await.expect("the member is locked");
    assert!(locked.is_some());
    sleep(Duration::from_millis(700)).await;
    let given = consent_record::Entity::find()
        .filter(consent_record::Column::MemberId.eq(member))
        .filter(consent_record::Column::Purpose.eq(ConsentPurpose::ShareWithPartner))
        .one(&tx)
        .await
        .expect("the ledger is read")
        .expect("a consent");
    let (id, at, decision) = (Uuid::now_v7(), server.app.clock.now(), ConsentDecision::Withdrawn);
    let withdrawn = consent_record::Model { id, at, decision, ..given };
    store::<_, consent_record::ActiveModel>(&tx, vec![withdrawn]).await;
    tx.commit().await.expect("the withdrawal is stored");
}

#[tokio::test]
async fn nobody_is_asked_who_takes_the_consent_back_at_the_same_moment() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = Partner::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        let id = text(&server.asks(&awa).data(OWN, json!({})).await["viewer"]["member"]["id"]);
        let asked = candidates(server, &hospital.user, &hospital.position).await["nodes"][0]["candidate"]["id"].take();
        let input = json!({ "position": hospital.position, "candidate": asked, "message": "Venez" });
        let asking = async {
            sleep(Duration::from_millis(200)).await;
            server.asks(&hospital.user).answer(REQUEST, json!({ "input": input })).await
        };
        let (answer, ()) = tokio::join!(asking, withdraw_while_somebody_asks(server, uuid(&id)));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answer}");
    })
    .await;
}

/// Grants of PARTNER_USER that an address holds.
async fn partner_grants(server: &Server, email: &str) -> u64 {
    let account = account::Entity::find_by_address(email).one(&server.app.db).await.expect("accounts are read");
    let grants = role_grant::Entity::find_in_force(account.expect("an account").id, server.app.clock.now());
    let grants = grants.filter(role_grant::Column::Role.eq(RoleName::PartnerUser));
    grants.count(&server.app.db).await.expect("grants are counted")
}

#[tokio::test]
async fn nobody_acts_for_two_partners_by_whichever_doors_the_roles_come() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let admin = server.operator("admin@example.org", RoleName::Admin).await;
        let hospital = organisation(server, &staff, "Hôpital du Mali").await;
        let town = organisation(server, &staff, "Mairie de Ségou").await;
        let system = Viewer::system();
        let grant = async |email: &str, organisation: &str| {
            let input = json!({ "email": email, "role": "PARTNER_USER", "organisation": organisation });
            mutate(server, &admin, ("grantRole", "roleGrant { id }"), input).await
        };
        let command = async |email: &str, organisation: &str| {
            accounts::create_partner_user(&server.app, &system, email, uuid(organisation), None).await
        };
        for number in 0..4 {
            let email = format!("partenaire{number}@example.org");
            let (by_command, by_admin) = tokio::join!(command(&email, &hospital), grant(&email, &town));
            let by_admin = by_admin["roleGrant"].is_object();
            assert_ne!(by_command.is_ok(), by_admin, "one of the two doors is closed");
            assert_eq!(partner_grants(server, &email).await, 1);
            let email = format!("autre{number}@example.org");
            let (by_command, by_admin) = tokio::join!(command(&email, &hospital), grant(&email, &hospital));
            assert!(by_command.is_ok(), "the same role again is no fault on the command line");
            assert_eq!(partner_grants(server, &email).await, 1, "{by_admin}");
        }
    })
    .await;
}

#[tokio::test]
async fn contacts_are_given_to_nobody_whom_the_member_keeps_them_from() {
    each_server(async |server: &Server| {
        let (staff, awa) = (server.staff().await, server.member("Awa").await);
        let id = uuid(&text(&server.asks(&awa).data(OWN, json!({})).await["viewer"]["member"]["id"]));
        let token = staff.token.as_deref().expect("a token");
        let mut reader = session::authenticate(&server.app, token).await.expect("staff are signed in");
        let read = async |reader: &Viewer| {
            let contacts = contact::of_members(&server.app, reader, &[id]).await.expect("contacts are read");
            contacts.get(&id).map_or(0, Vec::len)
        };
        assert_eq!(read(&reader).await, 0, "nobody said why");
        reader.purpose = Some(Purpose::Staffing);
        assert_eq!(read(&reader).await, 1);
        assert_eq!(reader.reads.take().len(), 1, "which is noted");
        server.asks(&awa).run(SET, json!({ "field": "CONTACT", "audience": "ONLY_ME" })).await;
        assert_eq!(read(&reader).await, 0, "the member keeps them");
        assert!(reader.reads.take().is_empty());
    })
    .await;
}

const DETAILS: &str = "query($id: ID!) { position(id: $id) { candidates { nodes { candidate {
    birthYear residenceCity headline experiences { kind years title employer } } } } } }";

async fn details(server: &Server, partner: &Partner) -> Value {
    let asking = server.asks(&partner.user).with("Seko-Purpose", "STAFFING");
    let mut answer = asking.data(DETAILS, json!({ "id": partner.position })).await;
    answer["position"]["candidates"]["nodes"][0]["candidate"].take()
}

#[tokio::test]
async fn a_partner_reads_details_that_the_agreement_shares_and_the_member_opens() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let hospital = Partner::of(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let town = organisation(server, &staff, "Mairie de Ségou").await;
        let skills_alone = agreement(server, &staff, &town, json!({ "fields": ["SKILLS"] })).await;
        let user = person(server, "deux@example.org", &town).await;
        let (_, position) = opened(server, &staff, &user, &town).await;
        let town = Partner { agreement: skills_alone, user, position };
        let awa = candidate(server, "Awa", 1990, 4).await;
        let stretch = |title: Value, employer: Value| {
            json!([{ "kind": "WORK", "years": 5, "title": title, "employer": employer }])
        };
        let closed = json!({ "birthYear": null, "residenceCity": null, "headline": null,
            "experiences": stretch(Value::Null, Value::Null) });
        assert_eq!(details(server, &hospital).await, closed, "the member opened nothing");
        for field in ["BIRTH_YEAR", "CITY", "FREE_TEXT", "EMPLOYER"] {
            server.asks(&awa).run(SET, json!({ "field": field, "audience": "PUBLIC" })).await;
        }
        let open = json!({ "birthYear": 1990, "residenceCity": "Montreuil", "headline": "Infirmière au bloc",
            "experiences": stretch(json!("Cheffe de bloc"), json!("CHU de Créteil")) });
        assert_eq!(details(server, &hospital).await, open);
        let log = server.asks(&awa).data(OWN, json!({})).await["viewer"]["member"]["accessLog"].take();
        assert_eq!(log["totalCount"], 1, "{log}");
        assert_eq!(log["nodes"][0]["fields"], json!(["BIRTH_YEAR", "CITY", "EMPLOYER", "FREE_TEXT"]));
        let nothing = json!({ "birthYear": null, "residenceCity": null, "headline": null, "experiences": [] });
        assert_eq!(details(server, &town).await, nothing, "the agreement shares skills alone: {}", town.agreement);
        let years = "query($id: ID!) { position(id: $id) { candidates { nodes { candidate {
            experiences { years } } } } } }";
        let asking = server.asks(&hospital.user).with("Seko-Purpose", "STAFFING");
        asking.data(years, json!({ "id": hospital.position })).await;
        let log = server.asks(&awa).data(OWN, json!({})).await["viewer"]["member"]["accessLog"].take();
        assert_eq!(log["totalCount"], 1, "what is not asked for is not read: {log}");
    })
    .await;
}

#[tokio::test]
async fn a_list_by_name_is_a_reading_of_names() {
    each_server(async |server: &Server| {
        let (staff, awa) = (server.staff().await, server.member("Awa").await);
        let list = async |order: &str| {
            let document = format!("{{ members(orderBy: {order}) {{ nodes {{ id }} }} }}");
            server.asks(&staff).with("Seko-Purpose", "STAFFING").data(&document, json!({})).await;
            let mut own = server.asks(&awa).data(OWN, json!({})).await;
            own["viewer"]["member"]["accessLog"].take()
        };
        assert_eq!(list("UPDATED").await["totalCount"], 0, "this order tells nothing");
        for (number, order) in (1..).zip(["NAME", "RELEVANCE"]) {
            let log = list(order).await;
            assert_eq!(log["totalCount"], number, "{order}: {log}");
            assert_eq!(log["nodes"][0]["fields"], json!(["NAMES"]));
        }
        let kept = json!({ "field": "NAMES", "audience": "ONLY_ME" });
        server.asks(&awa).run(SET, kept).await;
        assert_eq!(list("NAME").await["totalCount"], 2, "a name that is kept orders nothing");
    })
    .await;
}
