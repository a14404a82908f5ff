//! Choosing a tag out of a repository's list: the forms in which people say which, and the choice.
//!
//! Owns ranges of versions, variants and patterns of tags as values that are well written, what they accept and which
//! of two tags is newer. Asks nobody: a list streams by, and a bounded number of its tags is kept.

mod fit;
mod interval;
mod number;
mod order;
mod ordered;
mod pattern;
#[cfg(test)]
mod properties;
mod range;
mod reason;
mod release_line;
mod rule;
mod selection;
mod suffix;
mod survey;
mod variant;
mod version;

pub use order::{is_lower, is_newer_release};
pub use pattern::TagPattern;
pub use range::{VersionRange, VersionRangeError, range_for_tag};
pub use reason::MissReason;
pub use release_line::ReleaseLine;
pub use rule::TagRule;
pub use selection::{LatestSelection, NearMiss, SelectedTag, TagSelection};
pub use survey::{NearTags, SurveyScope, SurveyedTag, SurveyedTags, TagSurvey};
pub use variant::{Variant, VariantError};
pub use version::TagVersion;
