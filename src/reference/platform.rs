//! Platforms of an index: operating system, architecture and variant (image specification, `image-index.md`).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A platform in containerd's normal form: `linux/amd64`, `linux/arm64`, `linux/arm/v7`, `windows(10.0.17763)/amd64`.
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
    /// The version in brackets has other characters, or there is none.
    #[error(
        "`{0}` is no version of an operating system: expected one like in `windows(10.0.17763)/amd64`"
    )]
    OsVersion(String),
}

/// The length from which on a word that differs in one letter from another may be meant to be that one.
const SLIP_MIN: usize = 4;

/// A word, if it is a known one; else the known one that differs from it in one letter, or in two that are swapped.
fn known_or_near<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let distance = |known: &&str| strsim::osa_distance(word, known);
    let is_near = |it: &&str| distance(it) == 0 || word.len() >= SLIP_MIN && distance(it) == 1;
    known.iter().copied().filter(is_near).min_by_key(distance)
}

impl Platform {
    /// The operating systems of images: Go's `GOOS` (<https://go.dev/doc/install/source#environment>).
    pub(crate) const SYSTEMS: &[&str] = &[
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "js",
        "linux",
        "nacl",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasi",
        "wasip1",
        "windows",
        "zos",
    ];
    /// Their architectures: Go's `GOARCH`.
    pub(crate) const ARCHITECTURES: &[&str] = &[
        "386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64", "mips",
        "mips64", "mips64le", "mipsle", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390",
        "s390x", "sparc", "sparc64", "wasm", "wasm32",
    ];

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

    /// The version of the operating system, which stands in brackets (containerd's `platforms.FormatAll`).
    pub fn os_version(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once('(')?;
        rest.split_once(')').map(|(version, _)| version)
    }

    /// The same platform in any version of the operating system.
    pub fn without_os_version(&self) -> Cow<'_, Self> {
        match (self.0.split_once('('), self.0.split_once(')')) {
            (Some((os, _)), Some((_, rest))) => Cow::Owned(Self(format!("{os}{rest}"))),
            _ => Cow::Borrowed(self),
        }
    }

    /// The same platform in one version of the operating system; in any, if that has characters that no version has.
    pub fn with_os_version(&self, version: &str) -> Self {
        let any = self.without_os_version();
        match any.0.split_once('/') {
            Some((os, rest)) if is_word(version) => Self(format!("{os}({version})/{rest}")),
            _ => any.into_owned(),
        }
    }

    /// Whether images of this system and this architecture are known.
    pub fn is_known(&self) -> bool {
        let (os, _, architecture, _) = self.words();
        Self::SYSTEMS.contains(&os) && Self::ARCHITECTURES.contains(&architecture)
    }

    /// The known platform that this one was meant to be, where only a slip of the fingers tells them apart.
    pub fn meant(&self) -> Option<String> {
        if self.is_known() {
            return None;
        }
        let (os, version, architecture, variant) = self.words();
        let os = known_or_near(os, Self::SYSTEMS)?;
        let architecture = known_or_near(architecture, Self::ARCHITECTURES)?;
        Some(format!("{os}{version}/{architecture}{variant}"))
    }

    /// The system, its version in brackets, the architecture, and the variant behind its slash.
    fn words(&self) -> (&str, &str, &str, &str) {
        let (system, rest) = self.0.split_once('/').unwrap_or((&self.0, ""));
        let (os, version) = system.split_at(system.find('(').unwrap_or(system.len()));
        let (architecture, variant) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        (os, version, architecture, variant)
    }

    /// `os/architecture` or `os/architecture/variant`, with `(version)` behind the system where only one will do.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_word_byte)
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
        let (os, architecture, variant) = match words[..] {
            [os, architecture] => (os, architecture, None),
            [os, architecture, variant] if !variant.is_empty() => (os, architecture, Some(variant)),
            _ => return Err(PlatformError::Format),
        };
        match in_brackets(os) {
            None => Self::new(os, architecture, variant),
            Some((os, version)) if is_word(version) => {
                Ok(Self::new(os, architecture, variant)?.with_os_version(version))
            }
            Some((_, version)) => Err(PlatformError::OsVersion(version.to_owned())),
        }
    }
}

/// The system and its version, of `windows(10.0.17763)`.
fn in_brackets(os: &str) -> Option<(&str, &str)> {
    os.strip_suffix(')')?.split_once('(')
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
    fn the_version_of_an_operating_system_stands_in_brackets() {
        let read = |text: &str| text.parse::<Platform>().map(|it| it.to_string());
        for (text, normal) in [
            ("windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64"),
            (
                "Windows(10.0.17763.1)/x86_64",
                "windows(10.0.17763.1)/amd64",
            ),
            ("windows(10)/arm64/v8", "windows(10)/arm64"),
            ("windows(10)/arm/v6", "windows(10)/arm/v6"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(normal));
            assert_eq!(read(normal).as_deref(), Ok(normal));
        }
        let platform: Platform = "windows(10.0)/arm/v6".parse().unwrap();
        assert_eq!(platform.os_version(), Some("10.0"));
        assert_eq!(platform.without_os_version().as_str(), "windows/arm/v6");
        assert_eq!(
            platform.with_os_version("11").as_str(),
            "windows(11)/arm/v6"
        );
        assert_eq!(platform.with_os_version("1/1").as_str(), "windows/arm/v6");
        for version in ["", "10 0", "10+win32k", "(10)", "10)("] {
            let error = PlatformError::OsVersion(version.to_owned());
            assert_eq!(read(&format!("windows({version})/amd64")), Err(error));
        }
        for text in [
            "windows(10/amd64",
            "windows10)/amd64",
            "windows/amd64(10)",
            "(10)/amd64",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_platform_that_differs_in_a_letter_from_a_known_one_was_meant_to_be_that() {
        for (text, meant) in [
            ("linux/adm64", Some("linux/amd64")),
            ("linx/arm64", Some("linux/arm64")),
            ("linxu/arn64/v9", Some("linux/arm64/v9")),
            ("windwos(10.0)/amd64", Some("windows(10.0)/amd64")),
            ("linux/amd64", None),
            ("linux/arm/v6", None),
            ("wasi/wasm", None),
            ("linux/banana", None),
            ("linux/arm32", None),
            ("unknown/unknown", None),
            ("toaster/adm64", None),
        ] {
            let platform: Platform = text.parse().unwrap();
            assert_eq!(platform.meant().as_deref(), meant, "{text}");
        }
    }

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
