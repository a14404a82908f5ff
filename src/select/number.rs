//! Numbers of any length in texts: their order, and the natural order of texts that hold some.

use std::cmp::Ordering;

/// Compares two runs of digits as numbers.
pub(super) fn compare_digits(one: &[u8], other: &[u8]) -> Ordering {
    let (one, other) = (without_zeros(one), without_zeros(other));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros..]
}

/// Compares numbers joined by dots one by one; missing ones are zero.
pub(super) fn compare_numbers(one: &str, other: &str) -> Ordering {
    let (mut ones, mut others) = (one.split('.'), other.split('.'));
    fn bytes(number: Option<&str>) -> &[u8] {
        number.unwrap_or_default().as_bytes()
    }
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (one, other) => compare_digits(bytes(one), bytes(other)),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Compares numbers joined by dots; of equal ones, the more are the greater. None are the least.
pub(super) fn compare_exactly(one: &str, other: &str) -> Ordering {
    let count = |numbers: &str| numbers.split_terminator('.').count();
    compare_numbers(one, other).then_with(|| count(one).cmp(&count(other)))
}

/// Compares texts in natural order: runs of digits as numbers, the rest bytewise.
pub(super) fn compare_naturally(one: &str, other: &str) -> Ordering {
    let is_run = |one: &u8, next: &u8| one.is_ascii_digit() && next.is_ascii_digit();
    let mut ones = one.as_bytes().chunk_by(is_run);
    let mut others = other.as_bytes().chunk_by(is_run);
    let is_number = |piece: &[u8]| piece.iter().all(u8::is_ascii_digit);
    loop {
        let order = match (ones.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (Some(one), Some(other)) if is_number(one) && is_number(other) => {
                compare_digits(one, other)
            }
            (one, other) => one.cmp(&other),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// How many bytes of a text's beginning are digits.
pub(super) fn count_digits(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds a comparison against texts from the least to the greatest; those of one word are equal.
    fn check(compare: fn(&str, &str) -> Ordering, words: &[&[&str]]) {
        for (at, word) in words.iter().enumerate() {
            for (other_at, other) in words.iter().enumerate() {
                for (one, other) in word
                    .iter()
                    .flat_map(|one| other.iter().map(move |two| (one, two)))
                {
                    assert_eq!(compare(one, other), at.cmp(&other_at), "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_compared_whatever_their_length_and_their_zeros() {
        let digits = |one: &str, other: &str| compare_digits(one.as_bytes(), other.as_bytes());
        let large = [
            "99999999999999999999999999999999999999999999998",
            "99999999999999999999999999999999999999999999999",
        ];
        check(
            digits,
            &[
                &["", "0", "000"],
                &["1", "01"],
                &["9"],
                &["10", "0010"],
                &[large[0]],
                &[large[1]],
            ],
        );
    }

    #[test]
    fn missing_numbers_are_zero_and_more_numbers_are_greater_at_last() {
        check(
            compare_numbers,
            &[
                &["", "0", "0.0"],
                &["0.1"],
                &["1", "1.0", "01.00.0"],
                &["1.0.1"],
                &["1.9"],
                &["1.10"],
            ],
        );
        check(
            compare_exactly,
            &[
                &[""],
                &["0"],
                &["0.0"],
                &["0.1"],
                &["1", "01"],
                &["1.0"],
                &["1.0.1"],
                &["1.10"],
            ],
        );
    }

    #[test]
    fn in_natural_order_runs_of_digits_are_numbers_and_the_rest_is_bytes() {
        check(
            compare_naturally,
            &[
                &[""],
                &["-"],
                &["1", "01"],
                &["1-2"],
                &["1.2"],
                &["1.10"],
                &["1a"],
                &["9"],
                &["10"],
                &["10."],
                &["A"],
                &["a", "a"],
                &["a-"],
                &["a1"],
                &["a1b2", "a01b002"],
                &["a1b10"],
                &["aa"],
                &["é"],
            ],
        );
    }
}
