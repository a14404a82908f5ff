//! Ranges of versions, as Cargo's, over one to four numbers: `^7.2`, `~7.2`, `7.2`, `>=7, <9`, `7.*`, `=7.2.1`.

use std::fmt;
use std::str::FromStr;

/// How many numbers a version has at most: `1.2.3.4`.
pub(super) const NUMBERS_MAX: usize = 4;
/// The operators, the longer ones before those that they start with.
const OPERATORS: [&str; 7] = [">=", "<=", ">", "<", "=", "^", "~"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    /// All of which have to hold; never empty.
    comparators: Vec<Comparator>,
}

/// One condition of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Comparator {
    /// As written; none means `^`, or nothing where there is a wildcard.
    operator: &'static str,
    numbers: Vec<u64>,
    has_wildcard: bool,
}

/// Why a text is not a range of versions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionRangeError {
    /// Nothing is written, or nothing between two commas.
    #[error("a version range is written like `^7.2`, `~7.2`, `7.*` or `>=7, <9`")]
    Empty,
    /// A word that is no number.
    #[error(
        "`{0}` is not a number of a version, of which there are one to {NUMBERS_MAX}, joined by dots"
    )]
    Number(String),
    #[error("a version has at most {NUMBERS_MAX} numbers, `{0}` has more")]
    Length(String),
    /// `7.2-alpine`
    #[error("a version range has no suffix; write `-{0}` as `variant = \"{0}\"`")]
    Suffix(String),
    /// `^7.*`
    #[error("`{0}` has an operator and a `*`; one of them is enough")]
    Wildcard(String),
}

impl FromStr for VersionRange {
    type Err = VersionRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let comparators = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { comparators })
    }
}

impl FromStr for Comparator {
    type Err = VersionRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let operator = OPERATORS
            .into_iter()
            .find(|operator| text.starts_with(operator))
            .unwrap_or_default();
        let version = text[operator.len()..].trim_start();
        if let Some((_, suffix)) = version.split_once('-') {
            return Err(VersionRangeError::Suffix(suffix.to_owned()));
        }
        let (version, has_wildcard) = match version.strip_suffix(".*") {
            Some(version) => (version, true),
            None => (version, false),
        };
        if has_wildcard && !operator.is_empty() {
            return Err(VersionRangeError::Wildcard(text.to_owned()));
        }
        let numbers = numbers(version)?;
        if numbers.len() + usize::from(has_wildcard) > NUMBERS_MAX {
            return Err(VersionRangeError::Length(text.to_owned()));
        }
        Ok(Self {
            operator,
            numbers,
            has_wildcard,
        })
    }
}

fn numbers(version: &str) -> Result<Vec<u64>, VersionRangeError> {
    if version.is_empty() {
        return Err(VersionRangeError::Empty);
    }
    let number = |word: &str| {
        let digits = word
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(word);
        digits
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| VersionRangeError::Number(word.to_owned()))
    };
    version.split('.').map(number).collect()
}

impl fmt::Display for VersionRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.comparators.iter().map(Comparator::to_string).collect();
        out.write_str(&words.join(", "))
    }
}

impl fmt::Display for Comparator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.numbers.iter().map(u64::to_string).collect();
        write!(
            out,
            "{}{}{}",
            self.operator,
            words.join("."),
            if self.has_wildcard { ".*" } else { "" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_displayed_reads_the_same() {
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
            let range: VersionRange = text.parse().unwrap();
            assert_eq!(range.to_string().parse(), Ok(range), "{text}");
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
