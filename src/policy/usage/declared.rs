//! The images that a manifest declares, and which of them a file uses.

use std::collections::BTreeMap;

use super::Usage;
use super::declaration::Declaration;
use crate::lock::Lock;
use crate::manifest::{ImageName, Manifest};
use crate::reference::{Digest, Reference, Repository};

/// The images that a manifest declares, by repository.
#[derive(Debug)]
pub struct Declared<'a> {
    images: BTreeMap<&'a Repository, Vec<Declaration<'a>>>,
}

impl<'a> Declared<'a> {
    /// The images of a manifest, with the entries of its lock.
    pub fn new(manifest: &'a Manifest, lock: &'a Lock) -> Self {
        let mut images: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, image) in &manifest.images {
            let declared = images.entry(&image.repository).or_default();
            declared.push(Declaration::new(name, image, lock));
        }
        Self { images }
    }

    /// The usage of an image that a file uses.
    pub fn usage(&self, used: &Reference) -> Usage<'a> {
        let all = self.of_repository(used);
        let mut meant = meant(all, used);
        // A tag's own image goes before one whose rule chose that tag, and before a pin by hand that has the tag beside
        // its digest
        let own = meant.iter().filter(|it| !it.image.is_pinned());
        let own = own.min_by_key(|it| it.image.rule().is_some()).copied();
        if let (Some(_), Some(_), Some(digest)) = (own, &used.tag, &used.digest) {
            meant
                .retain(|it| !it.image.is_pinned() || it.is_pin_of(Some(digest)) || it.has(digest));
        }
        let Some(first) = own.as_ref().or(meant.first()) else {
            return usage_by_rule(all, used);
        };
        match &used.digest {
            Some(digest) => match meant.iter().find(|it| it.has(digest)) {
                Some(it) => Usage::Pinned(it.name),
                None if meant.iter().all(|it| it.entry.is_none()) => Usage::NotLocked(first.name),
                None => Usage::Other(first.name, only(&meant)),
            },
            None => match first.entry {
                Some(entry) => Usage::Unpinned(first.name, &entry.digest),
                None => Usage::NotLocked(first.name),
            },
        }
    }

    /// The usage of an image by what locks said before, where those of now do not tell it: what stands there was the
    /// tag and the digest of one declared image, by its name and repository. The tag alone is enough where a rule
    /// chooses it.
    pub fn usage_before(&self, used: &Reference, locks: &[Lock]) -> Option<Usage<'a>> {
        let were_locked = self.of_repository(used).iter();
        let were_locked = were_locked.filter(|it| it.was_written(used, locks));
        let were_locked: Vec<&Declaration<'a>> = were_locked.collect();
        let first = were_locked.first()?;
        let is_one = were_locked.iter().all(|it| it.now() == first.now());
        is_one.then(|| first.usage_now(used)).flatten()
    }

    /// Whether what locks said before may tell which image it is.
    pub fn is_open(&self, used: &Reference, usage: &Usage<'_>) -> bool {
        match usage {
            Usage::Undeclared(near) => {
                let mut all = self.of_repository(used).iter();
                !near.is_empty()
                    && (used.digest.is_some() || all.any(|it| it.image.rule().is_some()))
            }
            Usage::Other(_, digest) => digest.is_none(),
            Usage::Several(_) => true,
            Usage::Pinned(_)
            | Usage::Unpinned(..)
            | Usage::OtherTag(..)
            | Usage::Outdated(..)
            | Usage::NotLocked(_) => false,
        }
    }

    /// The images that an image of a file may be; where it is none of them, all of its repository.
    pub fn names_of(&self, used: &Reference) -> Vec<&'a ImageName> {
        let all = self.of_repository(used);
        let accepting = all.iter().filter(|it| it.accepts(used) && !it.may_be(used));
        let mut possible = meant(all, used);
        possible.extend(accepting);
        match possible.as_slice() {
            [] => names(all),
            _ => names(&possible),
        }
    }

    fn of_repository(&self, used: &Reference) -> &[Declaration<'a>] {
        let all = self.images.get(&used.repository);
        all.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The images that a used one may be. Its tag decides before its digest: a pin by hand is meant beside another tag only
/// if that is no other image's.
fn meant<'a>(all: &[Declaration<'a>], used: &Reference) -> Vec<Declaration<'a>> {
    let by_tag = all.iter().filter(|it| it.may_be(used)).copied();
    let by_tag: Vec<Declaration<'a>> = by_tag.collect();
    if !by_tag.is_empty() || all.iter().any(|it| it.accepts(used)) {
        return by_tag;
    }
    let pins = all.iter().filter(|it| it.is_pin_beside_tag(used));
    pins.copied().collect()
}

/// The usage of an image whose tag no declared image has: the rule of one may accept it.
fn usage_by_rule<'a>(all: &[Declaration<'a>], used: &Reference) -> Usage<'a> {
    let accepting = all.iter().filter(|it| it.accepts(used)).copied();
    let accepting: Vec<Declaration<'a>> = accepting.collect();
    let Some(first) = accepting.first() else {
        return Usage::Undeclared(names(all));
    };
    match accepting.iter().all(|it| it.now() == first.now()) {
        true => first.usage_now(used),
        false => None,
    }
    .unwrap_or_else(|| Usage::Several(names(&accepting)))
}

fn names<'a>(declared: &[Declaration<'a>]) -> Vec<&'a ImageName> {
    declared.iter().map(|it| it.name).collect()
}

/// The locked digest of all of these, where they have one.
fn only<'a>(meant: &[Declaration<'a>]) -> Option<&'a Digest> {
    let mut digests = meant.iter().map(|it| it.entry.map(|entry| &entry.digest));
    let first = digests.next()??;
    digests.all(|digest| digest == Some(first)).then_some(first)
}
