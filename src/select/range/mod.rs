//! Ranges of versions, as Cargo's.

mod error;
mod explain;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

pub use error::VersionRangeError;
use parse::{Comparator, Operator};

use super::interval::{FIRST_DATE, Interval, Place, first_value};

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

impl FromStr for VersionRange {
    type Err = VersionRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let comparator = |condition: &str| {
            let condition = condition.trim_matches(' ');
            parse::comparator(condition).ok_or_else(|| explain::why_not(text, condition))
        };
        let comparators: Vec<Comparator> =
            text.split(',').map(comparator).collect::<Result<_, _>>()?;
        let is_date = |comparator: &Comparator| comparator.numbers.first() >= Some(&FIRST_DATE);
        let intervals = comparators.iter().map(interval);
        let everything = Interval::new(&[], None);
        Ok(Self {
            text: text.to_owned(),
            interval: intervals.fold(everything, |all, one| all.intersection(&one)),
            names_dates: comparators.iter().any(is_date),
        })
    }
}

/// The range as written.
impl fmt::Display for VersionRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl VersionRange {
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

    /// The versions that it accepts.
    fn reach(&self) -> Interval {
        match self.names_dates {
            true => self.interval.clone(),
            false => self.interval.intersection(&Interval::without_dates()),
        }
    }
}

/// The versions that one condition of a range is true for.
fn interval(comparator: &Comparator) -> Interval {
    let numbers = &comparator.numbers;
    let Some(last) = numbers.len().checked_sub(1) else {
        return Interval::new(&[], None);
    };
    let behind_all = || Some(raised(numbers, last));
    match comparator.operator {
        Operator::Equal => Interval::new(numbers, behind_all()),
        Operator::Caret => {
            let first = numbers.iter().position(|number| *number != 0);
            Interval::new(numbers, Some(raised(numbers, first.unwrap_or(last))))
        }
        // Of one or two numbers the last one is kept, of more the last one may rise
        Operator::Tilde => {
            let kept = if last < 2 { last } else { last - 1 };
            Interval::new(numbers, Some(raised(numbers, kept)))
        }
        Operator::AtLeast => Interval::new(numbers, None),
        Operator::Above => Interval::new(&raised(numbers, last), None),
        Operator::Below => Interval::new(&[], Some(numbers.clone())),
        Operator::AtMost => Interval::new(&[], behind_all()),
    }
}

/// The first version behind all that begin with the numbers up to a place.
fn raised(numbers: &[u128], at: usize) -> Vec<u128> {
    let mut raised = numbers[..=at].to_vec();
    raised[at] += 1;
    raised
}
