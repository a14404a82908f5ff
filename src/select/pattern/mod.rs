//! Patterns of tags.

mod letters;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use regex_lite::{CaptureLocations, Regex, RegexBuilder};

use super::number::compare_naturally;
use super::order::compare_texts;

/// The most memory of a compiled pattern, in bytes: a tag takes the time of its length times this.
const SIZE_MAX: usize = 64 * 1024;

/// A regular expression for the whole tag, with one named group, by which tags are compared: `main-(?<build>\d+)`.
#[derive(Debug, Clone)]
pub struct TagPattern {
    /// As written.
    text: String,
    /// For the whole tag.
    regex: Regex,
    /// The number of the named group.
    group: usize,
}

/// The reason why a text is not a pattern of tags.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagPatternError {
    /// The text is no regular expression, or one with what is not supported.
    #[error("this is not a regular expression: {0}")]
    Syntax(String),
    /// It ends in a comment, as `(?x)` allows it.
    #[error("a tag pattern ends without a comment; leave out `#` and what is behind it")]
    Comment,
    /// The expression is too costly.
    #[error(
        "this regular expression is too large to be held against each tag; write a shorter one"
    )]
    Size,
    /// There are so many named groups.
    #[error(
        "a tag pattern needs exactly one named group to compare tags by, like `main-(?<build>[0-9]+)`; this one has {0}"
    )]
    Groups(usize),
    /// A letter that each match has, and no tag.
    #[error(
        "no tag has a `{0}`, so this matches none; write a pattern for the tag alone, like `main-(?<build>[0-9]+)`"
    )]
    Letter(char),
}

impl FromStr for TagPattern {
    type Err = TagPatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let syntax = |error: regex_lite::Error| TagPatternError::Syntax(error.to_string());
        let part = Regex::new(text).map_err(syntax)?;
        let mut named = part
            .capture_names()
            .enumerate()
            .filter(|(_, name)| name.is_some());
        let group = match (named.next(), named.count()) {
            (Some((group, _)), 0) => group,
            (first, others) => {
                return Err(TagPatternError::Groups(
                    usize::from(first.is_some()) + others,
                ));
            }
        };
        let whole = format!(r"\A(?:{text})\z");
        let limited = RegexBuilder::new(&whole).size_limit(SIZE_MAX).build();
        // Without the limit it has another fault, or none
        let no_other = |_| match Regex::new(&whole) {
            Ok(_) => TagPatternError::Size,
            // A comment hides what is put behind the pattern
            Err(_) if text.contains('#') => TagPatternError::Comment,
            Err(error) => syntax(error),
        };
        let regex = limited.map_err(no_other)?;
        if let Some(letter) = letters::find_foreign(text) {
            return Err(TagPatternError::Letter(letter));
        }
        Ok(Self {
            text: text.to_owned(),
            regex,
            group,
        })
    }
}

/// Patterns are equal if they are written so.
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

impl TagPattern {
    /// What [`TagPattern::find_key`] needs again and again.
    pub(super) fn locations(&self) -> CaptureLocations {
        self.regex.capture_locations()
    }

    /// What the named group took of a whole tag, by which it is compared. None if the tag does not match.
    pub(super) fn find_key<'t>(
        &self,
        tag: &'t str,
        locations: &mut CaptureLocations,
    ) -> Option<&'t str> {
        self.regex.captures_read(locations, tag)?;
        let group = locations.get(self.group);
        Some(group.map_or("", |(start, end)| &tag[start..end]))
    }

    /// The same for a single tag.
    pub(super) fn key<'t>(&self, tag: &'t str) -> Option<&'t str> {
        self.find_key(tag, &mut self.locations())
    }

    /// Compares two tags as [`compare_keys`] does.
    pub(super) fn compare(&self, one: &str, other: &str) -> Ordering {
        compare_keys((one, self.key(one)), (other, self.key(other)))
    }
}

/// Compares two tags by their keys in natural order, the newer one being the greater; of equal ones the bytewise
/// smaller is. What does not match, and has none, comes before all that does.
pub(super) fn compare_keys(
    (one, key): (&str, Option<&str>),
    (other, other_key): (&str, Option<&str>),
) -> Ordering {
    match (key, other_key) {
        (Some(key), Some(other_key)) => {
            compare_naturally(key, other_key).then_with(|| other.cmp(one))
        }
        (None, None) => compare_texts(one, other),
        (key, other_key) => key.is_some().cmp(&other_key.is_some()),
    }
}
