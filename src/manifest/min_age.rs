//! The age that a digest must have before it is locked: the key `min-age`.

use std::fmt;
use std::str::FromStr;

/// The most digits of the number of days: 27 years.
const DIGITS_MAX: usize = 4;

/// How many whole days a tag must be seen to name a digest before that is locked. Written `7d`; `0d` is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinAge(u16);

/// The reason why a text is no age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an age: write whole days, like `7d`")]
pub struct MinAgeError(String);

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
        let days = text.strip_suffix('d').and_then(whole_days);
        days.map(Self).ok_or_else(|| MinAgeError(text.to_owned()))
    }
}

/// A number of days, without a sign, which `parse` would take.
fn whole_days(text: &str) -> Option<u16> {
    let is_short = (1..=DIGITS_MAX).contains(&text.len());
    let is_number = is_short && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

impl fmt::Display for MinAge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}d", self.0)
    }
}
