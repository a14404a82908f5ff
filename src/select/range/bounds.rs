//! The versions that conditions are true for.

use super::parse::{Comparator, Operator};
use crate::select::interval::Interval;

/// The versions that all conditions of a range are true for.
pub(super) fn common_interval(comparators: &[Comparator]) -> Interval {
    let everything = Interval::new(&[], None);
    let intervals = comparators.iter().map(interval);
    intervals.fold(everything, |all, one| all.intersection(&one))
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
