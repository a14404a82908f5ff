//! A tag that reads as a version.

use std::cmp::Ordering;

use super::number::{compare_digits, compare_exactly, compare_numbers, count_digits};
use crate::reference::Tag;

/// A tag that reads as a version: an optional `v`, numbers joined by dots, an optional `_` and a build number, as
/// Temurin's `21.0.5_11`, and an optional suffix behind a dash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagVersion<'a> {
    /// Whether a `v` stands in front of it.
    has_v: bool,
    /// The numbers, joined by dots.
    numbers: &'a str,
    /// The build number; empty if there is none.
    build: &'a str,
    /// What stands behind the dash; empty if there is none.
    suffix: &'a str,
}

impl<'a> TagVersion<'a> {
    /// Reads a tag. None if it is no version, as `latest`, `8u504` and `3.15.0rc1` are.
    pub fn read(tag: &'a str) -> Option<Self> {
        let (version, rest) = Self::read_front(tag)?;
        let suffix = match rest {
            "" => rest,
            rest => rest.strip_prefix('-').filter(|suffix| !suffix.is_empty())?,
        };
        Some(Self { suffix, ..version })
    }

    /// Reads what a tag begins with, and returns the rest of it.
    pub(super) fn read_front(tag: &'a str) -> Option<(Self, &'a str)> {
        let (has_v, text) = match tag.strip_prefix('v') {
            Some(text) => (true, text),
            None => (false, tag),
        };
        let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
        let (numbers, mut rest) = text.split_at(text.bytes().take_while(is_part).count());
        if tag.len() > Tag::LENGTH_MAX || numbers.split('.').any(str::is_empty) {
            return None;
        }
        let mut build = "";
        if let Some(text) = rest.strip_prefix('_') {
            (build, rest) = text.split_at(count_digits(text));
            if build.is_empty() {
                return None;
            }
        }
        let version = Self {
            has_v,
            numbers,
            build,
            suffix: "",
        };
        Some((version, rest))
    }

    /// The numbers, joined by dots.
    pub fn numbers(&self) -> &'a str {
        self.numbers
    }

    /// What stands behind the dash; empty if the tag ends with its version.
    pub fn suffix(&self) -> &'a str {
        self.suffix
    }

    /// Whether a tag with this version may stand for the other one, since that begins with it: `7.2` for `7.2.4`.
    pub(super) fn may_name(&self, other: &Self) -> bool {
        let mut others = other.numbers.split('.');
        let is_same = |number: &str| {
            let other = others.next();
            other.is_some_and(|it| compare_digits(number.as_bytes(), it.as_bytes()).is_eq())
        };
        self.numbers.split('.').all(is_same)
            && (self.build.is_empty() || self.compare_build(other).is_eq())
    }

    /// How it is written: whether with a `v`, with how many numbers, and whether with a build.
    pub(super) fn form(&self) -> (bool, usize, bool) {
        let count = self.numbers.split('.').count();
        (self.has_v, count, !self.build.is_empty())
    }

    /// Compares the numbers and the builds alone.
    pub(super) fn compare_release(&self, other: &Self) -> Ordering {
        compare_numbers(self.numbers, other.numbers).then_with(|| self.compare_build(other))
    }

    /// Compares by the numbers; then the one with more numbers is newer, since a lock that names it moves least; then
    /// by the build.
    pub(super) fn compare_exactly(&self, other: &Self) -> Ordering {
        compare_exactly(self.numbers, other.numbers).then_with(|| self.compare_build(other))
    }

    /// Without a build is before the first one.
    fn compare_build(&self, other: &Self) -> Ordering {
        let has_build = |version: &Self| !version.build.is_empty();
        let builds = || compare_digits(self.build.as_bytes(), other.build.as_bytes());
        has_build(self).cmp(&has_build(other)).then_with(builds)
    }

    /// Compares the `v` alone: without it is newer.
    pub(super) fn compare_prefix(&self, other: &Self) -> Ordering {
        other.has_v.cmp(&self.has_v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_as_a_version() {
        let table = [
            ("7", (false, "7", "", "")),
            ("v7.2", (true, "7.2", "", "")),
            ("24.04", (false, "24.04", "", "")),
            ("1.2.3.4.5.6", (false, "1.2.3.4.5.6", "", "")),
            ("21.0.5_11", (false, "21.0.5", "11", "")),
            (
                "v21_35-jdk-alpine3.20",
                (true, "21", "35", "jdk-alpine3.20"),
            ),
            ("7-alpine_x.y", (false, "7", "", "alpine_x.y")),
            ("1--x", (false, "1", "", "-x")),
            (
                "99999999999999999999999999999999999999999",
                (false, "99999999999999999999999999999999999999999", "", ""),
            ),
        ];
        for (tag, (has_v, numbers, build, suffix)) in table {
            let version = TagVersion {
                has_v,
                numbers,
                build,
                suffix,
            };
            assert_eq!(TagVersion::read(tag), Some(version), "{tag}");
        }
    }

    #[test]
    fn what_does_not_read_as_a_version_is_none() {
        let long = format!("1-{}", "a".repeat(127));
        for tag in [
            "",
            "v",
            "latest",
            "V7",
            "vv7",
            "7.",
            ".7",
            "7..2",
            "7.2.",
            "8u504",
            "3.15.0rc1",
            "7-",
            "7_",
            "7_x",
            "7_1_2",
            "7_1.2",
            "7_-x",
            "7+1",
            "x7",
            "7 ",
            "é",
            "7é",
            "-7",
            &long,
        ] {
            assert_eq!(TagVersion::read(tag), None, "{tag}");
        }
        assert!(TagVersion::read(&long[..128]).is_some());
    }
}
