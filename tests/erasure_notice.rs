//! Erasure notices: partners learn which of their candidates are gone, each by its own id and by the day alone.

use chrono::TimeDelta;
use entity::{erasure, erasure_notice};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use seko::service::erasure as service;
use serde_json::{Value, json};

use crate::partners::{
    SCOPES, agreement, candidate, candidates, client, day, mutate, opened, organisation, person, signed_in, uuid,
};
use crate::support::{Asker, Server, each_server};

const ERASED: &str = "query($since: Date) { erasedCandidates(since: $since) { totalCount
    nodes { candidateId pseudonym erasedOn } } }";
const LEAVE: &str = "mutation { requestErasure(input: {}) { dueOn userErrors { field } } }";
const OWN: &str = "{ viewer { member { id } } }";
const WITHDRAW: &str = "mutation { withdrawConsent(input: { purpose: SHARE_WITH_PARTNER }) { userErrors { field } } }";

/// Members ask to be erased, and their day comes.
pub async fn erase(server: &Server, members: &[&Asker]) {
    for member in members {
        let left = server.asks(member).data(LEAVE, json!({})).await;
        assert_eq!(left["requestErasure"]["userErrors"], json!([]), "{left}");
    }
    let past = server.app.clock.now() - TimeDelta::hours(1);
    let due = erasure::Entity::update_many().col_expr(erasure::Column::DueAt, Expr::value(past));
    due.exec(&server.app.db).await.expect("the day comes");
    let erased = service::run_due(&server.app).await.expect("members are erased");
    assert_eq!(erased.done, members.len() as u64);
}

/// Two weeks pass for every notice, while sessions and tokens stay good.
pub async fn weeks_pass(server: &Server) {
    let db = &server.app.db;
    for notice in erasure_notice::Entity::find().all(db).await.expect("notices are read") {
        let earlier = notice.erased_on - TimeDelta::days(13);
        let mut notice = notice.into_active_model();
        notice.erased_on = Set(earlier);
        notice.update(db).await.expect("a notice is moved");
    }
}

async fn erased(server: &Server, asker: &Asker, since: Option<String>) -> Value {
    server.asks(asker).data(ERASED, json!({ "since": since })).await["erasedCandidates"].take()
}

/// A partner with a position; its organisation, its agreement, somebody who acts for it, the position.
async fn partner(server: &Server, staff: &Asker, (name, email): (&str, &str)) -> (String, String, Asker, String) {
    let organisation = organisation(server, staff, name).await;
    let agreement = agreement(server, staff, &organisation, json!({})).await;
    let user = person(server, email, &organisation).await;
    let (_, position) = opened(server, staff, &user, &organisation).await;
    (organisation, agreement, user, position)
}

async fn seen(server: &Server, user: &Asker, position: &str) -> Value {
    let candidate = candidates(server, user, position).await["nodes"][0]["candidate"].take();
    json!({ "candidateId": candidate["id"], "pseudonym": candidate["pseudonym"] })
}

#[tokio::test]
async fn every_partner_that_could_see_a_member_is_told_of_the_erasure_by_its_own_id() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        let (hospital, agreed, user, position) = partner(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let (_, _, other, other_position) = partner(server, &staff, ("Mairie de Ségou", "deux@example.org")).await;
        let stranger = organisation(server, &staff, "Hôpital de Kati").await;
        let stranger = person(server, "trois@example.org", &stranger).await;
        let app = signed_in(server, &client(server, &staff, (&hospital, &agreed), &SCOPES).await).await;
        let awa = candidate(server, "Awa", 1990, 4).await;
        let member = server.asks(&awa).data(OWN, json!({})).await["viewer"]["member"]["id"].take();
        let (known, known_to_other) =
            (seen(server, &user, &position).await, seen(server, &other, &other_position).await);
        assert!(known["candidateId"].is_string() && known["candidateId"] != known_to_other["candidateId"]);
        assert_eq!(erased(server, &user, None).await["totalCount"], 0);

        // Nobody sees the member any more when the day comes; who could is told all the same.
        server.asks(&awa).data(WITHDRAW, json!({})).await;
        let bakary = server.member("Bakary").await;
        erase(server, &[&awa, &bakary]).await;
        assert_told_on_its_day(server, (&user, hospital.as_str())).await;
        let (known, known_to_other) = (on_its_day(server, known).await, on_its_day(server, known_to_other).await);
        weeks_pass(server).await;
        for asker in [&user, &app] {
            let told = erased(server, asker, None).await;
            assert_eq!(told, json!({ "totalCount": 1, "nodes": [known] }), "who never shared is not told of");
            assert_eq!(erased(server, asker, Some(day(server, -13))).await["totalCount"], 1);
            assert_eq!(erased(server, asker, Some(day(server, 1))).await, json!({ "totalCount": 0, "nodes": [] }));
        }
        assert_eq!(erased(server, &other, None).await["nodes"], json!([known_to_other]));
        assert_eq!(erased(server, &stranger, None).await["totalCount"], 0, "without an agreement nothing was seen");
        let stored = erasure_notice::Entity::find().all(&server.app.db).await.expect("notices are read");
        assert_eq!(stored.len(), 2);
        let id = uuid(member.as_str().expect("an id")).simple().to_string();
        assert!(stored.iter().all(|notice| !notice.candidate.contains(&id)), "a notice does not hold the member's id");

        let input = json!({ "id": agreed, "version": 1, "reason": "Fin de la coopération" });
        mutate(server, &staff, ("revokeSharingAgreement", ""), input).await;
        assert_eq!(erased(server, &user, None).await["totalCount"], 1, "also after the end of the agreement");
    })
    .await;
}

/// What is told of a candidate two weeks later, by the notice that was written.
async fn on_its_day(server: &Server, mut candidate: Value) -> Value {
    let id = candidate["candidateId"].as_str().expect("an id").to_owned();
    let stored = erasure_notice::Entity::find().all(&server.app.db).await.expect("notices are read");
    let notice = stored.into_iter().find(|notice| id.ends_with(&notice.candidate)).expect("a notice");
    let wait = notice.erased_on - server.app.clock.today();
    assert!((0..=13).contains(&wait.num_days()), "{wait}");
    candidate["erasedOn"] = json!(day(server, wait.num_days() - 13));
    candidate
}

/// A notice is not read before its day, nor counted, and is from then on.
async fn assert_told_on_its_day(server: &Server, (user, organisation): (&Asker, &str)) {
    let db = &server.app.db;
    let of_this_one = erasure_notice::Entity::find()
        .filter(erasure_notice::Column::OrganisationId.eq(uuid(organisation)))
        .one(db)
        .await
        .expect("notices are read");
    let written = of_this_one.expect("a notice");
    for (wait, told) in [(1, 0), (0, 1)] {
        let mut moved = written.clone().into_active_model();
        moved.erased_on = Set(server.app.clock.today() + TimeDelta::days(wait));
        moved.update(db).await.expect("a notice is moved");
        let read = erased(server, user, None).await;
        assert_eq!(read["totalCount"], told, "{read}");
        assert_eq!(read["nodes"].as_array().map(Vec::len), Some(told), "{read}");
    }
    let back = written.into_active_model().reset_all();
    back.update(db).await.expect("a notice is moved back");
}

#[tokio::test]
async fn who_was_refused_all_along_is_not_told() {
    each_server(async |server: &Server| {
        let staff = server.staff().await;
        partner(server, &staff, ("Hôpital du Mali", "un@example.org")).await;
        let awa = server.member("Awa").await;
        server.asks(&awa).data(WITHDRAW, json!({})).await;
        erase(server, &[&awa]).await;
        assert_eq!(erasure_notice::Entity::find().count(&server.app.db).await.expect("notices are counted"), 0);
    })
    .await;
}
