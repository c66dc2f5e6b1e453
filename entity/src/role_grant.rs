//! RoleGrant: what an account may be, for how long.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;

/// What an account may act as. Each grant has its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoleName {
    /// A person of the diaspora with a profile of their own.
    Member,
    /// Ministry staff: searches, opens projects, ranks people.
    Staff,
    /// Runs the installation; may do what staff may.
    Admin,
    /// Reads exact counts for reports, never a person.
    Analyst,
    /// The data-protection officer: answers requests of the people registered, reads ledgers and trails.
    Dpo,
    /// Registers people in their presence, at a consulate, a centre or a forum desk.
    Agent,
    /// Acts for a partner organisation, the scope of the grant.
    PartnerUser,
}

/// One role of one account, from a moment to another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub role: RoleName,
    /// For whom the role is held; PARTNER_USER always has one.
    pub organisation_id: Option<Uuid>,
    pub valid_from: DateTimeUtc,
    pub valid_to: Option<DateTimeUtc>,
    #[sea_orm(belongs_to, from = "AccountId", to = "Id")]
    pub account: HasOne<super::account::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it has begun and not ended.
    pub fn is_in_force(&self, now: DateTimeUtc) -> bool {
        self.valid_from <= now && self.valid_to.is_none_or(|end| end > now)
    }
}

impl Entity {
    /// Grants of an account in force at `now`.
    pub fn find_in_force(account_id: Uuid, now: DateTimeUtc) -> Select<Self> {
        Self::find()
            .filter(Column::AccountId.eq(account_id))
            .filter(Column::ValidFrom.lte(now))
            .filter(Column::ValidTo.is_null().or(Column::ValidTo.gt(now)))
    }
}
