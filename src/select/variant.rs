//! The ends of tags behind their versions.

use std::fmt;
use std::str::FromStr;

/// What stands behind a version's dash: `alpine`, or with stars for numbers `alpine*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant(String);

/// The reason why a text is no variant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VariantError {
    #[error("a variant is written like `alpine`; without the key only tags without one are chosen")]
    Empty,
    #[error("a variant is written without the dash in front of it: `{0}`")]
    Dash(String),
    #[error("a variant has the letters of a tag, and `*` for a number; `{0}` is neither")]
    Character(char),
}

impl FromStr for Variant {
    type Err = VariantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(VariantError::Empty);
        }
        if let Some(rest) = text.strip_prefix('-') {
            return Err(VariantError::Dash(rest.to_owned()));
        }
        let is_foreign =
            |letter: &char| !letter.is_ascii_alphanumeric() && !"_.-*".contains(*letter);
        match text.chars().find(is_foreign) {
            Some(letter) => Err(VariantError::Character(letter)),
            None => Ok(Self(text.to_owned())),
        }
    }
}

/// The variant as written.
impl fmt::Display for Variant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
