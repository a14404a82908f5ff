//! The base of a change: manifest and lock of all commits that it is held against.
//!
//! A merge keeps what both of its sides have, and of what the change has not touched it keeps the other side's. So much
//! needs no answer of a registry; everything else does, since whoever wrote the change may have written a base, too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

mod ages;
mod commit;
mod commit_reader;
mod locked;
pub mod neighbours;
mod tree;
mod trees;

use super::{ProjectFiles, SEEN_EXTENSION};
use crate::context::Context;
use crate::error::{BaseError, Error, ProjectError};
use crate::files::{is_link, is_there, link_target};
use crate::git::Base;
use crate::lock::{Entry, Lock};
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::Weakening;
use crate::reference::Registry;
use crate::report::verify::{BaseLock, WayBack};
use commit::BaseCommit;
use commit_reader::CommitReader;
pub use locked::BaseEntries;
pub use tree::{CommitTree, named_lock};
use tree::{lock_of_file, manifest_beside, seen_beside};
use trees::removed;
pub use trees::{BaseTrees, is_excluded_in};

/// The base of a change, and the paths at which the change has its files.
pub struct BaseFiles {
    base: Base,
    /// The same as other clones know it.
    shared: Base,
    /// Where the change has its lock and its records.
    place: ProjectFiles,
    /// One at least.
    bases: Vec<BaseCommit>,
    /// The commit that the change is going to be merged into; `None` where that is the only base.
    tip: Option<BaseCommit>,
    /// The paths at which a base has files.
    files: Vec<PathBuf>,
    /// The links that lead to the lock or the records of a base, with their targets.
    links: Vec<(PathBuf, PathBuf)>,
}

impl BaseFiles {
    /// Those of a lock that was named as a file.
    pub fn of_file(path: &Path, place: &ProjectFiles) -> Result<Self, Error> {
        let files = [&place.manifest_path, &place.lock_path, &place.seen_path];
        let files = files.into_iter().cloned().collect();
        let manifest = manifest_beside(path)?;
        let seen = match seen_beside(path) {
            Err(_) if !manifest.has_min_age() => None,
            seen => seen?,
        };
        let base = BaseCommit::new(
            manifest.images,
            Some(lock_of_file(path)?),
            seen,
            Some(manifest.exclude),
            manifest.require_digests,
        );
        Ok(Self {
            base: Base::File(path.to_owned()),
            shared: Base::File(path.to_owned()),
            place: place.clone(),
            bases: vec![base],
            tip: None,
            files,
            links: Vec::new(),
        })
    }

    /// Those of a revision, for the manifest that this run is about.
    pub fn of_nearest(
        context: &Context,
        trees: &BaseTrees,
        here: &Path,
    ) -> Result<(Self, ProjectFiles), Error> {
        let named = context.manifests.one()?;
        let find = |tree: &CommitTree| match named {
            Some(path) => Ok(tree.manifest(path)?.map(|_| path.to_owned())),
            None => tree.nearest_manifest(here),
        };
        let place = match ProjectFiles::find(context) {
            Err(error @ Error::Project(ProjectError::NoManifest(_))) => {
                let mut found = trees.bases.iter().map(find);
                let before = found.find_map(Result::transpose).transpose()?;
                return Err(before.map_or(error, |before| removed(before, &trees.revision, here)));
            }
            place => place?,
        };
        trees.check_manifest(&place, here, find)?;
        Ok((Self::at(trees, &place, |_| true)?, place))
    }

    /// The base of one manifest: what the commits have at its place, or nothing where none of them has a manifest
    /// there. `is_in_force` tells whether the manifest of a commit counts.
    pub fn of_place(
        trees: &BaseTrees,
        place: &ProjectFiles,
        is_in_force: impl Fn(&CommitTree) -> bool,
    ) -> Result<Self, Error> {
        let path = &place.manifest_path;
        // Paths are told as they are named
        trees.check_manifest(place, Path::new(""), |tree| {
            Ok(tree.manifest(path)?.map(|_| path.clone()))
        })?;
        Self::at(trees, place, is_in_force)
    }

    fn at(
        trees: &BaseTrees,
        place: &ProjectFiles,
        is_in_force: impl Fn(&CommitTree) -> bool,
    ) -> Result<Self, Error> {
        let mut reader = CommitReader::new(place);
        let bases = trees.bases.iter().map(|it| reader.read(it, &is_in_force));
        let bases = bases.collect::<Result<_, Error>>()?;
        let tip = trees.tip.as_ref().map(|it| reader.read(it, &is_in_force));
        Ok(Self {
            base: Base::Revision(trees.revision.clone()),
            shared: Base::Revision(trees.shared_revision().to_owned()),
            place: place.clone(),
            bases,
            tip: tip.transpose()?,
            files: reader.files,
            links: reader.links,
        })
    }

    /// Checks that the change has no link where a base has a file, and none that leads elsewhere than in a base: it
    /// could lead to what nobody reviews.
    pub fn check_links(&self) -> Result<(), Error> {
        let mut links = self.links.iter();
        let is_other = |(path, target): &&(PathBuf, PathBuf)| {
            link_target(path).is_some_and(|other| other != *target)
        };
        if let Some((path, _)) = links.find(is_other) {
            let (path, base) = (path.clone(), self.base.to_string());
            return Err(BaseError::OtherLink { path, base }.into());
        }
        match self.files.iter().find(|path| is_behind_link(path)) {
            Some(path) => {
                let (path, base) = (path.clone(), self.base.to_string());
                Err(BaseError::LinkInPlaceOfFile { path, base }.into())
            }
            None => Ok(()),
        }
    }

    /// The lock for the report: of each image the entry of a base from which the change differs, if there is one.
    pub fn into_lock(self, head: &Lock) -> BaseLock {
        let (name, way_back) = (self.base.to_string(), self.way_back());
        let (mut bases, tip) = (self.bases, self.tip);
        if bases.len() == 1 && tip.is_none() {
            let lock = bases.remove(0).lock;
            return BaseLock {
                name,
                lock,
                way_back,
            };
        }
        let is_as_in = |base: &BaseCommit, name: &ImageName| {
            base.lock.entries.get(name) == head.entries.get(name)
        };
        let entry = |name: &ImageName| {
            if tip.as_ref().is_some_and(|tip| is_as_in(tip, name)) {
                return head.entries.get(name);
            }
            let differing = bases.iter().find(|base| !is_as_in(base, name));
            differing.unwrap_or(&bases[0]).lock.entries.get(name)
        };
        let of_bases = bases.iter().flat_map(|base| base.lock.entries.keys());
        let names: BTreeSet<&ImageName> = of_bases.chain(head.entries.keys()).collect();
        let named = |name: &ImageName| Some((name.clone(), entry(name)?.clone()));
        let entries = names.into_iter().filter_map(named).collect();
        let lock = Lock { entries };
        BaseLock {
            name,
            lock,
            way_back,
        }
    }

    /// The way from the change's lock and records back to those of what it is meant for.
    pub fn way_back(&self) -> WayBack {
        let (onto, place) = (self.tip.as_ref().unwrap_or(&self.bases[0]), &self.place);
        let files = [
            (onto.has_lock, place.lock_path.as_path()),
            (onto.seen.is_some(), place.seen_path.as_path()),
        ];
        let there = files.iter().filter(|(is_there, _)| *is_there);
        let there: Vec<&Path> = there.map(|(_, path)| *path).collect();
        let back = match &self.shared {
            Base::Revision(revision) => WayBack::to_revision(revision, &there),
            Base::File(lock) => {
                let seen = lock.with_extension(SEEN_EXTENSION);
                let from = |path: &Path| if path == place.lock_path { lock } else { &seen };
                let pairs: Vec<_> = there.iter().map(|to| (from(to).as_path(), *to)).collect();
                WayBack::to_files(&pairs)
            }
        };
        match onto.seen {
            None if is_there(&place.seen_path) => back.and_remove(&place.seen_path),
            _ => back,
        }
    }

    /// The registries that all of them use: what one alone does may have been put there by who wrote the change.
    pub fn registries(&self) -> BTreeSet<&Registry> {
        let mut all = self.commits().map(BaseCommit::registries);
        let first = all.next().unwrap_or_default();
        all.fold(first, |common, more| {
            common.into_iter().filter(|it| more.contains(it)).collect()
        })
    }

    /// The entries that vouch for one of the change: that of the revision, since a merge keeps what both sides have,
    /// and the one that all bases have of this name, since a merge keeps the revision's where the change has not
    /// touched it.
    pub fn vouchers<'a>(
        &'a self,
        name: &ImageName,
        entry: &Entry,
        head: &Lock,
        claimed: &mut BTreeSet<&'a ImageName>,
    ) -> Vec<&'a Entry> {
        let tip = self.tip.as_ref().unwrap_or(&self.bases[0]);
        let of_tip = tip.entry(name, entry, head, claimed);
        let mut of_bases = self.bases.iter().map(|base| base.lock.entries.get(name));
        let first = of_bases.next().flatten();
        let of_all = first.filter(|first| of_bases.all(|other| other == Some(*first)));
        of_tip.into_iter().chain(of_all).collect()
    }

    /// The weakenings of each image that an image may have been before: in any base, and in the revision too where the
    /// change has touched it.
    pub fn weakenings(
        &self,
        name: &ImageName,
        image: &Image,
        head: &Manifest,
        new: Option<&Entry>,
    ) -> Vec<Weakening> {
        let is_as_in = |base: &BaseCommit| {
            base.manifest.get(name) == Some(image) && base.lock.entries.get(name) == new
        };
        let mut found = Vec::new();
        let commits = self.commits_unlike(is_as_in);
        for weakening in commits.flat_map(|it| it.weakenings(name, image, head, new)) {
            if !found.contains(&weakening) {
                found.push(weakening);
            }
        }
        found
    }

    /// The weakenings of the base by what a change says of files. Each key is looked at by itself: a change that
    /// touches one keeps what the revision has for the other.
    pub fn file_weakenings(&self, head: &Manifest) -> Vec<Weakening> {
        let is_as_excluded = |base: &BaseCommit| base.exclude.as_ref() == Some(&head.exclude);
        let is_as_required = |base: &BaseCommit| base.require_digests == head.require_digests;
        let mut unlike = self.commits_unlike(is_as_excluded);
        let excluded = unlike.find_map(|base| base.excluded(head));
        let mut unlike = self.commits_unlike(is_as_required);
        let not_required = unlike.find_map(|base| base.not_required(head));
        excluded.into_iter().chain(not_required).collect()
    }

    /// The bases, and the revision too where the change has touched what they have.
    fn commits_unlike(
        &self,
        is_as_in: impl Fn(&BaseCommit) -> bool,
    ) -> impl Iterator<Item = &BaseCommit> {
        let is_untouched = self.bases.iter().all(is_as_in);
        let tip = self.tip.iter().filter(move |_| !is_untouched);
        self.bases.iter().chain(tip)
    }

    fn commits(&self) -> impl Iterator<Item = &BaseCommit> {
        self.bases.iter().chain(&self.tip)
    }
}

/// Tells whether a file is a link, or lies behind one in the repository. Of an absolute path nobody knows which links
/// are this machine's.
fn is_behind_link(path: &Path) -> bool {
    is_link(path) || (path.is_relative() && path.ancestors().any(is_link))
}
