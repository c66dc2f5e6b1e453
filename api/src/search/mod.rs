//! Search in memory: concepts by what people call them, skills mentioned in a text, members by all that staff may ask,
//! and the folding and stems they share.

pub mod concepts;
pub mod fold;
mod lists;
pub mod members;
pub mod mentions;
pub mod quality;
pub mod stem;

pub use concepts::{Concepts, Entry, Hit, Hits, Means, Name, Query, Vocabulary};
pub use members::Members;
pub use mentions::{MentionLabel, Mentions};
