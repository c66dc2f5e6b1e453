//! Lists one after the other: many short ones in two stretches of memory.

use std::iter;

/// Lists in their order.
#[derive(Debug)]
pub struct Lists<T> {
    /// Where each list ends.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Room for so many lists with so many items in all.
    pub fn with_room_for(lists: usize, items: usize) -> Self {
        Self { ends: Vec::with_capacity(lists), items: Vec::with_capacity(items) }
    }

    /// So many lists of items that come in order, each with the place of its list.
    pub fn sorted(count: u32, items: impl IntoIterator<Item = (u32, T)>) -> Self {
        let mut items = items.into_iter().peekable();
        let mut lists = Self { ends: Vec::with_capacity(count as usize), items: Vec::new() };
        for place in 0..count {
            lists.items.extend(iter::from_fn(|| items.next_if(|(own, _)| *own == place)).map(|(_, item)| item));
            lists.ends.push(number(lists.items.len()));
        }
        lists.items.shrink_to_fit();
        lists
    }

    /// Adds a list.
    pub fn push(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        self.ends.push(number(self.items.len()));
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
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(place).copied().unwrap_or(start);
        &self.items[start as usize..end as usize]
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

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("there are fewer than four thousand million items")
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
}
