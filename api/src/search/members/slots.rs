//! Sets of the slots of a block.

/// A set of slots of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slots(Vec<u64>);

impl Slots {
    /// No slot, or every one, of so many.
    pub(super) fn filled(count: usize, is_full: bool) -> Self {
        let mut slots = Self(vec![if is_full { u64::MAX } else { 0 }; count.div_ceil(64)]);
        if let Some(last) = slots.0.last_mut().filter(|_| !count.is_multiple_of(64)) {
            *last &= (1 << (count % 64)) - 1;
        }
        slots
    }

    /// How much memory a set of so many slots takes.
    pub(super) fn bytes(count: usize) -> usize {
        count.div_ceil(64) * size_of::<u64>()
    }

    pub(super) fn insert(&mut self, slot: usize) {
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    pub(super) fn take_out(&mut self, slot: usize) {
        self.0[slot / 64] &= !(1 << (slot % 64));
    }

    pub(super) fn contains(&self, slot: usize) -> bool {
        self.0[slot / 64] & (1 << (slot % 64)) != 0
    }

    pub(super) fn keep(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own &= other);
    }

    pub(super) fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own |= other);
    }

    pub(super) fn remove(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own &= !other);
    }

    /// Takes those out that are among others as well.
    pub(super) fn taken(&mut self, others: &Self) -> Self {
        let mut taken = self.clone();
        taken.keep(others);
        self.remove(others);
        taken
    }

    /// Keeps those of which this holds, asked lowest first.
    pub(super) fn retain(&mut self, mut is_kept: impl FnMut(usize) -> bool) {
        for (place, word) in self.0.iter_mut().enumerate() {
            *word = bits(*word).fold(0, |kept, bit| kept | u64::from(is_kept(place * 64 + bit)) << bit);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The slots, lowest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, word)| bits(*word).map(move |bit| place * 64 + bit))
    }
}

/// The places of the bits that are set, lowest first.
fn bits(word: u64) -> impl Iterator<Item = usize> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(bit)
    })
}
