//! The ranges of versions in the place of tags, for a new manifest.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::{Reference, Repository, Tag};
use crate::select::{ReleaseLine, TagRule};

/// An image as it goes into the manifest, by what is written there.
pub(super) type Key = Reference;

/// What stands in a new manifest for a tag that is a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionMode {
    /// The tag.
    Tag,
    /// The range of versions that the tag begins (`--ranges`).
    Range,
}

/// The ranges by their lowest tags, and which tags are in them.
#[derive(Debug, Default)]
pub(super) struct NewRanges {
    rules: BTreeMap<Key, TagRule>,
    /// The lowest tag of each that is in a range.
    lowest: BTreeMap<Key, Key>,
    /// The images that would be in a range if another tag could be written at each of their places.
    pub kept: BTreeSet<Key>,
}

/// The tags of one repository that are of one line of releases, each with its line.
type OneLine<'a> = Vec<(&'a Key, ReleaseLine)>;

impl NewRanges {
    /// The ranges of these images. Tags of one line are in one range, which begins with the lowest of them: the same is
    /// chosen for all. A range that accepts a tag of another line too is none: nobody could tell what that tag is of. Nor is
    /// one of a line with `unwritable` images, which have a place at which no other tag can be written: files could not
    /// follow it.
    pub(super) fn of(keys: &BTreeSet<Key>, unwritable: &BTreeSet<&Key>) -> Self {
        let mut ranges = Self::default();
        for line in lines(keys) {
            let Some((lowest, rule)) = lowest(&line) else {
                continue;
            };
            let own: BTreeSet<&Key> = line.iter().map(|(key, _)| *key).collect();
            let of_repository = keys
                .iter()
                .filter(|key| key.repository == lowest.repository);
            let is_own = |key: &Key| accepts(rule, key) == own.contains(key);
            if !of_repository.into_iter().all(is_own) {
                continue;
            }
            let mut members = own.iter();
            if members.any(|key| unwritable.contains(key)) {
                let kept = own.into_iter().filter(|key| unwritable.contains(key));
                ranges.kept.extend(kept.cloned());
            } else {
                let members = own.into_iter().map(|key| (key.clone(), lowest.clone()));
                ranges.lowest.extend(members);
                ranges.rules.insert(lowest.clone(), rule.clone());
            }
        }
        ranges
    }

    /// The image in whose range an image is: often itself, as one is that is in no range.
    pub(super) fn leading(&self, key: Key) -> Key {
        self.lowest.get(&key).cloned().unwrap_or(key)
    }

    /// The range in the place of an image's tag, if there is one.
    pub(super) fn rule(&self, key: &Key) -> Option<&TagRule> {
        self.rules.get(key)
    }
}

fn lines(keys: &BTreeSet<Key>) -> Vec<OneLine<'_>> {
    let mut lines: BTreeMap<(&Repository, Vec<String>, String), OneLine<'_>> = BTreeMap::new();
    for key in keys {
        if let Some(line) = key
            .tag
            .as_ref()
            .and_then(|tag| ReleaseLine::of(tag.as_str()))
        {
            let (numbers, variant) = line.shared();
            let shared = (&key.repository, numbers.to_vec(), variant.to_owned());
            lines.entry(shared).or_default().push((key, line));
        }
    }
    lines.into_values().collect()
}

/// The lowest tag of a line, with its rule.
fn lowest<'a>(line: &'a OneLine<'a>) -> Option<(&'a Key, &'a TagRule)> {
    let tag = |key: &'a Key| key.tag.as_ref().map(Tag::as_str).unwrap_or_default();
    let lowest = line
        .iter()
        .min_by(|(one, line), (other, _)| line.rule().compare(tag(one), tag(other)));
    lowest.map(|(key, line)| (*key, line.rule()))
}

fn accepts(rule: &TagRule, key: &Key) -> bool {
    key.tag
        .as_ref()
        .is_some_and(|tag| rule.accepts(tag.as_str()))
}
