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
    /// The same with the line of releases in the place of the tag: `7.2-alpine` for `7.2.4-alpine`.
    namesakes: BTreeMap<Key, Key>,
    /// The lowest tag of each that is in a range.
    lowest: BTreeMap<Key, Key>,
    /// The images that would be in a range if another tag could be written at each of their places.
    pub kept: BTreeSet<Key>,
}

/// The tags of one repository that are of one line of releases, each with its line.
type OneLine<'a> = Vec<(&'a Key, ReleaseLine)>;

impl NewRanges {
    /// The ranges of these images. Tags of one line are in one range, which begins with the lowest of them: the same is
    /// chosen for all. A range that accepts a tag of another line too is none: nobody could tell what that tag is of.
    /// Nor is one of a line with `unwritable` images, which have a place at which no other tag can be written: files
    /// could not follow it.
    pub(super) fn of(keys: &BTreeSet<Key>, unwritable: &BTreeSet<&Key>) -> Self {
        let mut ranges = Self::default();
        for line in lines(keys) {
            let Some((lowest, release)) = lowest(&line) else {
                continue;
            };
            let rule = release.rule();
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
                ranges.add(lowest, release, &own, keys);
            }
        }
        ranges
    }

    /// Adds the range that begins with the lowest tag of a line.
    fn add(
        &mut self,
        lowest: &Key,
        release: &ReleaseLine,
        own: &BTreeSet<&Key>,
        keys: &BTreeSet<Key>,
    ) {
        let namesake = of_line(lowest, release);
        // The tag `1.2.3` is of another line than `1.2.3.4`
        if own.contains(&namesake) || !keys.contains(&namesake) {
            self.namesakes.insert(lowest.clone(), namesake);
        }
        let members = own.iter().map(|key| ((*key).clone(), lowest.clone()));
        self.lowest.extend(members);
        self.rules.insert(lowest.clone(), release.rule().clone());
    }

    /// The image in whose range an image is: often itself, as one is that is in no range.
    pub(super) fn leading(&self, key: Key) -> Key {
        self.lowest.get(&key).cloned().unwrap_or(key)
    }

    /// What an image is named after. The tag with which a range begins is an old one soon.
    pub(super) fn namesake<'a>(&'a self, key: &'a Key) -> &'a Key {
        self.namesakes.get(key).unwrap_or(key)
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

/// The lowest tag of a line, with what it is of.
fn lowest<'a>(line: &'a OneLine<'a>) -> Option<(&'a Key, &'a ReleaseLine)> {
    let tag = |key: &'a Key| key.tag.as_ref().map(Tag::as_str).unwrap_or_default();
    let lowest = line
        .iter()
        .min_by(|(one, line), (other, _)| line.rule().compare(tag(one), tag(other)));
    lowest.map(|(key, line)| (*key, line))
}

/// An image with its line of releases in the place of its tag.
fn of_line(key: &Key, line: &ReleaseLine) -> Key {
    let (numbers, variant) = line.shared();
    let numbers = numbers.join(".");
    let text = match variant {
        "" => numbers,
        variant => format!("{numbers}-{variant}"),
    };
    Key {
        tag: text.parse().ok().or_else(|| key.tag.clone()),
        ..key.clone()
    }
}

fn accepts(rule: &TagRule, key: &Key) -> bool {
    key.tag
        .as_ref()
        .is_some_and(|tag| rule.accepts(tag.as_str()))
}
