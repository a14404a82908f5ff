//! Choosing a tag out of a repository's list: the forms in which people say which, and the choice.
//!
//! Owns ranges of versions, variants and patterns of tags as values that are well written, what they accept and which of
//! two tags is newer. Asks nobody: a list streams by, and a bounded number of its tags is kept.

#![expect(dead_code, reason = "the flow that lists tags chooses by it")]
#![expect(unused_imports, reason = "the flow that lists tags chooses by it")]

mod lower;
mod pattern;
mod range;
mod rule;
mod selection;
mod variant;

pub use lower::is_lower;
pub use pattern::{TagPattern, TagPatternError};
pub use range::{VersionRange, VersionRangeError};
pub use rule::TagRule;
pub use selection::{MissReason, NearMiss, SelectedTag, TagSelection};
pub use variant::{Variant, VariantError};
