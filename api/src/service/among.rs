//! Lists of ids in statements, of a few lengths alone: so the texts are few, and the database keeps them prepared.

use uuid::Uuid;

/// Lengths of short lists.
const LENGTHS: [usize; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/// Longer lists have a multiple of this length.
const STEP: usize = 1_000;
/// Longer lists stay as they are: a statement of SQLite takes 32,766 values.
const MOST: usize = 30_000;

/// The ids, the last one repeated up to the next length. A list of none stays so: it chooses nothing.
pub fn padded(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    if let Some(last) = ids.last().copied().filter(|_| ids.len() <= MOST) {
        let length = LENGTHS.into_iter().find(|length| *length >= ids.len());
        let length = length.unwrap_or_else(|| ids.len().next_multiple_of(STEP));
        ids.resize(length, last);
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::{MOST, padded};
    use uuid::Uuid;

    #[test]
    fn lists_are_padded_to_few_lengths_and_name_nobody_else() {
        let of = |count: usize| padded((0..count as u128).map(Uuid::from_u128));
        let lengths = [0, 1, 3, 11, 1_000, 1_001, MOST, MOST + 1].map(|count| of(count).len());
        assert_eq!(lengths, [0, 1, 5, 20, 1_000, 2_000, MOST, MOST + 1]);
        assert_eq!(of(3), [0, 1, 2, 2, 2].map(Uuid::from_u128));
    }
}
