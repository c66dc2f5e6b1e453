//! Links from concepts to concepts, by number: a classification has a million of them.

use uuid::Uuid;

/// Where each concept leads.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Every concept at either end, in order; its place is its number.
    concepts: Vec<Uuid>,
    /// By number: where the links of a concept end; they start where those of the one before end.
    bounds: Vec<u32>,
    /// Numbers of where they lead, in order.
    ends: Vec<u32>,
}

impl Links {
    /// Reads pairs; doubles count once.
    pub(super) fn of(pairs: impl Iterator<Item = (Uuid, Uuid)> + Clone) -> Self {
        let mut concepts: Vec<Uuid> = pairs.clone().flat_map(|(from, to)| [from, to]).collect();
        concepts.sort_unstable();
        concepts.dedup();
        concepts.shrink_to_fit();
        let number = |concept| concepts.partition_point(|other| *other < concept) as u32;
        let mut links: Vec<(u32, u32)> = pairs.map(|(from, to)| (number(from), number(to))).collect();
        links.sort_unstable();
        links.dedup();
        let bound = |from| links.partition_point(|link| link.0 <= from) as u32;
        let bounds = (0..concepts.len() as u32).map(bound).collect();
        Self { bounds, ends: links.iter().map(|(_, to)| *to).collect(), concepts }
    }

    /// Every concept at either end of a link, in order.
    pub(super) fn concepts(&self) -> &[Uuid] {
        &self.concepts
    }

    /// Every link, in order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Uuid, Uuid)> {
        self.concepts.iter().flat_map(move |&from| self.from(from).map(move |to| (from, to)))
    }

    /// Where a concept leads, in the order of ids.
    pub(super) fn from(&self, concept: Uuid) -> impl Iterator<Item = Uuid> {
        let number = self.concepts.binary_search(&concept).ok();
        let bound = |number: usize| self.bounds[number] as usize;
        let ends = number.map_or(0..0, |number| number.checked_sub(1).map_or(0, bound)..bound(number));
        self.ends[ends].iter().map(|end| self.concepts[*end as usize])
    }
}
