//! A tag that reads as a version.

use std::cmp::Ordering;

use super::number::{compare_digits, compare_exactly, compare_numbers, count_digits};

/// The longest tag, in bytes (distribution specification, "Pulling manifests").
pub(super) const TAG_MAX: usize = 128;

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
        if tag.len() > TAG_MAX || numbers.split('.').any(str::is_empty) {
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
    pub(super) fn numbers(&self) -> &'a str {
        self.numbers
    }

    /// What stands behind the dash; empty if the tag ends with its version.
    pub fn suffix(&self) -> &'a str {
        self.suffix
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
