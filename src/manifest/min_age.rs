//! The age that a digest must have before it is locked: the key `min-age`.

use std::fmt;
use std::str::FromStr;

/// The most days that can be asked for: 27 years.
const DAYS_MAX: u16 = 9999;
/// What people call a number of hours, a day and a week, with the hours in each.
const UNITS: [(&[&str], u32); 3] = [
    (&["h", "hour", "hours"], 1),
    (&["", "d", "day", "days"], 24),
    (&["w", "week", "weeks"], 7 * 24),
];

/// How many whole days a tag must be seen to name a digest before that is locked. Written `7d`; `0d` is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinAge(u16);

/// The reason why a text is no age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MinAgeError {
    /// It says the same in another way.
    #[error("`{written}` is not an age; write `{meant}`")]
    OtherForm {
        /// The text.
        written: String,
        /// The age as it is written.
        meant: MinAge,
    },
    /// It is longer than anybody waits.
    #[error("`{0}` is too long: the most is `{DAYS_MAX}d`")]
    TooLong(String),
    /// It is something else.
    #[error("`{0}` is not an age; write whole days, like `7d`, or `0d` for none")]
    NoAge(String),
}

impl MinAge {
    /// No age: a digest is locked at once.
    pub const NONE: Self = Self(0);

    /// The number of days.
    pub fn days(self) -> u16 {
        self.0
    }

    /// Whether a digest is locked at once.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

impl FromStr for MinAge {
    type Err = MinAgeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = || text.to_owned();
        let Some(days) = text.strip_suffix('d').filter(is_digits) else {
            return Err(match meant(text) {
                Some(meant) => MinAgeError::OtherForm {
                    written: written(),
                    meant,
                },
                None => MinAgeError::NoAge(written()),
            });
        };
        let days = days.parse().ok().filter(|days| *days <= DAYS_MAX);
        days.map(Self)
            .ok_or_else(|| MinAgeError::TooLong(written()))
    }
}

/// Whether a text has digits alone; `parse` takes a sign.
fn is_digits(text: &&str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The whole days that a text of another form means: `1w`, `24h`, `7 days`, `7`.
fn meant(text: &str) -> Option<MinAge> {
    let text = text.trim().to_ascii_lowercase();
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (_, hours) = UNITS
        .iter()
        .find(|(names, _)| names.contains(&unit.trim()))?;
    let hours = number.parse::<u32>().ok()?.checked_mul(*hours)?;
    let days = u16::try_from(hours / 24).ok()?;
    let is_whole = hours % 24 == 0 && (1..=DAYS_MAX).contains(&days);
    is_whole.then_some(MinAge(days))
}

impl fmt::Display for MinAge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}d", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_days_are_an_age() {
        for (text, days) in [("7d", 7), ("0d", 0), ("000007d", 7), ("9999d", 9999)] {
            let age: MinAge = text.parse().unwrap();
            assert_eq!(age.days(), days, "{text}");
            assert_eq!(age.to_string().parse(), Ok(age));
        }
        assert!(MinAge::default().is_none());
    }

    #[test]
    fn what_is_no_age_says_what_to_write_instead() {
        for (text, expected) in [
            ("7", "`7` is not an age; write `7d`"),
            ("1w", "`1w` is not an age; write `7d`"),
            ("2 Weeks", "`2 Weeks` is not an age; write `14d`"),
            ("24h", "`24h` is not an age; write `1d`"),
            ("3000", "`3000` is not an age; write `3000d`"),
            ("7 days", "`7 days` is not an age; write `7d`"),
            (" 7d", "` 7d` is not an age; write `7d`"),
            (
                "36h",
                "`36h` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            (
                "0",
                "`0` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            (
                "-1d",
                "`-1d` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            (
                "+1d",
                "`+1d` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            (
                "d",
                "`d` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            (
                "",
                "`` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            (
                "1.5d",
                "`1.5d` is not an age; write whole days, like `7d`, or `0d` for none",
            ),
            ("10000d", "`10000d` is too long: the most is `9999d`"),
        ] {
            let error = text.parse::<MinAge>().unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
