//! The schema: up, down and up again, and the same as the entities say.

use std::collections::BTreeSet;
use std::sync::Arc;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, EntityName, EntityTrait, IdenStatic, Iterable, Statement};
use seko::app::App;
use seko::service::setup;

use crate::support::each_database;

/// Columns that a table has beside those of its entity.
const BESIDE: [(&str, &str); 1] = [("change_log", "xid")];

#[tokio::test]
async fn the_schema_goes_up_down_and_up_again() {
    each_database(async |app: Arc<App>| {
        Migrator::down(&app.db, None).await.expect("everything is undone");
        let left: BTreeSet<String> = tables(&app).await;
        assert_eq!(left, BTreeSet::from(["seaql_migrations".to_owned()]), "nothing is left behind");
        setup::prepare(&app).await.expect("everything is done again");
        assert!(tables(&app).await.contains("member"));
    })
    .await;
}

/// Two accounts, by e-mail and by telephone, each with a session; statements, since entities know the newest schema alone.
const PEOPLE: &str = "
INSERT INTO account (id, email, phone, language, created_at) VALUES
    ('0198f2c0-7a5b-7c3d-8e9f-000000000001', 'awa@example.org', NULL, 'FR', '2026-01-01 00:00:00+00:00'),
    ('0198f2c0-7a5b-7c3d-8e9f-000000000002', NULL, '+22370112233', 'FR', '2026-01-01 00:00:00+00:00');
INSERT INTO session (id, account_id, generation, created_at, last_used_at, expires_at)
    SELECT id, id, 1, created_at, created_at, created_at FROM account";

#[tokio::test]
async fn accounts_with_an_address_keep_their_sessions_when_telephones_come_and_go() {
    each_database(async |app: Arc<App>| {
        let migrations = Migrator::migrations();
        let since = migrations.iter().rev().position(|step| step.name() == "m0017_ways_in").expect("the step");
        for statement in PEOPLE.split(';') {
            app.db.execute_unprepared(statement).await.expect("somebody is stored");
        }
        let steps = u32::try_from(since + 1).expect("a few");
        Migrator::down(&app.db, Some(steps)).await.expect("telephones go");
        let held = "SELECT email AS name FROM account JOIN session ON session.account_id = account.id";
        let awa = BTreeSet::from(["awa@example.org".to_owned()]);
        assert_eq!(names(&app, held).await, awa, "who has a telephone alone goes, the other stays signed in");
        let nobody = "UPDATE account SET email = NULL";
        assert!(app.db.execute_unprepared(nobody).await.is_err(), "an address is needed again");
        Migrator::up(&app.db, None).await.expect("telephones come");
        assert_eq!(names(&app, held).await, awa);
        assert!(app.db.execute_unprepared(nobody).await.is_err(), "an account is reached somehow");
        let moved = "UPDATE account SET phone = '+22370112233', email = NULL";
        app.db.execute_unprepared(moved).await.expect("a telephone is enough");
    })
    .await;
}

#[tokio::test]
async fn every_table_is_an_entity_with_the_same_columns() {
    each_database(async |app: Arc<App>| {
        let mut known = BTreeSet::from(["seaql_migrations".to_owned()]);
        known.insert(compare(&app, entity::access_event::Entity).await);
        known.insert(compare(&app, entity::account::Entity).await);
        known.insert(compare(&app, entity::admin_unit::Entity).await);
        known.insert(compare(&app, entity::api_client::Entity).await);
        known.insert(compare(&app, entity::api_client_secret::Entity).await);
        known.insert(compare(&app, entity::availability::Entity).await);
        known.insert(compare(&app, entity::change_log::Entity).await);
        known.insert(compare(&app, entity::claim::Entity).await);
        known.insert(compare(&app, entity::concept::Entity).await);
        known.insert(compare(&app, entity::concept_label::Entity).await);
        known.insert(compare(&app, entity::concept_proposal::Entity).await);
        known.insert(compare(&app, entity::concept_relation::Entity).await);
        known.insert(compare(&app, entity::consent_record::Entity).await);
        known.insert(compare(&app, entity::contact::Entity).await);
        known.insert(compare(&app, entity::correction::Entity).await);
        known.insert(compare(&app, entity::contact_request::Entity).await);
        known.insert(compare(&app, entity::credential::Entity).await);
        known.insert(compare(&app, entity::document::Entity).await);
        known.insert(compare(&app, entity::education::Entity).await);
        known.insert(compare(&app, entity::erasure::Entity).await);
        known.insert(compare(&app, entity::erasure_notice::Entity).await);
        known.insert(compare(&app, entity::experience::Entity).await);
        known.insert(compare(&app, entity::idempotency_key::Entity).await);
        known.insert(compare(&app, entity::mail::Entity).await);
        known.insert(compare(&app, entity::member::Entity).await);
        known.insert(compare(&app, entity::member_language::Entity).await);
        known.insert(compare(&app, entity::member_skill::Entity).await);
        known.insert(compare(&app, entity::member_skill_evidence::Entity).await);
        known.insert(compare(&app, entity::one_time_link::Entity).await);
        known.insert(compare(&app, entity::organisation::Entity).await);
        known.insert(compare(&app, entity::position::Entity).await);
        known.insert(compare(&app, entity::privacy_notice::Entity).await);
        known.insert(compare(&app, entity::programme::Entity).await);
        known.insert(compare(&app, entity::project::Entity).await);
        known.insert(compare(&app, entity::project_unit::Entity).await);
        known.insert(compare(&app, entity::recovery_code::Entity).await);
        known.insert(compare(&app, entity::requirement::Entity).await);
        known.insert(compare(&app, entity::role_grant::Entity).await);
        known.insert(compare(&app, entity::saved_position::Entity).await);
        known.insert(compare(&app, entity::second_factor::Entity).await);
        known.insert(compare(&app, entity::session::Entity).await);
        known.insert(compare(&app, entity::sharing_agreement::Entity).await);
        known.insert(compare(&app, entity::sign_in_code::Entity).await);
        known.insert(compare(&app, entity::statistic_cell::Entity).await);
        known.insert(compare(&app, entity::statistic_release::Entity).await);
        known.insert(compare(&app, entity::subject_request::Entity).await);
        known.insert(compare(&app, entity::synonym::Entity).await);
        known.insert(compare(&app, entity::taxonomy_release::Entity).await);
        known.insert(compare(&app, entity::transition::Entity).await);
        assert_eq!(tables(&app).await, known, "a table has no entity here");
    })
    .await;
}

#[tokio::test]
async fn servers_that_start_together_take_turns() {
    each_database(async |app: Arc<App>| {
        Migrator::down(&app.db, None).await.expect("everything is undone");
        if app.db.get_database_backend() == DbBackend::Postgres {
            let (first, second, third) = tokio::join!(setup::prepare(&app), setup::prepare(&app), setup::prepare(&app));
            first.and(second).and(third).expect("each of them finds or does the work");
        }
    })
    .await;
}

/// Compares an entity with its table and gives the table's name.
async fn compare<E: EntityTrait>(app: &App, entity: E) -> String {
    let table = EntityName::table_name(&entity).to_owned();
    let mut declared: BTreeSet<String> = E::Column::iter().map(|column| column.as_str().to_owned()).collect();
    declared.extend(BESIDE.iter().filter(|(of, _)| *of == table).map(|(_, column)| (*column).to_owned()));
    let sql = match app.db.get_database_backend() {
        DbBackend::Postgres => {
            format!("SELECT column_name AS name FROM information_schema.columns WHERE table_name = '{table}'")
        }
        _ => format!("SELECT name FROM pragma_table_info('{table}')"),
    };
    assert_eq!(names(app, &sql).await, declared, "columns of {table}");
    table
}

async fn tables(app: &App) -> BTreeSet<String> {
    let sql = match app.db.get_database_backend() {
        DbBackend::Postgres => "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
        _ => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    names(app, sql).await
}

async fn names(app: &App, sql: &str) -> BTreeSet<String> {
    let rows = app.db.query_all_raw(Statement::from_string(app.db.get_database_backend(), sql)).await;
    let rows = rows.expect("the database describes itself").into_iter();
    rows.map(|row| row.try_get::<String>("", "name").expect("a name")).collect()
}
