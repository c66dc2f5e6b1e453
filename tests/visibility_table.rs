//! The visibility table: every field of a member's data and of a candidate, for every reader, written by hand; the
//! running server agrees, and a field that is not in the table fails the story.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use entity::role_grant::RoleName;
use entity::{erasure, privacy_notice};
use reqwest::StatusCode;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use seko::service::erasure::run_due;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::documents::added;
use crate::member_search::store;
use crate::partners::{self, mutate, text};
use crate::support::{Asker, Server, each_server};

/// The readers, in the order of the letters of a row.
const READERS: [&str; 14] = [
    "anonymous",
    "a session that was ended",
    //
    "the member",
    "another member",
    //
    "staff without a purpose",
    "staff for STAFFING",
    //
    "an agent for ASSISTED_REGISTRATION",
    "an analyst for REPORTING",
    //
    "the officer without a purpose",
    "the officer for SUBJECT_REQUEST",
    //
    "a partner without an agreement",
    "a partner with an agreement",
    "a partner that the member said yes to",
    "a partner whose agreement has ended",
];

/// Every field and what each reader is shown of it.
///
/// S shown · N null or empty in an object that is seen · H the object is hidden: null, or not in the list · F FORBIDDEN ·
/// U UNAUTHENTICATED
///
/// Members are read by `member(id)`; by `node(id)` too, where F and U of who is not signed in become H. Their parts are
/// read by `node(id)` and in the lists of the member, candidates in the rankings of positions.
#[rustfmt::skip]
const TABLE: [(&str, &str); 124] = [
    //                                 an+end  self+other  staff  agent+analyst  officer  partners
    ("Member.id",                      "UU     SH          SS     FF             HS       FFFF"),
    ("Member.version",                 "UU     SH          SS     FF             HS       FFFF"),
    ("Member.status",                  "UU     SH          SS     FF             HS       FFFF"),
    ("Member.givenNames",              "UU     SH          NS     FF             HS       FFFF"),
    ("Member.familyNames",             "UU     SH          NS     FF             HS       FFFF"),
    ("Member.birthYear",               "UU     SH          NS     FF             HS       FFFF"),
    ("Member.gender",                  "UU     SH          SS     FF             HS       FFFF"),
    ("Member.nationalities",           "UU     SH          SS     FF             HS       FFFF"),
    ("Member.residenceCountry",        "UU     SH          SS     FF             HS       FFFF"),
    ("Member.residenceCity",           "UU     SH          NS     FF             HS       FFFF"),
    ("Member.homeUnit",                "UU     SH          SS     FF             HS       FFFF"),
    ("Member.headline",                "UU     SH          NS     FF             HS       FFFF"),
    ("Member.rightOfReturn",           "UU     SH          SS     FF             HS       FFFF"),
    ("Member.language",                "UU     SH          SS     FF             HS       FFFF"),
    ("Member.synthetic",               "UU     SH          SS     FF             HS       FFFF"),
    ("Member.confirmedAt",             "UU     SH          SS     FF             HS       FFFF"),
    ("Member.createdAt",               "UU     SH          SS     FF             HS       FFFF"),
    ("Member.updatedAt",               "UU     SH          SS     FF             HS       FFFF"),
    ("Member.skills",                  "UU     SH          SS     FF             HS       FFFF"),
    ("Member.experiences",             "UU     SH          SS     FF             HS       FFFF"),
    ("Member.educations",              "UU     SH          SS     FF             HS       FFFF"),
    ("Member.credentials",             "UU     SH          SS     FF             HS       FFFF"),
    ("Member.documents",               "UU     SH          NS     FF             HS       FFFF"),
    ("Member.languages",               "UU     SH          SS     FF             HS       FFFF"),
    ("Member.availabilities",          "UU     SH          SS     FF             HS       FFFF"),
    ("Member.contacts",                "UU     SH          NS     FF             HS       FFFF"),
    ("Member.conceptProposals",        "UU     SH          SS     FF             HN       FFFF"),
    ("Member.contactRequests",         "UU     SH          SS     FF             HS       FFFF"),
    ("Member.consents",                "UU     SH          SS     FF             HS       FFFF"),
    ("Member.consentsToRenew",         "UU     SH          SS     FF             HS       FFFF"),
    ("Member.visibility",              "UU     SH          NN     FF             HN       FFFF"),
    ("Member.accessLog",               "UU     SH          NN     FF             HS       FFFF"),
    ("Member.history",                 "UU     SH          SS     FF             HS       FFFF"),
    ("Member.corrections",             "UU     SH          NN     FF             HS       FFFF"),
    ("Member.subjectRequests",         "UU     SH          NN     FF             HS       FFFF"),
    ("Member.completeness",            "UU     SH          SS     FF             HS       FFFF"),
    ("Member.opportunities",           "UU     SH          SS     FF             HS       FFFF"),
    ("Member.savedPositions",          "UU     SH          NN     FF             HN       FFFF"),
    ("Member.viewerCanEdit",           "UU     SH          SS     FF             HS       FFFF"),
    ("Contact.id",                     "HU     SH          HS     HH             HS       HHHH"),
    ("Contact.kind",                   "HU     SH          HS     HH             HS       HHHH"),
    ("Contact.value",                  "HU     SH          HS     HH             HS       HHHH"),
    ("Contact.verifiedAt",             "HU     SH          HS     HH             HS       HHHH"),
    ("MemberSkill.id",                 "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.version",            "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.concept",            "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.level",              "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.years",              "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.lastUsed",           "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.wantsToUse",         "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.verification",       "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.evidence",           "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.history",            "HU     SH          SS     HH             HS       HHHH"),
    ("MemberSkill.updatedAt",          "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.id",                  "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.version",             "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.kind",                "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.title",               "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.employer",            "HU     SH          NS     HH             HS       HHHH"),
    ("Experience.occupation",          "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.country",             "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.startsOn",            "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.endsOn",              "HU     SH          SS     HH             HS       HHHH"),
    ("Experience.description",         "HU     SH          NS     HH             HS       HHHH"),
    ("Education.id",                   "HU     SH          SS     HH             HS       HHHH"),
    ("Education.version",              "HU     SH          SS     HH             HS       HHHH"),
    ("Education.level",                "HU     SH          SS     HH             HS       HHHH"),
    ("Education.field",                "HU     SH          SS     HH             HS       HHHH"),
    ("Education.title",                "HU     SH          SS     HH             HS       HHHH"),
    ("Education.institution",          "HU     SH          SS     HH             HS       HHHH"),
    ("Education.country",              "HU     SH          SS     HH             HS       HHHH"),
    ("Education.completedYear",        "HU     SH          SS     HH             HS       HHHH"),
    ("Credential.id",                  "HU     SH          SS     HH             HS       HHHH"),
    ("Credential.version",             "HU     SH          SS     HH             HS       HHHH"),
    ("Credential.title",               "HU     SH          SS     HH             HS       HHHH"),
    ("Credential.issuer",              "HU     SH          SS     HH             HS       HHHH"),
    ("Credential.number",              "HU     SH          NS     HH             HS       HHHH"),
    ("Credential.issuedOn",            "HU     SH          SS     HH             HS       HHHH"),
    ("Credential.expiresOn",           "HU     SH          SS     HH             HS       HHHH"),
    ("Document.id",                    "HU     SH          HS     HH             HS       HHHH"),
    ("Document.kind",                  "HU     SH          HS     HH             HS       HHHH"),
    ("Document.title",                 "HU     SH          HS     HH             HS       HHHH"),
    ("Document.mediaType",             "HU     SH          HS     HH             HS       HHHH"),
    ("Document.size",                  "HU     SH          HS     HH             HS       HHHH"),
    ("Document.sha256",                "HU     SH          HS     HH             HS       HHHH"),
    ("Document.createdAt",             "HU     SH          HS     HH             HS       HHHH"),
    ("Document.url",                   "HU     SH          HS     HH             HS       HHHH"),
    (DOWNLOAD,                         "HU     SH          HS     HH             HS       HHHH"),
    ("Candidate.id",                   "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.pseudonym",            "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.member",               "HU     HH          SS     HH             HH       HNNH"),
    ("Candidate.residenceCountry",     "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.homeRegion",           "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.birthYear",            "HU     HH          NS     HH             HH       HNNH"),
    ("Candidate.residenceCity",        "HU     HH          NS     HH             HH       HNNH"),
    ("Candidate.headline",             "HU     HH          NS     HH             HH       HNNH"),
    ("Candidate.ageBand",              "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.gender",               "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.skills",               "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.languages",            "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.experiences",          "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.educations",           "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.availabilities",       "HU     HH          SS     HH             HH       HSSH"),
    ("Candidate.givenNames",           "HU     HH          NS     HH             HH       HNSH"),
    ("Candidate.familyNames",          "HU     HH          NS     HH             HH       HNSH"),
    ("Candidate.contacts",             "HU     HH          NS     HH             HH       HNSH"),
    ("CandidateSkill.concept",         "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateSkill.level",           "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateSkill.lastUsed",        "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateSkill.verification",    "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateLanguage.code",         "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateLanguage.speaking",     "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateExperience.kind",       "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateExperience.occupation", "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateExperience.title",      "HU     HH          NS     HH             HH       HNNH"),
    ("CandidateExperience.employer",   "HU     HH          NS     HH             HH       HNNH"),
    ("CandidateExperience.years",      "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateEducation.level",       "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateEducation.field",       "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateAvailability.fromYear", "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateAvailability.toYear",   "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateAvailability.modes",    "HU     HH          SS     HH             HH       HSSH"),
    ("CandidateContact.kind",          "HU     HH          NS     HH             HH       HNSH"),
    ("CandidateContact.value",         "HU     HH          NS     HH             HH       HNSH"),
];

/// The file of a document is no field, and is read by whom its row is.
const DOWNLOAD: &str = "Document: its file";

/// Parts of a member, each with the list of the member's that holds it.
const PARTS: [(&str, &str); 6] = [
    ("Contact", "contacts"),
    ("MemberSkill", "skills"),
    ("Experience", "experiences"),
    ("Education", "educations"),
    ("Credential", "credentials"),
    ("Document", "documents"),
];
/// The same for a candidate.
const PARTS_OF_A_CANDIDATE: [(&str, &str); 6] = [
    ("CandidateSkill", "skills"),
    ("CandidateLanguage", "languages"),
    ("CandidateExperience", "experiences"),
    ("CandidateEducation", "educations"),
    ("CandidateAvailability", "availabilities"),
    ("CandidateContact", "contacts"),
];

/// Somebody who reads.
struct Reader {
    asker: Asker,
    purpose: Option<&'static str>,
    /// The position in whose ranking they look for the candidate.
    position: String,
}

/// What the server says to a reader about a field: one letter.
type Seen = BTreeMap<String, char>;

/// A member with something in every field, and everybody who reads.
struct Scene {
    awa: Asker,
    id: Value,
    /// The part of each kind that is looked at.
    parts: BTreeMap<&'static str, Value>,
    readers: Vec<Reader>,
}

async fn payload(server: &Server, asker: &Asker, field: &str, object: &str, input: Value) -> Value {
    let answer = mutate(server, asker, (field, object), input).await;
    assert_eq!(answer["userErrors"], json!([]), "{field}: {answer}");
    answer
}

/// A member who has left no field empty.
async fn fill(server: &Server, awa: &Asker, staff: &Asker) {
    let own = server.asks(awa).data("{ viewer { member { version } } }", json!({})).await["viewer"]["member"].take();
    let unit = server.anyone().data("{ adminUnits { id } }", json!({})).await["adminUnits"][0]["id"].take();
    let occupation = "{ concepts(types: [OCCUPATION], first: 1) { nodes { id } } }";
    let occupation = server.anyone().data(occupation, json!({})).await["concepts"]["nodes"][0]["id"].take();
    let profile = json!({
        "version": own["version"], "birthYear": 1980, "gender": "F", "nationalities": ["ML"],
        "residenceCity": "Montreuil", "homeUnit": unit, "headline": "Forages", "rightOfReturn": "YES",
    });
    payload(server, awa, "updateMember", "", profile).await;
    let job = json!({
        "kind": "WORK", "title": "Foreuse", "employer": "Puits du Sahel", "occupation": occupation, "country": "ML",
        "startsOn": "2015-01-01", "endsOn": "2020-01-01", "description": "Douze puits à Kayes",
    });
    let job = payload(server, awa, "addExperience", "experience { id }", job).await["experience"]["id"].take();
    let course = json!({
        "level": 6, "field": "0913", "title": "Licence", "institution": "Université de Ségou", "country": "ML",
        "completedYear": 2010,
    });
    payload(server, awa, "addEducation", "", course).await;
    let permit = json!({
        "title": "Permis", "issuer": "Préfecture", "number": "P-77", "issuedOn": "2015-01-01",
        "expiresOn": "2040-01-01",
    });
    payload(server, awa, "addCredential", "", permit).await;
    payload(server, awa, "addMemberLanguage", "", json!({ "code": "bam", "speaking": "NATIVE" })).await;
    let window = json!({ "startsOn": "2026-01-05", "endsOn": "2045-01-05", "modes": ["REMOTE"] });
    payload(server, awa, "addAvailability", "", window).await;
    let skill = json!({
        "concept": partners::concept(server).await, "level": 4, "years": 5, "lastUsed": 2020, "wantsToUse": true,
        "evidence": [job],
    });
    let give = "memberSkill { id version }";
    let mut skill = payload(server, awa, "addMemberSkill", give, skill).await["memberSkill"].take();
    skill["reason"] = json!("Diplôme vu");
    payload(server, staff, "verifyMemberSkill", "", skill).await;
    let missed = json!({ "label": "vannerie fine", "language": "fra", "type": "SKILL" });
    payload(server, awa, "proposeConcept", "", missed).await;
    payload(server, awa, "submitSubjectRequest", "", json!({ "kind": "ACCESS", "text": "Qui m’a lue ?" })).await;
    payload(server, awa, "giveConsent", "", json!({ "purpose": "SHARE_WITH_PARTNER", "noticeVersion": 1 })).await;
    added(server, awa, "Licence").await;
}

/// A partner with a position of its own, and its organisation.
async fn partner(server: &Server, staff: &Asker, name: &'static str) -> (Asker, String, String) {
    let organisation = partners::organisation(server, staff, name).await;
    let user = partners::person(server, &format!("{}@example.org", name.to_lowercase()), &organisation).await;
    let (_, position) = partners::opened(server, staff, &user, &organisation).await;
    (user, position, organisation)
}

/// The member says yes to a partner.
async fn accept(server: &Server, awa: &Asker, partner: &Asker, position: &str) {
    let candidates = partners::candidates(server, partner, position).await;
    let candidate = &candidates["nodes"][0]["candidate"]["id"];
    let asked = json!({ "position": position, "candidate": candidate, "message": "Venez nous aider" });
    payload(server, partner, "requestContact", "", asked).await;
    let own = "{ viewer { member { contactRequests { id version } } } }";
    let mut request = server.asks(awa).data(own, json!({})).await["viewer"]["member"]["contactRequests"][0].take();
    request["accept"] = json!(true);
    payload(server, awa, "answerContactRequest", "", request).await;
}

/// A newer notice than the one that was agreed to.
async fn publish_notice(server: &Server) {
    let db = &server.app.db;
    let notice = privacy_notice::Entity::find().one(db).await.expect("notices are read").expect("a notice");
    let newer = privacy_notice::Model { id: Uuid::now_v7(), version: 2, ..notice };
    store::<_, privacy_notice::ActiveModel>(db, vec![newer]).await;
}

impl Scene {
    async fn create(server: &Server) -> Self {
        let staff = server.staff().await;
        let (awa, other) = (server.member("Awa").await, server.member("Bakary").await);
        fill(server, &awa, &staff).await;
        let (without, position_without, _) = partner(server, &staff, "Segou").await;
        let (with, position, agreed) = partner(server, &staff, "Kati").await;
        let (accepted, position_accepted, agreed_too) = partner(server, &staff, "Gao").await;
        let (former, position_former, ended) = partner(server, &staff, "Mopti").await;
        for organisation in [&agreed, &agreed_too] {
            partners::agreement(server, &staff, organisation, json!({})).await;
        }
        let over = partners::agreement(server, &staff, &ended, json!({})).await;
        let over = json!({ "id": over, "version": 1, "reason": "Fin de la coopération" });
        payload(server, &staff, "revokeSharingAgreement", "", over).await;
        accept(server, &awa, &accepted, &position_accepted).await;
        payload(server, &awa, "savePosition", "", json!({ "position": position })).await;
        publish_notice(server).await;
        let left = server.sign_in("staff@example.org").await;
        server.asks(&left).data("mutation { signOut { signedOut } }", json!({})).await;
        let agent = server.operator("agent@example.org", RoleName::Agent).await;
        let analyst = server.operator("analyst@example.org", RoleName::Analyst).await;
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        let reader = |asker: &Asker, purpose, position: &String| Reader {
            asker: asker.clone(),
            purpose,
            position: position.clone(),
        };
        let readers = vec![
            reader(&Asker::default(), Some("STAFFING"), &position),
            reader(&left, Some("STAFFING"), &position),
            reader(&awa, None, &position),
            reader(&other, Some("STAFFING"), &position),
            reader(&staff, None, &position),
            reader(&staff, Some("STAFFING"), &position),
            reader(&agent, Some("ASSISTED_REGISTRATION"), &position),
            reader(&analyst, Some("REPORTING"), &position),
            reader(&officer, None, &position),
            reader(&officer, Some("SUBJECT_REQUEST"), &position),
            reader(&without, Some("STAFFING"), &position_without),
            reader(&with, Some("STAFFING"), &position),
            reader(&accepted, Some("STAFFING"), &position_accepted),
            reader(&former, Some("STAFFING"), &position_former),
        ];
        let lists: String = PARTS.iter().map(|(_, list)| format!("{list} {{ id }} ")).collect();
        let own = server.asks(&awa).data(&format!("{{ viewer {{ member {{ id {lists} }} }} }}"), json!({})).await;
        let own = &own["viewer"]["member"];
        let parts = PARTS.into_iter().map(|(part, list)| (part, own[list][0]["id"].clone())).collect();
        Self { awa, id: own["id"].clone(), parts, readers }
    }
}

/// The fields of a type, as the server describes them, each with what is to be selected of it.
async fn fields(server: &Server, name: &str) -> BTreeMap<String, &'static str> {
    let shape = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
    let query = format!("query($name: String!) {{ __type(name: $name) {{ fields {{ name type {{ {shape} }} }} }} }}");
    let described = server.anyone().data(&query, json!({ "name": name })).await;
    let fields = described["__type"]["fields"].as_array().expect("a type with fields");
    let selection = |field: &Value| {
        let mut inner = &field["type"];
        while inner["ofType"].is_object() {
            inner = &inner["ofType"];
        }
        let is_connection = inner["name"].as_str().is_some_and(|name| name.ends_with("Connection"));
        match inner["kind"].as_str() {
            Some("SCALAR" | "ENUM") => "",
            _ if is_connection => "{ totalCount }",
            _ => "{ __typename }",
        }
    };
    fields.iter().map(|field| (text(&field["name"]), selection(field))).collect()
}

/// The fields as a selection.
fn selection(fields: &BTreeMap<String, &str>) -> String {
    fields.iter().map(|(name, inner)| format!("{name} {inner} ")).collect()
}

/// S or N, for a value of an object that is seen.
fn letter(value: &Value) -> char {
    let is_empty = value.is_null()
        || value.as_array().is_some_and(Vec::is_empty)
        || value.get("totalCount").is_some_and(|total| *total == 0);
    if is_empty { 'N' } else { 'S' }
}

/// What a reader reads at a place in an answer: the object, or why there is none.
async fn object(server: &Server, reader: &Reader, query: &str, variables: Value, place: &str) -> Result<Value, char> {
    let mut asking = server.asks(&reader.asker);
    if let Some(purpose) = reader.purpose {
        asking = asking.with("Seko-Purpose", purpose);
    }
    let answer = asking.answer(query, variables).await;
    match answer["errors"][0]["extensions"]["code"].as_str() {
        None => {}
        Some("UNAUTHENTICATED") => return Err('U'),
        Some("FORBIDDEN") => return Err('F'),
        Some(other) => panic!("{other}: {answer:#}"),
    }
    match answer["data"].pointer(place) {
        Some(found) if !found.is_null() => Ok(found.clone()),
        _ => Err('H'),
    }
}

/// Notes a letter for every field of a type.
fn note(seen: &mut Seen, name: &str, fields: &BTreeMap<String, &str>, found: &Result<Value, char>) {
    for field in fields.keys() {
        let letter = match found {
            Ok(object) => letter(&object[field]),
            Err(letter) => *letter,
        };
        seen.insert(format!("{name}.{field}"), letter);
    }
}

/// An answer without the length of the read log, which grows with every reading.
fn settled(found: Result<Value, char>) -> Result<Value, char> {
    found.map(|mut member| {
        member.as_object_mut().and_then(|fields| fields.remove("accessLog"));
        member
    })
}

/// What a reader reads of the member, of the parts and of the file.
async fn read_member(server: &Server, scene: &Scene, reader: &Reader) -> Seen {
    let mut seen = Seen::new();
    let own = fields(server, "Member").await;
    let query = format!("query($id: ID!) {{ member(id: $id) {{ {} }} }}", selection(&own));
    let found = object(server, reader, &query, json!({ "id": scene.id }), "/member").await;
    note(&mut seen, "Member", &own, &found);
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Member {{ {} }} }} }}", selection(&own));
    let node = object(server, reader, &query, json!({ "id": scene.id }), "/node").await;
    match &found {
        Err('F') => assert_eq!(node, Err('H')),
        Err('U') => assert!(matches!(node, Err('H' | 'U'))),
        _ => assert_eq!(settled(node), settled(found.clone()), "both doors show the same"),
    }
    for (part, list) in PARTS {
        let own = fields(server, part).await;
        let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on {part} {{ {} }} }} }}", selection(&own));
        let node = object(server, reader, &query, json!({ "id": scene.parts[part] }), "/node").await;
        note(&mut seen, part, &own, &node);
        let query = format!("query($id: ID!) {{ member(id: $id) {{ {list} {{ {} }} }} }}", selection(&own));
        let listed = object(server, reader, &query, json!({ "id": scene.id }), &format!("/member/{list}/0")).await;
        match (listed, node) {
            (Err('F' | 'U'), hidden) => assert!(hidden.is_err(), "{part}: {hidden:?}"),
            (listed, node) => assert_eq!(listed, node, "{part}: both doors show the same"),
        }
    }
    let path = format!("{}/documents/{}", server.url(), text(&scene.parts["Document"]));
    let mut request = server.client().get(path);
    if let Some(token) = &reader.asker.token {
        request = request.bearer_auth(token);
    }
    if let Some(purpose) = reader.purpose {
        request = request.header("Seko-Purpose", purpose);
    }
    let letter = match request.send().await.expect("the server answers").status() {
        StatusCode::OK => 'S',
        StatusCode::NOT_FOUND => 'H',
        StatusCode::UNAUTHORIZED => 'U',
        other => panic!("{other}"),
    };
    seen.insert(DOWNLOAD.to_owned(), letter);
    seen
}

/// What a reader reads of the candidate in the ranking of a position.
async fn read_candidate(server: &Server, scene: &Scene, reader: &Reader) -> Seen {
    let mut seen = Seen::new();
    let ranked = async |selection: &str| {
        let query = format!(
            "query($id: ID!) {{ position(id: $id) {{ candidates {{ nodes {{ candidate {{ {selection} }} }} }} }} }}"
        );
        let place = "/position/candidates/nodes/0/candidate";
        object(server, reader, &query, json!({ "id": reader.position }), place).await
    };
    let own = fields(server, "Candidate").await;
    let candidate = ranked(&selection(&own)).await;
    note(&mut seen, "Candidate", &own, &candidate);
    for (part, list) in PARTS_OF_A_CANDIDATE {
        let own = fields(server, part).await;
        let found = ranked(&format!("{list} {{ {} }}", selection(&own))).await;
        // A list that is empty shows nothing of what would be in it.
        note(&mut seen, part, &own, &found.map(|found| found[list][0].clone()));
    }
    let Ok(candidate) = candidate else { return seen };
    let secret = text(&scene.id);
    let secret = secret.rsplit('_').next().unwrap_or_default();
    for name in ["id", "pseudonym"] {
        assert!(!text(&candidate[name]).contains(secret), "{name} tells who it is");
    }
    for other in &scene.readers {
        let query = "query($id: ID!) { node(id: $id) { id } }";
        let node = object(server, other, query, json!({ "id": candidate["id"] }), "/node").await;
        let is_same_reader = other.asker.token == reader.asker.token;
        if is_same_reader {
            assert_eq!(node, Ok(json!({ "id": candidate["id"] })), "a reader's own id");
        } else {
            assert!(matches!(node, Err('H' | 'U')), "an id is its reader's alone: {node:?}");
        }
    }
    seen
}

/// What everybody reads: the letters of each field, as the table has them.
async fn read_all(server: &Server, scene: &Scene) -> BTreeMap<String, String> {
    let mut letters: BTreeMap<String, String> = BTreeMap::new();
    for reader in &scene.readers {
        let mut seen = read_member(server, scene, reader).await;
        seen.extend(read_candidate(server, scene, reader).await);
        for (field, letter) in seen {
            letters.entry(field).or_default().push(letter);
        }
    }
    letters
}

fn written() -> BTreeMap<String, String> {
    TABLE.iter().map(|(field, letters)| ((*field).to_owned(), letters.replace(' ', ""))).collect()
}

/// Where two tables differ: the field, the reader, what is written and what is seen.
fn differences(written: &BTreeMap<String, String>, seen: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = written.keys().chain(seen.keys()).collect();
    let mut found = Vec::new();
    for name in names {
        let (Some(should), Some(is)) = (written.get(name), seen.get(name)) else {
            found.push(format!("{name} is in one table only"));
            continue;
        };
        for ((reader, should), is) in READERS.iter().zip(should.chars()).zip(is.chars()) {
            if should != is {
                found.push(format!("{name}: {reader}: {should} is written, {is} is seen"));
            }
        }
    }
    found
}

/// The erased member is nobody to everybody: what was shown or null is hidden, and their own session is no more.
fn erased() -> BTreeMap<String, String> {
    let gone = |(place, letter): (usize, char)| match letter {
        _ if READERS[place] == "the member" => 'U',
        'S' | 'N' => 'H',
        other => other,
    };
    written().into_iter().map(|(field, letters)| (field, letters.chars().enumerate().map(gone).collect())).collect()
}

#[test]
fn the_table_has_one_letter_for_every_reader() {
    let rows = written();
    assert_eq!(rows.len(), TABLE.len(), "no field is written twice");
    for (field, letters) in rows {
        assert_eq!(letters.len(), READERS.len(), "{field}");
        assert!(letters.chars().all(|letter| "SNHFU".contains(letter)), "{field}");
    }
}

#[tokio::test]
async fn every_reader_is_shown_what_the_table_says_and_nothing_of_the_erased() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        // A first reading, so that there is a log to be read.
        read_member(server, &scene, &scene.readers[5]).await;
        assert_eq!(differences(&written(), &read_all(server, &scene).await), Vec::<String>::new());
        payload(server, &scene.awa, "requestErasure", "", json!({})).await;
        let past = server.app.clock.now() - TimeDelta::hours(1);
        let due = erasure::Entity::update_many().col_expr(erasure::Column::DueAt, Expr::value(past));
        due.exec(&server.app.db).await.expect("the day comes");
        assert_eq!(run_due(&server.app).await.expect("the member is erased").done, 1);
        assert_eq!(differences(&erased(), &read_all(server, &scene).await), Vec::<String>::new());
    })
    .await;
}
