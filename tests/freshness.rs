//! Freshness: what was acknowledged anywhere counts at the next question to any server.

use std::sync::Arc;
use std::time::Duration;

use entity::change_log::Subject;
use entity::member;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait};
use seko::app::{App, begin, connect};
use seko::auth::Viewer;
use seko::service::{change_log, index};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::member_search::{somebody, store};
use crate::states::{Scene, open_position};
use crate::support::{Asker, Database, Server, each_server};

const WRITERS: usize = 32;
/// Changes by each of them.
const CHANGES: usize = 5;
/// Writers whose members are committed late.
const LATE_WRITERS: u64 = 3;
/// Members by each of them.
const LATE_EACH: u64 = 4;
pub const ADD_SKILL: &str = "mutation($input: AddMemberSkillInput!) { addMemberSkill(input: $input) {
    memberSkill { id version } userErrors { field code } } }";
const REMOVE_SKILL: &str = "mutation($input: RemoveMemberSkillInput!) { removeMemberSkill(input: $input) {
    removedId userErrors { field code } } }";
pub const RANKED: &str = "query($id: ID!) { position(id: $id) { candidates { totalCount
    nodes { candidate { member { id } } } } } }";
const UPDATE_SKILL: &str = "mutation($input: UpdateMemberSkillInput!) { updateMemberSkill(input: $input) {
    memberSkill { id version } userErrors { field code } } }";
const ADD_LANGUAGE: &str = "mutation($input: AddMemberLanguageInput!) { addMemberLanguage(input: $input) {
    memberLanguage { id } userErrors { field code } } }";
const UPDATE_MEMBER: &str = "mutation($input: UpdateMemberInput!) { updateMember(input: $input) {
    member { version } userErrors { field code } } }";
const GIVE: &str = "mutation($input: GiveConsentInput!) { giveConsent(input: $input) { userErrors { field code } } }";
const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) {
    userErrors { field code } } }";
const MOVE: &str = "mutation($input: MoveMemberInput!) { moveMember(input: $input) {
    member { version } userErrors { field code } } }";

/// A server on PostgreSQL, or a line that says why there is none.
pub async fn on_postgres() -> Option<Server> {
    match Database::postgres().await {
        Some(database) => Some(Server::on(database).await),
        None => {
            println!("SEKO_TEST_POSTGRES is not set: two servers on one database were not tried");
            None
        }
    }
}

/// Ends a second server and leaves its database to the first.
pub async fn leave(other: Server) {
    other.app.db.close_by_ref().await.ok();
}

/// Runs a mutation that nobody has to mend; its payload.
pub async fn change(server: &Server, asker: &Asker, mutation: &str, input: Value) -> Value {
    let answer = server.asks(asker).run(mutation, input).await;
    let payload = answer.as_object().and_then(|fields| fields.values().next()).expect("a payload").clone();
    assert_eq!(payload["userErrors"], json!([]), "{mutation}");
    payload
}

/// The profile, as its member reads it.
pub async fn own(server: &Server, asker: &Asker) -> Value {
    let query = "{ viewer { member { id version skills { id version concept { id } } } } }";
    server.asks(asker).data(query, json!({})).await["viewer"]["member"].take()
}

pub async fn add_skill(server: &Server, asker: &Asker, concept: &Value, level: i32) -> Value {
    let input = json!({ "concept": concept, "level": level });
    change(server, asker, ADD_SKILL, input).await["memberSkill"].take()
}

pub async fn remove_skill(server: &Server, asker: &Asker, skill: &Value) {
    change(server, asker, REMOVE_SKILL, json!({ "id": skill["id"], "version": skill["version"] })).await;
}

async fn move_member(server: &Server, asker: &Asker, to: &str) {
    let profile = own(server, asker).await;
    let input = json!({ "id": profile["id"], "version": profile["version"], "to": to, "reason": "OWN_WISH" });
    change(server, asker, MOVE, input).await;
}

/// Ids of the members ranked for a position, best first.
pub async fn ranked(server: &Server, staff: &Asker, position: &str) -> Vec<Value> {
    ids_ranked(&server.asks(staff).data(RANKED, json!({ "id": position })).await)
}

/// The same from the answer to a question for them.
pub fn ids_ranked(answer: &Value) -> Vec<Value> {
    let candidates = &answer["position"]["candidates"];
    let nodes = candidates["nodes"].as_array().expect("a list").iter();
    let ids: Vec<Value> = nodes.map(|node| node["candidate"]["member"]["id"].clone()).collect();
    assert_eq!(candidates["totalCount"], ids.len(), "counts equal lists");
    ids
}

#[tokio::test]
async fn what_one_server_wrote_the_other_ranks_at_its_next_question() {
    let Some(server) = on_postgres().await else { return };
    let other = server.beside().await;
    let scene = Scene::create(&server).await;
    let position = open_position(&server, &scene).await;
    for (writer, reader) in [(&server, &other), (&other, &server), (&server, &other)] {
        tell_both_ways(writer, reader, &scene, &position).await;
    }
    leave(other).await;
    server.stop().await;
}

/// Each change through one server is asked for at once through the other.
async fn tell_both_ways(writer: &Server, reader: &Server, scene: &Scene, position: &str) {
    let awa = &scene.awa;
    let is_ranked = async || !ranked(reader, &scene.staff, position).await.is_empty();
    assert!(is_ranked().await);
    remove_skill(writer, awa, &own(writer, awa).await["skills"][0]).await;
    assert!(!is_ranked().await, "the skill is gone");
    add_skill(writer, awa, &scene.concept, 4).await;
    assert!(is_ranked().await, "the skill is back");
    change(writer, awa, WITHDRAW, json!({ "purpose": "MATCHING" })).await;
    assert!(!is_ranked().await, "the consent is taken back");
    change(writer, awa, GIVE, json!({ "purpose": "MATCHING", "noticeVersion": 1 })).await;
    assert!(is_ranked().await, "the consent is given again");
    move_member(writer, awa, "PAUSED").await;
    assert!(!is_ranked().await, "the member rests");
    move_member(writer, awa, "ACTIVE").await;
    assert!(is_ranked().await, "the member is back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_writers_among_long_transactions_leave_nothing_out_of_any_index() {
    let Some(server) = on_postgres().await else { return };
    let other = Arc::new(server.beside().await);
    let server = Arc::new(server);
    let scene = Scene::create(&server).await;
    open_position(&server, &scene).await;
    let here = connect(&server.app.config.database).await.expect("the database opens");
    let elsewhere = server.database.elsewhere().await.expect("there is a database beside it");
    let long = [begin_long(&here).await, begin_long(&elsewhere).await];

    let mut work = JoinSet::new();
    for number in 0..WRITERS {
        let writer = server.member(&format!("Membre{number}")).await;
        let servers = [server.clone(), other.clone()];
        work.spawn(write(servers, writer, scene.concept.clone(), number));
    }
    for number in 0..LATE_WRITERS {
        work.spawn(write_late(server.app.clone(), here.clone(), number));
    }
    while let Some(done) = work.join_next().await {
        done.expect("a writer comes to its end");
    }
    for server in [&server, &other] {
        assert!(assert_index_is_whole(&server.app).await >= WRITERS as u64 + LATE_WRITERS * LATE_EACH);
    }
    for transaction in long {
        transaction.rollback().await.expect("the long transaction ends");
        for server in [&server, &other] {
            assert_index_is_whole(&server.app).await;
        }
    }
    here.close().await.ok();
    elsewhere.close().await.ok();
    leave(alone(other)).await;
    alone(server).stop().await;
}

/// A transaction that has an id of its own, and so keeps back what every snapshot takes for over.
async fn begin_long(db: &DatabaseConnection) -> DatabaseTransaction {
    let transaction = begin(db).await.expect("a transaction begins");
    transaction.execute_unprepared("SELECT pg_current_xact_id()").await.expect("it has an id of its own");
    transaction
}

/// The server itself, once nobody else holds it.
fn alone(server: Arc<Server>) -> Server {
    Arc::into_inner(server).expect("the writers are done")
}

/// A member adds and removes a skill, each time through the other server than before, and looks at what the one that
/// was not written through makes of it.
async fn write(servers: [Arc<Server>; 2], asker: Asker, concept: Value, number: usize) {
    let mut skill = None;
    for step in number..number + CHANGES {
        let (writer, reader) = (&servers[step % 2], &servers[(step + 1) % 2]);
        skill = match skill {
            None => Some(add_skill(writer, &asker, &concept, 3).await),
            Some(skill) => {
                remove_skill(writer, &asker, &skill).await;
                None
            }
        };
        let seen = opportunities(reader, &asker).await;
        assert_eq!(seen, usize::from(skill.is_some()), "member {number} after {step}");
    }
}

async fn opportunities(server: &Server, asker: &Asker) -> Value {
    let query = "{ viewer { member { opportunities { totalCount } } } }";
    server.asks(asker).data(query, json!({})).await["viewer"]["member"]["opportunities"]["totalCount"].take()
}

/// Members who are committed long after their place in the change log was given out.
async fn write_late(app: Arc<App>, db: DatabaseConnection, number: u64) {
    for _ in 0..LATE_EACH {
        let tx = begin(&db).await.expect("a transaction begins");
        register(&tx, &app, "Tardive").await;
        tokio::time::sleep(Duration::from_millis(150 + 70 * number)).await;
        tx.commit().await.expect("the member is stored");
    }
}

/// Stores a member as a registration does, but in a transaction of the story's own.
pub async fn register(tx: &DatabaseTransaction, app: &App, name: &str) {
    let row = somebody(name, "Traoré");
    let id = row.id;
    store::<_, member::ActiveModel>(tx, vec![row]).await;
    change_log::append(tx, app, &Viewer::system(), Subject::Member, id, "member.registered")
        .await
        .expect("the change is logged");
}

/// How many members the index holds, each as the database has them.
pub async fn assert_index_is_whole(app: &App) -> u64 {
    let verdict = index::verify(app).await.expect("the index is compared");
    let members = member::Entity::find().count(&app.db).await.expect("members are counted");
    assert_eq!(verdict.members as u64, members, "{verdict:?}");
    assert_eq!(verdict.differences, 0, "{verdict:?}");
    members
}

/// Ids of the members that a search finds, in its order.
pub async fn found(server: &Server, staff: &Asker, variables: Value) -> Vec<Value> {
    let query = "query($search: String, $filter: MemberFilter, $orderBy: MemberOrder) {
        members(search: $search, filter: $filter, orderBy: $orderBy) { totalCount nodes { id } } }";
    let answer = server.asks(staff).with("seko-purpose", "STAFFING").data(query, variables).await;
    let nodes = answer["members"]["nodes"].as_array().expect("a list").iter();
    let ids: Vec<Value> = nodes.map(|node| node["id"].clone()).collect();
    assert_eq!(answer["members"]["totalCount"], ids.len(), "counts equal lists");
    ids
}

/// Changes columns of the member's own profile.
async fn edit(server: &Server, asker: &Asker, field: &str, value: &str) {
    let profile = own(server, asker).await;
    change(server, asker, UPDATE_MEMBER, json!({ "version": profile["version"], field: value })).await;
}

#[tokio::test]
async fn a_profile_that_is_edited_is_found_in_its_new_place_by_the_next_question() {
    each_server(async |server: &Server| {
        let (awa, bakary) = (server.member("Awa").await, server.member("Bakary").await);
        let staff = server.staff().await;
        let (a, b) = (own(server, &awa).await["id"].clone(), own(server, &bakary).await["id"].clone());
        let search = async |variables: Value| found(server, &staff, variables).await;

        edit(server, &awa, "residenceCountry", "CI").await;
        assert_eq!(search(json!({ "filter": { "countries": ["FR"] } })).await, std::slice::from_ref(&b));
        assert_eq!(search(json!({ "filter": { "countries": ["CI"] } })).await, std::slice::from_ref(&a));
        edit(server, &bakary, "headline", "Apiculteur à Ségou").await;
        assert_eq!(search(json!({ "search": "segou apiculteur" })).await, std::slice::from_ref(&b));
        edit(server, &bakary, "headline", "Maçon").await;
        assert_eq!(search(json!({ "search": "apiculteur" })).await, Vec::<Value>::new());

        assert_eq!(search(json!({ "orderBy": "NAME" })).await, [a.clone(), b.clone()]);
        edit(server, &awa, "givenNames", "Zoumana").await;
        assert_eq!(search(json!({ "orderBy": "NAME" })).await, [b.clone(), a.clone()]);
        assert_eq!(search(json!({ "search": "awa" })).await, Vec::<Value>::new());
        assert_eq!(search(json!({ "search": "zoumana" })).await, std::slice::from_ref(&a));

        assert_eq!(search(json!({ "orderBy": "UPDATED" })).await, [a.clone(), b.clone()]);
        change(server, &bakary, ADD_LANGUAGE, json!({ "code": "bam", "speaking": "C1" })).await;
        assert_eq!(search(json!({ "orderBy": "UPDATED" })).await, [b.clone(), a.clone()]);
        let fluent = json!({ "filter": { "languages": [{ "code": "bam", "minLevel": "C1" }] } });
        assert_eq!(search(fluent).await, [b]);
    })
    .await;
}

#[tokio::test]
async fn a_skill_that_is_edited_is_ranked_in_its_new_place_by_the_next_question() {
    each_server(async |server: &Server| {
        let scene = Scene::create(server).await;
        let position = open_position(server, &scene).await;
        let bakary = server.member("Bakary").await;
        let (a, b) = (own(server, &scene.awa).await["id"].clone(), own(server, &bakary).await["id"].clone());
        add_skill(server, &bakary, &scene.concept, 1).await;
        assert_eq!(ranked(server, &scene.staff, &position).await, [a.clone(), b.clone()]);
        set_level(server, &bakary, 2).await;
        set_level(server, &scene.awa, 1).await;
        assert_eq!(ranked(server, &scene.staff, &position).await, [b, a.clone()]);
        remove_skill(server, &bakary, &own(server, &bakary).await["skills"][0]).await;
        assert_eq!(ranked(server, &scene.staff, &position).await, [a]);
    })
    .await;
}

/// Changes the level of the member's first skill.
async fn set_level(server: &Server, asker: &Asker, level: i32) {
    let skill = own(server, asker).await["skills"][0].take();
    let input = json!({ "id": skill["id"], "version": skill["version"], "level": level });
    change(server, asker, UPDATE_SKILL, input).await;
}
