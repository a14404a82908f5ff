//! Ranges of versions, as Cargo's.

mod bounds;
mod error;
mod explain;
mod meant;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use bounds::common_interval;
pub use error::VersionRangeError;
use parse::Comparator;

use super::interval::{FIRST_DATE, Interval, Place, first_value};
use crate::reference;

/// A range of versions, as Cargo's, over any count of numbers: `^7.2`, `~7.2`, `=7.2.1`, `>=7, <9`, `7.*`, `*`. A bare
/// `7.2` is `7.2.*`, as users of npm, Helm and Flux read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    /// As written.
    text: String,
    interval: Interval,
    /// Whether a number that is a year's or a date's stands first anywhere in it.
    names_dates: bool,
}

/// The repository and the range of a reference that has a range in the place of its tag: `redis:^7`.
pub fn range_for_tag(reference: &str) -> Option<(&str, &str)> {
    let (repository, range) = reference.rsplit_once(':')?;
    let is_range = reference::parse(repository).is_ok() && range.parse::<VersionRange>().is_ok();
    is_range.then_some((repository, range))
}

impl FromStr for VersionRange {
    type Err = VersionRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_wrong = |condition: &&str| parse::comparator(condition).is_none();
        let wrong = || text.split(',').map(parse::trimmed).find(is_wrong);
        Self::read(text).ok_or_else(|| explain::why_not(text, wrong().unwrap_or_default()))
    }
}

/// The range as written.
impl fmt::Display for VersionRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl VersionRange {
    /// Reads a range. Does not say why a text is none.
    fn read(text: &str) -> Option<Self> {
        let comparators = parse::comparators(text)?;
        let is_date = |comparator: &Comparator| comparator.numbers.first() >= Some(&FIRST_DATE);
        Some(Self {
            text: text.to_owned(),
            interval: common_interval(&comparators),
            names_dates: comparators.iter().any(is_date),
        })
    }

    /// Whether the numbers are a date, and the range names none: a tag that is built each day is no newer version.
    pub(super) fn passes_by(&self, numbers: &str) -> bool {
        !self.names_dates && first_value(numbers) >= FIRST_DATE
    }

    /// Where all the versions lie that begin with the numbers of a tag.
    pub(super) fn place(&self, numbers: &str) -> Place {
        self.interval.place(numbers)
    }

    /// Whether the range accepts all that the other one does.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.reach().contains(&other.reach())
    }

    /// Whether no version is in it, whatever a list has: `>=3, <2`.
    pub fn is_impossible(&self) -> bool {
        self.interval.is_empty()
    }

    /// The versions that it accepts.
    fn reach(&self) -> Interval {
        match self.names_dates {
            true => self.interval.clone(),
            false => self.interval.intersection(&Interval::without_dates()),
        }
    }
}
