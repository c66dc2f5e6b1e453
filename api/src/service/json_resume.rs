//! A profile in the form of JSON Resume 1.0.0, made from the document of everything held.

use entity::language::Language;
use serde_json::{Map, Value, json};

use crate::reference;

/// Where the form is defined.
const SCHEMA: &str = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// The résumé in a language. The form knows no nulls: what is not known is left out.
pub fn of(document: &Value, language: Language) -> Value {
    let each = |section: &str, wrap: &dyn Fn(&Value) -> Value| -> Value { list(document, section).map(wrap).collect() };
    let is_voluntary = |row: &&Value| matches!(row["kind"].as_str(), Some("COMMUNITY" | "INFORMAL"));
    let work = list(document, "experiences").filter(|row| !is_voluntary(row));
    let volunteer = list(document, "experiences").filter(is_voluntary);
    json!({
        "$schema": SCHEMA,
        "basics": basics(document),
        "work": work.map(|row| stint(row, ["name", "position"])).collect::<Value>(),
        "volunteer": volunteer.map(|row| stint(row, ["organization", "position"])).collect::<Value>(),
        "education": each("educations", &|row| education(row, language)),
        "certificates": each("credentials", &certificate),
        "languages": each("languages", &|row| spoken(row, language)),
        "skills": each("skills", &skill),
        "meta": { "version": "v1.0.0", "lastModified": document["member"]["updatedAt"] },
    })
}

fn list<'a>(document: &'a Value, section: &str) -> impl Iterator<Item = &'a Value> {
    document[section].as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

/// Fields with a value.
fn known<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(fields.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

fn basics(document: &Value) -> Value {
    let member = &document["member"];
    let text = |field: &str| member[field].as_str().unwrap_or_default();
    let contact = |kind: &str| {
        let found = list(document, "contacts").find(|contact| contact["kind"] == kind);
        found.map(|contact| contact["value"].clone()).unwrap_or_default()
    };
    known([
        ("name", json!(format!("{} {}", text("givenNames"), text("familyNames")))),
        ("label", member["headline"].clone()),
        ("email", contact("EMAIL")),
        ("phone", contact("PHONE")),
        (
            "location",
            known([("city", member["residenceCity"].clone()), ("countryCode", member["residenceCountry"].clone())]),
        ),
    ])
}

fn stint(row: &Value, [place, role]: [&str; 2]) -> Value {
    known([
        (place, row["employer"].clone()),
        (role, row["title"].clone()),
        ("startDate", row["startsOn"].clone()),
        ("endDate", row["endsOn"].clone()),
        ("summary", row["description"].clone()),
    ])
}

fn education(row: &Value, language: Language) -> Value {
    let field = row["field"].as_str().and_then(reference::isced_field).map(|field| field.name.text(language));
    let year = row["completedYear"].as_i64().map(|year| year.to_string());
    known([
        ("institution", row["institution"].clone()),
        ("studyType", row["title"].clone()),
        ("area", json!(field)),
        ("endDate", json!(year)),
    ])
}

fn certificate(row: &Value) -> Value {
    known([("name", row["title"].clone()), ("issuer", row["issuer"].clone()), ("date", row["issuedOn"].clone())])
}

fn spoken(row: &Value, language: Language) -> Value {
    let name = row["code"].as_str().and_then(|code| reference::language_name(code, language));
    known([("language", json!(name)), ("fluency", row["speaking"].clone())])
}

fn skill(row: &Value) -> Value {
    let level = row["level"].as_i64().map(|level| format!("{level}/5"));
    known([("name", row["concept"]["label"].clone()), ("level", json!(level))])
}
