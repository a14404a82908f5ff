//! The manifest that each file is held against: the nearest one above it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::paths::settled;
use super::unseen::named;
use crate::document::shown_path;
use crate::scan::{Scan, ScanError, Unseen, Used};

/// The files of each manifest.
#[derive(Default)]
pub struct OwnedFiles {
    /// The files below each, and below no nearer one, in the order of the manifests.
    pub scans: Vec<Scan>,
    pub orphans: Scan,
    /// The manifests of others that have files.
    others: BTreeSet<PathBuf>,
}

/// Whose files a directory has.
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
    /// Those of these manifests, and of others that the run is not about. `rest` is the number of the one that answers for what
    /// is below none as well.
    pub fn new(ours: &[PathBuf], others: &'a [PathBuf], rest: Option<usize>) -> Self {
        let root = |manifest: &PathBuf| {
            settled(manifest)
                .parent()
                .map(Path::to_owned)
                .unwrap_or_default()
        };
        let ours: Vec<PathBuf> = ours.iter().map(root).collect();
        let others = others.iter().map(|path| (root(path), path));
        let others = others.filter(|(root, _)| !ours.contains(root));
        let others: Vec<_> = others
            .map(|(root, path)| (root, FileOwner::Other(path)))
            .collect();
        let count = ours.len();
        let ours = ours
            .into_iter()
            .enumerate()
            .map(|(number, root)| (root, FileOwner::Ours(number)));
        Self {
            roots: ours.chain(others).collect(),
            rest,
            count,
        }
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
            let entry: (PathBuf, ScanError) = (path.clone(), error);
            self.give(&mut owned, &path, |scan| scan.unreadable.push(entry));
        }
        owned
    }

    /// Gives what is not looked into to its manifest; to the first one where it is below none of ours.
    pub fn share_unseen(&self, unseen: Unseen) -> Vec<Unseen> {
        let mut owned = vec![Unseen::default(); self.count.max(1)];
        let number = |path: &Path| match self.owner(&settled(path)) {
            Some(FileOwner::Ours(number)) => *number,
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

    fn give(&self, owned: &mut OwnedFiles, path: &Path, push: impl FnOnce(&mut Scan)) {
        match self.owner(&settled(path)) {
            Some(FileOwner::Ours(number)) => push(&mut owned.scans[*number]),
            Some(FileOwner::Other(manifest)) => {
                owned.others.insert((*manifest).clone());
            }
            None => push(
                self.rest
                    .map_or(&mut owned.orphans, |number| &mut owned.scans[number]),
            ),
        }
    }

    fn owner(&self, path: &Path) -> Option<&FileOwner<'a>> {
        let above = self.roots.iter().filter(|(root, _)| path.starts_with(root));
        above
            .max_by_key(|(root, _)| root.components().count())
            .map(|(_, owner)| owner)
    }
}

impl OwnedFiles {
    /// The files that were left to other manifests, in words.
    pub fn not_asked(&self) -> Option<String> {
        let words = || format!("files that are nearer to {}", named(self.others.iter()));
        (!self.others.is_empty()).then(words)
    }

    /// The places in files that are below no manifest.
    pub fn orphaned(&self) -> Vec<String> {
        let place = |used: &Used| {
            let place = used.mentions.first().map(|mention| {
                let (line, column) = used.source.position(mention.span.start);
                format!("{}:{line}:{column}", shown_path(&used.path))
            });
            place.into_iter().collect::<Vec<_>>()
        };
        self.orphans.used.iter().flat_map(place).collect()
    }
}
