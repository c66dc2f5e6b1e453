//! Values kept once and named by small numbers: rows stay small, however odd a value is.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use entity::member_language::CefrLevel;
use entity::position::Mode;
use foldhash::fast::RandomState;
use uuid::Uuid;

use super::profile::Standing;

/// Numbers that are only ever added: what was written with a dictionary is read with any later one.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary<T> {
    codes: HashMap<T, u32, RandomState>,
    values: Vec<T>,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { codes: HashMap::default(), values: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Dictionary<T> {
    /// The number of a value that has one.
    pub(crate) fn code(&self, value: &T) -> Option<u32> {
        self.codes.get(value).copied()
    }

    /// The number of a value; who else holds the dictionary keeps theirs without a new one.
    pub(crate) fn learn(self: &mut Arc<Self>, value: &T) -> u32 {
        if let Some(code) = self.code(value) {
            return code;
        }
        let dictionary = Arc::make_mut(self);
        let code = u32::try_from(dictionary.values.len()).expect("fewer than four thousand million values");
        dictionary.codes.insert(value.clone(), code);
        dictionary.values.push(value.clone());
        code
    }

    pub(crate) fn value(&self, code: u32) -> &T {
        &self.values[code as usize]
    }

    /// All values, in the order of their numbers.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

/// A number of a dictionary as columns hold it, in three bytes: a million members have ten million of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code([u8; 3]);

impl Code {
    /// The number in three bytes.
    pub(crate) fn of(number: u32) -> Self {
        let [low, middle, high, rest] = number.to_le_bytes();
        assert_eq!(rest, 0, "a dictionary has fewer than sixteen million values");
        Self([low, middle, high])
    }

    /// The number.
    pub(crate) fn number(self) -> u32 {
        let [low, middle, high] = self.0;
        u32::from_le_bytes([low, middle, high, 0])
    }
}

/// What the rows of the index are written with.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) concepts: Arc<Dictionary<Uuid>>,
    pub(super) standings: Arc<Dictionary<Standing>>,
    pub(super) languages: Arc<Dictionary<(String, CefrLevel)>>,
    /// The modes that a window accepts, in the member's order.
    pub(super) modes: Arc<Dictionary<Vec<Mode>>>,
}
