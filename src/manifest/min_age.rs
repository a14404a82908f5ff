//! How old a digest has to be before it is locked.

use std::str::FromStr;

/// The days that a digest is watched before it is locked: `7d`. `0d` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinAge {
    /// Whole days.
    pub days: u16,
}

/// The reason why a text is not an age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an age, which is written in whole days: `7d`")]
pub struct MinAgeError(String);

impl FromStr for MinAge {
    type Err = MinAgeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // No sign, which `parse` would take
        text.strip_suffix('d')
            .filter(|days| days.starts_with(|first: char| first.is_ascii_digit()))
            .and_then(|days| days.parse().ok())
            .map(|days| Self { days })
            .ok_or_else(|| MinAgeError(text.to_owned()))
    }
}
