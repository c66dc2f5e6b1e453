//! MemberLanguage: a spoken language and how well (CEFR).

use entity::member_language::{ActiveModel, CefrLevel, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::DatabaseTransaction;

use crate::app::App;
use crate::error::Result;
use crate::service::check::Check;
use crate::service::section::Section;

/// Values of a language; an absent one stays as it is, an inner `None` clears it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names are the columns'")]
pub struct MemberLanguageInput {
    pub code: Option<String>,
    pub speaking: Option<CefrLevel>,
    pub listening: Option<Option<CefrLevel>>,
    pub reading: Option<Option<CefrLevel>>,
    pub writing: Option<Option<CefrLevel>>,
}

impl Section for Entity {
    type Input = MemberLanguageInput;
    type Rest = ();
    const WORD: &'static str = "member_language";
    const MOST: u64 = 30;

    async fn fill(
        _tx: &DatabaseTransaction,
        _app: &App,
        row: &mut ActiveModel,
        input: MemberLanguageInput,
        check: &mut Check,
    ) -> Result<()> {
        if let Some(code) = input.code {
            row.code = Set(check.spoken_language("code", &code));
        }
        if let Some(speaking) = input.speaking {
            row.speaking = Set(speaking);
        }
        if let Some(listening) = input.listening {
            row.listening = Set(listening);
        }
        if let Some(reading) = input.reading {
            row.reading = Set(reading);
        }
        if let Some(writing) = input.writing {
            row.writing = Set(writing);
        }
        Ok(())
    }

    fn twin(_row: &ActiveModel) -> &'static str {
        "code"
    }
}
