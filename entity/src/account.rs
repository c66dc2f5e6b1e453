//! Account: who signs in.

use sea_orm::entity::prelude::*;

use crate::contact::ContactKind;
use crate::language::Language;

/// Who signs in, by an e-mail address or a telephone number: one of them at least.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Normalised address: trimmed, lower case.
    #[sea_orm(unique)]
    pub email: Option<String>,
    pub email_verified_at: Option<DateTimeUtc>,
    /// PHC string of argon2id; absent until the person has chosen a password.
    pub password_hash: Option<String>,
    pub language: Language,
    pub disabled_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    /// In E.164 form.
    #[sea_orm(unique)]
    pub phone: Option<String>,
    pub phone_verified_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the person has proved to be reached at an address or number of the account.
    pub fn is_verified(&self) -> bool {
        self.email_verified_at.is_some() || self.phone_verified_at.is_some()
    }

    /// Whether the person has proved to be reached in this way.
    pub fn has_proved(&self, kind: ContactKind) -> bool {
        match kind {
            ContactKind::Email => self.email_verified_at.is_some(),
            ContactKind::Phone => self.phone_verified_at.is_some(),
        }
    }

    /// Where the account is written to: its e-mail address, unless the telephone number alone is proved.
    pub fn address(&self) -> &str {
        let phone = self.phone.as_deref().filter(|_| self.email_verified_at.is_none());
        phone.or(self.email.as_deref()).or(self.phone.as_deref()).unwrap_or_default()
    }
}

impl Related<super::member::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(super::member::Entity).from(Column::Id).to(super::member::Column::AccountId).into()
    }
}

impl Related<super::role_grant::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(super::role_grant::Entity).from(Column::Id).to(super::role_grant::Column::AccountId).into()
    }
}

impl Entity {
    /// The account of a normalised e-mail address.
    pub fn find_by_address(email: &str) -> Select<Self> {
        Self::find().filter(Column::Email.eq(email))
    }

    /// The account of an address or number of this kind, in its normalised form.
    pub fn find_reached(kind: ContactKind, value: &str) -> Select<Self> {
        let column = match kind {
            ContactKind::Email => Column::Email,
            ContactKind::Phone => Column::Phone,
        };
        Self::find().filter(column.eq(value))
    }
}
