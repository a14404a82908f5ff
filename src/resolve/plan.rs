//! The plans of commands: each thing is asked once, and nothing that the lock knows already.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

pub use super::builder::Plan;
use super::builder::{PlanBuilder, is_chosen_as_in};
use super::lists::LatestQuestion;
use super::question::Need;
use super::twins::twins;
pub use super::twins::with_twins;
use crate::lock::{Entry, Lock, NamedEntry, Platforms};
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::reference::{Digest, Platform, Repository, Tag};
use crate::registry::Target;
use crate::select::LatestSelection;

/// Looks for the latest versions beside the fixed tags of these images. Nothing is later than a tag that is no version.
pub fn latest(manifest: &Manifest, names: &BTreeSet<ImageName>) -> Vec<LatestQuestion> {
    let mut waiting: BTreeMap<(&Repository, &Tag), Vec<ImageName>> = BTreeMap::new();
    for name in names {
        let image = manifest.images.get(name);
        let fixed = image.and_then(|image| Some((&image.repository, image.tag()?)));
        if let Some(fixed) = fixed.filter(|(_, tag)| LatestSelection::beside(tag).is_some()) {
            waiting.entry(fixed).or_default().push(name.clone());
        }
    }
    let question = |((repository, tag), names): ((&Repository, &Tag), _)| LatestQuestion {
        repository: repository.clone(),
        tag: tag.clone(),
        names,
    };
    waiting.into_iter().map(question).collect()
}

/// Asks for all these images what their tags name now, and their twins with them.
pub fn refresh(manifest: &Manifest, lock: &Lock, names: &BTreeSet<ImageName>) -> Plan {
    let mut plan = PlanBuilder::with_twins(twins(manifest, lock, names));
    let images = manifest.images.iter();
    for (name, image) in images.filter(|(name, _)| names.contains(*name)) {
        let entry = lock.entries.get(name);
        let need = Need::of_refresh(image, entry);
        let locked = entry.or_else(|| renamed(manifest, lock, image));
        plan.add_image(name, image, need, locked);
    }
    plan.finish()
}

/// The entry of an image with a rule that is not locked under its name: the newest of those whose names are gone and
/// whose tags the rule accepts. A lower tag is chosen only once that one is gone.
fn renamed<'a>(manifest: &Manifest, lock: &'a Lock, image: &Image) -> Option<&'a Entry> {
    let rule = image.rule()?;
    let is_gone = |name: &ImageName| !manifest.images.contains_key(name);
    let gone = lock
        .entries
        .iter()
        .filter(|(name, entry)| is_gone(name) && is_of_same_content(entry, image));
    let text = |entry: &'a Entry| entry.tag.as_ref().map(Tag::as_str).unwrap_or_default();
    gone.map(|(_, entry)| entry)
        .max_by(|one, other| rule.compare(text(one), text(other)))
}

/// Asks what is needed to make the lock satisfy the manifest, and takes what it can from the old lock: an entry of
/// another name with the same image and tag, the digest of an entry whose platforms changed. An image whose age counts
/// takes the entry that `known` has for it: nothing that is asked now is as old.
pub fn satisfy<'a>(
    manifest: &Manifest,
    lock: &'a Lock,
    known: impl Fn(&ImageName, &Image) -> Option<&'a Entry>,
) -> Plan {
    satisfied(manifest, lock, |_| true, |_| true, known)
}

/// The same for images that somebody names. Who writes a rule chooses by it: no other name lends a tag, which may not
/// be the newest any more.
pub fn satisfy_named<'a>(
    manifest: &Manifest,
    lock: &'a Lock,
    names: &BTreeSet<ImageName>,
    known: impl Fn(&ImageName, &Image) -> Option<&'a Entry>,
) -> Plan {
    let takes_tag = |image: &Image| image.rule().is_none();
    satisfied(
        manifest,
        lock,
        |name| names.contains(name),
        takes_tag,
        known,
    )
}

fn satisfied<'a>(
    manifest: &Manifest,
    lock: &'a Lock,
    is_one: impl Fn(&ImageName) -> bool,
    takes_tag: impl Fn(&Image) -> bool,
    known: impl Fn(&ImageName, &Image) -> Option<&'a Entry>,
) -> Plan {
    let mut plan = PlanBuilder::default();
    let entries = LazyCell::new(|| lock.by_repository());
    for (name, image) in manifest.images.iter().filter(|(name, _)| is_one(name)) {
        let own = lock.entries.get(name);
        if own.is_some_and(|entry| entry.check(image).is_ok() && !entry.platforms_are_stale()) {
            continue;
        }
        let own_same = own.filter(|entry| is_of_same_content(entry, image));
        if let Some(entry) = own_same.and_then(|entry| reuse(entry, image)) {
            plan.known.insert(name.clone(), entry);
            continue;
        }
        let of_repository = entries.get(&image.repository).into_iter().flatten();
        let others = others(manifest, of_repository.copied(), image);
        let lent = others.first().copied().filter(|_| takes_tag(image));
        let lent = known(name, image).or(lent);
        let Some(first) = own_same.or(lent) else {
            let need = Need::platforms_if(!image.platforms.is_empty());
            plan.add_image(name, image, need, own);
            continue;
        };
        // Another name may have the platforms that the first one lacks
        let mut same = others.into_iter().chain([first]).filter(|entry| {
            entry.digest == first.digest && (image.rule().is_none() || entry.tag == first.tag)
        });
        if let Some(entry) = same.find_map(|entry| reuse(entry, image)) {
            plan.known.insert(name.clone(), entry);
        } else {
            plan.add_locked(name, image, first);
        }
    }
    plan.finish()
}

/// The entries of its repository that an image may share, those first that it is to share. A digest given by hand says
/// nothing about the tag beside it. What a rule has chosen is shared by images with that rule, and by those whose names
/// changed: of another rule, or a fixed tag, nobody knows that it is the newest.
fn others<'a>(
    manifest: &Manifest,
    entries: impl Iterator<Item = NamedEntry<'a>>,
    image: &Image,
) -> Vec<&'a Entry> {
    let entries = entries.filter(|(_, entry)| is_of_same_content(entry, image));
    let Some(rule) = image.rule() else {
        let others = entries.filter(|(name, _)| image.is_pinned() || !is_pinned(manifest, name));
        return others.map(|(_, entry)| entry).collect();
    };
    let is_same = |entry: &Entry| entry.rule.as_deref() == Some(rule);
    let others =
        entries.filter(|(name, entry)| is_same(entry) || !manifest.images.contains_key(*name));
    let mut others: Vec<&Entry> = others.map(|(_, entry)| entry).collect();
    let text = |entry: &'a Entry| entry.tag.as_ref().map(Tag::as_str).unwrap_or_default();
    others.sort_by(|one, other| {
        let by_rule = is_same(other).cmp(&is_same(one));
        by_rule.then_with(|| rule.compare(text(other), text(one)))
    });
    others
}

/// Asks whether these entries' digests are still there, those of their platforms too: clean-ups delete manifests below
/// an index that stays (untagged versions of GHCR, untagged artifacts of Harbor).
pub fn presence<'a>(
    entries: impl Iterator<Item = (&'a ImageName, &'a Entry)>,
    is_open: impl Fn(&Repository, &Digest) -> bool,
) -> Plan {
    let open = |(name, entry): (&'a ImageName, &'a Entry)| {
        let mut digests = entry.digests();
        digests.retain(|digest| is_open(&entry.repository, digest));
        let target = |digest: &Digest| Target::Digest(digest.clone());
        digests
            .into_iter()
            .map(move |digest| (name, entry, target(digest), Need::Digest))
    };
    asking(entries.flat_map(open))
}

/// Asks what the tags of these images name now; platforms only where the locked ones are stale.
pub fn freshness<'a>(images: impl Iterator<Item = (&'a ImageName, &'a Image, &'a Entry)>) -> Plan {
    let mut plan = PlanBuilder::default();
    for (name, image, entry) in images {
        plan.add_image(
            name,
            image,
            Need::of_refresh(image, Some(entry)),
            Some(entry),
        );
    }
    plan.finish()
}

/// Asks these things about entries that somebody else has written.
pub fn asking<'a>(
    questions: impl IntoIterator<Item = (&'a ImageName, &'a Entry, Target, Need)>,
) -> Plan {
    let mut plan = PlanBuilder::default();
    for (name, entry, target, need) in questions {
        plan.add(name, &entry.repository, target, need);
    }
    plan.finish()
}

/// The entries that have no image.
pub fn undeclared(manifest: &Manifest, lock: &Lock) -> Vec<ImageName> {
    let is_undeclared = |name: &&ImageName| !manifest.images.contains_key(*name);
    lock.entries.keys().filter(is_undeclared).cloned().collect()
}

fn is_pinned(manifest: &Manifest, name: &ImageName) -> bool {
    manifest.images.get(name).is_some_and(Image::is_pinned)
}

fn is_of_same_content(entry: &Entry, image: &Image) -> bool {
    entry.repository == image.repository
        && match &image.choice {
            Choice::Tag(_) | Choice::Newest(_) => is_chosen_as_in(entry, image),
            Choice::Pin { digest, .. } => entry.digest == *digest,
        }
}

/// The image's entry out of one of the same content, where that has all platforms.
fn reuse(entry: &Entry, image: &Image) -> Option<Entry> {
    let platforms = if image.platforms.is_empty() {
        None
    } else {
        let locked = entry.platforms.as_ref();
        let locked = locked.filter(|_| !entry.platforms_are_stale())?;
        let pick =
            |platform: &Platform| Some((platform.clone(), locked.digests.get(platform)?.clone()));
        let digests = image.platforms.iter().map(pick).collect::<Option<_>>()?;
        Some(Platforms::new(&entry.digest, digests))
    };
    let tag = entry.tag.clone().filter(|_| !image.is_pinned());
    Some(Entry::of(image, tag, entry.digest.clone(), platforms))
}
