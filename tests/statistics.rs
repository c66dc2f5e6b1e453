//! Statistics: published once a month for everybody, exact for analysts who say that it is for a report.

use std::sync::Arc;

use chrono::{Datelike, TimeDelta};
use entity::change_log::{self, Subject};
use entity::consent_record::{self, ConsentChannel, ConsentDecision, ConsentPurpose};
use entity::language::Language;
use entity::member::{self, Gender};
use entity::role_grant::RoleName;
use entity::text::Codes;
use entity::{admin_unit, organisation, privacy_notice, programme, project, statistic_cell, statistic_release};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use seko::app::App;
use seko::clock::Clock;
use seko::config::Environment;
use seko::service::statistics;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::lists::{a_programme, a_project, an_organisation};
use crate::member_search::{somebody, store};
use crate::support::{Asker, Server, config, each_server};

const PUBLISHED: &str = "query($month: Date, $tables: [StatisticTableName!], $first: Int, $after: String) {
    statistics(month: $month, tables: $tables) { name title(language: EN) dimensions month
    cells(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { values label(language: EN) value } } } }";
const EXACT: &str = "query($month: Date, $tables: [StatisticTableName!]) {
    exactStatistics(month: $month, tables: $tables) { name title dimensions month
    cells(first: 100) { totalCount nodes { values label value } } } }";
const ONE: &str = "COUNTRY_GENDER_AGE";

/// So many made-up members of a country who agreed to be counted.
async fn people(app: &App, country: &str, number: usize) {
    let notice = privacy_notice::Entity::find().one(&app.db).await.expect("notices are read");
    let notice = notice.expect("there is a notice").id;
    let members: Vec<member::Model> = (0..number)
        .map(|_| member::Model {
            residence_country: country.to_owned(),
            gender: Some(Gender::F),
            birth_year: Some(app.clock.year() - 30),
            ..somebody("Awa", "Traoré")
        })
        .collect();
    let consents = members.iter().map(|member| consent_record::Model {
        id: uuid::Uuid::now_v7(),
        member_id: member.id,
        purpose: ConsentPurpose::Statistics,
        decision: ConsentDecision::Given,
        notice_id: notice,
        language: Language::Fr,
        channel: ConsentChannel::Synthetic,
        agreement_id: None,
        proof: None,
        witnessed_by: None,
        expires_on: None,
        at: app.clock.now(),
    });
    let consents = consents.collect();
    store::<_, member::ActiveModel>(&app.db, members).await;
    store::<_, consent_record::ActiveModel>(&app.db, consents).await;
}

/// So many open projects that serve the same objectives of the Global Compact.
async fn projects(app: &App, objectives: &[&str], number: usize) {
    let unit = admin_unit::Entity::find().one(&app.db).await.expect("units are read").expect("there is a unit").id;
    let host = an_organisation(unit, number);
    let programme = a_programme(host.id, number);
    let objectives = Codes(objectives.iter().map(ToString::to_string).collect());
    let project =
        |number| project::Model { compact_objectives: objectives.clone(), ..a_project(host.id, programme.id, number) };
    let projects = (0..number).map(project).collect();
    store::<_, organisation::ActiveModel>(&app.db, vec![host]).await;
    store::<_, programme::ActiveModel>(&app.db, vec![programme]).await;
    store::<_, project::ActiveModel>(&app.db, projects).await;
}

async fn publish(app: &App) {
    assert!(statistics::recompute(app).await.expect("statistics are counted").is_some());
}

/// The registry on the same database, a month later.
async fn next_month(server: &Server, folder: &TempDir) -> App {
    let config = config(&server.database.url, folder.path());
    let app = App::open(config, Clock::System).await.expect("the database opens");
    let clock = Clock::fixed(app.clock.now() + TimeDelta::days(32));
    App { clock, ..app }
}

async fn released(app: &App) -> (u64, u64) {
    let releases = statistic_release::Entity::find().count(&app.db).await.expect("releases are counted");
    let cells = statistic_cell::Entity::find().count(&app.db).await.expect("cells are counted");
    (releases, cells)
}

fn value<'a>(table: &'a Value, values: &Value) -> Option<&'a Value> {
    let cells = table["cells"]["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    cells.iter().find(|cell| cell["values"] == *values).map(|cell| &cell["value"])
}

#[tokio::test]
async fn everybody_reads_rounded_counts_and_no_small_ones() {
    each_server(async |server: &Server| {
        let nothing = server.anyone().data(PUBLISHED, json!({})).await;
        assert_eq!(nothing["statistics"], json!([]), "nothing is published yet");
        people(&server.app, "FR", 40).await;
        people(&server.app, "SN", 9).await;
        people(&server.app, "CI", 25).await;
        publish(&server.app).await;

        let all = server.anyone().data(PUBLISHED, json!({ "first": 1 })).await;
        assert_eq!(all["statistics"].as_array().map(Vec::len), Some(9));
        let asked = json!({ "tables": [ONE], "first": 100 });
        let answer = server.anyone().data(PUBLISHED, asked).await;
        let table = &answer["statistics"][0];
        assert_eq!(table["title"], "Members by country of residence, gender and age");
        assert_eq!(table["dimensions"], json!(["COUNTRY", "GENDER", "AGE"]));
        let today = server.app.clock.today();
        assert_eq!(table["month"], format!("{}-{:02}-01", today.year(), today.month()));
        let first = &table["cells"]["nodes"][0];
        assert_eq!((&first["values"], &first["label"]), (&json!([null, null, null]), &json!("All")));
        assert!([70, 75].contains(&first["value"].as_i64().unwrap_or_default()), "{first}");
        for place in [json!(["FR", null, null]), json!(["FR", "F", "25-34"])] {
            assert_eq!(value(table, &place), Some(&json!(40)), "the same people, whichever way they are told apart");
        }
        assert_eq!(value(table, &json!(["CI", "F", null])), Some(&json!(25)));
        assert_eq!(value(table, &json!(["SN", null, null])), None, "nine people are not even listed");
        let labels: Vec<&str> = table["cells"]["nodes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|cell| cell["label"].as_str())
            .collect();
        assert!(labels.contains(&"France · Women · 25–34 years"), "{labels:?}");
    })
    .await;
}

#[tokio::test]
async fn projects_count_for_each_objective_of_the_global_compact() {
    each_server(async |server: &Server| {
        people(&server.app, "FR", 40).await;
        projects(&server.app, &["18", "19", "19"], 30).await;
        projects(&server.app, &["19"], 20).await;
        projects(&server.app, &["21"], 9).await;
        publish(&server.app).await;
        let asked = json!({ "tables": ["PROJECT_OBJECTIVE_YEAR"], "first": 100 });
        let answer = server.anyone().data(PUBLISHED, asked).await;
        let table = &answer["statistics"][0];
        assert_eq!(table["dimensions"], json!(["COMPACT_OBJECTIVE", "START_YEAR"]));
        assert_eq!(value(table, &json!(["19", null])), Some(&json!(50)), "once, however often it is named: {table}");
        assert_eq!(value(table, &json!(["18", "UNKNOWN"])), Some(&json!(30)), "{table}");
        assert_eq!(value(table, &json!(["21", null])), None, "nine projects are not even listed");
        let cells = table["cells"]["nodes"].as_array().expect("cells");
        let is_named = |cell: &Value| cell["label"] == "19 Contributions of migrants and diasporas";
        assert!(cells.iter().any(is_named), "{table}");
    })
    .await;
}

#[tokio::test]
async fn tables_are_read_in_pages_and_by_month() {
    let server = Server::start().await;
    people(&server.app, "FR", 40).await;
    people(&server.app, "CI", 25).await;
    publish(&server.app).await;
    let (mut seen, mut after, mut total) = (Vec::new(), Value::Null, 0);
    loop {
        let asked = json!({ "tables": [ONE], "first": 5, "after": after });
        let answer = server.anyone().data(PUBLISHED, asked).await;
        let cells = &answer["statistics"][0]["cells"];
        seen.extend(cells["nodes"].as_array().into_iter().flatten().cloned());
        total = cells["totalCount"].as_u64().unwrap_or(total);
        after = cells["pageInfo"]["endCursor"].clone();
        if cells["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    // Both countries and all, one gender and all, one age and all.
    assert_eq!((seen.len(), total), (3 * 2 * 2, 12));
    let today = server.app.clock.today();
    for (month, tables) in [(today, 9), (today - TimeDelta::days(40), 0)] {
        let answer = server.anyone().data(PUBLISHED, json!({ "month": month.to_string(), "first": 1 })).await;
        assert_eq!(answer["statistics"].as_array().map(Vec::len), Some(tables), "{month}");
    }
    let foreign = server.anyone().answer(PUBLISHED, json!({ "tables": [ONE], "after": "garbage" })).await;
    assert_eq!(foreign["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    server.stop().await;
}

#[tokio::test]
async fn a_month_is_published_once_however_many_servers_count() {
    each_server(async |server: &Server| {
        people(&server.app, "FR", 9).await;
        let too_few = statistics::recompute(&server.app).await.expect("statistics are counted");
        assert_eq!((too_few, released(&server.app).await), (None, (0, 0)), "not even the total may be shown");

        people(&server.app, "FR", 40).await;
        let other = server.beside().await;
        let (one, two) = tokio::join!(statistics::recompute(&server.app), statistics::recompute(&other.app));
        let published = [one, two].map(|month| month.expect("statistics are counted").is_some());
        assert_ne!(published[0], published[1], "one of them publishes");
        let before = released(&server.app).await;
        assert_eq!(before.0, 1);
        let told = change_log::Entity::find().filter(change_log::Column::Subject.eq(Subject::Statistics));
        assert_eq!(told.count(&server.app.db).await.expect("changes are counted"), 1);

        people(&server.app, "CI", 40).await;
        for app in [&server.app, &other.app] {
            assert_eq!(statistics::recompute(app).await.expect("statistics are counted"), None);
        }
        assert_eq!(released(&server.app).await, before, "the month stays as it was published");
        other.app.db.close_by_ref().await.ok();
    })
    .await;
}

/// The exact total of a month; the newest when absent.
async fn exact_total(server: &Server, analyst: &Asker, month: Option<String>) -> Value {
    let asked = json!({ "tables": [ONE], "month": month });
    let answer = server.asks(analyst).with("Seko-Purpose", "REPORTING").data(EXACT, asked).await;
    value(&answer["exactStatistics"][0], &json!([null, null, null])).cloned().unwrap_or_default()
}

#[tokio::test]
async fn who_takes_consent_back_is_not_counted_in_the_next_month() {
    each_server(async |server: &Server| {
        people(&server.app, "FR", 30).await;
        let awa = server.member("Awa").await;
        let give = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) { userErrors { field } } }";
        let given = server.asks(&awa).run(give, json!({ "purpose": "STATISTICS", "noticeVersion": 1 })).await;
        assert_eq!(given["giveConsent"]["userErrors"], json!([]));
        publish(&server.app).await;
        let analyst = server.operator("analyst@example.org", RoleName::Analyst).await;
        assert_eq!(exact_total(server, &analyst, None).await, 31);

        let withdraw =
            "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { field } } }";
        server.asks(&awa).run(withdraw, json!({ "purpose": "STATISTICS" })).await;
        let folder = TempDir::new().expect("a folder");
        let later = next_month(server, &folder).await;
        publish(&later).await;
        later.db.close_by_ref().await.ok();
        assert_eq!(exact_total(server, &analyst, None).await, 30);
        let today = server.app.clock.today().to_string();
        assert_eq!(exact_total(server, &analyst, Some(today)).await, 31, "what was published stays");
    })
    .await;
}

#[tokio::test]
async fn exact_counts_are_for_analysts_who_report_and_each_reading_is_written_down() {
    each_server(async |server: &Server| {
        people(&server.app, "FR", 40).await;
        people(&server.app, "SN", 3).await;
        publish(&server.app).await;
        let analyst = server.operator("analyst@example.org", RoleName::Analyst).await;
        let asked = || json!({ "tables": [ONE, "OCCUPATION_GENDER_AGE", ONE] });
        let readings = || async {
            let rows = change_log::Entity::find().filter(change_log::Column::Subject.eq(Subject::Statistics));
            let rows = rows.filter(change_log::Column::ActorId.is_not_null()).all(&server.app.db).await;
            rows.expect("the log is read")
        };
        for purpose in [None, Some("STAFFING"), Some("SUPPORT")] {
            let asking = server.asks(&analyst);
            let asking = match purpose {
                Some(purpose) => asking.with("Seko-Purpose", purpose),
                None => asking,
            };
            assert_eq!(asking.data(EXACT, asked()).await["exactStatistics"], Value::Null, "{purpose:?}");
        }
        assert_eq!(readings().await.len(), 0);

        let answer = server.asks(&analyst).with("Seko-Purpose", "REPORTING").data(EXACT, asked()).await;
        let table = &answer["exactStatistics"][0];
        assert_eq!(value(table, &json!(["SN", null, null])), Some(&json!(3)), "{table}");
        assert_eq!(value(table, &json!([null, null, null])), Some(&json!(43)));
        let written = readings().await;
        let events: Vec<&str> = written.iter().map(|row| row.event.as_str()).collect();
        let expected = ["statistics.read_exact.country_gender_age", "statistics.read_exact.occupation_gender_age"];
        assert_eq!(events, expected);
        assert!(written.iter().all(|row| row.actor_id.is_some()));

        for (role, email) in [(RoleName::Staff, "clerk@example.org"), (RoleName::Admin, "chief@example.org")] {
            let other = server.operator(email, role).await;
            let answer = server.asks(&other).with("Seko-Purpose", "REPORTING").answer(EXACT, asked()).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
        }
        assert_eq!(readings().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn invented_members_are_counted_in_development_alone() {
    let server = Server::start().await;
    people(&server.app, "FR", 40).await;
    let folder = TempDir::new().expect("a folder");
    let mut settings = config(&server.database.url, folder.path());
    settings.environment = Environment::Production;
    let production = Arc::new(App::open(settings, Clock::System).await.expect("the database opens"));
    assert_eq!(statistics::recompute(&production).await.expect("statistics are counted"), None);
    publish(&server.app).await;
    production.db.close_by_ref().await.ok();
    server.stop().await;
}
