//! Lists one after the other: many short ones in two stretches of memory.

/// Lists in their order.
#[derive(Default)]
pub struct Lists<T> {
    /// Where each list ends.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
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
            ends.push(u32::try_from(items.len()).expect("there are fewer than four thousand million items"));
        }
        ends.shrink_to_fit();
        items.shrink_to_fit();
        Self { ends, items }
    }
}
