//! The form of an entry: its keys, in the order in which they are written.
//!
//! Writing, reading and the check of the canonical form take the keys from here: a new one is a field of [`Entry`] and a
//! line in each of the three lists below.

use std::fmt::Display;
use std::str::FromStr;

use super::{Entry, Platforms};
use crate::manifest::ImageName;

const IMAGE: &str = "image";
const TAG: &str = "tag";
const DIGEST: &str = "digest";
pub(super) const PLATFORMS_OF: &str = "platforms-of";
pub(super) const PLATFORMS: &str = "platforms";

/// All keys of an entry.
pub(super) const ENTRY_KEYS: [&str; 5] = [IMAGE, TAG, DIGEST, PLATFORMS_OF, PLATFORMS];

/// A text of an entry that is asked for its keys one after the other, in the order in which they are written.
pub(super) trait EntrySource {
    /// The value of a key that may be missing.
    fn optional<T: FromStr<Err: Display> + Display>(&mut self, key: &str) -> Option<T>;

    /// The value of a key that every entry has.
    fn required<T: FromStr<Err: Display> + Display>(&mut self, key: &str) -> Option<T> {
        self.optional(key)
    }

    /// The value of `platforms-of` and the table `platforms`, which come together.
    fn platforms(&mut self) -> Option<Platforms>;
}

/// Reads an entry. All keys are asked for before one is missed, so that a source can gather all problems.
pub(super) fn read(source: &mut impl EntrySource) -> Option<Entry> {
    let repository = source.required(IMAGE);
    let tag = source.optional(TAG);
    let digest = source.required(DIGEST);
    let platforms = source.platforms();
    Some(Entry {
        repository: repository?,
        tag,
        digest: digest?,
        platforms,
    })
}

/// Writes an entry below its header, in parts.
///
/// Nothing is escaped: names, references, digests and platforms have no character that a TOML string would mind.
pub(super) fn write(name: &ImageName, entry: &Entry, out: &mut impl FnMut(&[&str])) {
    let Entry {
        repository,
        tag,
        digest,
        platforms,
    } = entry;
    let quote = if name.is_bare() { "" } else { "\"" };
    out(&["\n[images.", quote, name.as_str(), quote, "]\n"]);
    // Bots find `image`, `tag` and `digest` as adjacent plain lines, in this order
    let (registry, path) = (repository.registry().as_str(), repository.path());
    out(&[IMAGE, " = \"", registry, "/", path, "\"\n"]);
    if let Some(tag) = tag {
        out(&[TAG, " = \"", tag.as_str(), "\"\n"]);
    }
    out(&[DIGEST, " = \"", digest.as_str(), "\"\n"]);
    // A table without a platform says nothing, and is refused by the reader
    if let Some(Platforms { of, digests }) = platforms.as_ref().filter(|it| !it.digests.is_empty())
    {
        out(&[PLATFORMS_OF, " = \"", of, "\"\n\n"]);
        out(&["[images.", quote, name.as_str(), quote, ".platforms]\n"]);
        for (platform, digest) in digests {
            out(&["\"", platform.as_str(), "\" = \"", digest.as_str(), "\"\n"]);
        }
    }
}
