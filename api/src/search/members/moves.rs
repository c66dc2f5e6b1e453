//! Moves: where the members of a block are after changes.

use super::slots::Slots;

/// Instead of a slot: the member is no more.
const GONE: u16 = u16::MAX;

/// Where the members of a block are in the one after it.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// By the slot before: the new one, or `GONE`.
    slots: Vec<u16>,
    /// The slots before of those who are no more.
    gone: Vec<usize>,
    /// Whether all others are where they were.
    is_in_place: bool,
}

impl Moves {
    /// The new slots, by the slot before; nothing for who is no more.
    pub(super) fn of(slots: &[Option<u16>]) -> Self {
        let is_in_place = slots.iter().zip(0..).all(|(new, slot)| new.is_none_or(|new| new == slot));
        let gone = slots.iter().enumerate().filter(|(_, new)| new.is_none()).map(|(slot, _)| slot).collect();
        Self { slots: slots.iter().map(|new| new.unwrap_or(GONE)).collect(), gone, is_in_place }
    }

    /// The new slot of who is still there.
    pub(super) fn slot(&self, before: usize) -> Option<u16> {
        Some(self.slots[before]).filter(|slot| *slot != GONE)
    }

    /// The new slots of some, in a block that has so many.
    pub(super) fn moved(&self, before: &Slots, count: usize) -> Slots {
        if self.is_in_place && count == self.slots.len() {
            let mut slots = before.clone();
            self.gone.iter().for_each(|slot| slots.take_out(*slot));
            return slots;
        }
        let mut slots = Slots::filled(count, false);
        before.iter().filter_map(|slot| self.slot(slot)).for_each(|slot| slots.insert(slot.into()));
        slots
    }
}
