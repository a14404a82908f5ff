//! Why a condition of a range is none.

use super::error::{InsteadOfRange, VersionRangeError};
use super::parse::{OPERATOR_LETTERS, comparators, known_operator, split_operator};
use crate::reference::Tag;
use crate::select::variant::Variant;

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
    let instead = InsteadOfRange::of(range);
    let (operator, version) = split_operator(condition);
    if condition.contains(" - ") {
        return VersionRangeError::Hyphen(instead);
    }
    let second = version.trim_start_matches(OPERATOR_LETTERS);
    if second.contains(OPERATOR_LETTERS) {
        return VersionRangeError::Comma(instead);
    }
    match known_operator(operator) {
        Some((known, _)) if version.is_empty() => VersionRangeError::Version(known),
        None if !operator.is_empty() => VersionRangeError::Operator {
            operator: operator.to_owned(),
            instead,
        },
        Some(_) | None => wrong_version(range, condition, instead),
    }
}

/// What stands behind the operator is no version.
fn wrong_version(range: &str, condition: &str, instead: InsteadOfRange) -> VersionRangeError {
    let (operator, version) = split_operator(condition);
    let number = version.trim_start_matches(['v', 'V']);
    let is_digit = |letter: char| letter.is_ascii_digit();
    let wildcard = version.find(['x', 'X', '*']);
    let wildcard = wildcard.filter(|at| is_wildcard(version, *at));
    if let Some(suffix) = suffix(range, condition) {
        VersionRangeError::Suffix(suffix.to_owned())
    } else if version.contains('-') {
        VersionRangeError::Number(version.to_owned())
    } else if number != version && number.starts_with(is_digit) {
        VersionRangeError::Prefix(instead)
    } else if let Some(at) = wildcard {
        wrong_wildcard(operator, version, at, instead)
    } else if condition == range && Tag::is_valid(range) && !range.starts_with(is_digit) {
        VersionRangeError::Name(version.to_owned())
    } else if version.contains('_') && !instead.ranges.is_empty() {
        VersionRangeError::Build(instead)
    } else {
        wrong_number(version)
    }
}

/// What stands behind a dash and can be a variant, if all else is a range. Numbers cannot: `7-9` may be from 7 to 9.
fn suffix<'t>(range: &str, condition: &'t str) -> Option<&'t str> {
    let (front, suffix) = condition.split_once('-')?;
    let is_name = suffix.len() > 1 && suffix.contains(|letter: char| letter.is_ascii_alphabetic());
    let is_variant = is_name && suffix.parse::<Variant>().is_ok();
    let rest = range.replacen(condition, front, 1);
    (is_variant && comparators(&rest).is_some()).then_some(suffix)
}

/// Whether a letter for any number stands behind a dot or first, or a star anywhere.
fn is_wildcard(version: &str, at: usize) -> bool {
    let (front, rest) = version.split_at(at);
    rest.starts_with('*')
        || (front.is_empty() || front.ends_with('.'))
            && !rest[1..].starts_with(|next: char| next.is_ascii_alphanumeric())
}

/// A letter for any number, or a star that is not the end of a version without an operator.
fn wrong_wildcard(
    operator: &str,
    version: &str,
    at: usize,
    instead: InsteadOfRange,
) -> VersionRangeError {
    let text = format!("{operator}{version}");
    if !version[at..].starts_with('*') {
        VersionRangeError::Letter(instead)
    } else if at + 1 == version.len() && !operator.is_empty() {
        VersionRangeError::Wildcard { text, instead }
    } else {
        VersionRangeError::Star { text, instead }
    }
}

/// A number that is none, or too large.
fn wrong_number(version: &str) -> VersionRangeError {
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_large = |part: &&str| is_number(part) && part.parse::<u64>().is_err();
    match version.split('.').find(is_large) {
        Some(part) => VersionRangeError::Size(part.to_owned()),
        None => VersionRangeError::Number(version.to_owned()),
    }
}
