//! Platforms of an index: operating system, architecture and variant (image specification, `image-index.md`).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A platform in containerd's normal form: `linux/amd64`, `linux/arm64`, `linux/arm/v7`.
///
/// Ordered by its text, bytewise, which is the order of the lock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Platform(String);

/// The reason why a text is not a platform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// Not two or three words between slashes. A bare `arm64` would mean another system on each machine.
    #[error(
        "a platform is written `os/architecture` or `os/architecture/variant`, like `linux/amd64`"
    )]
    Format,
    /// A word has other characters than letters, digits, `_`, `-` and `.`.
    #[error("`{0}` is not part of a platform: expected letters, digits, `_`, `-` and `.`")]
    Word(String),
}

impl Platform {
    /// The platform of a descriptor's or a config's fields, in normal form.
    ///
    /// # Errors
    /// Where a field is empty, or has characters that no platform has.
    pub fn new(os: &str, architecture: &str, variant: Option<&str>) -> Result<Self, PlatformError> {
        let third = variant.filter(|word| !word.is_empty());
        for word in [os, architecture].into_iter().chain(third) {
            if word.is_empty() {
                return Err(PlatformError::Format);
            }
            if !word.bytes().all(is_word_byte) {
                return Err(PlatformError::Word(word.to_owned()));
            }
        }
        let os = normal_os(os);
        let (architecture, variant) =
            normal_architecture(architecture, variant.unwrap_or_default());
        Ok(Self(match variant.as_str() {
            "" => format!("{os}/{architecture}"),
            variant => format!("{os}/{architecture}/{variant}"),
        }))
    }

    /// `os/architecture` or `os/architecture/variant`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn normal_os(os: &str) -> String {
    match os.to_ascii_lowercase().as_str() {
        "macos" => "darwin".to_owned(),
        other => other.to_owned(),
    }
}

/// containerd's `platforms/database.go`, `normalizeArch`.
fn normal_architecture(architecture: &str, variant: &str) -> (String, String) {
    let architecture = architecture.to_ascii_lowercase();
    let variant = variant.to_ascii_lowercase();
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64" | "amd64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8") => ("arm64", ""),
        ("aarch64" | "arm64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        other => other,
    };
    (architecture.to_owned(), variant.to_owned())
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Of `user:secret@host/image` no word is quoted
        if text.contains('@') {
            return Err(PlatformError::Format);
        }
        let words: Vec<&str> = text.split('/').collect();
        match words[..] {
            [os, architecture] => Self::new(os, architecture, None),
            [os, architecture, variant] if !variant.is_empty() => {
                Self::new(os, architecture, Some(variant))
            }
            _ => Err(PlatformError::Format),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A set of platforms. A clone is the same set, so that any number of images may have one.
pub type PlatformSet = Arc<BTreeSet<Platform>>;

/// The most platforms that are named. More are there for nobody to read, and one file may ask for them with each of its
/// images.
const NAMED_MAX: usize = 20;

/// Some platforms: the first of them, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformList {
    named: Vec<Platform>,
    count: usize,
}

impl PlatformList {
    /// Platforms of which there are so many; no more are taken than are named.
    pub fn new<'p>(platforms: impl Iterator<Item = &'p Platform>, count: usize) -> Self {
        Self {
            named: platforms.take(count.min(NAMED_MAX)).cloned().collect(),
            count,
        }
    }

    /// The number of platforms.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// Names in backticks, with commas.
impl fmt::Display for PlatformList {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, platform) in self.named.iter().enumerate() {
            write!(out, "{}`{platform}`", if index == 0 { "" } else { ", " })?;
        }
        match self.count.saturating_sub(self.named.len()) {
            0 => Ok(()),
            more => write!(out, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_platforms_the_first_are_named_and_the_others_counted() {
        let platforms: Vec<Platform> = (100..130)
            .map(|number| format!("linux/a{number}").parse().unwrap())
            .collect();
        let list = |count: usize| PlatformList::new(platforms[..count].iter(), count).to_string();
        assert_eq!(list(2), "`linux/a100`, `linux/a101`");
        assert!(list(20).ends_with("`linux/a119`"));
        assert!(list(30).ends_with("`linux/a119` and 10 more"));
    }
}
