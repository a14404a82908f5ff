//! Choosing a tag out of a repository's list: the forms in which people say which.
//!
//! Owns ranges of versions and patterns of tags as values that are well written. What they choose comes with the tag
//! lists.

use std::str::FromStr;

use regex_lite::Regex;

/// The most numbers that a version has: `1.2.3.4`.
const NUMBERS_MAX: usize = 4;
/// The operators, the longer ones before those that they start with.
const OPERATORS: [&str; 7] = [">=", "<=", ">", "<", "=", "^", "~"];

/// A range of versions, as Cargo's, over one to four numbers: `^7.2`, `~7.2`, `7.2`, `>=7, <9`, `7.*`, `=7.2.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange;

/// The reason why a text is not a range of versions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionRangeError {
    #[error("a version range is written like `^7.2`, `~7.2`, `7.*` or `>=7, <9`")]
    Empty,
    #[error("`{0}` is not a version: expected one to {NUMBERS_MAX} numbers joined by dots")]
    Number(String),
    #[error("a version has at most {NUMBERS_MAX} numbers, `{0}` has more")]
    Length(String),
    #[error("a version range has no suffix; write `-{0}` as `variant = \"{0}\"`")]
    Suffix(String),
    #[error("`{0}` has both an operator and a `*`; use one of them")]
    Wildcard(String),
}

impl FromStr for VersionRange {
    type Err = VersionRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').try_for_each(check_comparator)?;
        Ok(Self)
    }
}

/// Checks one condition of a range: an operator, or none, and one to four numbers, or fewer and `.*`.
fn check_comparator(text: &str) -> Result<(), VersionRangeError> {
    let text = text.trim();
    let mut operators = OPERATORS.into_iter();
    let operator = operators.find(|operator| text.starts_with(operator));
    let operator = operator.unwrap_or_default();
    let version = text[operator.len()..].trim_start();
    if let Some((_, suffix)) = version.split_once('-') {
        return Err(VersionRangeError::Suffix(suffix.to_owned()));
    }
    let (version, wildcards) = match version.strip_suffix(".*") {
        Some(_) if !operator.is_empty() => {
            return Err(VersionRangeError::Wildcard(text.to_owned()));
        }
        Some(version) => (version, 1),
        None => (version, 0),
    };
    if count_numbers(version)? + wildcards > NUMBERS_MAX {
        return Err(VersionRangeError::Length(text.to_owned()));
    }
    Ok(())
}

fn count_numbers(version: &str) -> Result<usize, VersionRangeError> {
    if version.is_empty() {
        return Err(VersionRangeError::Empty);
    }
    let is_number =
        |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) && word.parse::<u64>().is_ok();
    match version.split('.').find(|word| !is_number(word)) {
        Some(word) => Err(VersionRangeError::Number(word.to_owned())),
        None => Ok(version.split('.').count()),
    }
}

/// A regular expression for the whole tag, with one named group, by which tags are compared: `main-(?<build>\d+)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPattern;

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
        let regex = Regex::new(text).map_err(|error| TagPatternError::Syntax(error.to_string()))?;
        match regex.capture_names().flatten().count() {
            1 => Ok(Self),
            count => Err(TagPatternError::Groups(count)),
        }
    }
}

/// Whether a tag is of a lower version than another one. Not where one of them is no version.
///
/// A tag is read as an optional `v`, one to four numbers and an optional suffix behind a dash. Suffixes are not
/// compared: the question is asked of changes that somebody else made, who could choose one. Of two tags with different
/// numbers of numbers the common ones count.
pub fn is_lower(tag: &str, than: &str) -> bool {
    match (numbers(tag), numbers(than)) {
        // `1` is no lower than `1.2.3`: it floats above it
        (Some(tag), Some(than)) => {
            let common = tag.len().min(than.len());
            tag[..common] < than[..common]
        }
        _ => false,
    }
}

fn numbers(tag: &str) -> Option<Vec<u64>> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let version = tag.split_once('-').map_or(tag, |(version, _)| version);
    let parts: Vec<&str> = version.split('.').collect();
    if parts.len() > NUMBERS_MAX {
        return None;
    }
    let number = |part: &&str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large for anybody is larger than all others
        is_number.then(|| part.parse().unwrap_or(u64::MAX))
    };
    parts.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let lower = [
            ("1.26", "1.27"),
            ("1.9", "1.10"),
            ("v1", "2"),
            ("1.26-alpine", "1.27"),
            ("1.26", "1.27-alpine"),
            ("20240101", "20240102"),
            ("1", "99999999999999999999999"),
            ("1.2.3.3", "1.2.3.4"),
        ];
        for (tag, than) in lower {
            assert!(is_lower(tag, than), "{tag} is lower than {than}");
            assert!(!is_lower(than, tag), "{than} is not lower than {tag}");
        }
    }

    #[test]
    fn what_is_no_version_is_not_compared() {
        for (tag, than) in [
            ("latest", "1.2"),
            ("1.2", "main"),
            ("1.2", "1.2"),
            ("1.2", "1.2.0"),
            ("1..2", "2"),
            ("1", "1.2.3"),
            ("1.2", "1.2.3"),
        ] {
            assert!(!is_lower(tag, than), "{tag} and {than}");
        }
    }

    #[test]
    fn what_is_a_range_is_taken() {
        for text in [
            "^7.2",
            "~7",
            "7.2",
            ">=7,<9",
            "> 1 , <= 2.0.1",
            "7.*",
            "=7.2.1",
            "1.2.3.4",
            "24.04",
        ] {
            assert_eq!(text.parse(), Ok(VersionRange), "{text}");
        }
    }

    #[test]
    fn what_is_no_range_says_why() {
        for text in [
            "",
            ">=",
            "^",
            "1,",
            "latest",
            "v7",
            "7.2-alpine",
            "1.2.3.4.5",
            "1.2.3.4.*",
            "^7.*",
            "*",
            "7..2",
            "+7",
        ] {
            assert!(text.parse::<VersionRange>().is_err(), "{text}");
        }
    }
}
