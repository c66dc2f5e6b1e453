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
        let (mut ends, mut items) = (Vec::new(), Vec::new());
        for list in lists {
            items.extend(list);
            ends.push(number(items.len()));
        }
        ends.shrink_to_fit();
        items.shrink_to_fit();
        Self { ends, items }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("there are fewer than four thousand million items")
}
