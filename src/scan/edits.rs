//! What is written at the places of mentions: other bytes in the place of a reference, a tag or a digest.

use std::collections::BTreeMap;
use std::ops::Range;

use super::mention::{Hindrance, Mention, Pinning};
use crate::reference::{Digest, Reference, Tag};

const AT: char = '@';

/// What has to stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedPin<'a> {
    /// The tag in the place of the one that stands there, or behind a name alone; none is put before a digest alone.
    pub tag: Option<&'a Tag>,
    /// The digest in the place of the one that stands there, or of none; what stands there stays without one.
    pub digest: Option<&'a Digest>,
}

/// The replacements by their places.
pub(super) type Edits = BTreeMap<(usize, usize), String>;
/// The replacements that a mention wants; at a place of its own where it wants none, the text has to stay.
type WantedEdits = Vec<(Range<usize>, Option<String>)>;
/// The replacements that mentions want at each place, with the numbers of the mentions.
pub(super) type WantedAtPlaces = BTreeMap<(usize, usize), Vec<(usize, Option<String>)>>;

/// The replacements that all mentions agree on. A place that two of them share gets what both want, or nothing; and a
/// mention gets all that it wants, or nothing.
pub(super) fn agreed(
    text: &str,
    mentions: &[Mention],
    wanted: &[Option<LockedPin<'_>>],
) -> (WantedAtPlaces, Vec<Option<Hindrance>>) {
    let pairs = mentions.iter().zip(wanted);
    let mut left: Vec<Option<Hindrance>> = pairs
        .clone()
        .map(|(mention, pin)| hindrance(mention, (*pin)?))
        .collect();
    loop {
        let mut places = WantedAtPlaces::new();
        for (index, (mention, pin)) in pairs.clone().enumerate() {
            let pin = pin.filter(|_| left[index].is_none());
            for (place, new) in edits(text, mention, pin) {
                let all = places.entry((place.start, place.end)).or_default();
                all.push((index, new));
            }
        }
        let disputed = places
            .values()
            .filter(|all| all.iter().any(|(_, new)| *new != all[0].1));
        let refused = disputed.flatten().filter(|(_, new)| new.is_some());
        let refused: Vec<usize> = refused.map(|(index, _)| *index).collect();
        if refused.is_empty() {
            return (places, left);
        }
        for index in refused {
            left[index] = Some(Hindrance::Shared);
        }
    }
}

/// Why a mention cannot get what it wants.
fn hindrance(mention: &Mention, pin: LockedPin<'_>) -> Option<Hindrance> {
    match &mention.pinning {
        Pinning::Unsafe(hindrance) => Some(hindrance.clone()),
        Pinning::Digest(_) if mention.tag_place.is_none() => {
            changed_tag(mention, pin).map(|_| Hindrance::Tag)
        }
        Pinning::Reference(_) | Pinning::Tag(_) | Pinning::Digest(_) => None,
    }
}

/// The replacements at the places of a mention.
fn edits(text: &str, mention: &Mention, pin: Option<LockedPin<'_>>) -> WantedEdits {
    let Some(span) = mention.pinning.span() else {
        return Vec::new();
    };
    let new = pin.and_then(|pin| replacement(&text[span.clone()], mention, pin));
    let tag = pin.and_then(|pin| changed_tag(mention, pin));
    let beside = mention.tag_place.iter();
    let beside = beside.map(|place| (place.clone(), tag.map(Tag::to_string)));
    std::iter::once((span.clone(), new)).chain(beside).collect()
}

/// The tag that has to stand there instead of another one, or instead of none behind a name alone.
pub(super) fn changed_tag<'a>(mention: &Mention, pin: LockedPin<'a>) -> Option<&'a Tag> {
    let image = mention.image.as_ref().ok()?;
    let is_other = |tag: &&Tag| image.tag.as_ref().is_some_and(|old| old != *tag);
    pin.tag.filter(|tag| is_other(tag) || is_bare(mention))
}

/// The replacement: the name as a person wrote it, its tag, and the digest.
fn replacement(old: &str, mention: &Mention, pin: LockedPin<'_>) -> Option<String> {
    let (bare, written) = match old.split_once(AT) {
        Some((bare, digest)) => (bare, Some(digest)),
        None => (old, None),
    };
    let digest = pin.digest.map(Digest::as_str).or(written);
    let tag = changed_tag(mention, pin);
    let tagged = match (&mention.pinning, tag) {
        (Pinning::Digest(_), _) => return pin.digest.map(Digest::to_string),
        (Pinning::Tag(_), Some(tag)) => tag.to_string(),
        (Pinning::Reference(_), Some(tag)) => format!("{}:{tag}", name(bare, mention)),
        (Pinning::Reference(_), None) if is_bare(mention) => format!("{bare}:{}", Tag::latest()),
        (Pinning::Reference(_) | Pinning::Tag(_) | Pinning::Unsafe(_), _) => bare.to_owned(),
    };
    Some(match digest {
        Some(digest) => format!("{tagged}{AT}{digest}"),
        None => tagged,
    })
}

/// A reference without the tag that it has.
fn name<'t>(bare: &'t str, mention: &Mention) -> &'t str {
    let has_tag = mention
        .image
        .as_ref()
        .is_ok_and(|image| image.tag.is_some());
    let name = bare.rsplit_once(':').filter(|_| has_tag);
    name.map_or(bare, |(name, _)| name)
}

fn is_bare(mention: &Mention) -> bool {
    mention.image.as_ref().is_ok_and(Reference::is_bare)
}

pub(super) fn apply(text: &str, edits: &Edits) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for ((start, end), replacement) in edits {
        // No two places overlap; where they did, the proof would fail
        new.push_str(text.get(at..*start).unwrap_or_default());
        new.push_str(replacement);
        at = *end;
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

/// The image that a mention has to name afterwards.
pub(super) fn meant_by(mention: &Mention, pin: Option<LockedPin<'_>>) -> Option<Reference> {
    let image = mention.image.as_ref().ok()?.clone();
    let Some(pin) = pin else {
        return Some(image);
    };
    let latest = is_bare(mention).then(Tag::latest);
    let changed = changed_tag(mention, pin).cloned();
    Some(Reference {
        tag: changed.or(latest).or(image.tag),
        digest: pin.digest.cloned().or(image.digest),
        ..image
    })
}
