//! Twins: names with one image and tag, which are updated together. One tag never has two digests in a lock because
//! only one of its names was refreshed.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Twin, is_chosen_as_in, target};
use super::question::Need;
use crate::lock::{Entry, Lock};
use crate::manifest::{Image, ImageName, Manifest};
use crate::reference::Repository;

/// The names that share image and tag, or rule, with one of these and are locked so, with these: one tag never has two
/// digests in a lock because only one of its names was refreshed.
pub fn with_twins(
    manifest: &Manifest,
    lock: &Lock,
    names: &BTreeSet<ImageName>,
) -> BTreeSet<ImageName> {
    let images = names.iter().filter_map(|name| manifest.images.get(name));
    let mut chosen: BTreeMap<&Repository, Vec<&Image>> = BTreeMap::new();
    images.for_each(|image| chosen.entry(&image.repository).or_default().push(image));
    let is_twin = |name: &ImageName, image: &Image| {
        let is_locked_so =
            |entry: &Entry| entry.repository == image.repository && is_chosen_as_in(entry, image);
        let is_same =
            |other: &&Image| (target(other), other.rule()) == (target(image), image.rule());
        let mut others = chosen.get(&image.repository).into_iter().flatten();
        lock.entries.get(name).is_some_and(is_locked_so) && others.any(is_same)
    };
    let twins = manifest
        .images
        .iter()
        .filter(|(name, image)| is_twin(name, image));
    let twins = twins.map(|(name, _)| name);
    names.iter().chain(twins).cloned().collect()
}

/// The images outside of a run that may turn out to share a tag with one of these: a rule chooses it, or has chosen it.
pub(super) fn twins(manifest: &Manifest, lock: &Lock, names: &BTreeSet<ImageName>) -> Vec<Twin> {
    let images = names.iter().filter_map(|name| manifest.images.get(name));
    let repositories: BTreeSet<&Repository> = images.map(|image| &image.repository).collect();
    let others = manifest.images.iter();
    let others = others
        .filter(|(name, image)| !names.contains(*name) && repositories.contains(&image.repository));
    let twin = |(name, image): (&ImageName, &Image)| {
        let entry = lock.entries.get(name)?;
        let entry = entry.check(image).is_ok().then_some(entry)?;
        Some(Twin {
            name: name.clone(),
            repository: image.repository.clone(),
            tag: entry.tag.clone()?,
            is_chosen: image.rule().is_some(),
            need: Need::of_refresh(image, Some(entry)),
        })
    };
    others.filter_map(twin).collect()
}
