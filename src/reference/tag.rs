//! Tags (distribution specification, "Pulling manifests").

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::error::{ReferenceError, TAG_MAX, quotable};

/// A tag: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Arc<str>);

impl Tag {
    /// The longest, in bytes.
    pub const LENGTH_MAX: usize = TAG_MAX;

    /// `latest`, which is meant where no tag is written.
    pub fn latest() -> Self {
        Self("latest".into())
    }

    /// The tag as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a tag may have a letter, be it the first or a later one.
    pub fn may_have(letter: char) -> bool {
        u8::try_from(letter).is_ok_and(is_tag_byte)
    }

    /// Whether a text is one, as [`str::parse`] finds, without a copy of it.
    pub fn is_valid(text: &str) -> bool {
        check(text).is_ok()
    }
}

/// For look-ups by the text of a tag. It is ordered and hashed as that is.
impl Borrow<str> for Tag {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        check(text)?;
        Ok(Self(text.into()))
    }
}

fn check(text: &str) -> Result<(), ReferenceError> {
    if text.is_empty() {
        return Err(ReferenceError::EmptyTag);
    }
    let length = text.chars().count();
    if length > Tag::LENGTH_MAX {
        return Err(ReferenceError::TagLength(length));
    }
    if text.starts_with(['.', '-']) || !text.bytes().all(is_tag_byte) {
        return Err(ReferenceError::Tag(quotable(text)));
    }
    Ok(())
}

fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

impl fmt::Display for Tag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
