//! Ranges of versions, as Cargo's.

use std::fmt;
use std::str::FromStr;

/// The most numbers that a version has: `1.2.3.4`.
const NUMBERS_MAX: usize = 4;
/// The operators, the longer ones before those that they start with.
const OPERATORS: [&str; 7] = [">=", "<=", ">", "<", "=", "^", "~"];

/// A range of versions, as Cargo's, over one to four numbers: `^7.2`, `~7.2`, `7.2`, `>=7, <9`, `7.*`, `=7.2.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange(String);

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
        Ok(Self(text.to_owned()))
    }
}

/// The range as written.
impl fmt::Display for VersionRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
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

#[cfg(test)]
mod tests {
    use super::*;

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
            let range = text.parse::<VersionRange>();
            assert_eq!(range.map(|range| range.to_string()), Ok(text.to_owned()));
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
