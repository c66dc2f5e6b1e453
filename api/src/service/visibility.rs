//! Visibility: the member says who may read each sensitive part of the profile.

use std::collections::BTreeSet;

use entity::change_log::Subject;
use entity::member::{ActiveModel, Entity, Model};
use entity::organisation;
use entity::visibility::{Audience, Choice, SensitiveField};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Viewer;
use crate::error::{Error, Problem, Result};
use crate::locale::Message;
use crate::service::change_log;
use crate::service::check::Check;

/// Partners that one part may name.
const MOST_PARTNERS: usize = 20;

/// The member makes a choice about one part of their own profile.
///
/// # Errors
/// Problems with `partners`; UNAUTHENTICATED, FORBIDDEN.
pub async fn set(app: &App, viewer: &Viewer, field: SensitiveField, choice: Choice) -> Result<Model> {
    let proof = viewer.member()?;
    let partners: BTreeSet<Uuid> = choice.partners.into_iter().collect();
    let mut check = Check::new();
    check.count("partners", partners.len(), MOST_PARTNERS);
    if (choice.audience == Audience::NamedPartner) == partners.is_empty() {
        check.add(Problem::invalid("partners", Message::new("problem-named-partners")));
    }
    check.finish()?;
    let tx = app.begin().await?;
    let known = organisation::Entity::find().filter(organisation::Column::Id.is_in(partners.iter().copied()));
    if known.count(&tx).await? != partners.len() as u64 {
        return Err(Error::problem(Problem::unknown("partners")));
    }
    let stored = Entity::find_by_id(proof.member).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let mut visibility = stored.visibility;
    let choice = Choice { audience: choice.audience, partners: partners.into_iter().collect() };
    visibility.0.insert(field, choice);
    let row = ActiveModel { id: Set(proof.member), visibility: Set(visibility), ..Default::default() };
    let row = row.update(&tx).await?;
    change_log::append(&tx, app, viewer, Subject::Member, proof.member, "visibility.set").await?;
    tx.commit().await?;
    Ok(row)
}
