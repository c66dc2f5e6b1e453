//! The statements that the API sends for the reads that the floor answers, word for word and in their order.

use sea_orm::{DbBackend, Statement, Value};

/// The session of a token and its account.
const SESSION: &str = concat!(
    r#"SELECT "session"."id" AS "A_id", "session"."account_id" AS "A_account_id", "#,
    r#""session"."generation" AS "A_generation", "session"."created_at" AS "A_created_at", "#,
    r#""session"."last_used_at" AS "A_last_used_at", "session"."expires_at" AS "A_expires_at", "#,
    r#""session"."revoked_at" AS "A_revoked_at", "session"."second_factor_at" AS "A_second_factor_at", "#,
    r#""account"."id" AS "B_id", "account"."email" AS "B_email", "#,
    r#""account"."email_verified_at" AS "B_email_verified_at", "account"."password_hash" AS "B_password_hash", "#,
    r#""account"."language" AS "B_language", "account"."disabled_at" AS "B_disabled_at", "#,
    r#""account"."created_at" AS "B_created_at", "account"."phone" AS "B_phone", "#,
    r#""account"."phone_verified_at" AS "B_phone_verified_at""#
);
/// What the change log has that the index has not seen.
pub(crate) const CHANGES: &str = concat!(
    "WITH reading AS MATERIALIZED (SELECT pg_current_snapshot() AS place) SELECT reading.place::text AS place, ",
    "change_log.subject, change_log.subject_id, ",
    "pg_snapshot_xmax(reading.place) < pg_snapshot_xmax($1::pg_snapshot) AS is_set_back FROM reading ",
    "LEFT JOIN change_log ON change_log.xid >= pg_snapshot_xmin($1::pg_snapshot) ",
    "AND change_log.xid < pg_snapshot_xmax(reading.place) ",
    "AND NOT pg_visible_in_snapshot(change_log.xid, $1::pg_snapshot) LIMIT 20001"
);
const MEMBER_COLUMNS: [&str; 22] = [
    "id",
    "account_id",
    "given_names",
    "family_names",
    "birth_year",
    "gender",
    "nationalities",
    "residence_country",
    "residence_city",
    "home_unit_id",
    "headline",
    "right_of_return",
    "status",
    "language",
    "synthetic",
    "confirmed_at",
    "folded_names",
    "folded_headline",
    "visibility",
    "version",
    "created_at",
    "updated_at",
];
const ROLE_COLUMNS: [&str; 6] = ["id", "account_id", "role", "organisation_id", "valid_from", "valid_to"];
const LANGUAGE_COLUMNS: [&str; 10] =
    ["id", "member_id", "code", "speaking", "listening", "reading", "writing", "version", "created_at", "updated_at"];
const SKILL_COLUMNS: [&str; 11] = [
    "id",
    "member_id",
    "concept_id",
    "level",
    "years",
    "last_used",
    "wants_to_use",
    "verification",
    "version",
    "created_at",
    "updated_at",
];
const EVENT_COLUMNS: [&str; 9] =
    ["id", "member_id", "account_id", "organisation_id", "role", "fields", "purpose", "request_id", "at"];

/// A statement with its values.
pub(crate) fn statement(sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// The session of a token, with its account, the account's member, and a row for each role it was granted.
pub(crate) fn session() -> String {
    let named = |table: &str, letter: &str, names: &[&str]| {
        let columns: Vec<String> =
            names.iter().map(|name| format!(r#""{table}"."{name}" AS "{letter}_{name}""#)).collect();
        columns.join(", ")
    };
    let (member, role) = (named("member", "C", &MEMBER_COLUMNS), named("role_grant", "D", &ROLE_COLUMNS));
    let accounts = r#"LEFT JOIN "account" ON "session"."account_id" = "account"."id""#;
    let members = r#"LEFT JOIN "member" ON "account"."id" = "member"."account_id""#;
    let roles = r#"LEFT JOIN "role_grant" ON "account"."id" = "role_grant"."account_id""#;
    format!(r#"{SESSION}, {member}, {role} FROM "session" {accounts} {members} {roles} WHERE "session"."id" = $1"#)
}

/// The member with an id.
pub(crate) fn member() -> String {
    let columns = columns("member", &MEMBER_COLUMNS);
    format!(r#"SELECT {columns} FROM "member" WHERE "member"."id" = $1 LIMIT $2"#)
}

/// So many members.
pub(crate) fn members(count: usize) -> String {
    let columns = columns("member", &MEMBER_COLUMNS);
    format!(r#"SELECT {columns} FROM "member" WHERE "member"."id" IN ({})"#, places(1, count))
}

/// Languages of so many members.
pub(crate) fn languages(count: usize) -> String {
    of_members("member_language", &LANGUAGE_COLUMNS, count)
}

/// Skills of so many members.
pub(crate) fn skills(count: usize) -> String {
    of_members("member_skill", &SKILL_COLUMNS, count)
}

/// Writes down that so many members were read.
pub(crate) fn events(count: usize) -> String {
    let columns: Vec<String> = EVENT_COLUMNS.iter().map(|column| format!(r#""{column}""#)).collect();
    let width = EVENT_COLUMNS.len();
    let rows: Vec<String> = (0..count).map(|row| format!("({})", places(1 + row * width, width))).collect();
    format!(r#"INSERT INTO "access_event" ({}) VALUES {}"#, columns.join(", "), rows.join(", "))
}

fn of_members(table: &str, names: &[&str], count: usize) -> String {
    let columns = columns(table, names);
    let chosen = format!(r#""{table}"."member_id" IN ({})"#, places(1, count));
    let order = format!(r#""{table}"."created_at" ASC, "{table}"."id" ASC"#);
    format!(r#"SELECT {columns} FROM "{table}" WHERE {chosen} ORDER BY {order}"#)
}

fn columns(table: &str, names: &[&str]) -> String {
    let columns: Vec<String> = names.iter().map(|name| format!(r#""{table}"."{name}""#)).collect();
    columns.join(", ")
}

/// `$first, …`, so many.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}
