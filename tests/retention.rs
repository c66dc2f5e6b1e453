//! Retention: each class of data is counted, kept as long as its rule says, and gone after that.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::correction::{self, CorrectionAct};
use entity::language::Language;
use entity::member::{self, MemberStatus};
use entity::one_time_link::{self, LinkPurpose};
use entity::subject_request::{self, SubjectRequestKind, SubjectRequestStatus};
use entity::text::Codes;
use entity::{access_event, account, erasure, idempotency_key, mail, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use seko::config::Config;
use seko::service::retention::{self, Class};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::member_search::{somebody, store};
use crate::support::{Server, each_server};

const PAGE: &str = include_str!("../docs/retention.md");

/// Days from now, backwards.
fn ago(server: &Server, days: i64) -> DateTime<Utc> {
    server.app.clock.now() - TimeDelta::days(days)
}

/// An old and a new row of each class, beside the registry's own.
async fn store_rows(server: &Server) {
    let db = &server.app.db;
    let awa = member::Entity::find().one(db).await.expect("members are read").expect("Awa");
    let account_id = awa.account_id.expect("an account");
    for (number, days) in [1, 4_000].into_iter().enumerate() {
        let at = ago(server, days);
        store::<_, erasure::ActiveModel>(db, vec![a_receipt(number, at)]).await;
        store::<_, subject_request::ActiveModel>(db, vec![a_request(awa.id, at)]).await;
        store::<_, correction::ActiveModel>(db, vec![a_correction(awa.id, at)]).await;
        store::<_, access_event::ActiveModel>(db, vec![a_reading(awa.id, at)]).await;
        store::<_, session::ActiveModel>(db, vec![a_session(account_id, at)]).await;
        store::<_, one_time_link::ActiveModel>(db, vec![a_link(account_id, number, at)]).await;
        store::<_, mail::ActiveModel>(db, vec![a_mail(at)]).await;
        store::<_, idempotency_key::ActiveModel>(db, vec![a_key(number, at)]).await;
    }
    store_members(server, db).await;
}

/// Members who left, who never confirmed, and who have not been heard of: long ago and lately.
async fn store_members(server: &Server, db: &DatabaseConnection) {
    for days in [1, 4_000] {
        let at = ago(server, days);
        let draft = account::Model {
            id: Uuid::now_v7(),
            email: format!("draft{days}@example.org"),
            email_verified_at: None,
            password_hash: None,
            language: Language::Fr,
            disabled_at: None,
            created_at: at,
        };
        let account_id = Some(draft.id);
        let somebody = |status| member::Model {
            status,
            confirmed_at: Some(at),
            created_at: at,
            updated_at: at,
            ..somebody("Moussa", "Keïta")
        };
        let members = vec![
            somebody(MemberStatus::Withdrawn),
            somebody(MemberStatus::Active),
            member::Model { account_id, confirmed_at: None, ..somebody(MemberStatus::Draft) },
        ];
        store::<_, account::ActiveModel>(db, vec![draft]).await;
        store::<_, member::ActiveModel>(db, members).await;
    }
}

fn a_receipt(number: usize, at: DateTime<Utc>) -> erasure::Model {
    erasure::Model {
        id: Uuid::now_v7(),
        member_id: Uuid::now_v7(),
        request_id: None,
        receipt_hash: format!("hash {number}"),
        reason: None,
        requested_at: at,
        due_at: at,
        cancelled_at: None,
        announced_at: Some(at),
        mail_id: None,
        erased_at: Some(at),
        swept_at: Some(at),
    }
}

fn a_request(member_id: Uuid, at: DateTime<Utc>) -> subject_request::Model {
    subject_request::Model {
        id: Uuid::now_v7(),
        member_id: Some(member_id),
        requester: None,
        kind: SubjectRequestKind::Access,
        status: SubjectRequestStatus::Answered,
        text: Some("Mes données".to_owned()),
        received_at: at,
        due_on: at.date_naive(),
        decided_at: Some(at),
        reason: None,
        answer: Some("Les voici".to_owned()),
        handled_by: None,
        version: 3,
    }
}

fn a_correction(member_id: Uuid, at: DateTime<Utc>) -> correction::Model {
    correction::Model {
        id: Uuid::now_v7(),
        member_id,
        section: "member".to_owned(),
        record_id: member_id,
        act: CorrectionAct::Changed,
        fields: Codes(vec!["headline".to_owned()]),
        actor_id: None,
        at,
    }
}

fn a_reading(member_id: Uuid, at: DateTime<Utc>) -> access_event::Model {
    access_event::Model {
        id: Uuid::now_v7(),
        member_id,
        account_id: None,
        organisation_id: None,
        role: access_event::ReaderRole::Staff,
        fields: access_event::FieldsRead::default(),
        purpose: access_event::Purpose::Staffing,
        request_id: None,
        at,
    }
}

fn a_session(account_id: Uuid, at: DateTime<Utc>) -> session::Model {
    session::Model {
        id: Uuid::now_v7(),
        account_id,
        generation: 1,
        created_at: at,
        last_used_at: at,
        expires_at: at,
        revoked_at: None,
        second_factor_at: None,
    }
}

fn a_link(account_id: Uuid, number: usize, at: DateTime<Utc>) -> one_time_link::Model {
    one_time_link::Model {
        id: Uuid::now_v7(),
        account_id,
        purpose: LinkPurpose::ResetPassword,
        secret_hash: format!("link {number}"),
        registration: None,
        created_at: at,
        expires_at: at,
        used_at: None,
    }
}

fn a_mail(at: DateTime<Utc>) -> mail::Model {
    mail::Model {
        id: Uuid::now_v7(),
        recipient: "parti@example.org".to_owned(),
        language: Language::Fr,
        subject: "Bonjour".to_owned(),
        body: "Bonjour".to_owned(),
        attempts: 0,
        // Far off, so that none is delivered while the story is told.
        send_after: at + TimeDelta::days(40_000),
        created_at: at,
    }
}

fn a_key(number: usize, at: DateTime<Utc>) -> idempotency_key::Model {
    idempotency_key::Model {
        scope: "anonymous".to_owned(),
        key: format!("key {number}"),
        ordinal: 0,
        body_hash: String::new(),
        subject_id: Uuid::now_v7(),
        created_at: at,
    }
}

/// What a run found due of each class, and what it did.
async fn run(server: &Server, is_dry: bool) -> BTreeMap<&'static str, (u64, Option<u64>)> {
    let findings = retention::run(&server.app, is_dry).await.expect("retention runs");
    findings.into_iter().map(|finding| (finding.class.word(), (finding.due, finding.done))).collect()
}

async fn members(server: &Server, status: MemberStatus) -> u64 {
    let members = member::Entity::find().filter(member::Column::Status.eq(status));
    members.count(&server.app.db).await.expect("rows are counted")
}

#[tokio::test]
async fn what_has_been_kept_long_enough_goes_and_the_rest_stays() {
    each_server(async |server: &Server| {
        server.member("Awa").await;
        store_rows(server).await;
        let every = |done: Option<u64>| -> BTreeMap<&str, (u64, Option<u64>)> {
            Class::ALL.iter().map(|class| (class.word(), (1, done))).collect()
        };
        let mut dry = every(None);
        dry.insert(Class::Erasure.word(), (0, None));
        assert_eq!(run(server, true).await, dry);
        assert_eq!(run(server, true).await, dry, "counting changes nothing");
        // The member who left long ago is erased by the same run.
        assert_eq!(run(server, false).await, every(Some(1)));
        let nothing: BTreeMap<&str, (u64, Option<u64>)> =
            Class::ALL.iter().map(|class| (class.word(), (0, Some(0)))).collect();
        assert_eq!(run(server, false).await, nothing);
        for (status, left) in [
            (MemberStatus::Withdrawn, 1),
            (MemberStatus::Draft, 1),
            (MemberStatus::Dormant, 1),
            (MemberStatus::Active, 2),
        ] {
            assert_eq!(members(server, status).await, left, "{status:?}");
        }
        let drafts = account::Entity::find().filter(account::Column::Email.starts_with("draft"));
        let drafts = drafts.all(&server.app.db).await.expect("accounts are read");
        assert_eq!(drafts.iter().map(|draft| draft.email.as_str()).collect::<Vec<_>>(), ["draft1@example.org"]);
    })
    .await;
}

#[tokio::test]
async fn a_dormant_member_comes_back_by_their_own_word() {
    each_server(async |server: &Server| {
        let awa = server.member("Awa").await;
        let long_ago = ago(server, 1_000);
        let aged = member::Entity::update_many()
            .col_expr(member::Column::UpdatedAt, Expr::value(long_ago))
            .col_expr(member::Column::ConfirmedAt, Expr::value(long_ago));
        aged.exec(&server.app.db).await.expect("years pass");
        assert_eq!(run(server, false).await[Class::Dormant.word()], (1, Some(1)));
        let own = "{ viewer { member { id version status history { from to reason } } } }";
        let profile = server.asks(&awa).data(own, json!({})).await["viewer"]["member"].take();
        let last = profile["history"].as_array().and_then(|moves| moves.last()).cloned();
        let asleep = json!({ "from": "ACTIVE", "to": "DORMANT", "reason": "NOT_RECONFIRMED" });
        assert_eq!((&profile["status"], last), (&json!("DORMANT"), Some(asleep)));
        let back = "mutation($input: MoveMemberInput!) { moveMember(input: $input) {
            member { status } userErrors { field } } }";
        let input = json!({ "id": profile["id"], "version": profile["version"], "to": "ACTIVE", "reason": "OWN_WISH" });
        let answer = server.asks(&awa).run(back, input).await;
        assert_eq!(answer["moveMember"]["member"]["status"], "ACTIVE");
        assert_eq!(run(server, false).await[Class::Dormant.word()], (0, Some(0)));
    })
    .await;
}

#[test]
fn the_page_on_retention_lists_the_classes_with_their_rules_and_settings() {
    let config = Config::defaults();
    let settings: Value = serde_json::to_value(&config.retention).expect("settings are plain");
    let told: Vec<&str> = PAGE.lines().filter(|line| line.contains("| `")).collect();
    let listed = Class::ALL.map(|class| {
        assert!(settings[class.setting()].is_number(), "{} is a setting", class.setting());
        format!("| {} | {} | `{}` |", class.word(), class.rule(&config.retention), class.setting())
    });
    assert_eq!(told, listed, "docs/retention.md");
}
