//! Taxonomy: what people can do, know and work as, in one vocabulary. Releases of classifications are read (`starter`,
//! `esco`), merged into the database (`merge`), and read back (`read`). What the registry adds is `local`; where one
//! concept takes the place of another, `carry` moves what people have. Rows that are asked for again and again stay in
//! memory (`kept`).

pub(crate) mod carry;
mod development_set;
mod esco;
mod kept;
pub(crate) mod local;
mod merge;
mod read;
mod release;
mod search;
mod starter;
mod table;

pub use carry::replace;
pub use development_set::{DevelopmentSet, Measured, search_with};
pub use esco::import_esco;
pub use kept::{Kept, KeptRows, kept_rows};
pub use read::{
    Direction, Reference, SKILLS, around, concept, concepts_by_ids, find, groups, labels_of, matching_edges, names_of,
    occupation, required, shown, skill, skills,
};
pub use release::{Changes, Counts, Progress, Report, Source, Watch};
pub(crate) use search::mention_labels;
pub use search::{FoundConcept, load_own_labels, load_search, search};
pub use starter::load_starter;
pub use table::ImportError;
