//! Lists one after the other: many short ones in a few stretches of memory.

use std::iter;
use std::ops::Range;

/// Lists in their order.
#[derive(Debug)]
pub struct Lists<T> {
    ends: Ends,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Ends::default(), items: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Room for so many lists with so many items in all.
    pub fn with_room_for(lists: usize, items: usize) -> Self {
        Self { ends: Ends::with_room_for(lists), items: Vec::with_capacity(items) }
    }

    /// So many lists of items that come in order, each with the place of its list.
    pub fn sorted(count: u32, items: impl IntoIterator<Item = (u32, T)>) -> Self {
        let mut items = items.into_iter().peekable();
        let mut lists = Self::with_room_for(count as usize, 0);
        for place in 0..count {
            lists.push(iter::from_fn(|| items.next_if(|(own, _)| *own == place)).map(|(_, item)| item));
        }
        lists.items.shrink_to_fit();
        lists
    }

    /// Adds a list.
    pub fn push(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        self.ends.push(self.items.len());
    }

    /// Gives back the memory that is not needed.
    pub fn shrink_to_fit(&mut self) {
        self.ends.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    /// How many items there are in all of them.
    pub fn items(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing in any of them.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The list in this place; there is nothing in those beyond the last.
    pub fn of(&self, place: usize) -> &[T] {
        &self.items[self.ends.range(place..place + 1)]
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Self::default();
        lists.into_iter().for_each(|list| all.push(list));
        all.shrink_to_fit();
        all
    }
}

/// Where lists end that lie one after the other, in two bytes each: most are short, and millions of ends take memory.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// The lower half of each.
    low: Vec<u16>,
    /// The first places at which the upper half is one more than before.
    carries: Vec<u32>,
}

impl Ends {
    pub(super) fn with_room_for(lists: usize) -> Self {
        Self { low: Vec::with_capacity(lists), carries: Vec::new() }
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// Adds where a list ends; ends never go back.
    pub(super) fn push(&mut self, end: usize) {
        let place = u32::try_from(self.low.len()).expect("there are fewer than four thousand million lists");
        self.carries.resize(end >> u16::BITS, place);
        self.low.push(end as u16);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.low.shrink_to_fit();
        self.carries.shrink_to_fit();
    }

    /// Where lists that follow each other lie; those beyond the last lie nowhere.
    pub(super) fn range(&self, lists: Range<usize>) -> Range<usize> {
        let count = self.len();
        self.start(lists.start.min(count))..self.start(lists.end.min(count))
    }

    /// Where a list starts, which is where the one before ends.
    fn start(&self, place: usize) -> usize {
        let Some(before) = place.checked_sub(1) else { return 0 };
        let upper = self.carries.partition_point(|carry| *carry as usize <= before);
        upper << u16::BITS | usize::from(self.low[before])
    }
}

#[cfg(test)]
mod tests {
    use super::Lists;

    #[test]
    fn each_list_has_its_items_and_those_beyond_have_none() {
        let lists: Lists<u8> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        assert_eq!(
            [0, 1, 2, 3, 9].map(|place| lists.of(place).to_vec()),
            [vec![1, 2], vec![], vec![3], vec![], vec![]]
        );
        let sorted: Lists<u8> = Lists::sorted(4, [(1, 7), (1, 8), (3, 9)]);
        assert_eq!([0, 1, 2, 3].map(|place| sorted.of(place).to_vec()), [vec![], vec![7, 8], vec![], vec![9]]);
        assert!(!sorted.is_empty() && Lists::<u8>::default().is_empty());
    }

    #[test]
    fn long_lists_end_where_they_end() {
        let lengths = [3, 65_533, 0, 1, 200_000, 0, 7];
        let lists: Lists<u32> = lengths.iter().zip(0..).map(|(length, list)| vec![list; *length]).collect();
        for (place, length) in lengths.iter().enumerate() {
            assert_eq!(lists.of(place).len(), *length);
            assert!(lists.of(place).iter().all(|list| *list as usize == place));
        }
        assert!(lists.of(lengths.len()).is_empty());
    }
}
