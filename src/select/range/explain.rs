//! What to write instead of a condition that is none.

use super::VersionRangeError;
use super::parse::{OPERATOR_LETTERS, known_operator, split_operator};

/// Why a condition of a range is none.
pub(super) fn why_not(range: &str, condition: &str) -> VersionRangeError {
    if range.trim().is_empty() {
        return VersionRangeError::Empty;
    }
    if range.contains('|') {
        return VersionRangeError::Or;
    }
    if condition.is_empty() {
        return VersionRangeError::Condition;
    }
    let (operator, version) = split_operator(condition);
    let explained = without_comma(condition, version).or_else(|| wrong_operator(operator, version));
    explained.unwrap_or_else(|| wrong_version(operator, version))
}

/// Two conditions in one: `>=7 <9`, or npm's `7 - 9`.
fn without_comma(condition: &str, version: &str) -> Option<VersionRangeError> {
    if let Some((from, to)) = condition.split_once(" - ") {
        let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
        return Some(VersionRangeError::Hyphen { from, to });
    }
    let has_second = version
        .trim_start_matches(OPERATOR_LETTERS)
        .contains(OPERATOR_LETTERS);
    has_second.then(|| VersionRangeError::Comma(with_commas(condition)))
}

/// The conditions that stand in one, each of which begins with its operator, apart.
fn with_commas(condition: &str) -> String {
    let mut apart = String::new();
    for letter in condition.chars() {
        let is_first = apart.is_empty() || apart.ends_with(OPERATOR_LETTERS);
        if OPERATOR_LETTERS.contains(&letter) && !is_first {
            apart.truncate(apart.trim_end().len());
            apart.push_str(", ");
        }
        apart.push(letter);
    }
    apart
}

/// An operator alone, or one of another language.
fn wrong_operator(operator: &str, version: &str) -> Option<VersionRangeError> {
    let instead = match (operator, known_operator(operator)) {
        ("", _) => return None,
        (_, Some((known, _))) if version.is_empty() => {
            return Some(VersionRangeError::Version(known));
        }
        (_, Some(_)) => return None,
        // Ruby's and Terraform's, Python's: the last number may rise
        ("~>" | "~=", None) if version.split('.').count() < 3 => below_next_first(version),
        ("~>" | "~=", None) => format!("`~{version}`"),
        ("!=" | "<>", None) => format!("`<{version}` or `>{version}`"),
        ("==" | "===", None) => format!("`={version}`"),
        ("=>", None) => format!("`>={version}`"),
        ("=<", None) => format!("`<={version}`"),
        _ => "one of `^`, `~`, `=`, `>=`, `>`, `<=`, `<`".to_owned(),
    };
    let operator = operator.to_owned();
    Some(VersionRangeError::Operator { operator, instead })
}

/// The range of all versions with the first number of one that are not lower: `^7.2`, and `>=0.2, <1`, since `^` keeps the
/// first number that is not zero.
fn below_next_first(version: &str) -> String {
    let first = version.split('.').next().unwrap_or_default();
    match first.trim_start_matches('0') {
        "" if !first.is_empty() => format!("`>={version}, <1`"),
        _ => format!("`^{version}`"),
    }
}

/// What stands behind the operator is no version.
fn wrong_version(operator: &str, version: &str) -> VersionRangeError {
    let number = version.trim_start_matches(['v', 'V']);
    let is_number = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    if number != version && is_number(number) {
        return VersionRangeError::Prefix(format!("{operator}{number}"));
    }
    if let Some(at) = version
        .find(['x', 'X', '*'])
        .filter(|at| is_wildcard(version, *at))
    {
        return wrong_wildcard(operator, version, at);
    }
    if version.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return VersionRangeError::Name(version.to_owned());
    }
    if let Some((_, suffix)) = version
        .split_once('-')
        .filter(|(_, suffix)| !suffix.is_empty())
    {
        return VersionRangeError::Suffix(suffix.to_owned());
    }
    if let Some((front, _)) = version.split_once('_') {
        return VersionRangeError::Build(format!("{operator}{front}"));
    }
    let is_large = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_large = |part: &&str| is_large(part) && part.parse::<u64>().is_err();
    match version.split('.').find(is_large) {
        Some(part) => VersionRangeError::Size(part.to_owned()),
        None => VersionRangeError::Number(version.to_owned()),
    }
}

/// Whether a letter for any number stands behind a dot or first, or a star anywhere.
fn is_wildcard(version: &str, at: usize) -> bool {
    let (front, rest) = version.split_at(at);
    rest.starts_with('*')
        || (front.is_empty() || front.ends_with('.'))
            && !rest[1..].starts_with(|next: char| next.is_ascii_alphanumeric())
}

/// A letter for any number, or a star that is not the end of a version without an operator.
fn wrong_wildcard(operator: &str, version: &str, at: usize) -> VersionRangeError {
    let front = version[..at].trim_end_matches('.');
    let instead = match (operator, front) {
        (_, "") => "*".to_owned(),
        ("" | "=", front) => format!("{front}.*"),
        (operator, front) => format!("{operator}{front}"),
    };
    let text = format!("{operator}{version}");
    if !version[at..].starts_with('*') {
        VersionRangeError::Letter(instead)
    } else if at + 1 == version.len() && !operator.is_empty() {
        VersionRangeError::Wildcard { text, instead }
    } else {
        VersionRangeError::Star { text, instead }
    }
}
