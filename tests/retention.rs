//! Retention: each class of data is counted, kept as long as its rule says, and gone after that.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use entity::correction::{self, CorrectionAct};
use entity::language::Language;
use entity::mail::{self, Channel};
use entity::member::{self, MemberStatus};
use entity::one_time_link::{self, LinkPurpose};
use entity::organisation::OrganisationKind;
use entity::position::{self, PositionStatus};
use entity::subject_request::{self, SubjectRequestKind, SubjectRequestStatus};
use entity::text::Codes;
use entity::{
    access_event, account, admin_unit, claim, erasure, erasure_notice, idempotency_key, organisation, programme,
    project, saved_position, session, sign_in_code,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use seko::app::is_postgres;
use seko::config::Config;
use seko::service::retention::{self, Class, Finding, KEPT};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::erasure::tables;
use crate::lists::{a_position, a_programme, a_project, a_saved_position, an_organisation};
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
    let host = organisation::Model {
        id: Uuid::now_v7(),
        name: "Hôpital du Mali".to_owned(),
        acronym: None,
        kind: OrganisationKind::Hospital,
        country: "ML".to_owned(),
        unit_id: None,
        website: None,
        version: 1,
        created_at: ago(server, 0),
        updated_at: ago(server, 0),
    };
    store::<_, organisation::ActiveModel>(db, vec![host.clone()]).await;
    for (number, days) in [1, 4_000].into_iter().enumerate() {
        let at = ago(server, days);
        store::<_, erasure::ActiveModel>(db, vec![a_receipt(number, at)]).await;
        store::<_, erasure_notice::ActiveModel>(db, vec![a_notice(host.id, number, at)]).await;
        store::<_, subject_request::ActiveModel>(db, vec![a_request(awa.id, at)]).await;
        store::<_, correction::ActiveModel>(db, vec![a_correction(awa.id, at)]).await;
        store::<_, access_event::ActiveModel>(db, vec![a_reading(awa.id, at)]).await;
        store::<_, session::ActiveModel>(db, vec![a_session(account_id, at)]).await;
        store::<_, one_time_link::ActiveModel>(db, vec![a_link(account_id, number, at)]).await;
        store::<_, mail::ActiveModel>(db, vec![a_mail(at)]).await;
        store::<_, sign_in_code::ActiveModel>(db, vec![a_code(number, at)]).await;
        store::<_, idempotency_key::ActiveModel>(db, vec![a_key(number, at)]).await;
    }
    store_members(server, db).await;
    let guests = [a_guest(1, ago(server, 4_000)), a_guest(2, ago(server, 4_000))];
    let visit = a_session(guests[0].id, ago(server, 1));
    store::<_, account::ActiveModel>(db, guests.into()).await;
    store::<_, session::ActiveModel>(db, vec![visit]).await;
    store_kept_positions(server, awa.id).await;
}

/// Positions that Awa keeps, closed long ago and lately.
async fn store_kept_positions(server: &Server, awa: Uuid) {
    let db = &server.app.db;
    let unit = admin_unit::Entity::find().one(db).await.expect("units are read").expect("a unit").id;
    let host = an_organisation(unit, 0);
    let programme = a_programme(host.id, 0);
    let project = a_project(host.id, programme.id, 0);
    let closed = [1, 4_000].map(|days| position::Model {
        status: PositionStatus::Closed,
        updated_at: ago(server, days),
        ..a_position(project.id, unit, 0)
    });
    let kept = closed.iter().map(|position| a_saved_position(awa, position.id, 0)).collect();
    store::<_, organisation::ActiveModel>(db, vec![host]).await;
    store::<_, programme::ActiveModel>(db, vec![programme]).await;
    store::<_, project::ActiveModel>(db, vec![project]).await;
    store::<_, position::ActiveModel>(db, closed.to_vec()).await;
    store::<_, saved_position::ActiveModel>(db, kept).await;
}

/// Members who left, who never confirmed, and who have not been heard of: long ago and lately.
async fn store_members(server: &Server, db: &DatabaseConnection) {
    for days in [1, 4_000] {
        let at = ago(server, days);
        let draft = account::Model {
            id: Uuid::now_v7(),
            email: Some(format!("draft{days}@example.org")),
            email_verified_at: None,
            phone: None,
            phone_verified_at: None,
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
        let unclaimed = somebody(MemberStatus::Draft);
        let claim = claim::Model {
            member_id: unclaimed.id,
            code_hash: format!("{days:064}"),
            registered_by: None,
            created_at: at,
            expires_at: at + TimeDelta::days(90),
        };
        store::<_, account::ActiveModel>(db, vec![draft]).await;
        store::<_, member::ActiveModel>(db, members).await;
        store::<_, member::ActiveModel>(db, vec![unclaimed]).await;
        store::<_, claim::ActiveModel>(db, vec![claim]).await;
    }
}

fn a_notice(organisation_id: Uuid, number: usize, at: DateTime<Utc>) -> erasure_notice::Model {
    erasure_notice::Model {
        organisation_id,
        candidate: format!("candidate {number}"),
        pseudonym: "ABC-DEFG".to_owned(),
        erased_on: at.date_naive(),
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
        channel: Channel::Mail,
    }
}

fn a_code(number: usize, at: DateTime<Utc>) -> sign_in_code::Model {
    sign_in_code::Model {
        address_hash: format!("address {number}"),
        code_hash: "code".to_owned(),
        wrong_tries: 0,
        created_at: at,
        expires_at: at + TimeDelta::minutes(10),
    }
}

/// Somebody who signed in once and never made a profile.
fn a_guest(number: usize, at: DateTime<Utc>) -> account::Model {
    account::Model {
        id: Uuid::now_v7(),
        email: None,
        email_verified_at: None,
        phone: Some(format!("+3361234567{number}")),
        phone_verified_at: Some(at),
        password_hash: None,
        language: Language::Fr,
        disabled_at: None,
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
    let findings = retention::run(&server.app, is_dry).await;
    assert!(findings.iter().all(|finding| finding.failed == 0), "{findings:?}");
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
            (MemberStatus::Draft, 2),
            (MemberStatus::Dormant, 1),
            (MemberStatus::Active, 2),
        ] {
            assert_eq!(members(server, status).await, left, "{status:?}");
        }
        let drafts = account::Entity::find().filter(account::Column::Email.starts_with("draft"));
        let drafts = drafts.all(&server.app.db).await.expect("accounts are read");
        assert_eq!(drafts.iter().map(|draft| draft.email.as_deref()).collect::<Vec<_>>(), [Some("draft1@example.org")]);
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

/// From here on the database lets nobody of this name go.
async fn hold(server: &Server, family_names: &str) {
    let refusal = match is_postgres(&server.app.db) {
        true => format!(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF OLD.family_names = '{family_names}' THEN RAISE EXCEPTION 'held'; END IF; RETURN OLD; END $$;
            CREATE TRIGGER held BEFORE DELETE ON member FOR EACH ROW EXECUTE FUNCTION refuse()"
        ),
        false => format!(
            "CREATE TRIGGER held BEFORE DELETE ON member WHEN OLD.family_names = '{family_names}'
                BEGIN SELECT RAISE(ABORT, 'held'); END"
        ),
    };
    server.app.db.execute_unprepared(&refusal).await.expect("a trigger can be made");
}

/// Drafts and members who left, one of each held; a key that is old.
async fn store_held(server: &Server) {
    let (db, long_ago) = (&server.app.db, ago(server, 4_000));
    for (number, family_names) in ["Retenu", "Keïta", "Diarra"].into_iter().enumerate() {
        let draft = account::Model {
            id: Uuid::now_v7(),
            email: Some(format!("draft{number}@example.org")),
            email_verified_at: None,
            phone: None,
            phone_verified_at: None,
            password_hash: None,
            language: Language::Fr,
            disabled_at: None,
            created_at: long_ago,
        };
        let account_id = Some(draft.id);
        let somebody = |status, account_id| member::Model {
            status,
            account_id,
            created_at: long_ago,
            updated_at: long_ago,
            ..somebody("Moussa", family_names)
        };
        let members = vec![somebody(MemberStatus::Draft, account_id), somebody(MemberStatus::Withdrawn, None)];
        store::<_, account::ActiveModel>(db, vec![draft]).await;
        store::<_, member::ActiveModel>(db, members).await;
    }
    store::<_, idempotency_key::ActiveModel>(db, vec![a_key(0, long_ago)]).await;
}

#[tokio::test]
async fn a_member_who_cannot_be_erased_keeps_nobody_else() {
    each_server(async |server: &Server| {
        store_held(server).await;
        hold(server, "Retenu").await;
        let counts = |findings: &[Finding], class: Class| {
            let finding = findings.iter().find(|finding| finding.class == class).expect("a finding");
            (finding.due, finding.done, finding.failed)
        };
        let findings = retention::run(&server.app, false).await;
        assert_eq!(counts(&findings, Class::Withdrawn), (3, Some(3), 0));
        assert_eq!(counts(&findings, Class::Draft), (3, Some(2), 1));
        assert_eq!(counts(&findings, Class::Erasure), (3, Some(2), 1));
        assert_eq!(counts(&findings, Class::IdempotencyKey), (1, Some(1), 0), "the classes after it had their turn");
        let left = member::Entity::find().all(&server.app.db).await.expect("members are read");
        assert_eq!(left.len(), 2);
        assert!(left.iter().all(|member| member.family_names == "Retenu"));
        let release = if is_postgres(&server.app.db) { "DROP TRIGGER held ON member" } else { "DROP TRIGGER held" };
        server.app.db.execute_unprepared(release).await.expect("the trigger goes");
        let findings = retention::run(&server.app, false).await;
        assert_eq!(counts(&findings, Class::Draft), (1, Some(1), 0));
        assert_eq!(counts(&findings, Class::Erasure), (1, Some(1), 0));
    })
    .await;
}

#[tokio::test]
async fn the_command_says_how_many_failed_and_fails() {
    let server = Server::start().await;
    store_held(&server).await;
    let run = || {
        let folder = server.app.config.data_dir.clone();
        Command::new(env!("CARGO_BIN_EXE_seko"))
            .args(["retention", "run", "--database", &server.database.url])
            .current_dir(&folder)
            .env_clear()
            .env("SEKO_DATA_DIR", &folder)
            .output()
            .expect("the program can be run")
    };
    hold(&server, "Retenu").await;
    let output = run();
    let (told, complaint) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    let line = told.lines().find(|line| line.starts_with("unconfirmed registrations")).expect("a line");
    assert_eq!(line.split_whitespace().rev().take(3).collect::<Vec<_>>(), ["1", "2", "3"], "failed, done, due: {line}");
    assert!(complaint.contains("seko: 2 could not be dealt with"), "{complaint}");
    server.app.db.execute_unprepared("DROP TRIGGER held").await.expect("the trigger goes");
    assert!(run().status.success());
    server.stop().await;
}

#[tokio::test]
async fn every_table_has_a_rule_or_is_kept_for_a_reason() {
    each_server(async |server: &Server| {
        let known: BTreeSet<String> = tables(&server.app).await.into_iter().collect();
        let ruled: BTreeSet<&str> = Class::ALL.iter().flat_map(|class| class.tables().iter().copied()).collect();
        let kept: BTreeSet<&str> = KEPT.iter().map(|(table, _)| *table).collect();
        assert_eq!(ruled.intersection(&kept).count(), 0, "a table either has a rule or is kept");
        let told: BTreeSet<String> = ruled.union(&kept).map(|table| (*table).to_owned()).collect();
        assert_eq!(told, known, "api/src/service/retention.rs accounts for every table");
    })
    .await;
    for (table, reason) in KEPT {
        assert!(PAGE.contains(&format!("| {table} | {reason} |")), "docs/retention.md says that {table} is kept");
    }
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
