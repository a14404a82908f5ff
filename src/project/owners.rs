//! The manifest that each file is held against: the nearest one above it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::files::read_manifest;
use super::paths::{settled, settled_parent};
use crate::document::{count_of, first_listed, shown_path};
use crate::error::Error;
use crate::files::Trust;
use crate::scan::{Scan, Unseen};

/// The most paths that are named before the rest is counted.
const NAMED_MAX: usize = 3;

/// Nested manifests, sorted out.
#[derive(Default)]
pub struct NestedManifests {
    /// Those that files may be left to.
    pub valid: Vec<PathBuf>,
    /// Those that are none, and why.
    pub invalid: Vec<(PathBuf, Error)>,
}

impl NestedManifests {
    /// Reads all that have the name of a manifest and are none that the run is about.
    pub fn sort(found: Vec<PathBuf>, ours: &[PathBuf]) -> Self {
        let ours: Vec<PathBuf> = ours.iter().map(|path| settled(path)).collect();
        let mut nested = Self::default();
        for path in found {
            if ours.contains(&settled(&path)) {
                continue;
            }
            match read_manifest(&path, Trust::Found) {
                Ok(_) => nested.valid.push(path),
                Err(error) => nested.invalid.push((path, error)),
            }
        }
        nested
    }
}

/// The files of each manifest.
#[derive(Default)]
pub struct OwnedFiles {
    /// The files below each, and below no nearer one, in the order of the manifests.
    pub scans: Vec<Scan>,
    pub orphans: Scan,
    /// The manifests of others that have files.
    others: BTreeSet<PathBuf>,
}

/// The manifest that the files of a directory belong to.
#[derive(Clone, Copy)]
enum FileOwner<'a> {
    /// Those of a manifest that the run is about, by its number.
    Ours(usize),
    Other(&'a PathBuf),
}

/// The directories of manifests.
pub struct FileOwners<'a> {
    roots: Vec<(PathBuf, FileOwner<'a>)>,
    /// The manifest that gets the files below none.
    rest: Option<usize>,
    count: usize,
}

impl<'a> FileOwners<'a> {
    /// Those of these manifests, and of others that the run is not about. `rest` is the number of the one that answers
    /// for what is below none as well.
    pub fn new(ours: &[PathBuf], others: &'a [PathBuf], rest: Option<usize>) -> Self {
        let count = ours.len();
        let ours = ours.iter().map(|path| settled_parent(path)).enumerate();
        let mut roots: Vec<_> = ours
            .map(|(number, root)| (root, FileOwner::Ours(number)))
            .collect();
        for path in others {
            let root = settled_parent(path);
            if roots[..count].iter().all(|(ours, _)| *ours != root) {
                roots.push((root, FileOwner::Other(path)));
            }
        }
        Self { roots, rest, count }
    }

    /// Gives every file to its manifest.
    pub fn share(&self, scan: Scan) -> OwnedFiles {
        let scans = (0..self.count).map(|_| Scan::default()).collect();
        let mut owned = OwnedFiles {
            scans,
            ..OwnedFiles::default()
        };
        for used in scan.used {
            let path = used.path.clone();
            self.give(&mut owned, &path, |scan| scan.used.push(used));
        }
        for (path, error) in scan.unreadable {
            let entry = (path.clone(), error);
            self.give(&mut owned, &path, |scan| scan.unreadable.push(entry));
        }
        owned
    }

    /// Gives what is not looked into to its manifest; to the first one where it is below none of ours.
    pub fn share_unseen(&self, unseen: Unseen) -> Vec<Unseen> {
        let mut owned = vec![Unseen::default(); self.count.max(1)];
        let number = |path: &Path| match self.owner(path) {
            Some(FileOwner::Ours(number)) => number,
            Some(FileOwner::Other(_)) | None => 0,
        };
        for path in unseen.repositories {
            owned[number(&path)].repositories.insert(path);
        }
        for path in unseen.left_out {
            owned[number(&path)].left_out.insert(path);
        }
        owned
    }

    /// Gives files that have no reader to their manifests; those that are nearer to others are theirs.
    pub fn share_unread(&self, unread: Vec<PathBuf>) -> Vec<Vec<PathBuf>> {
        let mut owned = vec![Vec::new(); self.count];
        for path in unread {
            if let Some(FileOwner::Ours(number)) = self.owner_or_rest(&path) {
                owned[number].push(path);
            }
        }
        owned
    }

    fn give(&self, owned: &mut OwnedFiles, path: &Path, push: impl FnOnce(&mut Scan)) {
        match self.owner_or_rest(path) {
            Some(FileOwner::Ours(number)) => push(&mut owned.scans[number]),
            Some(FileOwner::Other(manifest)) => {
                owned.others.insert(manifest.clone());
            }
            None => push(&mut owned.orphans),
        }
    }

    /// The owner of a file; of one that is below no manifest, the one that answers for those.
    fn owner_or_rest(&self, path: &Path) -> Option<FileOwner<'a>> {
        self.owner(path).or(self.rest.map(FileOwner::Ours))
    }

    fn owner(&self, path: &Path) -> Option<FileOwner<'a>> {
        let path = settled(path);
        let above = self.roots.iter().filter(|(root, _)| path.starts_with(root));
        above
            .max_by_key(|(root, _)| root.components().count())
            .map(|(_, owner)| *owner)
    }
}

impl OwnedFiles {
    /// The files that were left to other manifests, in words.
    pub fn not_asked(&self) -> Option<String> {
        let words = || format!("files that belong to {}", named(&self.others));
        (!self.others.is_empty()).then(words)
    }
}

/// The first of some paths, and how many more there are.
fn named(paths: &BTreeSet<PathBuf>) -> String {
    first_listed(paths.iter().map(|path| shown_path(path)), NAMED_MAX)
}

/// What no scan sees, in words: a line for other repositories, and one for what a sparse checkout leaves out.
pub fn unseen_lines(unseen: &Unseen) -> Vec<String> {
    let repositories = match unseen.repositories.len() {
        0 => None,
        1 => Some("a repository of its own"),
        _ => Some("repositories of their own"),
    };
    let shown = named(&unseen.repositories);
    let repositories = repositories.map(|words| format!("files in {shown}, {words}"));
    let left_out = match unseen.left_out.len() {
        0 => None,
        count => Some(count_of(count, "file") + " that a sparse checkout leaves out"),
    };
    repositories.into_iter().chain(left_out).collect()
}
