//! Suggested skills: from an occupation, from a text, or from both.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::concept::Concept;
use super::id::concept_reference;
use super::requires::{Role, requires};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Result;
use crate::service::suggestion::{self, Link, Passage, Question, Suggestion};

/// What a skill is suggested for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SuggestionSource {
    /// The text mentions it.
    Text,
    /// It is linked to the occupation.
    Occupation,
    /// Both.
    Both,
}

/// What a skill is to an occupation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Link")]
pub enum SkillImportance {
    /// Whoever has the occupation has it.
    Essential,
    /// Many who have the occupation have it.
    Optional,
}

/// A piece of the text. Positions count Unicode scalar values (code points) of the text as it was sent, from 0: neither
/// bytes nor the UTF-16 units of JavaScript, where `Array.from(text).slice(start, end)` gives the piece.
#[derive(SimpleObject)]
pub struct TextSpan {
    /// Position of its first character.
    start: i32,
    /// Position after its last character.
    end: i32,
    /// The piece itself.
    text: String,
}

/// A skill or piece of knowledge that a member may have. A guess: a person confirms it before it counts.
pub struct SkillSuggestion(Suggestion);

/// A skill or piece of knowledge that a member may have. A guess: a person confirms it before it counts.
#[Object]
impl SkillSuggestion {
    /// What is suggested.
    async fn concept(&self) -> Concept {
        self.0.concept.clone().into()
    }

    /// What it is suggested for.
    async fn source(&self) -> SuggestionSource {
        match (&self.0.label, self.0.link) {
            (Some(_), Some(_)) => SuggestionSource::Both,
            (Some(_), None) => SuggestionSource::Text,
            (None, _) => SuggestionSource::Occupation,
        }
    }

    /// What it is to the occupation; null where it is not linked to it, or none was given.
    async fn importance(&self) -> Option<SkillImportance> {
        self.0.link.map(SkillImportance::from)
    }

    /// Name of the concept that was found in the text, in whichever language; null where the text does not mention it.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// Where the text mentions it: the first ten places.
    async fn spans(&self) -> Vec<TextSpan> {
        self.0.passages.iter().map(span).collect()
    }
}

fn span(passage: &Passage) -> TextSpan {
    let position = |place: usize| i32::try_from(place).unwrap_or(i32::MAX);
    TextSpan { start: position(passage.span.start), end: position(passage.span.end), text: passage.text.clone() }
}

/// Queries that suggest.
#[derive(Default)]
pub struct SuggestionQueries;

#[Object]
impl SuggestionQueries {
    /// Skills and knowledge that a member of an occupation may have, or that a text speaks of. What the text mentions
    /// comes first, the surest before the others; then what is essential for the occupation, then what is optional, each
    /// time what fewer occupations share first. What the viewer's own profile has already is left out. The text is
    /// neither stored nor logged.
    #[graphql(directive = requires::apply(vec![Role::Member, Role::Agent, Role::Staff, Role::Admin]))]
    async fn suggest_skills(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or URI of an occupation. At least one of `occupation` and `text` is needed.")]
        occupation: Option<ID>,
        #[graphql(desc = "Paragraph of a curriculum vitae, in French or English, up to 10,000 characters.")]
        text: Option<String>,
        #[graphql(desc = "Suggestions wanted, 20 when absent, at most 100.")] first: Option<i32>,
    ) -> Result<Vec<SkillSuggestion>> {
        let (app, viewer) = (ctx.data_unchecked::<Arc<App>>(), ctx.data_unchecked::<Viewer>());
        let occupation = occupation.map(|id| concept_reference(&id));
        let found = suggestion::suggest(app, viewer, Question { occupation, text, first }).await?;
        Ok(found.into_iter().map(SkillSuggestion).collect())
    }
}
