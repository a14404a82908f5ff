//! The entry that an image goes on from: what of it is locked already, under whatever name.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::lock::{Entry, Lock, NamedEntry};
use crate::manifest::{Image, ImageName, Manifest};
use crate::reference::Repository;

/// The entries of a lock, to find the one that an image goes on from.
pub struct LockedEntries<'a> {
    manifest: &'a Manifest,
    lock: &'a Lock,
    /// The entries by repository, each with its name. Made once an image needs another entry than its own.
    by_repository: OnceCell<BTreeMap<&'a Repository, Vec<NamedEntry<'a>>>>,
}

impl<'a> LockedEntries<'a> {
    /// The entries of a lock, beside the manifest that says which names are gone.
    pub fn new(manifest: &'a Manifest, lock: &'a Lock) -> Self {
        Self {
            manifest,
            lock,
            by_repository: OnceCell::new(),
        }
    }

    /// The entry that an image goes on from: that of its own name, else of a name that the manifest no longer has, else
    /// of any other; of its repository, and with a tag that its choice can name. Of several the newest tag, then the
    /// first name.
    pub fn of(&self, name: &ImageName, image: &Image) -> Option<&'a Entry> {
        self.named(name, image).map(|(_, entry)| entry)
    }

    /// The names of the entries that these images go on from. One of a name that is gone must stay until the image is
    /// locked: without it the next run would lock whatever it finds, as if nothing had been locked before.
    pub fn names_needed_by<'n>(
        &self,
        images: impl Iterator<Item = &'n ImageName>,
    ) -> BTreeSet<&'a ImageName> {
        let images = images.filter_map(|name| self.manifest.images.get_key_value(name));
        let needed = images.filter_map(|(name, image)| self.named(name, image));
        needed.map(|(name, _)| name).collect()
    }

    fn named(&self, name: &ImageName, image: &Image) -> Option<NamedEntry<'a>> {
        let own = self.lock.entries.get_key_value(name);
        own.filter(|(_, entry)| may_go_on(image, entry))
            .or_else(|| self.of_others(image))
    }

    fn of_others(&self, image: &Image) -> Option<NamedEntry<'a>> {
        let by_repository = self.by_repository.get_or_init(|| self.lock.by_repository());
        let others = by_repository.get(&image.repository)?.iter();
        let others = others.filter(|(_, entry)| may_go_on(image, entry));
        let is_gone = |name: &ImageName| !self.manifest.images.contains_key(name);
        // Of equal ones `max_by` takes the last
        let best = others.rev().max_by(|(one_name, one), (other_name, other)| {
            let by_name = is_gone(one_name).cmp(&is_gone(other_name));
            by_name.then_with(|| compare_tags(image, one, other))
        });
        best.copied()
    }
}

/// Whether an entry is of the image's repository, with a tag that its choice can name. By a digest given by hand no tag
/// is chosen.
fn may_go_on(image: &Image, entry: &Entry) -> bool {
    let Some(tag) = &entry.tag else {
        return false;
    };
    let is_named = match image.rule() {
        Some(rule) => rule.accepts(tag.as_str()),
        None => image.tag() == Some(tag),
    };
    entry.repository == image.repository && is_named
}

fn compare_tags(image: &Image, one: &Entry, other: &Entry) -> std::cmp::Ordering {
    match (image.rule(), &one.tag, &other.tag) {
        (Some(rule), Some(one), Some(other)) => rule.compare(one.as_str(), other.as_str()),
        (_, one, other) => one.cmp(other),
    }
}
