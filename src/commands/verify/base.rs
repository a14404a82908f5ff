//! `verify --base`: is what a change locks true, and does it weaken what its base demands?
//!
//! Manifest and lock of the change are somebody else's. What its base locks is believed, so that nothing that moved
//! meanwhile fails; everything else is asked, at registries that the base uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Allowance, Answered, BaseOptions, Findings};
use crate::commands::Context;
use crate::commands::base::{Tree, lock_of_file, manifest_beside};
use crate::commands::project::{Place, Project, relative};
use crate::error::Error;
use crate::files::is_link;
use crate::git::Base;
use crate::lock::{Entry, Lock, Standing};
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::policy::{Weakening, platforms, weakenings};
use crate::reference::{Digest, Platform, Registry};
use crate::registry::{self, Target};
use crate::report::verified::{BaseLock, Finding};
use crate::resolve::plan::{Plan, asking};
use crate::resolve::{Answer, Need};

/// Manifest and lock of the base, and where the change has them.
pub(super) struct BaseFiles {
    name: String,
    /// No images where the base has no manifest.
    manifest: BTreeMap<ImageName, Image>,
    lock: Lock,
    /// The paths at which the base has files.
    files: Vec<PathBuf>,
}

impl BaseFiles {
    /// Reads the base, and finds the files of the change.
    pub(super) fn read(context: &Context, base: &Base) -> Result<(Self, Place), Error> {
        match base {
            Base::File(path) => {
                let place = Place::find(context)?;
                let files = vec![place.manifest_path.clone(), place.lock_path.clone()];
                let (manifest, lock) = (manifest_beside(path)?, lock_of_file(path)?);
                Ok((Self { name: base.to_string(), manifest: manifest.images, lock, files }, place))
            }
            Base::Revision(revision) => Self::of_commit(context, revision),
        }
    }

    fn of_commit(context: &Context, revision: &str) -> Result<(Self, Place), Error> {
        let here = context.directory()?;
        let tree = Tree::open(revision, &here)?.of_change(revision)?;
        let before = match &context.manifest_path {
            Some(path) => tree.manifest(path)?.map(|_| path.clone()),
            None => tree.nearest_manifest(&here)?,
        };
        let removed = |path: PathBuf| {
            let path = if path.is_absolute() { relative(&path, &here) } else { path };
            Error::ManifestRemoved { path, base: revision.to_owned() }
        };
        let place = match Place::find(context) {
            Err(Error::NoManifest(_)) if before.is_some() => return Err(removed(before.unwrap_or_default())),
            place => place?,
        };
        // Where the shell came by a link, the base has no file at what the link leads to
        if let Some(before) = before.as_ref().filter(|before| is_behind_link_below(before, tree.root())) {
            return Err(Error::LinkInPlaceOfFile { path: before.clone(), base: revision.to_owned() });
        }
        let is_elsewhere = |before: &Path| tree.name(before).ok() != tree.name(&place.manifest_path).ok();
        if let Some(before) = before
            && (is_elsewhere(&before) || !crate::files::is_there(&place.manifest_path))
        {
            return Err(removed(before));
        }
        let (manifest, lock) = (tree.manifest(&place.manifest_path)?, tree.lock(&place.lock_path)?);
        let there = [(manifest.is_some(), &place.manifest_path), (lock.is_some(), &place.lock_path)];
        let files =
            there.into_iter().filter(|(is_there, _)| *is_there).map(|(_, path)| path.clone()).collect();
        let manifest = manifest.map(|manifest: Manifest| manifest.images).unwrap_or_default();
        let base = Self { name: revision.to_owned(), manifest, lock: lock.unwrap_or_default(), files };
        Ok((base, place))
    }

    /// Whether the change has a link where the base has a file: it could lead to what nobody reviews.
    pub(super) fn check_links(&self) -> Result<(), Error> {
        match self.files.iter().find(|path| is_behind_link(path)) {
            Some(path) => Err(Error::LinkInPlaceOfFile { path: path.clone(), base: self.name.clone() }),
            None => Ok(()),
        }
    }

    /// What the report needs of it.
    pub(super) fn into_lock(self) -> BaseLock {
        BaseLock { name: self.name, lock: self.lock }
    }

    /// The registries that the base uses.
    fn registries(&self) -> BTreeSet<&Registry> {
        let declared = self.manifest.values().map(|image| image.repository.registry());
        declared.chain(self.lock.entries.values().map(|entry| entry.repository.registry())).collect()
    }

    /// The entry that the base has for an entry of the change: its own, or the same one of a name that is gone, which
    /// vouches for one new name. That of a pin vouches for no tag, since it has none.
    fn entry<'a>(
        &'a self,
        name: &ImageName,
        entry: &Entry,
        head: &Lock,
        claimed: &mut BTreeSet<&'a ImageName>,
    ) -> Option<&'a Entry> {
        if let Some(own) = self.lock.entries.get(name) {
            return Some(own);
        }
        let is_free = |name: &ImageName| !head.entries.contains_key(name) && !claimed.contains(name);
        let same = |(name, old): &(&ImageName, &Entry)| *old == entry && is_free(name);
        let (name, old) = self.lock.entries.iter().find(same)?;
        claimed.insert(name);
        Some(old)
    }

    /// The images of the base that an image of the change may be: that of its name, or, for a new name, those of its
    /// repository whose names are gone. A new name is no way around what the base demands.
    fn before<'a>(&'a self, name: &'a ImageName, image: &Image, head: &Manifest) -> Vec<&'a ImageName> {
        if self.manifest.contains_key(name) || self.lock.entries.contains_key(name) {
            return vec![name];
        }
        let is_gone = |(name, old): &(&'a ImageName, &Image)| {
            old.repository == image.repository && !head.images.contains_key(*name)
        };
        self.manifest.iter().filter(is_gone).map(|(name, _)| name).collect()
    }

    /// What an image weakens of each image of the base that it may be.
    fn weakenings(
        &self,
        name: &ImageName,
        image: &Image,
        head: &Manifest,
        new: Option<&Entry>,
    ) -> Vec<Weakening> {
        let before = self.before(name, image, head);
        let of =
            |name: &ImageName| weakenings(self.manifest.get(name), image, self.lock.entries.get(name), new);
        let mut found: Vec<Weakening> = match before.as_slice() {
            [] => weakenings(None, image, None, new),
            before => before.iter().flat_map(|name| of(name)).collect(),
        };
        // A pin that one of them has was allowed there
        let is_old_pin = before.iter().any(|name| {
            let pins = |it: &Weakening| matches!(it, Weakening::PinnedByHand(_));
            !of(name).iter().any(pins)
        });
        found.retain(|it| !(is_old_pin && matches!(it, Weakening::PinnedByHand(_))));
        found.dedup();
        found
    }
}

/// Whether a file of the repository with this root is a link, or lies behind one.
fn is_behind_link_below(path: &Path, root: &Path) -> bool {
    path.ancestors().take_while(|part| part.starts_with(root) && *part != root).any(is_link)
}

/// Whether a file is a link, or lies behind one in the repository. Of an absolute path nobody knows which links are this
/// machine's.
fn is_behind_link(path: &Path) -> bool {
    is_link(path) || (path.is_relative() && path.ancestors().any(is_link))
}

/// What has to be asked of the entries that differ; what is known without asking goes to the findings.
pub(super) fn plan(
    project: &Project,
    head: &Lock,
    base: &BaseFiles,
    options: &BaseOptions,
    findings: &mut Findings,
) -> Plan {
    let registries = base.registries();
    let (mut questions, mut claimed) = (Vec::new(), BTreeSet::new());
    for (name, image) in &project.manifest.images {
        let new = head.entries.get(name);
        let old = new.and_then(|new| base.entry(name, new, head, &mut claimed));
        let weakened = base.weakenings(name, image, &project.manifest, new);
        let is_allowed = options.policy_change == Allowance::Passes;
        let list = findings.entry(name.clone()).or_default();
        list.extend(weakened.into_iter().map(|weakening| Finding::Weakened { weakening, is_allowed }));
        let stands = list
            .iter()
            .any(|finding| matches!(finding, Finding::Standing(Standing::Satisfied | Standing::Stale)));
        let Some(new) = new.filter(|new| stands && old != Some(*new)) else { continue };
        let registry = new.repository.registry();
        if !registries.contains(registry) && !options.registries.contains(registry) {
            list.push(Finding::RegistryNotAllowed(registry.clone()));
            continue;
        }
        // Nobody may change platforms that belong to another digest, which no registry can be asked about
        if new.platforms_are_stale() && old.is_none_or(|old| old.platforms != new.platforms) {
            list.push(Finding::NotFromIndex(recorded(new).map(|(platform, _)| platform.clone()).collect()));
        }
        questions.push((name, new, target(image, old, new), need(image)));
    }
    asking(questions)
}

/// By tag, which has to name the digest. A pin is asked whether it is there, and so is what differs in its platforms
/// alone: the base has its digest, whatever the tag names by now.
fn target(image: &Image, old: Option<&Entry>, new: &Entry) -> Target {
    let is_known = is_pinned(image) || old.is_some_and(|old| old.differs_in_platforms_alone(new));
    match &new.tag {
        Some(tag) if !is_known => Target::Tag(tag.clone()),
        _ => Target::Digest(new.digest.clone()),
    }
}

/// Platforms that are declared are demanded also where a bot has changed the digest alone.
fn need(image: &Image) -> Need {
    if image.platforms.is_empty() { Need::Digest } else { Need::Platforms }
}

fn is_pinned(image: &Image) -> bool {
    matches!(image.choice, Choice::Pin { .. })
}

fn recorded(entry: &Entry) -> impl Iterator<Item = (&Platform, &Digest)> {
    entry.platforms.iter().flat_map(|platforms| &platforms.digests)
}

/// What an answer says of an entry of the change.
pub(super) fn finding(
    context: &Context,
    options: &BaseOptions,
    (image, entry): (&Image, &Entry),
    answer: &Answered,
) -> Finding {
    match answer {
        Ok(answer) if answer.digest != entry.digest => {
            Finding::NotFromTag { locked: entry.digest.clone(), now: answer.digest.clone() }
        }
        Ok(Answer { platforms: Some(present), .. }) => platforms_finding(image, entry, present),
        Ok(_) => Finding::Present,
        Err(registry::Error::NoSuchDigest { .. }) => Finding::Gone,
        Err(error @ registry::Error::Refused(_)) if context.is_anonymous => {
            Finding::NotPublic { error: error.clone(), is_allowed: options.unasked == Allowance::Passes }
        }
        Err(error) => Finding::Failed(error.clone()),
    }
}

/// Those that are declared must be there, and those that are locked must be what is there.
fn platforms_finding(image: &Image, entry: &Entry, present: &BTreeMap<Platform, Digest>) -> Finding {
    if let Err(refusal) = platforms::declared(&image.platforms, present) {
        return Finding::Refused(refusal);
    }
    let is_false = |(platform, digest): &(&Platform, &Digest)| present.get(*platform) != Some(*digest);
    let wrong: BTreeSet<Platform> =
        recorded(entry).filter(is_false).map(|(platform, _)| platform.clone()).collect();
    if wrong.is_empty() || entry.platforms_are_stale() {
        Finding::Present
    } else {
        Finding::NotFromIndex(wrong)
    }
}
