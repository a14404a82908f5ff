//! The base of a change: its manifest and lock, and what they vouch for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::commands::Context;
use crate::commands::base::{Tree, lock_of_file, manifest_beside};
use crate::commands::project::{MANIFEST, Place, relative};
use crate::error::Error;
use crate::exclude::Exclude;
use crate::files::is_link;
use crate::git::Base;
use crate::lock::{Entry, Lock};
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::{Weakening, excluded, weakenings};
use crate::reference::Registry;
use crate::report::verified::BaseLock;

/// Manifest and lock of the base, and where the change has them.
pub(super) struct BaseFiles {
    name: String,
    /// No images where the base has no manifest.
    manifest: BTreeMap<ImageName, Image>,
    lock: Lock,
    /// What its manifest excludes: nothing where another manifest was there before, and nobody knows where none was.
    exclude: Option<Exclude>,
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
                let (Manifest { images, exclude, .. }, lock) = (manifest_beside(path)?, lock_of_file(path)?);
                let exclude = Some(exclude);
                Ok((Self { name: base.to_string(), manifest: images, lock, exclude, files }, place))
            }
            Base::Revision(revision) => Self::of_commit(context, revision),
        }
    }

    fn of_commit(context: &Context, revision: &str) -> Result<(Self, Place), Error> {
        let here = context.directory()?;
        let tree = Tree::open(revision, &here)?.of_change(revision)?;
        let before = match context.manifests.one()? {
            Some(path) => tree.manifest(path)?.map(|_| path.to_owned()),
            None => tree.nearest_manifest(&here)?,
        };
        let place = match (Place::find(context), before.clone()) {
            (Err(Error::NoManifest(_)), Some(before)) => return Err(removed(before, revision, &here)),
            (place, _) => place?,
        };
        Ok((Self::of_place(&tree, revision, before, &place, &here)?, place))
    }

    /// The files of a commit at the place of those of the change. Where the commit has a manifest before, it has to be the
    /// same one.
    pub(super) fn of_place(
        tree: &Tree,
        revision: &str,
        before: Option<PathBuf>,
        place: &Place,
        here: &Path,
    ) -> Result<Self, Error> {
        // Where the shell came by a link, the base has no file at what the link leads to
        if let Some(before) = before.as_ref().filter(|before| is_behind_link_below(before, tree.root())) {
            return Err(Error::LinkInPlaceOfFile { path: before.clone(), base: revision.to_owned() });
        }
        let is_elsewhere = |before: &Path| tree.name(before).ok() != tree.name(&place.manifest_path).ok();
        if let Some(before) = before
            && (is_elsewhere(&before) || !crate::files::is_there(&place.manifest_path))
        {
            return Err(removed(before, revision, here));
        }
        let (manifest, lock) = (tree.manifest(&place.manifest_path)?, tree.lock(&place.lock_path)?);
        let there = [(manifest.is_some(), &place.manifest_path), (lock.is_some(), &place.lock_path)];
        let files =
            there.into_iter().filter(|(is_there, _)| *is_there).map(|(_, path)| path.clone()).collect();
        let exclude = excluded_in(tree, manifest.as_ref())?;
        let manifest = manifest.map(|manifest: Manifest| manifest.images).unwrap_or_default();
        Ok(Self { name: revision.to_owned(), manifest, lock: lock.unwrap_or_default(), exclude, files })
    }

    /// Whether the change has a link where the base has a file: it could lead to what nobody reviews.
    pub(super) fn check_links(&self) -> Result<(), Error> {
        match self.files.iter().find(|path| is_behind_link(path)) {
            Some(path) => Err(Error::LinkInPlaceOfFile { path: path.clone(), base: self.name.clone() }),
            None => Ok(()),
        }
    }

    /// What a change weakens by what it excludes.
    pub(super) fn excluded(&self, head: &Manifest) -> Option<Weakening> {
        excluded(self.exclude.as_ref()?, &head.exclude)
    }

    /// What the report needs of it.
    pub(super) fn into_lock(self) -> BaseLock {
        BaseLock { name: self.name, lock: self.lock }
    }

    /// The registries that the base uses.
    pub(super) fn registries(&self) -> BTreeSet<&Registry> {
        let declared = self.manifest.values().map(|image| image.repository.registry());
        declared.chain(self.lock.entries.values().map(|entry| entry.repository.registry())).collect()
    }

    /// The entry that the base has for an entry of the change: its own, or the same one of a name that is gone, which
    /// vouches for one new name. That of a pin vouches for no tag, since it has none.
    pub(super) fn entry<'a>(
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
    pub(super) fn weakenings(
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

/// What a manifest of a commit excludes. One that is new takes files from those that the commit has, if it has any.
fn excluded_in(tree: &Tree, manifest: Option<&Manifest>) -> Result<Option<Exclude>, Error> {
    Ok(match manifest {
        Some(manifest) => Some(manifest.exclude.clone()),
        None if tree.files_called(MANIFEST)?.is_empty() => None,
        None => Some(Exclude::default()),
    })
}

/// That the change has no manifest any more where the base has one.
fn removed(path: PathBuf, revision: &str, here: &Path) -> Error {
    let path = if path.is_absolute() { relative(&path, here) } else { path };
    Error::ManifestRemoved { path, base: revision.to_owned() }
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
