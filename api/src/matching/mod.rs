//! Matching: who fits a position, which positions fit a member, and why. Pure: no database, no async, no clock.
//!
//! How a ranking comes about:
//! 1. Each required concept is expanded by the `taxonomy` to every concept that answers it, with how close it is: the
//!    ladder of the hierarchy, and the concepts that the same kinds of occupations ask for (`kinship`).
//! 2. A claim earns a credit: closeness × level against the minimum × recency × evidence, all from one table (`score`).
//! 3. A requirement takes the best credit among the member's claims; none is MISSING and earns nothing.
//! 4. The score is the mean of the credits, 0–10,000, each weighing its requirement's weight × the rarity of the concept
//!    (`kinship`); the parts' points sum to it exactly.
//! 5. The five gates exclude and say why (`gate`), whatever the score.
//! 6. Equal scores are parted by verification, then confirmation, then a hash of the pair (`rank`).
//! 7. `explain` does this for any pair and is the meaning of a match.
//! 8. The `index` finds the best of everybody, with the same table, and explains those it returns. Members are rows of
//!    columns in a `block`, `spread` by their ids and written with numbers of a `dictionary`; a `plan` reads the
//!    postings of what a position asks for (`demand`) as far as it must; the `openings` go the inverse way. Figures:
//!    `docs/matching.md`.
//! 9. Dates are arguments: the same input gives the same answer; `ALGORITHM` names the way of scoring.
//! 10. `evaluation` measures all this on occupations whose kind is known.

mod best;
mod block;
mod demand;
pub(crate) mod dictionary;
mod evaluation;
mod explain;
mod gate;
mod index;
mod kinship;
mod links;
mod openings;
mod plan;
mod profile;
mod rank;
mod score;
pub(crate) mod spread;
mod taxonomy;

pub use evaluation::{Comparison, Evaluation, Figure, evaluate};
pub use explain::{Match, Part, explain};
pub use gate::{GateReason, GateResult, accepts, gates};
pub use index::{Filling, Page, Snapshot};
pub use profile::{MemberProfile, Need, PositionProfile, SkillClaim, Standing, Unavailable, Window};
pub use rank::{Circle, RankKey};
pub use score::{ALGORITHM, FULL_CREDIT, Shortfall, worth};
pub use taxonomy::{Edges, Proximity, Taxonomy, Verdict};
