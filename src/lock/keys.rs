//! The form of an entry: its keys, in the order in which they are written.
//!
//! Writing, reading and the check of the canonical form take the keys from here: a new one is a field of [`Entry`] and
//! a line in each of the three lists below.

use std::fmt::Display;
use std::str::FromStr;

use super::{Entry, Platforms};
use crate::manifest::{ImageName, TAG_PATTERN, VARIANT, VERSION, rule_pairs};
use crate::select::TagRule;

const IMAGE: &str = "image";
const TAG: &str = "tag";
const DIGEST: &str = "digest";
pub(super) const PLATFORMS_OF: &str = "platforms-of";
pub(super) const PLATFORMS: &str = "platforms";

/// All keys of an entry.
pub(super) const ENTRY_KEYS: [&str; 8] = [
    VERSION,
    VARIANT,
    TAG_PATTERN,
    IMAGE,
    TAG,
    DIGEST,
    PLATFORMS_OF,
    PLATFORMS,
];

/// A text of an entry that is asked for its keys one after the other, in the order in which they are written.
pub(super) trait EntrySource {
    /// The value of a key that may be missing.
    fn optional<T: FromStr<Err: Display> + Display>(&mut self, key: &str) -> Option<T>;

    /// The value of a key that every entry has.
    fn required<T: FromStr<Err: Display> + Display>(&mut self, key: &str) -> Option<T> {
        self.optional(key)
    }

    /// The keys by which the manifest has the tag chosen, if it does.
    fn rule(&mut self) -> Option<TagRule>;

    /// The value of `platforms-of` and the table `platforms`, which come together.
    fn platforms(&mut self) -> Option<Platforms>;
}

/// Reads an entry. All keys are asked for before one is missed, so that a source can gather all problems.
pub(super) fn read(source: &mut impl EntrySource) -> Option<Entry> {
    let rule = source.rule();
    let repository = source.required(IMAGE);
    let tag = match rule {
        // What a rule chose is a tag
        Some(_) => source.required(TAG),
        None => source.optional(TAG),
    };
    let digest = source.required(DIGEST);
    let platforms = source.platforms();
    (rule.is_none() || tag.is_some()).then_some(())?;
    Some(Entry {
        rule: rule.map(Box::new),
        repository: repository?,
        tag,
        digest: digest?,
        platforms,
    })
}

/// Writes an entry below its header, in parts.
///
/// Nothing but rules is escaped: names, references, digests and platforms have no character that a TOML string would
/// mind.
pub(super) fn write(name: &ImageName, entry: &Entry, out: &mut impl FnMut(&[&str])) {
    let Entry {
        rule,
        repository,
        tag,
        digest,
        platforms,
    } = entry;
    let quote = if name.is_bare() { "" } else { "\"" };
    out(&["\n[images.", quote, name.as_str(), quote, "]\n"]);
    // The keys of a rule stand between the header and `image`, so that a bot whose expression wants these adjacent passes
    // by what it may not move
    for pair in rule.iter().flat_map(|rule| rule_pairs(rule)) {
        out(&[&pair, "\n"]);
    }
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
