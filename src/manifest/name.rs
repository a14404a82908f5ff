//! The name of an image, by which people and the lock know it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The name of an image, its key in `images.toml` and `images.lock`: `[A-Za-z0-9][A-Za-z0-9._/-]{0,127}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageName(pub(super) Arc<str>);

/// The longest name, in bytes.
pub(super) const NAME_MAX: usize = 128;

/// The reason why a text is not the name of an image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a valid image name: expected up to {NAME_MAX} of `A`-`Z`, `a`-`z`, `0`-`9`, `.`, `_`, `/`, `-`, \
     starting with a letter or a digit"
)]
pub struct ImageNameError(String);

impl ImageName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a key of TOML.
    pub fn key(&self) -> String {
        let quote = if self.is_bare() { "" } else { "\"" };
        format!("{quote}{self}{quote}")
    }

    /// Whether TOML takes it as a key without quotes (TOML 1.0, "Keys").
    pub fn is_bare(&self) -> bool {
        self.0
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    }
}

impl FromStr for ImageName {
    type Err = ImageNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let inner =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'/' | b'-');
        let starts = text.starts_with(|first: char| first.is_ascii_alphanumeric());
        if starts && text.len() <= NAME_MAX && text.bytes().all(inner) {
            Ok(Self(text.into()))
        } else {
            Err(ImageNameError(text.to_owned()))
        }
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
