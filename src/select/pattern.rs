//! Patterns of tags.

use std::fmt;
use std::str::FromStr;

use regex_lite::Regex;

/// A regular expression for the whole tag, with one named group, by which tags are compared: `main-(?<build>\d+)`.
#[derive(Debug, Clone)]
pub struct TagPattern {
    text: String,
    regex: Regex,
}

impl TagPattern {
    /// Whether a whole tag matches.
    pub fn accepts(&self, tag: &str) -> bool {
        self.regex.is_match(tag)
    }
}

impl PartialEq for TagPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for TagPattern {}

/// The pattern as written.
impl fmt::Display for TagPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// The reason why a text is not a pattern of tags.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagPatternError {
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
    #[error(
        "a tag pattern needs exactly one named group to compare tags by, like `main-(?<build>[0-9]+)`; this one has {0}"
    )]
    Groups(usize),
}

impl FromStr for TagPattern {
    type Err = TagPatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compiled = |text: &str| {
            Regex::new(text).map_err(|error| TagPatternError::Syntax(error.to_string()))
        };
        match compiled(text)?.capture_names().flatten().count() {
            1 => Ok(Self {
                text: text.to_owned(),
                regex: compiled(&format!(r"\A(?:{text})\z"))?,
            }),
            count => Err(TagPatternError::Groups(count)),
        }
    }
}
