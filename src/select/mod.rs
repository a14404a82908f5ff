//! Choosing a tag out of a repository's list: the forms in which people say which.
//!
//! Owns ranges of versions and patterns of tags as values. What they choose comes with the tag lists.

mod order;
mod pattern;
mod version;

pub use order::is_lower;
pub use pattern::TagPattern;
pub use version::VersionRange;
