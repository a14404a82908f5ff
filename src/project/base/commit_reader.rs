//! What a commit of the base has: its manifest, lock and records, and the links that lead to them.

use std::path::{Path, PathBuf};

use super::commit::BaseCommit;
use super::tree::{CommitTree, unreadable};
use crate::error::Error;
use crate::exclude::Exclude;
use crate::files::parent;
use crate::manifest::Manifest;
use crate::project::{MANIFEST, ProjectFiles};

/// Reads what commits have at the paths of the change, and notes the files and the links there.
pub struct CommitReader<'p> {
    place: &'p ProjectFiles,
    pub files: Vec<PathBuf>,
    pub links: Vec<(PathBuf, PathBuf)>,
}

impl<'p> CommitReader<'p> {
    pub fn new(place: &'p ProjectFiles) -> Self {
        Self {
            place,
            files: Vec::new(),
            links: Vec::new(),
        }
    }

    pub fn read(
        &mut self,
        tree: &CommitTree,
        is_in_force: impl Fn(&CommitTree) -> bool,
    ) -> Result<BaseCommit, Error> {
        let place = self.place;
        let manifest = tree.manifest(&place.manifest_path)?;
        let lock = tree.linked_lock(&place.lock_path)?;
        let manifest_path = manifest.is_some().then(|| place.manifest_path.clone());
        self.files.extend(manifest_path);
        let lock = lock.map(|(lock, targets)| {
            self.follow(&place.lock_path, targets);
            lock
        });
        let seen = match tree.linked_seen(&place.seen_path) {
            // It may be a file of others
            Err(_) if !manifest.as_ref().is_some_and(Manifest::has_min_age) => None,
            seen => seen.map_err(unreadable)?,
        };
        let seen = seen.map(|(seen, targets)| {
            self.follow(&place.seen_path, targets);
            seen
        });
        let exclude = excluded_in(tree, manifest.as_ref())?;
        // No gate held what another manifest excludes
        let manifest = manifest.filter(|_| is_in_force(tree));
        let seen = seen.filter(|_| manifest.is_some());
        let require_digests = manifest.as_ref().is_some_and(|it| it.require_digests);
        let images = manifest.map(|manifest| manifest.images).unwrap_or_default();
        Ok(BaseCommit::new(
            images,
            lock,
            seen,
            exclude,
            require_digests,
        ))
    }

    /// Follows the links of a base from a path of the change, and notes each, and the file that they lead to.
    fn follow(&mut self, path: &Path, targets: Vec<PathBuf>) {
        let file = targets.into_iter().fold(path.to_owned(), |link, target| {
            let next = parent(&link).join(&target);
            self.links.push((link, target));
            next
        });
        self.files.push(file);
    }
}

/// The patterns of a commit's manifest. One that is new takes files from those that the commit has, if it has any.
fn excluded_in(tree: &CommitTree, manifest: Option<&Manifest>) -> Result<Option<Exclude>, Error> {
    Ok(match manifest {
        Some(manifest) => Some(manifest.exclude.clone()),
        None if tree.files_called(MANIFEST)?.is_empty() => None,
        None => Some(Exclude::default()),
    })
}
