//! One declared image, beside what a file uses.

use std::borrow::Cow;

use super::Usage;
use crate::lock::{Entry, Lock};
use crate::manifest::{Choice, Image, ImageName};
use crate::reference::{Digest, Reference, Tag};

/// An image, and its entry where that satisfies it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Declaration<'a> {
    pub(super) name: &'a ImageName,
    pub(super) image: &'a Image,
    pub(super) entry: Option<&'a Entry>,
}

impl<'a> Declaration<'a> {
    pub(super) fn new(name: &'a ImageName, image: &'a Image, lock: &'a Lock) -> Self {
        let entry = lock.entries.get(name);
        let entry = entry.filter(|entry| entry.check(image).is_ok());
        Self { name, image, entry }
    }

    /// The tag that files have: the one that the manifest names, or that a rule chose.
    fn tag(&self) -> Option<&'a Tag> {
        match self.image.rule() {
            Some(_) => self.entry?.tag.as_ref(),
            None => self.image.written_tag(),
        }
    }

    /// What is declared and locked of it.
    pub(super) fn now(&self) -> Option<(Option<&'a Tag>, &'a Digest)> {
        Some((self.tag(), &self.entry?.digest))
    }

    /// The tag and digest of now in the place of what was locked before, or of another tag that the rule accepts;
    /// `None` where none can stand there.
    pub(super) fn usage_now(&self, used: &Reference) -> Option<Usage<'a>> {
        let Some(entry) = self.entry else {
            return Some(Usage::NotLocked(self.name));
        };
        let Some(old) = written_tag(used) else {
            return Some(Usage::Outdated(self.name, None, &entry.digest));
        };
        let tag = self.tag()?;
        Some(match self.image.rule() {
            Some(_) => Usage::OtherTag(self.name, tag, &entry.digest),
            None => {
                let tag = Some(tag).filter(|tag| **tag != *old);
                Usage::Outdated(self.name, tag, &entry.digest)
            }
        })
    }
}

impl Declaration<'_> {
    /// Tells whether a used image may be this one: by its tag, or, where only a digest is written, whatever the tag.
    pub(super) fn may_be(&self, used: &Reference) -> bool {
        let is_tag = |tag: Cow<'_, Tag>| self.tag() == Some(tag.as_ref());
        written_tag(used).is_none_or(is_tag)
    }

    /// Tells whether a used image has the digest that is pinned here, beside whatever tag.
    pub(super) fn is_pin_beside_tag(&self, used: &Reference) -> bool {
        used.tag.is_some() && self.is_pin_of(used.digest.as_ref())
    }

    /// Whether there is a rule that accepts the tag of a used image.
    pub(super) fn accepts(&self, used: &Reference) -> bool {
        let is_accepted = |tag: Cow<'_, Tag>| {
            let rule = self.image.rule();
            rule.is_some_and(|rule| rule.accepts(tag.as_str()))
        };
        written_tag(used).is_some_and(is_accepted)
    }

    /// Whether a file writes an image as locks had this one. The entry of a pin by hand has no tag.
    pub(super) fn was_written(&self, used: &Reference, locks: &[Lock]) -> bool {
        let entries = locks.iter().filter_map(|lock| lock.entries.get(self.name));
        let mut entries = entries.filter(|entry| entry.repository == used.repository);
        let written = written_tag(used);
        entries.any(|entry| match (&entry.tag, &written, &used.digest) {
            (Some(locked), Some(written), _) if locked != written.as_ref() => false,
            (_, _, Some(digest)) => entry.has(digest),
            (tag, _, None) => tag.is_some() && self.image.rule().is_some(),
        })
    }

    pub(super) fn is_pin_of(&self, digest: Option<&Digest>) -> bool {
        matches!(&self.image.choice, Choice::Pin { digest: pin, .. } if Some(pin) == digest)
    }

    pub(super) fn has(&self, digest: &Digest) -> bool {
        self.entry.is_some_and(|entry| entry.has(digest))
    }
}

/// The tag of a used image: `latest` if nothing is written, and none of a digest alone.
fn written_tag(used: &Reference) -> Option<Cow<'_, Tag>> {
    match (&used.tag, &used.digest) {
        (Some(tag), _) => Some(Cow::Borrowed(tag)),
        (None, Some(_)) => None,
        (None, None) => Some(Cow::Owned(Tag::latest())),
    }
}
