//! The canonical form from the reader's side: is a text what we would have written, and where is it not.
//!
//! Nearly every lock that is read is one that we wrote. Such a text is read line by line here, in a tenth of the time
//! that TOML takes, and proven by writing it again; anything else is left to the TOML reader and its messages.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::{FromStr, Split};

use super::encode::{HEADER, encode, is_text_of};
use super::keys::{self, EntrySource, PLATFORMS_OF};
use super::{Entry, Lock, Platforms, is_platforms_of};
use crate::document::without_mark;
use crate::manifest::{ImageName, TAG_PATTERN, VARIANT, VERSION};
use crate::reference::Platform;
use crate::select::TagRule;

/// The first line at which a text is not the canonical one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its number, from 1.
    pub line: usize,
    /// The line that stands there; `None` behind the end of the text.
    pub found: Option<String>,
    /// The line that would be written there; `None` where nothing would.
    pub expected: Option<String>,
}

/// Tells whether a text is what [`encode`] writes for this lock, line ends and a byte order mark aside.
pub fn is_canonical(text: &str, lock: &Lock) -> bool {
    first_difference(text, lock).is_none()
}

/// The first difference between a text and what [`encode`] writes for this lock, line ends and a byte order mark aside.
pub fn first_difference(text: &str, lock: &Lock) -> Option<Difference> {
    let text = plain(text);
    if is_text_of(&text, lock) {
        return None;
    }
    let canonical = encode(lock);
    // Split and not `lines`, which would not see that the last line has no end
    let (mut found, mut expected) = (text.split('\n'), canonical.split('\n'));
    for line in 1.. {
        let (found, expected) = (found.next(), expected.next());
        if found != expected {
            return Some(Difference {
                line,
                found: found.map(str::to_owned),
                expected: expected.map(str::to_owned),
            });
        }
    }
    None
}

/// The text with our line ends, and without a byte order mark.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let text = without_mark(text);
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The lock, where the text is canonical.
pub(super) fn read(text: &str) -> Option<Lock> {
    let text = plain(text);
    let lines = text.strip_prefix(HEADER)?.split('\n').peekable();
    let mut lines = CanonicalLines {
        lines,
        platforms: BTreeMap::new(),
    };
    let mut entries = Vec::new();
    while lines.skip("") && lines.lines.peek().is_some() {
        entries.push(lines.entry()?);
    }
    let lock = Lock {
        entries: entries.into_iter().collect(),
    };
    // What the lines above overlook (order, quotes, duplicates) is seen here
    is_text_of(&text, &lock).then_some(lock)
}

struct CanonicalLines<'a> {
    lines: Peekable<Split<'a, char>>,
    /// Those that were read: a lock repeats a few of them, and bringing one to its normal form is not cheap.
    platforms: BTreeMap<&'a str, Platform>,
}

impl<'a> CanonicalLines<'a> {
    fn entry(&mut self) -> Option<(ImageName, Entry)> {
        let name = self
            .lines
            .next()?
            .strip_prefix("[images.")?
            .strip_suffix(']')?
            .trim_matches('"');
        let entry = keys::read(self)?;
        Some((name.parse().ok()?, entry))
    }

    fn platform(&mut self, text: &'a str) -> Option<Platform> {
        if let Some(known) = self.platforms.get(text) {
            return Some(known.clone());
        }
        let platform: Platform = text.parse().ok()?;
        self.platforms.insert(text, platform.clone());
        Some(platform)
    }

    fn skip(&mut self, line: &str) -> bool {
        self.lines.next_if_eq(&line).is_some()
    }
}

impl EntrySource for CanonicalLines<'_> {
    /// The value of the next line, where it is `key = "value"`, or in single quotes.
    fn optional<T: FromStr>(&mut self, key: &str) -> Option<T> {
        let line = self.lines.peek()?.strip_prefix(key)?;
        let value = line.strip_prefix(" = ")?;
        let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
        let value = inner('"').or_else(|| inner('\''))?.parse().ok()?;
        self.lines.next();
        Some(value)
    }

    fn rule(&mut self) -> Option<TagRule> {
        match self.optional(VERSION) {
            Some(range) => Some(TagRule::Version {
                range,
                variant: self.optional(VARIANT),
            }),
            None => self.optional(TAG_PATTERN).map(TagRule::Pattern),
        }
    }

    fn platforms(&mut self) -> Option<Platforms> {
        let of = self
            .optional(PLATFORMS_OF)
            .filter(|of: &String| is_platforms_of(of))?;
        if !self.skip("") || !self.lines.next()?.ends_with(".platforms]") {
            return None;
        }
        let mut digests = BTreeMap::new();
        while let Some(row) = self.lines.next_if(|line| !line.is_empty()) {
            let (platform, digest) = row
                .strip_prefix('"')?
                .strip_suffix('"')?
                .split_once("\" = \"")?;
            digests.insert(self.platform(platform)?, digest.parse().ok()?);
        }
        Some(Platforms { of, digests })
    }
}
