//! Saved positions: a member keeps them for themself, and nobody else learns of it.

use entity::position::{self, PositionStatus};
use entity::role_grant::RoleName;
use entity::{access_event, change_log, saved_position};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::member_search::store;
use crate::states::{Scene, open_position};
use crate::support::{Asker, Server, each_server};

const SAVE: &str = "mutation($input: SavePositionInput!) { savePosition(input: $input) {
    savedPosition { isOpen position { id isSaved } } userErrors { field code } } }";
const UNSAVE: &str = "mutation($input: UnsavePositionInput!) { unsavePosition(input: $input) {
    unsaved userErrors { field code } } }";
const KEPT: &str =
    "query($first: Int, $after: String) { viewer { member { id savedPositions(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { isOpen position { id status isSaved } } } } } }";
const POSITION: &str = "query($id: ID!) { position(id: $id) { isSaved } }";
const THEIRS: &str = "query($id: ID!) { member(id: $id) { savedPositions { totalCount } } }";

async fn save(server: &Server, asker: &Asker, position: &str) -> Value {
    server.asks(asker).run(SAVE, json!({ "position": position })).await["savePosition"].take()
}

async fn unsave(server: &Server, asker: &Asker, position: &str) -> Value {
    server.asks(asker).run(UNSAVE, json!({ "position": position })).await["unsavePosition"].take()
}

async fn kept(server: &Server, asker: &Asker) -> Value {
    server.asks(asker).data(KEPT, json!({})).await["viewer"]["member"]["savedPositions"].take()
}

async fn set_status(server: &Server, position: &str, status: PositionStatus) {
    position::Entity::update_many()
        .col_expr(position::Column::Status, Expr::value(status))
        .filter(position::Column::Id.eq(uuid(position)))
        .exec(&server.app.db)
        .await
        .expect("the position is moved");
}

fn uuid(id: &str) -> Uuid {
    let (_, rest) = id.split_once('_').expect("an id");
    Uuid::try_parse(rest).expect("an id")
}

async fn rows(server: &Server) -> [u64; 3] {
    let db = &server.app.db;
    [
        saved_position::Entity::find().count(db).await.expect("rows are counted"),
        change_log::Entity::find().count(db).await.expect("rows are counted"),
        access_event::Entity::find().count(db).await.expect("rows are counted"),
    ]
}

#[tokio::test]
async fn a_member_keeps_a_position_once_and_drops_it() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let [_, changes, reads] = rows(server).await;
        let saved = json!({ "isOpen": true, "position": { "id": position, "isSaved": true } });
        for _ in 0..2 {
            let answer = save(server, &scene.awa, &position).await;
            assert_eq!(answer, json!({ "savedPosition": saved, "userErrors": [] }));
        }
        assert_eq!(rows(server).await, [1, changes, reads], "one row, and nothing where others look");
        let list = kept(server, &scene.awa).await;
        assert_eq!((&list["totalCount"], list["nodes"].as_array().map(Vec::len)), (&json!(1), Some(1)));
        for _ in 0..2 {
            let answer = unsave(server, &scene.awa, &position).await;
            assert_eq!(answer, json!({ "unsaved": true, "userErrors": [] }));
        }
        assert_eq!(rows(server).await, [0, changes, reads]);
        let seen = server.asks(&scene.awa).data(POSITION, json!({ "id": position })).await;
        assert_eq!(seen["position"]["isSaved"], false);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_learns_what_a_member_keeps() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let (bakary, officer) =
            (server.member("Bakary").await, server.operator("dpo@example.org", RoleName::Dpo).await);
        let position = open_position(server, &scene).await;
        save(server, &scene.awa, &position).await;
        let awa = server.asks(&scene.awa).data(KEPT, json!({})).await["viewer"]["member"]["id"].take();
        for asker in [&scene.staff, &officer] {
            let asking = server.asks(asker).with("Seko-Purpose", "SUBJECT_REQUEST");
            let seen = asking.data(THEIRS, json!({ "id": awa })).await;
            assert_eq!(seen["member"], json!({ "savedPositions": null }));
        }
        let trail = "{ auditTrail(first: 100) { nodes { event } } }";
        let trail = server.asks(&officer).data(trail, json!({})).await.to_string();
        assert!(trail.contains("position.created") && !trail.contains("saved"), "{trail}");
        assert_eq!(kept(server, &bakary).await["totalCount"], 0);
        for (asker, expected) in
            [(&bakary, json!(false)), (&scene.staff, Value::Null), (&Asker::default(), Value::Null)]
        {
            let seen = server.asks(asker).data(POSITION, json!({ "id": position })).await;
            assert_eq!(seen["position"]["isSaved"], expected);
        }
    })
    .await;
}

#[tokio::test]
async fn a_kept_position_that_closes_stays_with_its_state_and_an_unseen_one_cannot_be_kept() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let bakary = server.member("Bakary").await;
        let position = open_position(server, &scene).await;
        save(server, &scene.awa, &position).await;
        set_status(server, &position, PositionStatus::Closed).await;
        let closed = json!([{ "isOpen": false, "position": { "id": position, "status": "CLOSED", "isSaved": true } }]);
        assert_eq!(kept(server, &scene.awa).await["nodes"], closed);
        assert_eq!(save(server, &scene.awa, &position).await["userErrors"], json!([]), "she keeps it already");
        let unknown = json!([{ "field": "position", "code": "NOT_FOUND" }]);
        assert_eq!(save(server, &bakary, &position).await["userErrors"], unknown);
        assert_eq!(unsave(server, &bakary, &position).await["userErrors"], unknown);
        assert_eq!(unsave(server, &scene.awa, &position).await["unsaved"], true);
    })
    .await;
}

#[tokio::test]
async fn a_member_keeps_two_hundred_positions_and_reads_them_in_pages() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let stored = position::Entity::find_by_id(uuid(&position)).one(&server.app.db).await;
        let stored = stored.expect("positions are read").expect("the position");
        let copies: Vec<position::Model> =
            (0..200).map(|_| position::Model { id: Uuid::now_v7(), ..stored.clone() }).collect();
        let awa = server.asks(&scene.awa).data(KEPT, json!({})).await["viewer"]["member"]["id"].take();
        let member_id = uuid(awa.as_str().expect("an id"));
        let at = server.app.clock.now();
        let saved = copies.iter().map(|copy| saved_position::Model {
            id: Uuid::now_v7(),
            member_id,
            position_id: copy.id,
            created_at: at,
        });
        let saved = saved.collect();
        store::<_, position::ActiveModel>(&server.app.db, copies).await;
        store::<_, saved_position::ActiveModel>(&server.app.db, saved).await;
        let refused = json!([{ "field": "position", "code": "CONFLICT" }]);
        assert_eq!(save(server, &scene.awa, &position).await["userErrors"], refused);
        let (mut seen, mut after) = (std::collections::BTreeSet::new(), Value::Null);
        loop {
            let page = server.asks(&scene.awa).data(KEPT, json!({ "first": 90, "after": after })).await;
            let page = &page["viewer"]["member"]["savedPositions"];
            assert_eq!(page["totalCount"], 200);
            seen.extend(
                page["nodes"].as_array().expect("a page").iter().map(|node| node["position"]["id"].to_string()),
            );
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(seen.len(), 200);
    })
    .await;
}

#[tokio::test]
async fn what_a_member_keeps_is_exported_and_erased_with_them() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        save(server, &scene.awa, &position).await;
        let export = "mutation { exportMyData { document } }";
        let document = server.asks(&scene.awa).data(export, json!({})).await["exportMyData"]["document"].take();
        let kept = &document["savedPositions"][0];
        assert_eq!(kept["positionId"], json!(uuid(&position)));
        assert!(kept["title"].is_string() && kept["createdAt"].is_string(), "{kept}");
        let erase = "mutation($input: RequestErasureInput!) { requestErasure(input: $input) { dueOn } }";
        server.asks(&scene.awa).run(erase, json!({})).await;
        entity::erasure::Entity::update_many()
            .col_expr(entity::erasure::Column::DueAt, Expr::value(server.app.clock.now()))
            .exec(&server.app.db)
            .await
            .expect("the day comes");
        assert_eq!(seko::service::erasure::run_due(&server.app).await.expect("erasures are done").done, 1);
        assert_eq!(rows(server).await[0], 0);
    })
    .await;
}
