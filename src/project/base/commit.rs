//! One commit that a change is held against: what it vouches for, and what it demands.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::exclude::Exclude;
use crate::lock::{Entry, Lock, Seen};
use crate::manifest::{Image, ImageName, Manifest, MinAge};
use crate::policy::{Weakening, excluded, weakenings};
use crate::reference::{Registry, Repository};

/// Manifest and lock of a commit, or of a file that stands for one.
pub struct BaseCommit {
    /// No images where it has no manifest.
    pub manifest: BTreeMap<ImageName, Image>,
    /// The entries that vouch for others: those that satisfy their images.
    pub lock: Lock,
    /// All entries of its lock: an update goes on from each, whether it satisfies its image or not.
    pub locked: Lock,
    /// Whether there is a file of it.
    pub has_lock: bool,
    /// The records beside its lock; `None` where it has no such file, or no manifest.
    pub seen: Option<Seen>,
    /// The patterns of its manifest: none where only another manifest is there, and unknown where there is none at all.
    pub exclude: Option<Exclude>,
    /// Whether its manifest requires digests in files.
    pub require_digests: bool,
    /// The names of its images by repository. Made once a name of the change is none of them, or of another repository.
    by_repository: OnceCell<BTreeMap<Repository, Vec<ImageName>>>,
}

impl BaseCommit {
    /// A commit with this manifest and lock. An entry that satisfies no image was held by no gate when it came, and may
    /// say anything: it vouches for nothing.
    pub fn new(
        manifest: BTreeMap<ImageName, Image>,
        lock: Option<Lock>,
        seen: Option<Seen>,
        exclude: Option<Exclude>,
        require_digests: bool,
    ) -> Self {
        let has_lock = lock.is_some();
        let locked = lock.unwrap_or_default();
        let mut lock = locked.clone();
        lock.entries.retain(|name, entry| {
            let image = manifest.get(name);
            image.is_some_and(|image| entry.check(image).is_ok())
        });
        Self {
            manifest,
            lock,
            locked,
            has_lock,
            seen,
            exclude,
            require_digests,
            by_repository: OnceCell::new(),
        }
    }

    /// The registries that it uses.
    pub fn registries(&self) -> BTreeSet<&Registry> {
        let images = self.manifest.values();
        images.map(|image| image.repository.registry()).collect()
    }

    /// The weakening of its patterns by those of a manifest.
    pub fn excluded(&self, head: &Manifest) -> Option<Weakening> {
        excluded(self.exclude.as_ref()?, &head.exclude)
    }

    /// The weakening that a manifest does not require digests as this commit does.
    pub fn not_required(&self, head: &Manifest) -> Option<Weakening> {
        let is_required = !self.require_digests || head.require_digests;
        (!is_required).then_some(Weakening::DigestsNotRequired)
    }

    /// The entry that it has for an entry of the change: its own, or the same one of a name that is gone, which
    /// vouches for one new name. That of a pin vouches for no tag, since it has none.
    pub fn entry<'a>(
        &'a self,
        name: &ImageName,
        entry: &Entry,
        head: &Lock,
        claimed: &mut BTreeSet<&'a ImageName>,
    ) -> Option<&'a Entry> {
        if let Some(own) = self.lock.entries.get(name) {
            return Some(own);
        }
        let is_free =
            |name: &ImageName| !head.entries.contains_key(name) && !claimed.contains(name);
        let same = |(name, old): &(&ImageName, &Entry)| old.locks_the_same(entry) && is_free(name);
        let (name, old) = self.lock.entries.iter().find(same)?;
        claimed.insert(name);
        Some(old)
    }

    /// The images of the base that an image of the change may be: that of its name and, if that is none of its
    /// repository, those of its repository whose names are gone, or name another one. No name is a way around what the
    /// base demands.
    fn before<'a>(
        &'a self,
        name: &'a ImageName,
        image: &Image,
        head: &Manifest,
    ) -> Vec<&'a ImageName> {
        let own = self.manifest.get(name);
        let is_of_repository = |it: &Image| it.repository == image.repository;
        let own_name = own.map(|_| name).into_iter();
        if own.is_some_and(is_of_repository) {
            return own_name.collect();
        }
        let is_gone = |name: &&ImageName| !head.images.get(*name).is_some_and(is_of_repository);
        let by_repository = self
            .by_repository
            .get_or_init(|| by_repository(&self.manifest));
        let names = by_repository.get(&image.repository).into_iter().flatten();
        own_name.chain(names.filter(is_gone)).collect()
    }

    /// The greatest age that it demands of what an image may be.
    pub fn min_age(&self, name: &ImageName, image: &Image, head: &Manifest) -> MinAge {
        let before = self.before(name, image, head).into_iter();
        let ages = before.map(|name| self.manifest[name].min_age);
        ages.max().unwrap_or_default()
    }

    /// The weakenings of each image of the base that an image may be.
    pub fn weakenings(
        &self,
        name: &ImageName,
        image: &Image,
        head: &Manifest,
        new: Option<&Entry>,
    ) -> Vec<Weakening> {
        let before = self.before(name, image, head);
        let of = |name: &ImageName| {
            let (old_image, old) = (self.manifest.get(name), self.lock.entries.get(name));
            weakenings(old_image, image, old, new)
        };
        let mut found: Vec<Weakening> = match before.as_slice() {
            [] => weakenings(None, image, None, new),
            before => before.iter().flat_map(|name| of(name)).collect(),
        };
        // A pin that one of them has was allowed there
        let pins = |it: &Weakening| matches!(it, Weakening::PinnedByHand(_));
        let is_old_pin = before.iter().any(|name| !of(name).iter().any(pins));
        found.retain(|it| !(is_old_pin && pins(it)));
        // So was a rule
        let has_rule = |name: &&&ImageName| {
            let old = self.manifest.get(**name);
            old.is_some_and(|old| old.rule() == image.rule())
        };
        let is_old_rule = before.iter().find(has_rule).is_some();
        let widens = |it: &Weakening| matches!(it, Weakening::ChoiceWidened { .. });
        found.retain(|it| !(is_old_rule && widens(it)));
        found.dedup();
        found
    }
}

fn by_repository(images: &BTreeMap<ImageName, Image>) -> BTreeMap<Repository, Vec<ImageName>> {
    let mut names: BTreeMap<Repository, Vec<ImageName>> = BTreeMap::new();
    for (name, image) in images {
        let of_repository = names.entry(image.repository.clone()).or_default();
        of_repository.push(name.clone());
    }
    names
}
