//! Taxonomy: what people can do, know and work as, in one vocabulary. Releases of classifications are read (`starter`,
//! `esco`), merged by one writer (`merge`), and read back (`read`).

mod esco;
mod merge;
mod read;
mod release;
mod starter;
mod table;

pub use esco::import_esco;
pub use read::{
    Direction, Edges, Reference, around, concept, concepts_by_ids, find, labels_of, load_search, matching_edges,
    occupation, required, search, shown, skill,
};
pub use release::{Changes, Counts, Progress, Report, Source, Watch};
pub use starter::load_starter;
pub use table::ImportError;
