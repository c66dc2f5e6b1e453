//! The demonstration: as large as promised, wholly made up, loaded once, closed to everybody but its printed accounts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use entity::change_log::Subject;
use entity::member::{MemberStatus, RightOfReturn};
use entity::position::PositionStatus;
use entity::project::ProjectStatus;
use entity::role_grant::RoleName;
use entity::text::Codes;
use entity::visibility::Visibility;
use entity::{
    account, change_log, contact, member, member_skill, member_skill_evidence, organisation, position, programme,
    project, requirement, role_grant, transition,
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use seko::app::App;
use seko::auth::password;
use seko::error::Error;
use seko::service::demo::{self, Demo};
use uuid::Uuid;

use crate::support::each_database;

#[tokio::test]
async fn the_demonstration_holds_what_it_promises_and_nobody_real() {
    each_database(async |app: Arc<App>| {
        let demo = load(&app).await;
        assert_counts(&app.db).await;
        assert_everybody_is_synthetic(&app.db).await;
        assert_addresses_lead_nowhere(&app.db).await;
        assert_only_printed_accounts_sign_in(&app, &demo).await;
        assert_open_positions_ask_for_something(&app.db).await;
        assert_evidenced_skills_rest_on_evidence(&app.db).await;
    })
    .await;
}

#[tokio::test]
async fn loading_the_demonstration_twice_changes_nothing() {
    each_database(async |app: Arc<App>| {
        let first = load(&app).await;
        let before = traces(&app.db).await;
        let second = load(&app).await;
        assert_eq!(first, second);
        assert_eq!(before, traces(&app.db).await);
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_never_joins_other_members() {
    each_database(async |app: Arc<App>| {
        let other = member::ActiveModel::from(somebody(&app));
        member::Entity::insert(other).exec_without_returning(&app.db).await.expect("a member is stored");
        let refusal = demo::load(&app, &|_, _| {}).await.expect_err("the database is not empty");
        assert!(matches!(refusal, Error::Internal(_)), "{refusal}");
        assert_eq!(count(member::Entity::find().count(&app.db).await), 1);
        assert_eq!(count(account::Entity::find().count(&app.db).await), 0);
        assert_eq!(count(organisation::Entity::find().count(&app.db).await), 0);
    })
    .await;
}

async fn load(app: &App) -> Demo {
    demo::load(app, &|done, all| assert!(done <= all)).await.expect("the demonstration loads")
}

fn count(counted: Result<u64, sea_orm::DbErr>) -> u64 {
    counted.expect("rows are counted")
}

async fn assert_counts(db: &DatabaseConnection) {
    assert_eq!(count(member::Entity::find().count(db).await), 2_000);
    assert_eq!(count(organisation::Entity::find().count(db).await), 30);
    assert_eq!(count(programme::Entity::find().count(db).await), 4);
    assert_eq!(count(project::Entity::find().count(db).await), 40);
    assert_eq!(count(position::Entity::find().count(db).await), 120);
    let subjects = [Subject::Member, Subject::Project, Subject::Position];
    let changes = change_log::Entity::find().filter(change_log::Column::Subject.is_in(subjects));
    assert_eq!(count(changes.count(db).await), 2_160);
    assert_eq!(count(transition::Entity::find().count(db).await), 2_160);
    let skills = count(member_skill::Entity::find().count(db).await);
    assert!((10_000..=28_000).contains(&skills), "five to fourteen skills a member, not {skills} in all");
    let active = member::Entity::find().filter(member::Column::Status.eq(MemberStatus::Active));
    assert!(count(active.count(db).await) > 1_600);
}

async fn assert_everybody_is_synthetic(db: &DatabaseConnection) {
    assert_eq!(count(member::Entity::find().filter(member::Column::Synthetic.eq(false)).count(db).await), 0);
}

async fn assert_addresses_lead_nowhere(db: &DatabaseConnection) {
    let contacts = contact::Entity::find().all(db).await.expect("contacts");
    let accounts = account::Entity::find().all(db).await.expect("accounts");
    let addresses: Vec<String> =
        contacts.into_iter().map(|row| row.value).chain(accounts.into_iter().filter_map(|row| row.email)).collect();
    assert_eq!(addresses.len(), 2_005);
    assert_eq!(addresses.iter().find(|address| !address.ends_with("@example.org")), None);
}

async fn assert_only_printed_accounts_sign_in(app: &App, demo: &Demo) {
    let printed: BTreeSet<&str> = demo.accounts.iter().map(|account| account.email).collect();
    let accounts = account::Entity::find().all(&app.db).await.expect("accounts");
    let stored: BTreeSet<&str> = accounts.iter().filter_map(|account| account.email.as_deref()).collect();
    assert_eq!(printed, stored);
    assert_eq!(printed.len(), 5);
    for account in &accounts {
        let shown = demo
            .accounts
            .iter()
            .find(|shown| Some(shown.email) == account.email.as_deref())
            .expect("a printed account");
        let hash = account.password_hash.clone();
        assert!(password::verify(&app.hashing, shown.password.to_owned(), hash).await.expect("a password is compared"));
        let grants = role_grant::Entity::find_in_force(account.id, app.clock.now()).all(&app.db).await.expect("grants");
        assert_eq!(grants.iter().map(|grant| grant.role).collect::<Vec<_>>(), [shown.role]);
        let members = count(member::Entity::find_by_account(account.id).count(&app.db).await);
        assert_eq!(members, u64::from(shown.role == RoleName::Member), "{}", shown.email);
    }
}

async fn assert_open_positions_ask_for_something(db: &DatabaseConnection) {
    let projects = project::Entity::find()
        .filter(project::Column::Status.is_in([ProjectStatus::Open, ProjectStatus::Running]))
        .all(db)
        .await
        .expect("projects");
    let open = position::Entity::find()
        .filter(position::Column::Status.eq(PositionStatus::Open))
        .filter(position::Column::ProjectId.is_in(projects.iter().map(|project| project.id)))
        .all(db)
        .await
        .expect("positions");
    let mut asked: HashMap<Uuid, usize> = HashMap::new();
    for requirement in requirement::Entity::find().all(db).await.expect("requirements") {
        *asked.entry(requirement.position_id).or_default() += 1;
    }
    assert!(open.len() > 60, "only {} open positions", open.len());
    for position in open {
        let requirements = asked.get(&position.id).copied().unwrap_or_default();
        assert!((3..=7).contains(&requirements), "{requirements} requirements");
        assert!(position.closes_on > Some(position.created_at.date_naive()), "it is still open to applications");
    }
}

async fn assert_evidenced_skills_rest_on_evidence(db: &DatabaseConnection) {
    let evidence = member_skill_evidence::Entity::find().all(db).await.expect("evidence");
    let backed: BTreeSet<Uuid> = evidence.iter().map(|row| row.member_skill_id).collect();
    let evidenced = member_skill::Entity::find()
        .filter(member_skill::Column::Verification.eq(member_skill::Verification::Evidenced))
        .all(db)
        .await
        .expect("skills");
    assert!(!evidenced.is_empty());
    assert!(evidenced.iter().all(|skill| backed.contains(&skill.id)));
}

/// What any further write would change: the last change, and every account and member as they stand.
async fn traces(db: &DatabaseConnection) -> (Option<i64>, Vec<account::Model>, Vec<member::Model>) {
    let last = change_log::Entity::find().order_by_desc(change_log::Column::Id).one(db).await.expect("the change log");
    let accounts = account::Entity::find().order_by_asc(account::Column::Id).all(db).await.expect("accounts");
    let members = member::Entity::find().order_by_asc(member::Column::Id).all(db).await.expect("members");
    (last.map(|change| change.id), accounts, members)
}

/// A member who is no part of the demonstration.
fn somebody(app: &App) -> member::Model {
    let now = app.clock.now();
    member::Model {
        id: Uuid::now_v7(),
        account_id: None,
        given_names: "Awa".to_owned(),
        family_names: "Test".to_owned(),
        birth_year: None,
        gender: None,
        nationalities: Codes::default(),
        residence_country: "FR".to_owned(),
        residence_city: None,
        home_unit_id: None,
        headline: None,
        right_of_return: RightOfReturn::Unknown,
        status: MemberStatus::Draft,
        language: entity::language::Language::Fr,
        synthetic: false,
        confirmed_at: None,
        folded_names: "awa test".to_owned(),
        folded_headline: String::new(),
        visibility: Visibility::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}
