//! Kinship of concepts: which kinds of occupations ask for them, hence how rare they are and which are close.

use std::collections::{BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::links::Links;
use super::score::{EXACT, KINDRED_AT_LEAST, KINDRED_AT_MOST};

/// How many kindred concepts answer a required one at most: further ones answered worse when measured.
const KINDRED: usize = 32;
/// An optional skill tells a quarter of what an essential one tells about the kind of occupation.
const ESSENTIAL: f32 = 1.0;
const OPTIONAL: f32 = 0.25;
/// What the broader concepts tell of a concept counts like this part of one occupation that asks for it.
const INHERITED: f32 = 0.1;
/// Smaller shares are left out: they change no figure and would make every profile long.
const LEAST_SHARE: f32 = 0.01;
/// Likeness up to here is chance.
const CHANCE: f32 = 0.2;

/// What occupations ask for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// From a skill to the occupations it is essential for.
    pub(super) essential: &'a Links,
    /// From a skill to the occupations it is optional for.
    pub(super) optional: &'a Links,
    /// From an occupation to its code.
    pub(super) codes: &'a [(Uuid, String)],
}

/// The profiles of all concepts.
#[derive(Clone, Debug)]
pub(super) struct Kinship {
    /// In order; the place of a concept is its number.
    concepts: Vec<Uuid>,
    profiles: Vec<Profile>,
    /// By kind: the concepts that members can have and that it asks for, each with what it adds to a likeness.
    askers: Vec<Vec<(u32, f32)>>,
}

/// In which kinds of occupations a concept is asked for.
#[derive(Clone, Debug, Default)]
struct Profile {
    /// By kind: the share of the occupations asking for the concept that are of it. Kinds are the ISCO groups of every
    /// level, so that near kinds share the upper ones.
    shares: Box<[(u32, f32)]>,
    /// The sum of the shares: the number of levels.
    levels: f32,
    /// How surely the concept tells the kind of occupation, 0–1: the share of an asking occupation's own kind, on the
    /// mean of asking occupations and levels.
    focus: f32,
}

impl Profile {
    fn of(dense: &[f32]) -> Self {
        let shares = dense.iter().enumerate().filter(|(_, share)| **share >= LEAST_SHARE);
        let shares: Box<[(u32, f32)]> = shares.map(|(kind, share)| (kind as u32, *share)).collect();
        let levels: f32 = shares.iter().map(|(_, share)| share).sum();
        let squares: f32 = shares.iter().map(|(_, share)| share * share).sum();
        let focus = if levels > 0.0 { squares / levels } else { 0.0 };
        Self { shares, levels, focus }
    }
}

impl Kinship {
    pub(super) fn build(asked: Asked<'_>, broader: &Links, narrower: &Links) -> Self {
        let mut reader = Reader::new(asked, broader, narrower);
        for place in 0..reader.concepts.len() {
            reader.read(place);
        }
        let Reader { concepts, links, kinds, .. } = reader;
        let profiles: Vec<Profile> = reader.profiles.into_iter().flatten().collect();
        let occupations: HashSet<Uuid> = asked.codes.iter().map(|(occupation, _)| *occupation).collect();
        let is_skill = |place: usize| {
            let concept = concepts[place];
            let is_leaf = narrower.from(concept).next().is_none() && !occupations.contains(&concept);
            is_leaf || !links[place].is_empty()
        };
        let skills: Vec<usize> = (0..concepts.len()).filter(|place| is_skill(*place)).collect();
        // Counted first: lists that grow keep up to twice the memory that they need.
        let mut counts = vec![0; kinds];
        let shares = skills.iter().flat_map(|place| profiles[*place].shares.iter());
        shares.for_each(|(kind, _)| counts[*kind as usize] += 1);
        let mut askers: Vec<Vec<(u32, f32)>> = counts.into_iter().map(Vec::with_capacity).collect();
        for place in skills {
            let profile = &profiles[place];
            for &(kind, share) in profile.shares.iter() {
                askers[kind as usize].push((place as u32, (share / profile.levels * profile.focus).sqrt()));
            }
        }
        Self { concepts, profiles, askers }
    }

    /// 1–100: the surer a concept tells the kind of occupation, the rarer. None where no occupation tells anything.
    pub(super) fn rarity(&self, concept: Uuid) -> Option<u32> {
        Some((self.profile(concept)?.focus * 100.0).round().max(1.0) as u32)
    }

    /// Concepts that the same kinds of occupations ask for, with their closeness. None where no occupation tells
    /// anything. The likeness of two profiles is the cosine of the roots of their shares; it counts by the root of how
    /// surely the other concept tells the kind, because what every kind asks for is close to nothing.
    pub(super) fn closest(&self, required: Uuid) -> Option<Vec<(Uuid, u32)>> {
        let profile = self.profile(required)?;
        let mut likeness = vec![0.0_f32; self.concepts.len()];
        for &(kind, share) in profile.shares.iter() {
            let own = (share / profile.levels).sqrt();
            for &(place, other) in &self.askers[kind as usize] {
                likeness[place as usize] += own * other;
            }
        }
        let others = likeness.into_iter().zip(&self.concepts).filter(|(_, concept)| **concept != required);
        let graded = others.map(|(likeness, concept)| (grade(likeness), *concept));
        let mut kindred: Vec<(u32, Uuid)> = graded.filter(|(grade, _)| *grade >= KINDRED_AT_LEAST).collect();
        let order = |one: &(u32, Uuid), other: &(u32, Uuid)| other.0.cmp(&one.0).then(one.1.cmp(&other.1));
        if kindred.len() > KINDRED {
            kindred.select_nth_unstable_by(KINDRED, order);
            kindred.truncate(KINDRED);
        }
        kindred.sort_unstable_by(order);
        Some(kindred.into_iter().map(|(grade, concept)| (concept, grade.min(KINDRED_AT_MOST))).collect())
    }

    fn profile(&self, concept: Uuid) -> Option<&Profile> {
        let place = self.concepts.binary_search(&concept).ok()?;
        Some(&self.profiles[place]).filter(|profile| !profile.shares.is_empty())
    }
}

/// A likeness above chance as a closeness, 0–10,000.
fn grade(likeness: f32) -> u32 {
    (((likeness - CHANCE) / (1.0 - CHANCE)).clamp(0.0, 1.0) * EXACT as f32).round() as u32
}

/// Reads profiles from the top of the hierarchy downwards.
struct Reader<'a> {
    broader: &'a Links,
    narrower: &'a Links,
    places: HashMap<Uuid, usize>,
    /// By id, so that sums and ties never vary.
    concepts: Vec<Uuid>,
    /// By concept: the occupations that ask for it, each with how much.
    links: Vec<Vec<(usize, f32)>>,
    /// By occupation: its kinds.
    occupations: Vec<Vec<usize>>,
    kinds: usize,
    profiles: Vec<Option<Profile>>,
}

impl<'a> Reader<'a> {
    fn new(asked: Asked<'_>, broader: &'a Links, narrower: &'a Links) -> Self {
        let skills = asked.essential.pairs().chain(asked.optional.pairs()).map(|(skill, _)| skill);
        let concepts: BTreeSet<Uuid> = skills.chain(broader.concepts().iter().copied()).collect();
        let concepts: Vec<Uuid> = concepts.into_iter().collect();
        let places: HashMap<Uuid, usize> = concepts.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let (occupations, kinds) = kinds(asked.codes);
        let numbers: HashMap<Uuid, usize> =
            asked.codes.iter().zip(0..).map(|((id, _), number)| (*id, number)).collect();
        let mut links = vec![Vec::new(); concepts.len()];
        for (asking, amount) in [(asked.essential, ESSENTIAL), (asked.optional, OPTIONAL)] {
            for (skill, occupation) in asking.pairs() {
                if let Some(&number) = numbers.get(&occupation) {
                    links[places[&skill]].push((number, amount));
                }
            }
        }
        for links in &mut links {
            // A skill that is linked twice counts as its stronger link says.
            links.sort_unstable_by(|left, right| left.0.cmp(&right.0).then(right.1.total_cmp(&left.1)));
            links.dedup_by_key(|(occupation, _)| *occupation);
        }
        let profiles = vec![None; concepts.len()];
        Self { broader, narrower, places, concepts, links, occupations, kinds, profiles }
    }

    /// The profile of a concept: what its own occupations say, or those of all below it where it has none itself, and
    /// a little of what its broader concepts say.
    fn read(&mut self, place: usize) {
        if self.profiles[place].is_some() {
            return;
        }
        // A cycle comes back here and finds nothing to inherit.
        self.profiles[place] = Some(Profile::default());
        let parents: Vec<usize> = self.broader.from(self.concepts[place]).map(|id| self.places[&id]).collect();
        for &parent in &parents {
            self.read(parent);
        }
        let mut shares = vec![0.0_f32; self.kinds];
        let mut amount = self.count(place, &mut shares);
        if amount == 0.0 {
            amount = self.below(place).into_iter().map(|place| self.count(place, &mut shares)).sum();
        }
        let parents = parents.iter().filter_map(|&parent| self.profiles[parent].as_ref());
        let parents: Vec<&Profile> = parents.filter(|parent| !parent.shares.is_empty()).collect();
        for parent in &parents {
            let inherited = INHERITED / parents.len() as f32;
            parent.shares.iter().for_each(|&(kind, share)| shares[kind as usize] += inherited * share);
            amount += inherited;
        }
        shares.iter_mut().for_each(|share| *share /= amount);
        self.profiles[place] = Some(Profile::of(&shares));
    }

    /// Adds the occupations that ask for a concept to their kinds, and tells how much they count together.
    fn count(&self, place: usize, shares: &mut [f32]) -> f32 {
        for &(occupation, amount) in &self.links[place] {
            self.occupations[occupation].iter().for_each(|&kind| shares[kind] += amount);
        }
        self.links[place].iter().map(|(_, amount)| amount).sum()
    }

    /// Everything below a concept, in the order of ids.
    fn below(&self, place: usize) -> BTreeSet<usize> {
        let mut below = BTreeSet::new();
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            let found = self.narrower.from(self.concepts[place]).map(|id| self.places[&id]);
            open.extend(found.filter(|&place| below.insert(place)));
        }
        below
    }
}

/// The kinds of each occupation, and how many kinds there are: each prefix of an ISCO code is one, numbered by its text
/// so that sums never vary.
fn kinds(codes: &[(Uuid, String)]) -> (Vec<Vec<usize>>, usize) {
    let names: BTreeSet<&str> = codes.iter().flat_map(|(_, code)| prefixes(code)).collect();
    let numbers: HashMap<&str, usize> = names.into_iter().zip(0..).collect();
    let kinds = codes.iter().map(|(_, code)| prefixes(code).map(|prefix| numbers[prefix]).collect());
    (kinds.collect(), numbers.len())
}

fn prefixes(code: &str) -> impl Iterator<Item = &str> {
    code.char_indices().map(|(start, sign)| &code[..start + sign.len_utf8()])
}
