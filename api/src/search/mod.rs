//! Text search in memory: concepts by what people call them, and the folding that every search shares.

pub mod concepts;
pub mod fold;

pub use concepts::{Concepts, Entry, Hit, Query};
