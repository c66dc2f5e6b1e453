//! Wrong input: every mutation says what is to be mended, in the person's language, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use entity::concept::{self, ConceptStatus};
use entity::contact_request::{self, ContactRequestStatus};
use entity::project;
use entity::role_grant::RoleName;
use entity::{second_factor, sign_in_code};
use reqwest::StatusCode;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::assisted_registration::registered;
use crate::documents::added;
use crate::partners;
use crate::second_factor::code_at;
use crate::support::{Asker, PASSWORD, Server, each_server};

/// Long, and still within the limit of a body.
const LONG: usize = 200 * 1024;
/// An id that nothing has.
const NOBODY: &str = "0198f2c07a5b7c3d8e9f0a1b2c3d4e5f";
/// What the forms point into: the member's own rows, another member's, and what everybody sees.
const MEMBER: &str = "{ viewer { member { id version
    contacts { id } skills { id version } experiences { id version } educations { id version }
    credentials { id version } languages { id version } availabilities { id version }
    documents { id } } } }";
const SHARED: &str = "{ adminUnits { id }
    skills: concepts(types: [SKILL], first: 2) { nodes { id label } }
    occupations: concepts(types: [OCCUPATION], first: 1) { nodes { id } }
    conceptProposals { nodes { id version } } synonyms { nodes { id version } }
    sharingAgreements { nodes { id version } } apiClients { nodes { id version } }
    organisations { nodes { id version } } programmes { nodes { id version } }
    projects { nodes { id version positions { nodes { id version } } } } }";
const REQUESTS: &str = "{ subjectRequests { nodes { id version } } }";
const MEMBERS: &str = "query($search: String!) { members(search: $search) { nodes { givenNames familyNames } } }";

/// What an answer says about one wrong value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    /// An error of the whole answer, with this code.
    Refused(&'static str),
    /// A problem with this code on this field.
    Mend(&'static str, &'static str),
}

/// Mutations whose input may say nothing at all.
const WORDLESS: [&str; 3] = ["requestErasure", "objectToMatching", "claimProfile"];

/// Who sends a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    Anyone,
    Member,
    Staff,
    Agent,
    Admin,
    Officer,
    Partner,
    /// Signed in, without a profile.
    Newcomer,
}

/// One mutation: an input that is right, and what makes it wrong. Texts that begin with `@` point to what exists.
struct Form {
    mutation: &'static str,
    sender: Sender,
    right: Value,
    wrong: Vec<(&'static str, Value, Says)>,
    twin: Option<&'static str>,
}

fn form(mutation: &'static str, sender: Sender, right: Value) -> Form {
    Form { mutation, sender, right, wrong: Vec::new(), twin: None }
}

fn text(length: usize) -> Value {
    json!("x".repeat(length))
}

impl Form {
    fn says(mut self, place: &'static str, value: Value, says: Says) -> Self {
        self.wrong.push((place, value, says));
        self
    }

    /// A value of another type than the schema's.
    fn type_of(self, place: &'static str, value: Value) -> Self {
        self.says(place, value, Says::Refused("BAD_USER_INPUT"))
    }

    /// A value that breaks a rule.
    fn mend(self, place: &'static str, value: Value) -> Self {
        self.says(place, value, Says::Mend("BAD_USER_INPUT", place))
    }

    /// A value that breaks a rule of another field.
    fn mend_at(self, place: &'static str, value: Value, field: &'static str) -> Self {
        self.says(place, value, Says::Mend("BAD_USER_INPUT", field))
    }

    /// A reference that leads nowhere.
    fn unknown(self, place: &'static str, value: Value) -> Self {
        self.says(place, value, Says::Mend("NOT_FOUND", place))
    }

    /// A move that is not legal.
    fn conflict(self, place: &'static str, value: Value) -> Self {
        self.says(place, value, Says::Mend("CONFLICT", place))
    }

    /// A text of one line with at most so many characters.
    fn line(self, place: &'static str, most: usize) -> Self {
        self.lines(place, most).mend(place, json!("une\ndeux"))
    }

    /// A text of several lines.
    fn lines(self, place: &'static str, most: usize) -> Self {
        let form = self.mend(place, text(most + 1)).mend(place, text(LONG));
        form.mend(place, json!("une\u{7}deux")).mend(place, json!("une\u{202e}deux"))
    }

    /// A text of one line that must be there.
    fn needed(self, place: &'static str, most: usize) -> Self {
        self.line(place, most).mend(place, json!(" "))
    }

    /// The object that is to change: unknown, of another kind, or another person's.
    fn target(self, others: Value) -> Self {
        let refused = Says::Refused("NOT_FOUND");
        let unknown = json!(format!("organisation_{NOBODY}"));
        self.says("id", others, refused).says("id", unknown, refused).says("id", json!("rien"), refused)
    }

    /// The version the change is based on.
    fn version(self) -> Self {
        self.conflict("version", json!(99)).conflict("version", json!(-1)).type_of("version", json!("1"))
    }

    /// What may be there once only.
    fn twin(mut self, field: &'static str) -> Self {
        self.twin = Some(field);
        self
    }
}

/// An input that names the object at this place and its version.
fn known(place: &str, mut input: Value) -> Value {
    input["id"] = json!(format!("@{place}/id"));
    input["version"] = json!(format!("@{place}/version"));
    input
}

/// An id of this kind that nothing has.
fn nobody(word: &str) -> Value {
    json!(format!("{word}_{NOBODY}"))
}

/// The other member's row of a list.
fn theirs(list: &str) -> Value {
    json!(format!("@/theirs/{list}/0/id"))
}

fn moved(place: &str, to: &str) -> Value {
    known(place, json!({ "to": to, "reason": "C’est le moment" }))
}

fn removal(mutation: &'static str, list: &str) -> Form {
    form(mutation, Sender::Member, known(&format!("/mine/{list}/0"), json!({}))).target(theirs(list)).version()
}

/// Every form, in an order in which the right ones succeed.
fn forms() -> Vec<Form> {
    let mut forms = doors();
    forms.extend(additions());
    forms.extend(demand());
    forms.extend(changes());
    forms.extend(removals());
    forms.extend(vocabulary());
    forms.extend(factors());
    forms.extend(offices());
    forms.extend(partners());
    forms.extend(rights());
    forms
}

fn doors() -> Vec<Form> {
    let consent = json!({ "purpose": "REGISTRY", "noticeVersion": 1 });
    let witnessed = json!({
        "contact": "awa@example.org", "purpose": "FORUM", "decision": "GIVEN", "noticeVersion": 1,
        "channel": "AGENT", "proof": "Bordereau 12",
    });
    let join = json!({
        "givenNames": "Kadiatou", "familyNames": "Sy", "residenceCountry": "ML", "consents": [consent],
    });
    let register = json!({
        "email": "fanta@example.org", "password": PASSWORD, "givenNames": "Fanta", "familyNames": "Diarra",
        "residenceCountry": "FR", "language": "FR", "consents": [consent],
    });
    let shared = json!({
        "purpose": "SHARE_WITH_PARTNER", "noticeVersion": 1, "agreement": "@/sharingAgreements/nodes/0/id",
    });
    let taken_back = json!({ "purpose": "SHARE_WITH_PARTNER", "agreement": "@/sharingAgreements/nodes/0/id" });
    vec![
        form("registerMember", Sender::Anyone, register)
            .needed("email", 254)
            .needed("givenNames", 100)
            .needed("familyNames", 100)
            .needed("residenceCountry", 2)
            .mend("password", json!("court"))
            .mend("password", text(201))
            .mend("password", text(LONG))
            .mend("consents", json!([]))
            .mend_at("consents", json!([consent, consent]), "consents.1.purpose")
            .mend_at("consents.0.purpose", json!("MATCHING"), "consents")
            .mend("consents.0.noticeVersion", json!(2))
            .type_of("consents.0.purpose", json!("DANSE"))
            .type_of("language", json!("BM"))
            .type_of("email", json!(7)),
        form("verifyEmail", Sender::Anyone, json!({ "token": "@/verify" }))
            .needed("token", 64)
            .type_of("token", json!(null)),
        form("resetPassword", Sender::Anyone, json!({ "token": "@/reset", "password": "une autre longue phrase" }))
            .needed("token", 64)
            .mend("password", json!("court"))
            .mend("password", text(201))
            .mend("password", text(LONG))
            .type_of("password", json!(["une autre longue phrase"])),
        form("requestPasswordReset", Sender::Anyone, json!({ "email": "awa@example.org" }))
            .needed("email", 254)
            .type_of("email", json!({})),
        form("signIn", Sender::Anyone, json!({ "email": "awa@example.org", "password": PASSWORD }))
            .mend_at("email", json!("personne@example.org"), "password")
            .mend_at("email", json!("une\u{7}deux\u{202e}"), "password")
            .mend_at("email", text(LONG), "password")
            .mend("password", json!("un autre mot de passe"))
            .mend("password", text(LONG))
            .type_of("password", json!(1_234_567_890)),
        form("requestSignInCode", Sender::Anyone, json!({ "address": "moussa@example.org" }))
            .mend("address", json!(""))
            .mend("address", json!("moussa"))
            .mend("address", json!("moussa@"))
            .mend("address", json!("06 12 34 56 78"))
            .mend("address", json!("+33 six"))
            .mend("address", text(LONG))
            .type_of("address", json!(null)),
        form("signInWithCode", Sender::Anyone, json!({ "address": "sira@example.org", "code": "@/sent/mail" }))
            .mend("address", json!("moussa"))
            .mend("address", json!("06 12 34 56 78"))
            .mend_at("address", json!("personne@example.org"), "code")
            .mend("code", json!("000"))
            .mend("code", text(LONG))
            .type_of("code", json!(0)),
        form("joinRegistry", Sender::Agent, join)
            .needed("givenNames", 100)
            .needed("familyNames", 100)
            .needed("residenceCountry", 2)
            .mend("consents", json!([]))
            .mend_at("consents", json!([consent, consent]), "consents.1.purpose")
            .mend("consents.0.noticeVersion", json!(2))
            .type_of("givenNames", json!(7))
            .twin("input"),
        form("refreshSession", Sender::Anyone, json!({ "refreshToken": "@/refresh" }))
            .says("refreshToken", json!("rien"), Says::Refused("UNAUTHENTICATED"))
            .says("refreshToken", json!("une\u{7}deux\u{202e}"), Says::Refused("UNAUTHENTICATED"))
            .says("refreshToken", text(LONG), Says::Refused("UNAUTHENTICATED"))
            .type_of("refreshToken", json!(null)),
        form("giveConsent", Sender::Member, shared)
            .mend_at("purpose", json!("FORUM"), "agreement")
            .unknown("agreement", json!("rien"))
            .unknown("agreement", nobody("agreement"))
            .mend("noticeVersion", json!(0))
            .mend("noticeVersion", json!(2))
            .type_of("noticeVersion", json!("1"))
            .type_of("purpose", json!("DANSE")),
        form("setVisibility", Sender::Member, json!({ "field": "CITY", "audience": "ONLY_ME" }))
            .type_of("field", json!("TAILLE"))
            .type_of("audience", json!("TOUS"))
            .mend("partners", json!([format!("organisation_{NOBODY}")]))
            .mend_at("audience", json!("NAMED_PARTNER"), "partners"),
        form("recordConsent", Sender::Agent, witnessed)
            .says("contact", json!("personne@example.org"), Says::Refused("NOT_FOUND"))
            .says("contact", json!("une\u{7}deux\u{202e}"), Says::Refused("NOT_FOUND"))
            .says("contact", text(LONG), Says::Refused("NOT_FOUND"))
            .mend("channel", json!("SELF"))
            .mend("noticeVersion", json!(2))
            .mend("expiresOn", json!("2020-01-01"))
            .mend("agreement", nobody("agreement"))
            .needed("proof", 200),
        form("withdrawConsent", Sender::Member, taken_back)
            .mend_at("purpose", json!("FORUM"), "agreement")
            .unknown("agreement", json!("rien"))
            .type_of("purpose", json!("DANSE"))
            .type_of("purpose", json!(null)),
        assisted(),
        form("claimProfile", Sender::Newcomer, json!({ "code": "@/claim" }))
            .needed("code", 20)
            .mend("code", json!("00000-00000"))
            .mend("code", json!(null))
            .type_of("code", json!(7))
            .twin("input"),
    ]
}

fn assisted() -> Form {
    let stated = json!({ "purpose": "REGISTRY", "noticeVersion": 1, "proof": "Bordereau 12" });
    let skill = json!({ "concept": "@/skills/nodes/0/id", "level": 3, "years": 5, "lastUsed": 2020 });
    let right = json!({
        "givenNames": "Oumou", "familyNames": "Sidibé", "residenceCountry": "CI", "email": "oumou@example.org",
        "phone": "+225 07 12 34 56 78", "language": "FR", "channel": "FORUM_DESK", "consents": [stated],
        "skills": [skill], "languages": [language()],
    });
    form("registerAssisted", Sender::Agent, right)
        .needed("givenNames", 100)
        .needed("familyNames", 100)
        .needed("residenceCountry", 2)
        .needed("email", 254)
        .needed("phone", 20)
        .needed("consents.0.proof", 200)
        .mend("channel", json!("SELF"))
        .mend("consents", json!([]))
        .mend("consents.0.noticeVersion", json!(2))
        .mend_at("consents", json!([stated, stated]), "consents.1.purpose")
        .mend_at("consents.0.purpose", json!("MATCHING"), "consents")
        .mend("skills", json!(vec![skill.clone(); 21]))
        .mend("skills.0.level", json!(6))
        .mend("skills.0.years", json!(81))
        .mend("skills.0.lastUsed", json!(1929))
        .unknown("skills.0.concept", json!("@/occupations/nodes/0/id"))
        .unknown("skills.0.concept", json!("urn:seko:personne"))
        .says("skills", json!([skill, skill]), Says::Mend("CONFLICT", "skills.1.concept"))
        .mend("languages", json!(vec![language(); 11]))
        .mend("languages.0.code", json!("fr"))
        .says("languages", json!([language(), language()]), Says::Mend("CONFLICT", "languages.1.code"))
        .type_of("languages.0.speaking", json!("D1"))
        .type_of("phone", json!(33_612_345_678_i64))
}

fn experience() -> Value {
    json!({
        "kind": "WORK", "title": "Infirmière", "employer": "CHU", "occupation": "@/occupations/nodes/0/id",
        "country": "FR", "startsOn": "2015-01-01", "endsOn": "2020-12-31", "description": "Aux urgences.\nDe nuit.",
    })
}

fn experience_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Member, right)
        .needed("title", 200)
        .line("employer", 200)
        .needed("country", 2)
        .lines("description", 2000)
        .unknown("occupation", json!("@/skills/nodes/0/id"))
        .unknown("occupation", json!("urn:seko:personne"))
        .unknown("occupation", json!("une\u{0}deux"))
        .mend("startsOn", json!("1899-12-31"))
        .mend("endsOn", json!("2014-12-31"))
        .mend("endsOn", json!("2101-01-01"))
        .type_of("startsOn", json!("hier"))
        .type_of("startsOn", json!("2015-02-30"))
        .type_of("endsOn", json!(20_151_231))
        .type_of("kind", json!("LOISIR"))
}

fn education() -> Value {
    json!({
        "level": 6, "field": "0913", "title": "Licence", "institution": "Université", "country": "FR",
        "completedYear": 2014,
    })
}

fn education_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Member, right)
        .needed("title", 200)
        .line("institution", 200)
        .needed("country", 2)
        .needed("field", 4)
        .mend("level", json!(-1))
        .mend("level", json!(9))
        .mend("completedYear", json!(1929))
        .mend("completedYear", json!(2101))
        .type_of("level", json!("6"))
        .type_of("level", json!(2_147_483_648_i64))
        .type_of("title", json!(["Licence"]))
}

fn credential() -> Value {
    json!({
        "title": "Autorisation d’exercer", "issuer": "Ordre", "number": "A-1", "issuedOn": "2015-01-01",
        "expiresOn": "2030-01-01",
    })
}

fn credential_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Member, right)
        .needed("title", 200)
        .needed("issuer", 200)
        .line("number", 100)
        .mend("issuedOn", json!("1899-12-31"))
        .mend("expiresOn", json!("2014-12-31"))
        .mend("expiresOn", json!("2101-01-01"))
        .type_of("issuedOn", json!("2015-1-1"))
        .type_of("issuer", json!(true))
}

fn skill() -> Value {
    json!({ "level": 3, "years": 5, "lastUsed": 2020, "evidence": ["@/mine/experiences/0/id"] })
}

fn skill_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Member, right)
        .mend("level", json!(0))
        .mend("level", json!(6))
        .mend("years", json!(-1))
        .mend("years", json!(81))
        .mend("lastUsed", json!(1929))
        .mend("lastUsed", json!(2101))
        .mend("evidence", json!(vec!["@/mine/experiences/0/id"; 21]))
        .unknown("evidence.0", json!("@/theirs/experiences/0/id"))
        .unknown("evidence.0", json!("@/theirs/documents/0/id"))
        .unknown("evidence.0", json!("@/mine/id"))
        .unknown("evidence.0", json!("rien"))
        .type_of("level", json!(3.5))
        .type_of("wantsToUse", json!("oui"))
}

fn language() -> Value {
    json!({ "code": "bam", "speaking": "NATIVE", "writing": "B1" })
}

fn language_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Member, right)
        .needed("code", 3)
        .mend("code", json!("fr"))
        .type_of("speaking", json!("D1"))
        .type_of("writing", json!(2))
}

fn availability() -> Value {
    json!({
        "startsOn": "2026-07-01", "endsOn": "2026-09-30", "modes": ["REMOTE"], "daysPerYear": 30,
        "preferredUnits": ["@/adminUnits/0/id"],
    })
}

fn availability_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Member, right)
        .mend("modes", json!([]))
        .mend("daysPerYear", json!(0))
        .mend("daysPerYear", json!(367))
        .mend("startsOn", json!("1899-12-31"))
        .mend("endsOn", json!("2026-06-30"))
        .unknown("preferredUnits.0", json!("@/mine/id"))
        .unknown("preferredUnits.0", json!("rien"))
        .type_of("modes", json!(["A_CHEVAL"]))
        .type_of("endsOn", json!("2026-09-31"))
}

fn additions() -> Vec<Form> {
    let mut claim = skill();
    claim["concept"] = json!("@/skills/nodes/0/id");
    vec![
        form("addPhone", Sender::Member, json!({ "phone": "+33 6 12 34 56 78" }))
            .needed("phone", 20)
            .mend("phone", json!("0612345678"))
            .mend("phone", json!("+33 six"))
            .type_of("phone", json!(33_612_345_678_i64))
            .twin("phone"),
        form("confirmPhone", Sender::Member, json!({ "id": "@/mine/contacts/1/id", "code": "@/sent/phone" }))
            .target(json!("@/theirs/contacts/1/id"))
            .says("id", json!("@/mine/contacts/0/id"), Says::Refused("NOT_FOUND"))
            .mend("code", json!("000"))
            .mend("code", text(LONG))
            .type_of("code", json!(0)),
        experience_form("addExperience", experience()),
        education_form("addEducation", education()),
        credential_form("addCredential", credential()),
        skill_form("addMemberSkill", claim)
            .unknown("concept", json!("@/occupations/nodes/0/id"))
            .unknown("concept", json!("urn:seko:personne"))
            .unknown("concept", json!("une\u{0}deux"))
            .unknown("concept", text(LONG))
            .type_of("concept", json!({}))
            .twin("concept"),
        language_form("addMemberLanguage", language()).twin("code"),
        availability_form("addAvailability", availability()),
        form("savePosition", Sender::Member, json!({ "position": "@/partner/position" }))
            .unknown("position", nobody("position"))
            .unknown("position", json!("rien"))
            .type_of("position", json!(true)),
        form("unsavePosition", Sender::Member, json!({ "position": "@/partner/position" }))
            .unknown("position", json!("@/mine/id"))
            .unknown("position", json!("rien"))
            .type_of("position", json!(null)),
    ]
}

fn organisation() -> Value {
    json!({
        "name": "Hôpital du Point G", "acronym": "HPG", "kind": "HOSPITAL", "country": "ML",
        "unit": "@/adminUnits/0/id", "website": "https://www.example.org",
    })
}

fn organisation_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Staff, right)
        .needed("name", 200)
        .line("acronym", 40)
        .needed("country", 2)
        .line("website", 300)
        .mend("website", json!("javascript:alert(1)"))
        .mend("website", json!("ftp://www.example.org"))
        .unknown("unit", json!("rien"))
        .type_of("kind", json!("CLUB"))
        .type_of("name", json!(7))
}

fn programme() -> Value {
    json!({
        "organisation": "@/organisations/nodes/0/id", "name": "Retour des savoirs", "acronym": "RDS",
        "dates": { "from": "2026-01-01", "to": "2027-12-31" },
    })
}

fn programme_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Staff, right)
        .needed("name", 200)
        .line("acronym", 40)
        .mend("dates.from", json!("1899-12-31"))
        .mend("dates.to", json!("2025-12-31"))
        .unknown("organisation", json!("rien"))
        .type_of("dates.from", json!("demain"))
        .type_of("dates", json!("2026"))
}

fn project() -> Value {
    json!({
        "host": "@/organisations/nodes/0/id", "programme": "@/programmes/nodes/0/id", "title": "Soins à domicile",
        "summary": "Former.\nSuivre.", "sector": "12220", "sdgTargets": ["3.1"],
        "compactObjectives": ["19"], "units": ["@/adminUnits/0/id"],
        "budget": { "amount": 1000, "currency": "XOF" }, "dates": { "from": "2026-01-01", "to": "2026-12-31" },
    })
}

fn project_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Staff, right)
        .needed("title", 200)
        .lines("summary", 4000)
        .needed("sector", 5)
        .needed("sdgTargets.0", 5)
        .needed("compactObjectives.0", 2)
        .needed("budget.currency", 3)
        .mend("budget.amount", json!(-1))
        .mend("sdgTargets", json!(vec!["3.1"; 21]))
        .mend("compactObjectives", json!(vec!["19"; 21]))
        .mend("dates.from", json!("1899-12-31"))
        .mend("dates.to", json!("2025-12-31"))
        .unknown("host", json!("rien"))
        .unknown("programme", json!("@/organisations/nodes/0/id"))
        .unknown("units.0", json!("rien"))
        .type_of("budget.amount", json!("1000"))
        .type_of("units", json!([null]))
}

fn position() -> Value {
    json!({
        "title": "Infirmière", "description": "Former.\nSuivre.", "headcount": 2, "mode": "ON_SITE",
        "unit": "@/adminUnits/0/id", "dates": { "from": "2026-07-01", "to": "2026-09-30" },
        "closesOn": "2026-06-01", "languages": [{ "code": "fra", "minLevel": "B2" }], "gates": ["LANGUAGE"],
        "requirements": [{
            "concept": "@/skills/nodes/0/id", "importance": "ESSENTIAL", "minLevel": 3, "weight": 5,
        }],
    })
}

fn position_form(mutation: &'static str, right: Value) -> Form {
    let need = json!({ "concept": "@/skills/nodes/0/id", "importance": "DESIRED" });
    form(mutation, Sender::Staff, right)
        .needed("title", 200)
        .lines("description", 8000)
        .needed("languages.0.code", 3)
        .mend("headcount", json!(0))
        .mend("headcount", json!(1001))
        .mend("dates.to", json!("2026-06-30"))
        .mend("closesOn", json!("1899-12-31"))
        .mend("requirements.0.minLevel", json!(6))
        .mend("requirements.0.weight", json!(11))
        .mend_at("requirements", json!([need, need]), "requirements.1.concept")
        .unknown("requirements.0.concept", json!("@/occupations/nodes/0/id"))
        .unknown("requirements.0.concept", json!("une\u{0}deux"))
        .unknown("unit", json!("rien"))
        .type_of("mode", json!("A_CHEVAL"))
        .type_of("gates", json!(["PORTE"]))
        .type_of("requirements.0.importance", json!(null))
}

fn demand() -> Vec<Form> {
    let mut written = position();
    written["project"] = json!("@/projects/nodes/0/id");
    vec![
        organisation_form("createOrganisation", organisation()),
        programme_form("createProgramme", programme()),
        project_form("createProject", project()),
        position_form("createPosition", written).unknown("project", json!("rien")).type_of("project", json!(null)),
    ]
}

fn changes() -> Vec<Form> {
    let mut forms = own_changes();
    forms.extend(moves());
    forms.extend([
        organisation_form("updateOrganisation", known("/organisations/nodes/0", organisation()))
            .target(nobody("organisation"))
            .version(),
        programme_form("updateProgramme", known("/programmes/nodes/0", programme()))
            .target(nobody("programme"))
            .version(),
        project_form("updateProject", known("/projects/nodes/0", project())).target(nobody("project")).version(),
        position_form("updatePosition", known("/projects/nodes/0/positions/nodes/0", position()))
            .target(nobody("position"))
            .version(),
    ]);
    forms
}

fn own_changes() -> Vec<Form> {
    vec![
        profile_form(),
        experience_form("updateExperience", known("/mine/experiences/0", experience()))
            .target(theirs("experiences"))
            .version(),
        education_form("updateEducation", known("/mine/educations/0", education()))
            .target(theirs("educations"))
            .version(),
        credential_form("updateCredential", known("/mine/credentials/0", credential()))
            .target(theirs("credentials"))
            .version(),
        skill_form("updateMemberSkill", known("/mine/skills/0", skill())).target(theirs("skills")).version(),
        language_form("updateMemberLanguage", known("/mine/languages/0", language()))
            .target(theirs("languages"))
            .version(),
        availability_form("updateAvailability", known("/mine/availabilities/0", availability()))
            .target(theirs("availabilities"))
            .version(),
    ]
}

fn profile_form() -> Form {
    let profile = json!({
        "version": "@/mine/version", "givenNames": "Awa", "familyNames": "Traoré", "birthYear": 1990,
        "nationalities": ["ML"], "residenceCountry": "FR", "residenceCity": "Paris",
        "homeUnit": "@/adminUnits/0/id", "headline": "Infirmière",
    });
    form("updateMember", Sender::Member, profile)
        .needed("givenNames", 100)
        .needed("familyNames", 100)
        .needed("residenceCountry", 2)
        .needed("nationalities.0", 2)
        .line("residenceCity", 100)
        .line("headline", 200)
        .mend("birthYear", json!(1919))
        .mend("birthYear", json!(2101))
        .mend("nationalities", json!(vec!["ML"; 6]))
        .unknown("homeUnit", json!("@/mine/id"))
        .unknown("homeUnit", json!("rien"))
        .type_of("birthYear", json!("1990"))
        .type_of("rightOfReturn", json!("PEUT-ETRE"))
        .version()
}

fn moves() -> Vec<Form> {
    let confirmed = known("/mine/skills/0", json!({ "reason": "Diplôme vu" }));
    vec![
        form("verifyMemberSkill", Sender::Staff, confirmed).needed("reason", 200).target(nobody("skill")).version(),
        form("moveMember", Sender::Member, moved("/mine", "PAUSED"))
            .needed("reason", 200)
            .conflict("to", json!("ACTIVE"))
            .conflict("to", json!("ERASED"))
            .target(json!("@/theirs/id"))
            .version()
            .type_of("to", json!("PARTI")),
        form("moveProject", Sender::Staff, moved("/projects/nodes/0", "SUBMITTED"))
            .needed("reason", 200)
            .conflict("to", json!("DRAFT"))
            .conflict("to", json!("COMPLETED"))
            .target(nobody("project"))
            .version()
            .type_of("to", json!("PERDU")),
        form("movePosition", Sender::Staff, moved("/projects/nodes/0/positions/nodes/0", "OPEN"))
            .needed("reason", 200)
            .conflict("to", json!("FILLED"))
            .target(nobody("position"))
            .version()
            .type_of("to", json!(1)),
    ]
}

fn removals() -> Vec<Form> {
    vec![
        removal("removeMemberSkill", "skills"),
        removal("removeExperience", "experiences"),
        removal("removeEducation", "educations"),
        removal("removeCredential", "credentials"),
        removal("removeMemberLanguage", "languages"),
        removal("removeAvailability", "availabilities"),
        form("removeDocument", Sender::Member, json!({ "id": "@/mine/documents/0/id" }))
            .target(theirs("documents"))
            .type_of("id", json!(null)),
        form("removePhone", Sender::Member, json!({ "id": "@/mine/contacts/1/id" }))
            .target(json!("@/theirs/contacts/1/id"))
            .says("id", json!("@/mine/contacts/0/id"), Says::Refused("NOT_FOUND"))
            .type_of("id", json!(null)),
    ]
}

fn vocabulary() -> Vec<Form> {
    let mut forms = synonyms();
    forms.extend(proposals());
    forms.push(
        form(
            "replaceConcept",
            Sender::Staff,
            json!({ "concept": "@/retired", "by": "@/skills/nodes/0/id", "reason": "" }),
        )
        .line("reason", 200)
        .unknown("concept", json!("urn:seko:personne"))
        .unknown("concept", json!("une\u{0}deux"))
        .unknown("by", json!("@/occupations/nodes/0/id"))
        .unknown("by", json!("rien"))
        .conflict("concept", json!("@/skills/nodes/1/id"))
        .conflict("by", json!("@/retired"))
        .type_of("by", json!({}))
        .twin("concept"),
    );
    forms
}

fn synonyms() -> Vec<Form> {
    let synonym = json!({ "concept": "@/skills/nodes/0/id", "text": "bɔgɔlan dilan", "language": "bam" });
    vec![
        form("proposeSynonym", Sender::Member, synonym)
            .needed("text", 100)
            .needed("language", 3)
            .mend("text", json!("x"))
            .mend("language", json!("fr"))
            .unknown("concept", json!("urn:seko:personne"))
            .unknown("concept", json!("@/retired"))
            .conflict("text", json!("@/skills/nodes/0/label"))
            .type_of("text", json!(7)),
        form("acceptSynonym", Sender::Staff, known("/synonyms/nodes/0", json!({}))).target(nobody("synonym")).version(),
        form("rejectSynonym", Sender::Staff, known("/synonyms/nodes/0", json!({ "reason": "Un autre mot" })))
            .needed("reason", 200)
            .target(nobody("synonym"))
            .version(),
    ]
}

fn proposals() -> Vec<Form> {
    let bogolan = json!({
        "label": "teinture au kola", "language": "fra", "type": "SKILL", "broader": "@/skills/nodes/0/id",
        "definition": "Teindre.\nSécher.",
    });
    let accepted = json!({
        "broader": "@/skills/nodes/1/id", "label": "teinture à la noix de kola", "language": "fra",
        "reason": "Bienvenue",
    });
    let merged = json!({ "into": "@/skills/nodes/1/id", "reason": "Le même savoir" });
    vec![
        form("proposeConcept", Sender::Member, bogolan)
            .needed("label", 100)
            .needed("language", 3)
            .lines("definition", 1000)
            .mend("label", json!("x"))
            .unknown("broader", json!("@/occupations/nodes/0/id"))
            .unknown("broader", json!("@/retired"))
            .conflict("label", json!("@/skills/nodes/0/label"))
            .type_of("type", json!("OCCUPATION"))
            .type_of("label", json!(7)),
        form("proposeConcept", Sender::Staff, json!({ "label": "damasquinage du cuir", "type": "KNOWLEDGE" })),
        form("acceptConcept", Sender::Staff, known("/conceptProposals/nodes/0", accepted))
            .needed("label", 100)
            .needed("language", 3)
            .line("reason", 200)
            .mend("label", json!("x"))
            .mend("language", json!("fr"))
            .unknown("broader", json!("@/occupations/nodes/0/id"))
            .conflict("label", json!("@/skills/nodes/0/label"))
            .target(nobody("proposal"))
            .version(),
        form("rejectConcept", Sender::Staff, known("/conceptProposals/nodes/1", json!({ "reason": "Trop vague" })))
            .needed("reason", 200)
            .target(nobody("proposal"))
            .version(),
        form("mergeConcept", Sender::Staff, known("/conceptProposals/nodes/0", merged))
            .needed("reason", 200)
            .unknown("into", json!("@/occupations/nodes/0/id"))
            .unknown("into", json!("une\u{0}deux"))
            .conflict("into", json!("@/retired"))
            .target(nobody("proposal"))
            .version(),
    ]
}

/// One member sets up a second factor and removes it; the code is the one of the moment.
fn factors() -> Vec<Form> {
    let coded = |mutation: &'static str| {
        form(mutation, Sender::Member, json!({ "code": "@/code" }))
            .mend("code", json!("abcdef"))
            .mend("code", json!("1234567"))
            .mend("code", json!("une\u{7}deux\u{202e}"))
            .mend("code", text(LONG))
            .type_of("code", json!(123_456))
    };
    vec![
        form("revokeSession", Sender::Member, json!({ "id": "@/session" }))
            .target(nobody("session"))
            .type_of("id", json!(null)),
        form("startSecondFactor", Sender::Member, json!({ "password": PASSWORD }))
            .mend("password", json!("un autre mot de passe"))
            .mend("password", text(LONG))
            .type_of("password", json!(7))
            .type_of("code", json!(123_456)),
        coded("confirmSecondFactor"),
        coded("renewRecoveryCodes").mend("code", json!(" ")),
        coded("removeSecondFactor").mend("code", json!(" ")),
    ]
}

fn offices() -> Vec<Form> {
    let somebody = |mutation: &'static str| {
        form(mutation, Sender::Admin, json!({ "email": "fanta@example.org", "reason": "Téléphone perdu" }))
            .needed("email", 254)
            .needed("reason", 200)
            .unknown("email", json!("personne@example.org"))
            .type_of("email", json!(7))
    };
    let partner = json!({
        "email": "partenaire@example.org", "role": "PARTNER_USER", "organisation": "@/organisations/nodes/0/id",
        "validTo": "2090-01-01T00:00:00Z",
    });
    vec![
        somebody("endSessions"),
        somebody("resetSecondFactor").conflict("email", json!("bakary@example.org")),
        form("grantRole", Sender::Admin, partner)
            .needed("email", 254)
            .mend("role", json!("MEMBER"))
            .mend_at("role", json!("STAFF"), "organisation")
            .mend("organisation", json!(null))
            .unknown("organisation", json!("rien"))
            .mend("validTo", json!("2001-01-01T00:00:00Z"))
            .type_of("validTo", json!("demain"))
            .type_of("role", json!("ROI"))
            .twin("role"),
        form("endRole", Sender::Admin, json!({ "id": "@/grants/0/id", "reason": "Départ" }))
            .needed("reason", 200)
            .target(nobody("grant"))
            .type_of("id", json!(null))
            .twin("id"),
    ]
}

fn agreement() -> Value {
    json!({
        "purpose": "Renforcer.\nFormer.", "fields": ["SKILLS"], "countries": ["FR"],
        "projects": ["@/partner/project"], "formalityNumber": "APDP-17", "startsOn": "2026-01-01",
        "endsOn": "2030-12-31",
    })
}

fn agreement_form(mutation: &'static str, right: Value) -> Form {
    form(mutation, Sender::Staff, right)
        .lines("purpose", 1000)
        .mend("purpose", json!(" "))
        .needed("formalityNumber", 100)
        .needed("countries.0", 2)
        .mend("fields", json!([]))
        .mend("countries", json!(vec!["FR"; 251]))
        .mend("startsOn", json!("1899-12-31"))
        .mend("endsOn", json!("2025-12-31"))
        .unknown("projects.0", json!("@/projects/nodes/0/id"))
        .unknown("projects.0", json!("rien"))
        .type_of("fields", json!(["NOM"]))
        .type_of("startsOn", json!("demain"))
}

fn partners() -> Vec<Form> {
    let mut agreed = agreement();
    agreed["organisation"] = json!("@/partner/organisation");
    let app = json!({
        "organisation": "@/partner/organisation", "agreement": "@/sharingAgreements/nodes/1/id", "name": "Pont",
        "scopes": ["CANDIDATES_READ"],
    });
    let ended = |place: &str| known(place, json!({ "reason": "Fin" }));
    let ask = json!({
        "position": "@/partner/position", "candidate": "@/partner/candidate", "message": "Venez.\nMerci.",
    });
    let answer = json!({ "id": "@/partner/request", "version": 1, "accept": true });
    let refused = Says::Refused("NOT_FOUND");
    vec![
        agreement_form("createSharingAgreement", agreed).unknown("organisation", json!("rien")),
        agreement_form("updateSharingAgreement", known("/sharingAgreements/nodes/1", agreement()))
            .target(nobody("agreement"))
            .version()
            .mend("fields", json!(["SKILLS", "GENDER"]))
            .mend("countries", json!([]))
            .mend("projects", json!([]))
            .mend("startsOn", json!("2025-12-31"))
            .mend("endsOn", json!("2031-01-01")),
        form("createApiClient", Sender::Staff, app)
            .needed("name", 100)
            .mend("scopes", json!([]))
            .unknown("organisation", json!("rien"))
            .unknown("agreement", json!("rien"))
            .type_of("scopes", json!(["TOUT"])),
        form("rotateApiClientSecret", Sender::Staff, known("/apiClients/nodes/0", json!({})))
            .target(nobody("client"))
            .version(),
        form("revokeApiClient", Sender::Staff, ended("/apiClients/nodes/0"))
            .needed("reason", 200)
            .target(nobody("client"))
            .version(),
        form("revokeSharingAgreement", Sender::Staff, ended("/sharingAgreements/nodes/1"))
            .needed("reason", 200)
            .target(nobody("agreement"))
            .version(),
        form("requestContact", Sender::Partner, ask)
            .lines("message", 1000)
            .mend("message", json!(" "))
            .says("position", json!("rien"), refused)
            .says("position", json!("@/projects/nodes/0/positions/nodes/0/id"), refused)
            .says("candidate", json!("rien"), refused)
            .says("candidate", json!("candidate_rien"), refused)
            .says("candidate", json!("@/theirs/id"), refused)
            .type_of("message", json!(7)),
        form("answerContactRequest", Sender::Member, answer)
            .target(json!("@/partner/foreign"))
            .version()
            .type_of("accept", json!("oui")),
    ]
}

/// What is asked by right; leaving comes last.
fn rights() -> Vec<Form> {
    let asked = json!({ "kind": "ACCESS", "text": "Mes données.\nToutes." });
    let letter = json!({
        "kind": "ERASURE", "member": "@/theirs/id", "requester": "Bakary Traoré, Kayes", "text": "Effacez-moi.",
        "receivedOn": null,
    });
    let taken = known("/requests/nodes/0", json!({ "to": "IN_PROGRESS", "reason": "Vu", "answer": "Bientôt" }));
    let order = json!({ "member": "@/theirs/id", "request": "@/requests/nodes/1/id", "reason": "Lettre vue" });
    vec![
        form("submitSubjectRequest", Sender::Member, asked)
            .lines("text", 2000)
            .mend("text", json!(" "))
            .type_of("kind", json!("DANSE"))
            .type_of("text", json!(7)),
        form("recordSubjectRequest", Sender::Officer, letter)
            .needed("requester", 300)
            .lines("text", 2000)
            .mend("text", json!(" "))
            .mend("receivedOn", json!("2020-01-01"))
            .mend("receivedOn", json!("2999-01-01"))
            .unknown("member", nobody("member"))
            .type_of("receivedOn", json!("hier")),
        form("moveSubjectRequest", Sender::Officer, taken)
            .line("reason", 500)
            .lines("answer", 2000)
            .conflict("to", json!("ANSWERED"))
            .conflict("to", json!("RECEIVED"))
            .target(nobody("subjectrequest"))
            .version()
            .type_of("to", json!("PERDU")),
        form("objectToMatching", Sender::Member, json!({ "reason": "Je ne cherche rien.\nMerci." }))
            .lines("reason", 2000)
            .type_of("reason", json!(7)),
        form("eraseMember", Sender::Officer, order)
            .needed("reason", 500)
            .unknown("request", nobody("subjectrequest"))
            .conflict("request", json!("@/requests/nodes/0/id"))
            .says("member", nobody("member"), Says::Refused("NOT_FOUND"))
            .type_of("member", json!(null)),
        form("requestErasure", Sender::Member, json!({ "reason": "Je pars" }))
            .line("reason", 500)
            .type_of("reason", json!(7))
            .twin("input"),
    ]
}

/// Every mutation of the contract that takes an input, with the type of that input.
fn mutations() -> BTreeMap<String, String> {
    let sdl = seko::graphql::Schema::new().sdl().to_owned();
    let contract = apollo_compiler::Schema::parse_and_validate(sdl, "schema.graphql").expect("the contract is valid");
    let fields = contract.get_object("Mutation").expect("there are mutations").fields.iter();
    let inputs = fields.filter_map(|(name, field)| Some((name.to_string(), field.arguments.first()?.ty.to_string())));
    inputs.collect()
}

/// Who takes part, and the links and tokens they were given.
struct World<'a> {
    server: &'a Server,
    member: Asker,
    other: Asker,
    staff: Asker,
    agent: Asker,
    admin: Asker,
    officer: Asker,
    partner: Asker,
    newcomer: Asker,
    secrets: Value,
}

impl<'a> World<'a> {
    async fn settle(server: &'a Server) -> Self {
        let (member, other, staff) = (server.member("Awa").await, server.member("Bakary").await, server.staff().await);
        for person in [&member, &other] {
            added(server, person, "Licence").await;
        }
        let refresh = server.sign_in("awa@example.org").await.refresh;
        let newcomer = "moussa@example.org";
        server.register(newcomer, "Moussa").await;
        let verify = server.mailed_secret(newcomer).await;
        let request = "mutation($input: RequestPasswordResetInput!) {
            requestPasswordReset(input: $input) { userErrors { field } } }";
        server.member("Fanta").await;
        server.anyone().run(request, json!({ "email": "fanta@example.org" })).await;
        let reset = server.mailed_secret("fanta@example.org").await;
        let sent = json!({
            "mail": server.sent_code("sira@example.org").await, "phone": server.sent_code("+33612345678").await,
        });
        let later = Expr::value(server.app.clock.now() + TimeDelta::days(1));
        let codes = sign_in_code::Entity::update_many().col_expr(sign_in_code::Column::ExpiresAt, later);
        codes.exec(&server.app.db).await.expect("the story may take its time");
        let retired = left_out(server).await;
        let admin = server.operator("admin@example.org", RoleName::Admin).await;
        let sessions = server.asks(&member).data("{ viewer { sessions { id current } } }", json!({})).await;
        let sessions = sessions["viewer"]["sessions"].as_array().cloned().unwrap_or_default();
        let session = sessions.iter().find(|session| session["current"] == false).map(|session| &session["id"]);
        let (partner, asked) = partner(server, &staff, (&member, &other)).await;
        let agent = server.operator("agent@example.org", RoleName::Agent).await;
        let newcomer = server.operator("sans@example.org", RoleName::Member).await;
        let claim = registered(server, &agent, json!({})).await["claimCode"].take();
        let secrets = json!({
            "verify": verify, "reset": reset, "refresh": refresh, "retired": retired, "session": session,
            "partner": asked, "sent": sent, "claim": claim,
        });
        let officer = server.operator("dpo@example.org", RoleName::Dpo).await;
        store_factor(server, "fanta@example.org").await;
        Self { server, member, other, staff, agent, admin, officer, partner, newcomer, secrets }
    }

    /// What the forms may point to, as seen by one of two members.
    async fn places(&self, member: &Asker, other: &Asker) -> Value {
        let mut places = self.server.asks(&self.staff).data(SHARED, json!({})).await;
        places["mine"] = self.server.asks(member).data(MEMBER, json!({})).await["viewer"]["member"].take();
        places["theirs"] = self.server.asks(other).data(MEMBER, json!({})).await["viewer"]["member"].take();
        let requests = self.server.asks(&self.officer).data(REQUESTS, json!({})).await;
        places["requests"] = requests["subjectRequests"].clone();
        for name in ["verify", "reset", "refresh", "retired", "session", "partner", "sent", "claim"] {
            places[name] = self.secrets[name].clone();
        }
        places["code"] = code(self.server, "awa@example.org").await;
        let grants = "{ roleGrants(first: 1) { nodes { id } } }";
        places["grants"] = self.server.asks(&self.admin).data(grants, json!({})).await["roleGrants"]["nodes"].take();
        places
    }

    const fn asker(&self, sender: Sender) -> Option<&Asker> {
        match sender {
            Sender::Anyone => None,
            Sender::Member => Some(&self.member),
            Sender::Staff => Some(&self.staff),
            Sender::Agent => Some(&self.agent),
            Sender::Partner => Some(&self.partner),
            Sender::Newcomer => Some(&self.newcomer),
            Sender::Admin => Some(&self.admin),
            Sender::Officer => Some(&self.officer),
        }
    }

    async fn send(&self, asker: Option<&Asker>, query: &str, input: &Value, language: Option<&str>) -> Value {
        let nobody = Asker::default();
        let asking = self.server.asks(asker.unwrap_or(&nobody));
        let mut asking = asking.with("Seko-Purpose", "ASSISTED_REGISTRATION");
        if let Some(language) = language {
            asking = asking.with("Accept-Language", language);
        }
        asking.answer(query, json!({ "input": input })).await
    }
}

async fn account(server: &Server, email: &str) -> Uuid {
    let account = entity::account::Entity::find_by_address(email).one(&server.app.db).await;
    account.expect("the database answers").expect("the account was made").id
}

/// A second factor that somebody once set up.
async fn store_factor(server: &Server, email: &str) {
    let row = second_factor::Model {
        account_id: account(server, email).await,
        secret: "scellé".to_owned(),
        next_secret: None,
        confirmed_at: Some(server.app.clock.now()),
        last_step: 0,
        wrong_codes: 0,
        created_at: server.app.clock.now(),
    };
    let row = second_factor::ActiveModel::from(row);
    second_factor::Entity::insert(row).exec_without_returning(&server.app.db).await.expect("the row is stored");
}

/// The code of the moment, as if none had been given before; nothing where no second factor is set up.
async fn code(server: &Server, email: &str) -> Value {
    let (db, id) = (&server.app.db, account(server, email).await);
    let stored = second_factor::Entity::find_by_id(id).one(db).await.expect("the database answers");
    let Some(stored) = stored else { return Value::Null };
    second_factor::Entity::update_many()
        .col_expr(second_factor::Column::LastStep, Expr::value(0))
        .col_expr(second_factor::Column::WrongCodes, Expr::value(0))
        .filter(second_factor::Column::AccountId.eq(id))
        .exec(db)
        .await
        .expect("the row is changed");
    let secret = server.app.keys.unseal_secret(id, &stored.secret).expect("our own seal");
    json!(code_at(&secret, server.app.clock.now()))
}

/// A partner with a candidate for its position, and what it asked the two members. Its organisation and project are the
/// last of their lists.
async fn partner(server: &Server, staff: &Asker, (member, other): (&Asker, &Asker)) -> (Asker, Value) {
    let organisation = partners::organisation(server, staff, "Zone de santé de Yélimané").await;
    let agreement = partners::agreement(server, staff, &organisation, json!({})).await;
    let partner = partners::person(server, "yelimane@example.org", &organisation).await;
    let (project, position) = partners::opened(server, staff, &partner, &organisation).await;
    partners::candidate(server, "Kadi", 1990, 4).await;
    let candidate = partners::candidates(server, &partner, &position).await["nodes"][0]["candidate"]["id"].take();
    project::Entity::update_many()
        .col_expr(project::Column::CreatedAt, Expr::value(server.app.clock.now() + TimeDelta::days(1)))
        .filter(project::Column::Id.eq(partners::uuid(&project)))
        .exec(&server.app.db)
        .await
        .expect("the project is the last");
    let mut requests = Vec::new();
    for asker in [member, other] {
        let id = server.asks(asker).data(MEMBER, json!({})).await["viewer"]["member"]["id"].take();
        let row = contact_request::ActiveModel {
            id: Set(Uuid::now_v7()),
            organisation_id: Set(partners::uuid(&organisation)),
            agreement_id: Set(partners::uuid(&agreement)),
            position_id: Set(partners::uuid(&position)),
            member_id: Set(partners::uuid(&partners::text(&id))),
            message: Set("Venez".to_owned()),
            status: Set(ContactRequestStatus::Asked),
            asked_by: Set(None),
            asked_at: Set(server.app.clock.now()),
            answered_at: Set(None),
            version: Set(1),
        };
        let row = row.insert(&server.app.db).await.expect("the request is stored");
        requests.push(format!("request_{}", row.id.simple()));
    }
    let places = json!({
        "organisation": organisation, "project": project, "position": position, "candidate": candidate,
        "request": requests[0], "foreign": requests[1],
    });
    (partner, places)
}

/// A piece of knowledge, as if a release had left it out.
async fn left_out(server: &Server) -> Value {
    let found = "{ concepts(types: [KNOWLEDGE], first: 1) { nodes { id } } }";
    let id = server.anyone().data(found, json!({})).await["concepts"]["nodes"][0]["id"].take();
    let uuid = id.as_str().and_then(|id| Uuid::try_parse(id.strip_prefix("concept_")?).ok()).expect("an id");
    concept::Entity::update_many()
        .col_expr(concept::Column::Status, Expr::value(ConceptStatus::Retired))
        .filter(concept::Column::Id.eq(uuid))
        .exec(&server.app.db)
        .await
        .expect("the concept is retired");
    id
}

/// Puts what exists where the form points to it.
fn filled(value: &Value, places: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("@/") => {
            places.pointer(&text[1..]).unwrap_or_else(|| panic!("nothing is at {text}")).clone()
        }
        Value::Array(items) => items.iter().map(|item| filled(item, places)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, field)| (name.clone(), filled(field, places))).collect())
        }
        other => other.clone(),
    }
}

/// The input with another value at a place such as `requirements.0.concept`.
fn spoilt(input: &Value, place: &str, value: Value) -> Value {
    let mut input = input.clone();
    let (parent, key) = place.rsplit_once('.').unwrap_or(("", place));
    let pointer: String = parent.split('.').filter(|step| !step.is_empty()).map(|step| format!("/{step}")).collect();
    let parent = input.pointer_mut(&pointer).unwrap_or_else(|| panic!("nothing is at {place}"));
    match key.parse::<usize>() {
        Ok(index) => parent[index] = value,
        Err(_) => parent[key] = value,
    }
    input
}

/// Codes and fields of an answer, and the words for the person.
fn findings(answer: &Value, mutation: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let refused = errors.map(|error| (text(&error["extensions"]["code"]), String::new(), text(&error["message"])));
    let problems = answer["data"][mutation]["userErrors"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
    let problems = problems.map(|error| (text(&error["code"]), text(&error["field"]), text(&error["message"])));
    refused.chain(problems).collect()
}

/// The one thing that an answer finds wrong; returns the words for it.
fn assert_says(answer: &Value, form: &Form, (place, says): (&str, Says)) -> String {
    let context = format!("{} with a wrong {place}: {answer}", form.mutation);
    let found = findings(answer, form.mutation);
    let [(code, field, words)] = found.as_slice() else { panic!("one thing is wrong in {context}") };
    let (expected, at) = match says {
        Says::Refused(code) => (code, ""),
        Says::Mend(code, field) => (code, field),
    };
    assert_eq!((code.as_str(), field.as_str()), (expected, at), "{context}");
    assert_eq!(answer["data"].is_null(), matches!(says, Says::Refused(_)), "{context}");
    for inner in ["problem-", "error-", "door-", "{", "Error"] {
        assert!(!words.contains(inner), "{inner} is no word for a person: {context}");
    }
    assert!(!words.is_empty() && words.len() < 1000, "{context}");
    words.clone()
}

/// Sends everything that is wrong; in English too, once for each thing that an answer may say.
async fn assert_all_refused(world: &World<'_>, form: &Form, query: &str, places: &Value) {
    let asker = world.asker(form.sender);
    let right = filled(&form.right, places);
    let mut translated = BTreeSet::new();
    for (place, value, says) in &form.wrong {
        let input = spoilt(&right, place, filled(value, places));
        let french = assert_says(&world.send(asker, query, &input, None).await, form, (*place, *says));
        // What the schema itself refuses is worded by the library, for who writes clients.
        if *says != Says::Refused("BAD_USER_INPUT") && translated.insert(*says) {
            let english = assert_says(&world.send(asker, query, &input, Some("en")).await, form, (*place, *says));
            assert_ne!(french, english, "{} is not translated", form.mutation);
        }
    }
}

/// Inputs that are none.
async fn assert_shapes_refused(world: &World<'_>, form: &Form, query: &str, places: &Value) {
    let right = filled(&form.right, places);
    let mut shapes = vec![json!(null), json!([]), spoilt(&right, "inconnu", json!(1))];
    if !WORDLESS.contains(&form.mutation) {
        shapes.push(json!({}));
    }
    for input in shapes {
        let answer = world.send(world.asker(form.sender), query, &input, None).await;
        assert_says(&answer, form, ("input", Says::Refused("BAD_USER_INPUT")));
    }
}

async fn assert_taken(world: &World<'_>, form: &Form, query: &str, (asker, places): (Option<&Asker>, Value)) {
    let answer = world.send(asker, query, &filled(&form.right, &places), None).await;
    assert_eq!(answer["data"][form.mutation]["userErrors"], json!([]), "{}: {answer}", form.mutation);
}

/// The form as it is right: by its sender and, where it adds to a profile, by the other member too.
async fn assert_succeeds(world: &World<'_>, form: &Form, query: &str) {
    let places = world.places(&world.member, &world.other).await;
    assert_taken(world, form, query, (world.asker(form.sender), places)).await;
    if form.mutation.starts_with("add") {
        let places = world.places(&world.other, &world.member).await;
        assert_taken(world, form, query, (Some(&world.other), places)).await;
    }
}

async fn assert_no_twin(world: &World<'_>, form: &Form, query: &str) {
    let Some(field) = form.twin else { return };
    let before = rows(&world.server.app.db).await;
    let places = world.places(&world.member, &world.other).await;
    let answer = world.send(world.asker(form.sender), query, &filled(&form.right, &places), None).await;
    assert_says(&answer, form, (field, Says::Mend("CONFLICT", field)));
    assert_eq!(rows(&world.server.app.db).await, before, "{} twice", form.mutation);
}

async fn count<E: EntityTrait>(db: &DatabaseConnection) -> u64
where
    E::Model: Sync,
{
    PaginatorTrait::count(E::find(), db).await.expect("rows are counted")
}

/// How many rows each table has. Every change is in the change log, so an edited row shows too.
async fn rows(db: &DatabaseConnection) -> BTreeMap<&'static str, u64> {
    BTreeMap::from([
        ("account", count::<entity::account::Entity>(db).await),
        ("admin_unit", count::<entity::admin_unit::Entity>(db).await),
        ("api_client", count::<entity::api_client::Entity>(db).await),
        ("api_client_secret", count::<entity::api_client_secret::Entity>(db).await),
        ("availability", count::<entity::availability::Entity>(db).await),
        ("change_log", count::<entity::change_log::Entity>(db).await),
        ("claim", count::<entity::claim::Entity>(db).await),
        ("concept", count::<entity::concept::Entity>(db).await),
        ("concept_label", count::<entity::concept_label::Entity>(db).await),
        ("concept_proposal", count::<entity::concept_proposal::Entity>(db).await),
        ("concept_relation", count::<entity::concept_relation::Entity>(db).await),
        ("consent_record", count::<entity::consent_record::Entity>(db).await),
        ("contact", count::<entity::contact::Entity>(db).await),
        ("contact_request", count::<entity::contact_request::Entity>(db).await),
        ("credential", count::<entity::credential::Entity>(db).await),
        ("document", count::<entity::document::Entity>(db).await),
        ("education", count::<entity::education::Entity>(db).await),
        ("experience", count::<entity::experience::Entity>(db).await),
        ("idempotency_key", count::<entity::idempotency_key::Entity>(db).await),
        ("mail", count::<entity::mail::Entity>(db).await),
        ("member", count::<entity::member::Entity>(db).await),
        ("member_language", count::<entity::member_language::Entity>(db).await),
        ("member_skill", count::<entity::member_skill::Entity>(db).await),
        ("member_skill_evidence", count::<entity::member_skill_evidence::Entity>(db).await),
        ("one_time_link", count::<entity::one_time_link::Entity>(db).await),
        ("organisation", count::<entity::organisation::Entity>(db).await),
        ("position", count::<entity::position::Entity>(db).await),
        ("privacy_notice", count::<entity::privacy_notice::Entity>(db).await),
        ("programme", count::<entity::programme::Entity>(db).await),
        ("project", count::<entity::project::Entity>(db).await),
        ("project_unit", count::<entity::project_unit::Entity>(db).await),
        ("recovery_code", count::<entity::recovery_code::Entity>(db).await),
        ("requirement", count::<entity::requirement::Entity>(db).await),
        ("role_grant", count::<entity::role_grant::Entity>(db).await),
        ("saved_position", count::<entity::saved_position::Entity>(db).await),
        ("second_factor", count::<entity::second_factor::Entity>(db).await),
        ("session", count::<entity::session::Entity>(db).await),
        ("correction", count::<entity::correction::Entity>(db).await),
        ("erasure", count::<entity::erasure::Entity>(db).await),
        ("subject_request", count::<entity::subject_request::Entity>(db).await),
        ("sign_in_code", count::<entity::sign_in_code::Entity>(db).await),
        ("sharing_agreement", count::<entity::sharing_agreement::Entity>(db).await),
        ("synonym", count::<entity::synonym::Entity>(db).await),
        ("taxonomy_release", count::<entity::taxonomy_release::Entity>(db).await),
        ("transition", count::<entity::transition::Entity>(db).await),
    ])
}

#[test]
fn every_mutation_with_an_input_has_its_wrong_inputs() {
    let contract: BTreeSet<String> = mutations().into_keys().collect();
    let forms: BTreeSet<String> = forms().iter().map(|form| form.mutation.to_owned()).collect();
    let missing: Vec<&String> = contract.difference(&forms).collect();
    assert!(missing.is_empty(), "without a form in this file: {missing:?}");
    assert_eq!(forms, contract);
}

#[tokio::test]
async fn wrong_input_is_named_in_the_persons_language_and_changes_nothing() {
    each_server(async |server: &Server| {
        let (world, inputs) = (World::settle(server).await, mutations());
        for form in forms() {
            let mutation = form.mutation;
            let query = format!(
                "mutation($input: {}) {{ {mutation}(input: $input) {{ userErrors {{ field code message }} }} }}",
                inputs[mutation]
            );
            let places = world.places(&world.member, &world.other).await;
            let before = rows(&server.app.db).await;
            assert_all_refused(&world, &form, &query, &places).await;
            assert_shapes_refused(&world, &form, &query, &places).await;
            assert_eq!(rows(&server.app.db).await, before, "a wrong {mutation} changed something");
            assert_succeeds(&world, &form, &query).await;
            assert_no_twin(&world, &form, &query).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_problem_in_a_translation_names_the_translation() {
    let server = Server::start().await;
    let staff = server.staff().await;
    let mutation = "mutation($input: CreateOrganisationInput!) { createOrganisation(input: $input) {
        organisation { id } userErrors { field } } }";
    let host = json!({ "name": "Université de Ségou", "kind": "UNIVERSITY" });
    let host = server.asks(&staff).run(mutation, host).await["createOrganisation"]["organisation"]["id"].clone();
    let mutation = "mutation($input: CreateProjectInput!) { createProject(input: $input) { userErrors { field } } }";
    let input = json!({
        "host": host, "title": "Soins", "titleTranslations": [{ "language": "EN", "text": "Ca\u{7}re" }],
    });
    let answer = server.asks(&staff).run(mutation, input).await;
    assert_eq!(answer["createProject"]["userErrors"], json!([{ "field": "titleTranslations.0.text" }]), "{answer}");
}

#[tokio::test]
async fn a_body_of_a_mebibyte_is_refused_before_it_is_read_as_an_input() {
    let server = Server::start().await;
    let member = server.member("Awa").await;
    let before = rows(&server.app.db).await;
    let mutation = "mutation($input: AddExperienceInput!) { addExperience(input: $input) { userErrors { field } } }";
    let input = json!({ "kind": "WORK", "title": "x".repeat(1024 * 1024), "startsOn": "2015-01-01" });
    let request =
        server.client().post(format!("{}/graphql", server.url())).bearer_auth(member.token.unwrap_or_default());
    let body = json!({ "query": mutation, "variables": { "input": input } });
    let response = request.json(&body).send().await.expect("the server answers");
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let answer: Value = response.json().await.expect("the answer is JSON");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{answer}");
    assert!(answer.get("data").is_none(), "{answer}");
    assert_eq!(rows(&server.app.db).await, before);
}

async fn named(server: &Server, staff: &Asker, search: &str) -> Value {
    let answer = server.asks(staff).with("Seko-Purpose", "STAFFING");
    answer.data(MEMBERS, json!({ "search": search })).await["members"]["nodes"].take()
}

#[tokio::test]
async fn names_in_every_script_of_mali_are_kept_exactly_and_found() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        for (number, name) in ["خديجة", "ߞߊ߲ߕߊ", "ⵉⴷⵉⵔ", "Sɛkou Ɲɔnŋ"].into_iter().enumerate() {
            server.register(&format!("nom{number}@example.org"), name).await;
            let expected = json!([{ "givenNames": name, "familyNames": "Traoré" }]);
            assert_eq!(named(server, &staff, name).await, expected);
            assert_eq!(named(server, &staff, &format!("{name} TRAORE")).await, expected);
        }
        let expected = json!([{ "givenNames": "Sɛkou Ɲɔnŋ", "familyNames": "Traoré" }]);
        assert_eq!(named(server, &staff, "sekou nonn").await, expected);
        assert_eq!(named(server, &staff, "SÉKOU").await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_null_character_finds_nothing_and_breaks_nothing() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let found = "edges { node { id } }";
        let queries = [
            format!("query($text: String!) {{ members(search: $text) {{ {found} }} }}"),
            format!("query($text: String!) {{ members(filter: {{ countries: [$text] }}) {{ {found} }} }}"),
            format!("query($text: String!) {{ members(filter: {{ languages: [{{ code: $text }}] }}) {{ {found} }} }}"),
            format!("query($text: String!) {{ concepts(search: $text) {{ {found} }} }}"),
            "query($text: String!) { suggestSkills(text: $text) { source } }".to_owned(),
            "query($text: ID!) { suggestSkills(occupation: $text) { source } }".to_owned(),
            "mutation($text: String!) { signIn(input: { email: $text, password: \"un mot de passe\" }) {
                accessToken } }"
                .to_owned(),
            "query($text: ID!) { node(id: $text) { id } member(id: $text) { id } position(id: $text) { id } }"
                .to_owned(),
        ];
        for query in queries {
            for text in ["\u{0}", "une\u{0}deux"] {
                let asking = server.asks(&staff).with("Seko-Purpose", "STAFFING");
                let answer = asking.answer(&query, json!({ "text": text })).await;
                assert!(!answer.to_string().contains("INTERNAL_SERVER_ERROR"), "{query}: {answer}");
            }
        }
    })
    .await;
}
