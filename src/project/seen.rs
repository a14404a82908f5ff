//! The records that `--seen-from` names: of commits, and of files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf, absolute};

use super::ProjectFiles;
use super::base::CommitTree;
use crate::error::{Error, ProjectError};
use crate::files::{Trust, parent, repository_root};
use crate::git::{Base, GitError, SeenSource};
use crate::lock::{LockError, Seen, SeenFile};

/// The sources of a run, each read once.
pub struct SeenSources<'a> {
    revisions: Vec<&'a str>,
    /// What the files say, which holds for every manifest.
    of_files: Seen,
    /// The commits, by the repository and the revision.
    trees: RefCell<BTreeMap<(PathBuf, &'a str), CommitTree>>,
}

impl<'a> SeenSources<'a> {
    /// Reads the files. One that is not there says nothing.
    ///
    /// # Errors
    /// Where one cannot be read, or is something else.
    pub fn open(sources: &'a [SeenSource]) -> Result<Self, Error> {
        let mut it = Self {
            revisions: Vec::new(),
            of_files: Seen::default(),
            trees: RefCell::default(),
        };
        for SeenSource(source) in sources {
            match source {
                Base::Revision(revision) => it.revisions.push(revision),
                Base::File(path) => {
                    let file = SeenFile::read(path, Trust::Named).map_err(LockError::elsewhere)?;
                    it.of_files.merge(&file.seen);
                }
            }
        }
        Ok(it)
    }

    /// The records that hold for a manifest: of each commit those beside its lock there, and those of the files.
    ///
    /// # Errors
    /// Where the repository of the manifest has no such commit, and where what that has beside the lock cannot be read.
    pub fn of(&self, place: &ProjectFiles) -> Result<Seen, Error> {
        let mut seen = self.of_files.clone();
        for revision in &self.revisions {
            seen.merge(&self.of_commit(revision, place)?);
        }
        Ok(seen)
    }

    fn of_commit(&self, revision: &'a str, place: &ProjectFiles) -> Result<Seen, Error> {
        let path = absolute(&place.manifest_path).map_err(ProjectError::NoDirectory)?;
        let directory = parent(&path);
        let root = repository_root(directory).unwrap_or_else(|| directory.to_owned());
        let mut trees = self.trees.borrow_mut();
        let tree = match trees.entry((root, revision)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(open(revision, directory)?),
        };
        let seen = tree.linked_seen(&place.seen_path).map_err(elsewhere)?;
        Ok(seen.map(|(seen, _)| seen).unwrap_or_default())
    }
}

/// The commit of a revision. A directory that somebody has named in its place is none, and no file either.
fn open(revision: &str, directory: &Path) -> Result<CommitTree, Error> {
    let tree = CommitTree::open(revision, directory);
    if let Err(Error::Git(GitError::NoCommit { .. })) = tree
        && Path::new(revision).is_dir()
    {
        SeenFile::read(Path::new(revision), Trust::Named)?;
    }
    tree
}

fn elsewhere(error: Error) -> Error {
    match error {
        Error::Lock(error) => error.elsewhere().into(),
        error => error,
    }
}
