//! Patterns of tags: `main-(?<build>\d+)`.

use std::str::FromStr;

use regex_lite::Regex;

/// A regular expression for the whole tag, with one named group, by which tags are compared. It is well written: what
/// it chooses comes with the lists of tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPattern;

/// The reason why a text is not a pattern of tags.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagPatternError {
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
    #[error(
        "a tag pattern has one named group to compare tags by, like `main-(?<build>[0-9]+)`; this one has {0}"
    )]
    Groups(usize),
}

impl FromStr for TagPattern {
    type Err = TagPatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let regex = Regex::new(text).map_err(|error| TagPatternError::Syntax(error.to_string()))?;
        match regex.capture_names().flatten().count() {
            1 => Ok(Self),
            count => Err(TagPatternError::Groups(count)),
        }
    }
}
