//! What members share, by number: none of it is about a person, and none is forgotten before the next build.

use std::sync::Arc;

use entity::member_language::CefrLevel;
use uuid::Uuid;

use crate::matching::dictionary::Dictionary;

/// Where a member comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Home {
    /// The home unit, then what it lies in, up to the country; empty when not stated.
    pub(super) units: Vec<Uuid>,
    /// The region or district among these.
    pub(super) region: Option<Uuid>,
}

/// The dictionaries that the blocks are written with.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    /// ISO 3166-1 alpha-2.
    pub(super) countries: Arc<Dictionary<String>>,
    pub(super) homes: Arc<Dictionary<Home>>,
    pub(super) concepts: Arc<Dictionary<Uuid>>,
    pub(super) abilities: Arc<Dictionary<Ability>>,
}

/// What a member can do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ability {
    /// The number of a concept, with a level.
    Skill(u32, i32),
    /// An ISO 639-3 code, with a level of speaking.
    Language(String, CefrLevel),
}

impl Numbering {
    /// The number of a skill.
    pub(super) fn skill(&mut self, concept: Uuid, level: i32) -> u32 {
        let concept = self.concepts.learn(&concept);
        self.abilities.learn(&Ability::Skill(concept, level))
    }

    /// The number of a language.
    pub(super) fn language(&mut self, code: String, level: CefrLevel) -> u32 {
        self.abilities.learn(&Ability::Language(code, level))
    }
}
