//! Credential: a licence or certificate of a member.

use chrono::NaiveDate;
use entity::credential::{ActiveModel, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;
use crate::service::check::Check;
use crate::service::member_skill;
use crate::service::section::Section;

/// Values of a credential; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct CredentialInput {
    pub title: Option<String>,
    pub issuer: Option<String>,
    pub number: Option<Option<String>>,
    pub issued_on: Option<Option<NaiveDate>>,
    pub expires_on: Option<Option<NaiveDate>>,
}

impl Section for Entity {
    type Input = CredentialInput;
    type Rest = ();
    const WORD: &'static str = "credential";
    const MOST: u64 = 50;

    async fn fill(
        _tx: &DatabaseTransaction,
        _app: &App,
        row: &mut ActiveModel,
        input: CredentialInput,
        check: &mut Check,
    ) -> Result<()> {
        if let Some(title) = input.title {
            row.title = Set(check.text("title", &title, 200));
        }
        if let Some(issuer) = input.issuer {
            row.issuer = Set(check.text("issuer", &issuer, 200));
        }
        if let Some(number) = input.number {
            row.number = Set(check.optional_text("number", number, 100));
        }
        if let Some(issued_on) = input.issued_on {
            row.issued_on = Set(issued_on);
        }
        if let Some(expires_on) = input.expires_on {
            row.expires_on = Set(expires_on);
        }
        let issued_on = row.issued_on.try_as_ref().copied().flatten();
        let expires_on = row.expires_on.try_as_ref().copied().flatten();
        check.period(("issuedOn", issued_on), ("expiresOn", expires_on));
        Ok(())
    }

    async fn clean_up(tx: &DatabaseTransaction, member: Uuid) -> Result<()> {
        member_skill::drop_unbacked(tx, member).await
    }
}
