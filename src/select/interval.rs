//! All versions from one on and below another.

use std::cmp::Ordering;

/// The first number of a version that is a year or a date.
pub(super) const FIRST_DATE: u128 = 1900;

/// All versions from one on and below another. Of a version the numbers are there without zeros at the end: those that
/// are missing are zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interval {
    from: Vec<u128>,
    /// None if it has no end.
    below: Option<Vec<u128>>,
}

/// Where all the versions that begin with some numbers lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// All below the interval.
    Below,
    /// All in it.
    Inside,
    /// All above it.
    Above,
    /// Some in it, and others not.
    Across,
}

impl Interval {
    pub(super) fn new(from: &[u128], below: Option<Vec<u128>>) -> Self {
        Self {
            from: without_zeros(from.to_vec()),
            below: below.map(without_zeros),
        }
    }

    /// All versions but those that are dates.
    pub(super) fn without_dates() -> Self {
        Self::new(&[], Some(vec![FIRST_DATE]))
    }

    /// What is in both.
    pub(super) fn intersection(&self, other: &Self) -> Self {
        let ends = [&self.below, &other.below].into_iter().flatten();
        Self {
            from: self.from.clone().max(other.from.clone()),
            below: ends.min().cloned(),
        }
    }

    /// Whether no version is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.below.as_ref().is_some_and(|below| *below <= self.from)
    }

    /// Whether all of the other one is in it.
    pub(super) fn contains(&self, other: &Self) -> bool {
        let ends_no_earlier = match (&self.below, &other.below) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(below), Some(other)) => below >= other,
        };
        other.is_empty() || self.from <= other.from && ends_no_earlier
    }

    /// Where all the versions lie that begin with the numbers of a tag.
    pub(super) fn place(&self, numbers: &str) -> Place {
        let below = self.below.as_deref();
        let is_behind_start = compare_first(numbers, &self.from).is_ge();
        let is_before_end = below.is_none_or(|below| are_all_below(numbers, below));
        if is_behind_start && is_before_end {
            Place::Inside
        } else if are_all_below(numbers, &self.from) {
            Place::Below
        } else if below.is_some_and(|below| compare_first(numbers, below).is_ge()) {
            Place::Above
        } else {
            Place::Across
        }
    }
}

fn without_zeros(mut version: Vec<u128>) -> Vec<u128> {
    let length = version.iter().rposition(|number| *number != 0);
    version.truncate(length.map_or(0, |last| last + 1));
    version
}

/// The numbers of a tag. One that is larger than all bounds is the largest.
fn values(numbers: &str) -> impl Iterator<Item = u128> {
    numbers
        .split('.')
        .map(|digits| digits.parse().unwrap_or(u128::MAX))
}

/// The first number of a tag.
pub(super) fn first_value(numbers: &str) -> u128 {
    values(numbers).next().unwrap_or_default()
}

/// Compares the first of the versions that begin with some numbers with a bound.
fn compare_first(numbers: &str, bound: &[u128]) -> Ordering {
    let count = numbers.split('.').count();
    let zeros = std::iter::repeat_n(0, bound.len().saturating_sub(count));
    let version = values(numbers).chain(zeros);
    version.cmp(padded(bound, count.max(bound.len())))
}

/// Whether all the versions that begin with some numbers are below a bound.
fn are_all_below(numbers: &str, bound: &[u128]) -> bool {
    let count = numbers.split('.').count();
    values(numbers).cmp(padded(bound, count)).is_lt()
}

/// So many numbers of a bound.
fn padded(bound: &[u128], count: usize) -> impl Iterator<Item = u128> {
    bound
        .iter()
        .copied()
        .chain(std::iter::repeat(0))
        .take(count)
}
