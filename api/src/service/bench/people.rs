//! Members by chance: one draw from a member's id gives both what matching and what search knows of them, so that
//! nobody has to be kept.

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use entity::member::{MemberStatus, RightOfReturn};
use entity::member_language::CefrLevel;
use entity::member_skill::Verification;
use entity::position::Mode;
use uuid::Uuid;

use super::chance::Chance;
use super::world::{COUNTRIES, SEED, World, different, today};
use crate::matching::{MemberProfile, SkillClaim, Unavailable, Window};
use crate::search::fold::{fold, words};
use crate::search::members::MemberRecord;

const LEVELS: [(u32, i32); 5] = [(1, 1), (2, 2), (4, 3), (3, 4), (1, 5)];
const LADDER: [(u32, Verification); 5] = [
    (70, Verification::SelfClaimed),
    (15, Verification::Evidenced),
    (8, Verification::PeerEndorsed),
    (4, Verification::MissionProven),
    (3, Verification::Verified),
];
const SPOKEN: [(&str, f64); 5] = [("fra", 0.9), ("bam", 0.6), ("eng", 0.4), ("spa", 0.15), ("snk", 0.1)];
const SPEAKING: [(u32, CefrLevel); 5] =
    [(1, CefrLevel::A2), (2, CefrLevel::B1), (3, CefrLevel::B2), (2, CefrLevel::C1), (3, CefrLevel::Native)];
const RETURNS: [(u32, RightOfReturn); 3] =
    [(6, RightOfReturn::Yes), (1, RightOfReturn::No), (3, RightOfReturn::Unknown)];
const MODES: [(u32, &[Mode]); 4] =
    [(2, &[]), (3, &[Mode::Remote]), (3, &[Mode::OnSite]), (2, &[Mode::OnSite, Mode::Remote, Mode::Hybrid])];
const STATUSES: [(u32, MemberStatus); 5] = [
    (95, MemberStatus::Active),
    (2, MemberStatus::Dormant),
    (1, MemberStatus::Draft),
    (1, MemberStatus::Paused),
    (1, MemberStatus::Withdrawn),
];
/// Days in which profiles were last changed.
const CHANGED_WITHIN: i64 = 3 * 365;

/// Words of what a member writes.
const HEADLINE: usize = 5;
const TITLE: usize = 5;
const EMPLOYER: usize = 2;
const EDUCATION: usize = 5;
const INSTITUTION: usize = 3;
const DESCRIPTION: usize = 36;

impl World {
    /// A member as matching sees them: 7.6 claims on the mean. Another version of a member is another draw.
    pub(super) fn profile(&self, id: Uuid, version: u64) -> MemberProfile {
        self.drawn(id, version).0
    }

    /// The same member as search sees them.
    pub(super) fn record(&self, id: Uuid, version: u64) -> MemberRecord {
        let (profile, status, mut chance) = self.drawn(id, version);
        let chance = &mut chance;
        let names = format!("{} {}", self.names.given(chance), self.names.family(chance));
        let home = chance.happens(0.9).then(|| *chance.pick(&self.communes));
        let (details, texts) = self.career(chance);
        MemberRecord {
            id,
            folded_names: fold(&names),
            names,
            headline: self.words.text(chance, HEADLINE),
            details,
            texts,
            country: COUNTRIES[self.countries.draw(chance)].to_owned(),
            home_units: home.map(Vec::from).unwrap_or_default(),
            home_region: home.map(|[_, _, region, _]| region),
            status,
            skills: profile.skills.iter().map(|claim| (claim.concept, claim.level, claim.verification)).collect(),
            languages: profile.languages,
            windows: profile.windows,
            updated_at: changed(chance),
        }
    }

    /// What both kinds of draws begin with.
    fn drawn(&self, id: Uuid, version: u64) -> (MemberProfile, MemberStatus, Chance) {
        let (first, second) = id.as_u64_pair();
        let mut chance = Chance::new(SEED.wrapping_add(version) ^ first ^ second.rotate_left(32));
        let status = chance.one_of(&STATUSES);
        let is_consenting = chance.happens(0.97);
        let available = match status {
            MemberStatus::Active if is_consenting => Ok(()),
            MemberStatus::Active => Err(Unavailable::NoMatchingConsent),
            _ => Err(Unavailable::NotActive),
        };
        let skills = self.claims(&mut chance);
        let spoken: Vec<&str> =
            SPOKEN.iter().filter(|(_, share)| chance.happens(*share)).map(|(code, _)| *code).collect();
        let windows = chance.between(0, 2);
        let profile = MemberProfile {
            id,
            best_verification: skills.iter().map(|claim| claim.verification).max().unwrap_or_default(),
            skills,
            languages: spoken.into_iter().map(|code| (code.to_owned(), chance.one_of(&SPEAKING))).collect(),
            windows: (0..windows).map(|_| window(&mut chance)).collect(),
            right_of_return: chance.one_of(&RETURNS),
            available,
            consents_until: chance.happens(0.1).then(|| chance.day(today(), -30, 300)),
            confirmed_on: chance.happens(0.8).then(|| chance.day(today(), -700, 0)),
        };
        (profile, status, chance)
    }

    fn claims(&self, chance: &mut Chance) -> Vec<SkillClaim> {
        let count = chance.between(1, 14) + usize::from(chance.happens(0.1));
        let concepts = different(count, || self.concept(chance));
        let claim = |concept| {
            let last_used = chance.happens(0.7).then(|| chance.number(2002, 2026));
            let (level, verification) = (chance.one_of(&LEVELS), chance.one_of(&LADDER));
            SkillClaim { concept, level, last_used, verification }
        };
        concepts.into_iter().map(claim).collect()
    }

    /// What is sensitive of where a member worked and learned, then the rest.
    fn career(&self, chance: &mut Chance) -> (Vec<String>, Vec<String>) {
        let experiences = chance.between(2, 3);
        let mut details: Vec<String> = (0..experiences).map(|_| self.words.text(chance, EMPLOYER)).collect();
        if chance.happens(0.5) {
            details.push(self.words.text(chance, DESCRIPTION));
        }
        details.push(self.words.word(chance).to_owned());
        let mut texts: Vec<String> = (0..experiences).map(|_| self.words.text(chance, TITLE)).collect();
        texts.extend([EDUCATION, INSTITUTION].map(|count| self.words.text(chance, count)));
        (details, texts)
    }
}

/// How many different words somebody can be found by.
pub(super) fn distinct_words(record: &MemberRecord) -> usize {
    let texts = record.details.iter().chain(&record.texts).chain([&record.names, &record.headline]);
    let folded: Vec<String> = texts.map(|text| fold(text)).collect();
    folded.iter().flat_map(|text| words(text)).collect::<HashSet<_>>().len()
}

fn window(chance: &mut Chance) -> Window {
    let starts_on = chance.day(today(), -200, 500);
    let length = Days::new(chance.between(30, 329) as u64);
    let ends_on = chance.happens(0.5).then(|| starts_on + length);
    Window { starts_on, ends_on, modes: chance.one_of(&MODES).to_vec() }
}

fn changed(chance: &mut Chance) -> DateTime<Utc> {
    let day = chance.day(today(), -CHANGED_WITHIN, 0);
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(chance.between(0, 86_399) as i64)
}
