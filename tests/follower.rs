//! Followers: servers that take in by themselves what others wrote, after a pause, a lost connection, or far too late.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use entity::member;
use sea_orm::{ConnectionTrait, Database as Connection, DatabaseConnection, EntityTrait, PaginatorTrait};
use seko::app::{begin, connect};
use seko::service::index;
use seko::service::member_record::{self, Units};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::freshness::{
    ADD_SKILL, RANKED, add_skill, assert_index_is_whole, found, ids_ranked, leave, on_postgres, own, ranked, register,
    remove_skill,
};
use crate::member_search::{somebody, store};
use crate::overload::Wire;
use crate::states::{Scene, open_position};
use crate::support::{Asker, Asking, Server, each_server};

/// How soon every server ranks what any of them acknowledged.
const PROMISED: Duration = Duration::from_secs(2);
/// A follower more changes behind than this builds anew.
const MOST_BEHIND: usize = 20_000;
/// From now on new connections to the database are told of a million transactions more than there were.
const RUN_AHEAD: &str = "CREATE SCHEMA ahead;
CREATE TABLE ahead.by (xids bigint NOT NULL);
INSERT INTO ahead.by VALUES (1000000);
CREATE FUNCTION ahead.pg_current_snapshot() RETURNS pg_snapshot LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN xids = 0 THEN pg_catalog.pg_current_snapshot() ELSE format('%1$s:%1$s:',
        pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint + xids)::pg_snapshot END FROM ahead.by $$;
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = ahead, pg_catalog, public', current_database());
END $$";

/// Lets a server follow the change log as one at work does.
fn keep_up(server: &Server) -> JoinHandle<()> {
    let app = server.app.clone();
    tokio::spawn(async move { index::keep_up(&app).await })
}

/// How many candidates the only position has in the memory of a server. That is a look, not a question: the server
/// reads nothing for it.
fn kept(server: &Server) -> Option<usize> {
    let snapshot = server.app.index.snapshot();
    let position = snapshot.positions().next()?.id;
    snapshot.candidate_count(position, server.app.clock.today())
}

async fn assert_kept_in_time(server: &Server, expected: usize) {
    let began = Instant::now();
    while kept(server) != Some(expected) {
        assert!(began.elapsed() <= PROMISED, "{:?} instead of {expected}", kept(server));
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_nobody_asks_knows_within_two_seconds_what_another_wrote() {
    let Some(server) = on_postgres().await else { return };
    let other = server.beside().await;
    let following = keep_up(&other);
    let scene = Scene::create(&server).await;
    open_position(&server, &scene).await;
    assert_kept_in_time(&other, 1).await;
    for _ in 0..3 {
        remove_skill(&server, &scene.awa, &own(&server, &scene.awa).await["skills"][0]).await;
        assert_kept_in_time(&other, 0).await;
        add_skill(&server, &scene.awa, &scene.concept, 4).await;
        assert_kept_in_time(&other, 1).await;
    }
    following.abort();
    assert_index_is_whole(&other.app).await;
    leave(other).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_that_was_paused_takes_in_what_was_committed_meanwhile_and_what_is_committed_later() {
    let Some(server) = on_postgres().await else { return };
    let (wire, database) = Wire::before(server.database.clone()).await;
    let other = server.beside_on(database).await;
    let scene = Scene::create(&server).await;
    let position = open_position(&server, &scene).await;
    let bakary = server.member("Bakary").await;
    let elsewhere = connect(&server.app.config.database).await.expect("the database opens");
    let (early, late) = (begin(&elsewhere).await, begin(&elsewhere).await);
    let (early, late) = (early.expect("a transaction begins"), late.expect("another begins"));
    register(&early, &server.app, "Matinale").await;
    register(&late, &server.app, "Tardive").await;
    let following = keep_up(&other);
    assert_kept_in_time(&other, 1).await;

    wire.freeze();
    for _ in 0..8 {
        let skill = add_skill(&server, &bakary, &scene.concept, 3).await;
        remove_skill(&server, &bakary, &skill).await;
    }
    add_skill(&server, &bakary, &scene.concept, 3).await;
    early.commit().await.expect("the first is stored");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(kept(&other), Some(1), "it hears of nothing");

    wire.thaw();
    assert_kept_in_time(&other, 2).await;
    let named = async |name: &str| found(&other, &scene.staff, json!({ "search": name })).await.len();
    assert_eq!((named("matinale").await, named("tardive").await), (1, 0));
    late.commit().await.expect("the second is stored");
    assert_eq!((named("matinale").await, named("tardive").await), (1, 1));
    assert_eq!(ranked(&other, &scene.staff, &position).await, ranked(&server, &scene.staff, &position).await);
    for server in [&server, &other] {
        assert_index_is_whole(&server.app).await;
    }
    following.abort();
    elsewhere.close().await.ok();
    leave(other).await;
    server.stop().await;
}

#[tokio::test]
async fn however_many_wait_for_the_change_log_it_is_read_for_all_of_them_at_once() {
    let (server, statements) = Server::counting().await;
    let app = &server.app;
    index::follow(app).await.expect("the index is built");
    let before = statements.load(Ordering::Relaxed);
    let (a, b, c, d, e, f, g, h) = tokio::join!(
        index::follow(app),
        index::follow(app),
        index::follow(app),
        index::follow(app),
        index::follow(app),
        index::follow(app),
        index::follow(app),
        index::follow(app),
    );
    for followed in [a, b, c, d, e, f, g, h] {
        followed.expect("the index follows");
    }
    // The reading under way, and one for all who came after it began; one more if the first was over too soon.
    let asked = statements.load(Ordering::Relaxed) - before;
    assert!((1..=3).contains(&asked), "{asked} readings for eight who wait");
    index::follow(app).await.expect("the index follows");
    assert_eq!(statements.load(Ordering::Relaxed) - before, asked + 1, "who comes later is not answered from before");
    server.stop().await;
}

/// Cuts every other connection to the database: those of the servers, and those of the story.
async fn cut_off_the_others(killer: &DatabaseConnection) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    killer.execute_unprepared(sql).await.expect("the others are cut off");
}

/// The data of an answer. Whoever asks may be told to come again, but nothing worse, and not for long.
async fn data_soon<'a>(asking: impl Fn() -> Asking<'a>, document: &str, variables: Value) -> Value {
    let began = Instant::now();
    loop {
        let mut answer = asking().answer(document, variables.clone()).await;
        if answer["errors"].is_null() {
            return answer["data"].take();
        }
        for error in answer["errors"].as_array().expect("a list") {
            assert_eq!(error["extensions"]["code"], "UNAVAILABLE", "{answer:#}");
        }
        assert!(began.elapsed() <= PROMISED, "{answer:#}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn ranked_soon(server: &Server, staff: &Asker, position: &str) -> Vec<Value> {
    ids_ranked(&data_soon(|| server.asks(staff), RANKED, json!({ "id": position })).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_lose_no_change_and_what_a_lost_writer_had_begun_is_in_no_index() {
    let Some(server) = on_postgres().await else { return };
    let other = server.beside().await;
    let scene = Scene::create(&server).await;
    let position = open_position(&server, &scene).await;
    let bakary = server.member("Bakary").await;
    let (a, b) = (own(&server, &scene.awa).await["id"].clone(), own(&server, &bakary).await["id"].clone());
    let both = [a.clone(), b];
    let killer = Connection::connect(&server.database.url).await.expect("PostgreSQL answers");
    let elsewhere = connect(&server.app.config.database).await.expect("the database opens");
    let lost = begin(&elsewhere).await.expect("a transaction begins");
    register(&lost, &server.app, "Fantôme").await;

    for round in 0..3 {
        cut_off_the_others(&killer).await;
        // Under a key, as what was not answered may have been done.
        let asking = || server.asks(&bakary).with("idempotency-key", format!("essai-{round}"));
        let input = json!({ "concept": scene.concept, "level": 1 });
        let added = data_soon(asking, ADD_SKILL, json!({ "input": input })).await;
        assert_eq!(added["addMemberSkill"]["userErrors"], json!([]), "{added}");
        assert_eq!(ranked_soon(&other, &scene.staff, &position).await, both);
        remove_skill(&server, &bakary, &added["addMemberSkill"]["memberSkill"]).await;
        cut_off_the_others(&killer).await;
        assert_eq!(ranked_soon(&other, &scene.staff, &position).await, std::slice::from_ref(&a));
    }
    assert!(lost.commit().await.is_err(), "its connection was cut");
    assert_caught_up_by_itself(&server, &other, &scene, &killer).await;
    // A connection that rested for a second is asked whether it is there; before, its loss is met by who uses it.
    sleep(Duration::from_millis(1_500)).await;
    for server in [&server, &other] {
        assert_eq!(found(server, &scene.staff, json!({ "search": "fantome" })).await, Vec::<Value>::new());
        assert_index_is_whole(&server.app).await;
    }
    elsewhere.close().await.ok();
    killer.close().await.ok();
    leave(other).await;
    server.stop().await;
}

/// A server whose connections are cut right after another wrote knows of it in time, though nobody asks.
async fn assert_caught_up_by_itself(server: &Server, other: &Server, scene: &Scene, killer: &DatabaseConnection) {
    let following = keep_up(other);
    assert_kept_in_time(other, 1).await;
    // Its own connections were cut too.
    data_soon(|| server.asks(&scene.awa), "{ viewer { account { id } } }", json!({})).await;
    remove_skill(server, &scene.awa, &own(server, &scene.awa).await["skills"][0]).await;
    cut_off_the_others(killer).await;
    assert_kept_in_time(other, 0).await;
    following.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_of_everybody_that_is_given_up_spoils_no_connection() {
    let Some(server) = on_postgres().await else { return };
    let db = &server.app.db;
    store::<_, member::ActiveModel>(db, (0..800).map(|_| somebody("Awa", "Diarra")).collect()).await;
    let units = Units::read(db).await.expect("the units are read");
    for patience in (0..40).map(Duration::from_millis) {
        let everybody = member_record::load_next(db, &units, None, 1_000);
        if let Ok(read) = timeout(patience, everybody).await {
            assert_eq!(read.expect("members are read").len(), 800);
        }
        // What was left of a copy would be taken for the answer.
        let counts = [member::Entity::find().count(db), member::Entity::find().count(db)];
        for count in counts {
            assert_eq!(count.await.expect("members are counted"), 800, "given up after {patience:?}");
        }
    }
    server.stop().await;
}

/// Logs so many changes at once, of which no index has anything to take in.
async fn log_many(server: &Server, count: usize) {
    let sql = format!(
        "WITH RECURSIVE many(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM many WHERE number < {count})
        INSERT INTO change_log (subject, subject_id, event, at)
        SELECT 'ORGANISATION', one.subject_id, 'organisation.updated', one.at
        FROM many CROSS JOIN (SELECT subject_id, at FROM change_log LIMIT 1) AS one"
    );
    server.app.db.execute_unprepared(&sql).await.expect("the changes are logged");
}

#[tokio::test]
async fn a_follower_that_is_too_far_behind_builds_anew() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let bakary = server.member("Bakary").await;
        let (a, b) = (own(server, &scene.awa).await["id"].clone(), own(server, &bakary).await["id"].clone());
        let candidates = async || ranked(server, &scene.staff, &position).await;
        let clandestine = async || found(server, &scene.staff, json!({ "search": "clandestine" })).await.len();
        assert_eq!(candidates().await, std::slice::from_ref(&a));
        // Nobody logs her: who reads the log does not come upon her, who builds anew does.
        store::<_, member::ActiveModel>(&server.app.db, vec![somebody("Clandestine", "Diarra")]).await;

        add_skill(server, &bakary, &scene.concept, 1).await;
        log_many(server, MOST_BEHIND / 2).await;
        assert_eq!(candidates().await, [a, b.clone()]);
        assert_eq!(clandestine().await, 0, "the log was read");

        log_many(server, MOST_BEHIND + 1).await;
        remove_skill(server, &scene.awa, &own(server, &scene.awa).await["skills"][0]).await;
        assert_eq!(candidates().await, [b]);
        assert_eq!(clandestine().await, 1, "the index was built anew");

        remove_skill(server, &bakary, &own(server, &bakary).await["skills"][0]).await;
        assert_eq!(candidates().await, Vec::<Value>::new(), "the log is read on from there");
        assert_index_is_whole(&server.app).await;
    })
    .await;
}

#[tokio::test]
async fn a_follower_of_a_database_that_was_set_back_builds_anew() {
    let Some(server) = on_postgres().await else { return };
    let scene = Scene::create(&server).await;
    let position = open_position(&server, &scene).await;
    server.app.db.execute_unprepared(RUN_AHEAD).await.expect("the database runs ahead");
    let other = server.beside().await;
    let candidates = async || ranked(&other, &scene.staff, &position).await.len();
    assert_eq!(candidates().await, 1);
    remove_skill(&server, &scene.awa, &own(&server, &scene.awa).await["skills"][0]).await;
    assert_eq!(candidates().await, 1, "what comes now looks like what was read long ago");
    server.app.db.execute_unprepared("UPDATE ahead.by SET xids = 0").await.expect("the database is set back");
    assert_eq!(candidates().await, 0, "the index was built anew");
    add_skill(&server, &scene.awa, &scene.concept, 4).await;
    assert_eq!(candidates().await, 1, "the log is read on from there");
    assert_index_is_whole(&other.app).await;
    leave(other).await;
    server.stop().await;
}

#[tokio::test]
async fn a_follower_of_a_file_that_was_put_back_builds_anew() {
    let server = Server::start().await;
    let scene = Scene::create(&server).await;
    let clandestine = async || found(&server, &scene.staff, json!({ "search": "clandestine" })).await.len();
    let put_back = "DELETE FROM change_log WHERE id > (SELECT max(id) - 2 FROM change_log);
        UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM change_log) WHERE name = 'change_log'";
    assert_eq!(clandestine().await, 0);
    store::<_, member::ActiveModel>(&server.app.db, vec![somebody("Clandestine", "Diarra")]).await;
    assert_eq!(clandestine().await, 0, "nobody logged her");
    server.app.db.execute_unprepared(put_back).await.expect("the log is put back");
    assert_eq!(clandestine().await, 1, "the index was built anew");
    assert_index_is_whole(&server.app).await;
    server.stop().await;
}

#[tokio::test]
async fn what_a_dump_brought_from_a_cluster_further_on_is_no_news() {
    let Some(server) = on_postgres().await else { return };
    let scene = Scene::create(&server).await;
    let position = open_position(&server, &scene).await;
    let candidates = async || ranked(&server, &scene.staff, &position).await.len();
    let clandestine = async || found(&server, &scene.staff, json!({ "search": "clandestine" })).await.len();
    assert_eq!(candidates().await, 1);
    let further_on = format!(
        "INSERT INTO change_log (subject, subject_id, event, at, xid)
        SELECT 'ORGANISATION', one.subject_id, 'organisation.updated', one.at,
            (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1000000)::text::xid8
        FROM generate_series(0, {MOST_BEHIND}) CROSS JOIN (SELECT subject_id, at FROM change_log LIMIT 1) AS one"
    );
    server.app.db.execute_unprepared(&further_on).await.expect("the rows are stored");
    store::<_, member::ActiveModel>(&server.app.db, vec![somebody("Clandestine", "Diarra")]).await;
    remove_skill(&server, &scene.awa, &own(&server, &scene.awa).await["skills"][0]).await;
    assert_eq!(candidates().await, 0, "what is new is read");
    assert_eq!(clandestine().await, 0, "the index was not built anew");
    server.stop().await;
}
