//! Manifests and locks of a base: of a commit, or files beside each other.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::document::{Source, shown_path};
use crate::error::{BaseError, Error, ProjectError};
use crate::files::{Trust, normal, repository_root};
use crate::git::{Base, Commit, GitError, GitRepository};
use crate::lock::{Lock, LockError, LockFile, Seen, SeenFile, decode, decode_seen};
use crate::manifest::Manifest;
use crate::project::files::read_manifest;
use crate::project::{MANIFEST, MANIFEST_EXTENSION, SEEN_EXTENSION};

/// A commit, and the paths that lead to its files from here.
pub struct CommitTree {
    commit: Commit,
    root: PathBuf,
    /// The files that were read: the same manifest may exclude many others.
    read: RefCell<BTreeMap<PathBuf, Option<Source>>>,
}

impl CommitTree {
    /// The commit that a revision names in the repository of a directory.
    pub fn open(revision: &str, directory: &Path) -> Result<Self, Error> {
        let none = || GitError::NoRepository {
            revision: revision.to_owned(),
            directory: directory.to_owned(),
        };
        // By the path, since a change may have put a link in the place of a directory
        let root = repository_root(directory).ok_or_else(none)?;
        let repository = GitRepository::find(&root)?.ok_or_else(none)?;
        let root = repository.root().to_owned();
        Ok(Self {
            commit: Commit::find(repository, revision)?,
            root,
            read: RefCell::default(),
        })
    }

    /// The commits that a change has to be held against: where it has left this one, so that what came here meanwhile
    /// is no part of it. Not in a submodule, whose commits are somebody else's.
    pub fn bases(&self, revision: &str) -> Result<Vec<Self>, Error> {
        if let Some(superproject) = self.commit.superproject()? {
            let revision = revision.to_owned();
            return Err(GitError::Submodule {
                revision,
                superproject,
            }
            .into());
        }
        let bases = self.commit.bases()?.into_iter();
        Ok(bases.map(|commit| self.with(commit)).collect())
    }

    /// The commits before the last change of a file, and whether a shallow clone lacks them.
    pub fn before_last_change(&self, path: &Path) -> Result<(Vec<Self>, bool), Error> {
        let before = self.commit.before_last_change(&self.below(path)?)?;
        let commits = before.commits.into_iter();
        let trees = commits.map(|commit| self.with(commit)).collect();
        Ok((trees, before.is_cut))
    }

    /// Another commit of the same repository.
    fn with(&self, commit: Commit) -> Self {
        Self {
            commit,
            root: self.root.clone(),
            read: RefCell::default(),
        }
    }

    /// The name of the commit that is the same in every clone.
    pub fn short_id(&self) -> &str {
        self.commit.short_id()
    }

    /// Tells whether it is of the same commit as another one.
    pub fn is(&self, other: &Self) -> bool {
        self.commit.is(&other.commit)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The name of a file of the commit in reports.
    pub fn name(&self, path: &Path) -> Result<String, Error> {
        Ok(self.commit.name(&self.below(path)?))
    }

    /// The manifest of the commit; `None` where it has none there.
    pub fn manifest(&self, path: &Path) -> Result<Option<Manifest>, Error> {
        let source = self.source(path)?;
        let manifest = source.map(|source| Manifest::parse(&source)).transpose();
        manifest.map_err(|error| unreadable(error.into()))
    }

    /// The lock of the commit; `None` where it has none there.
    pub fn lock(&self, path: &Path) -> Result<Option<Lock>, Error> {
        Ok(self.linked_lock(path)?.map(|(lock, _)| lock))
    }

    /// The same with the targets of the links that lead to it in the commit, each from the directory of the link
    /// before.
    pub fn linked_lock(&self, path: &Path) -> Result<Option<(Lock, Vec<PathBuf>)>, Error> {
        let below = self.below(path)?;
        let Some(found) = self.commit.read_linked(&below)? else {
            return Ok(None);
        };
        let source = Source::new(self.commit.name(&below), found.text);
        let decoded = decode(&source);
        let decoded = decoded.map_err(|error| unreadable(LockError::from(error).into()))?;
        Ok(Some((decoded.lock, found.targets)))
    }

    /// The records of the commit, with the targets of the links that lead to them; `None` where it has none there.
    pub fn linked_seen(&self, path: &Path) -> Result<Option<(Seen, Vec<PathBuf>)>, Error> {
        let below = self.below(path)?;
        let Some(found) = self.commit.read_linked(&below)? else {
            return Ok(None);
        };
        let source = Source::new(self.commit.name(&below), found.text);
        let seen = decode_seen(&source)?;
        Ok(Some((seen, found.targets)))
    }

    /// The files of the commit with this name, wherever they are, by their paths from the root.
    pub fn files_called(&self, name: &str) -> Result<Vec<PathBuf>, Error> {
        let mut files = self.commit.files()?;
        files.retain(|path| path.file_name().is_some_and(|last| last == name));
        Ok(files)
    }

    /// The manifest that a search from a directory would have found in the commit.
    pub fn nearest_manifest(&self, directory: &Path) -> Result<Option<PathBuf>, Error> {
        for directory in directory.ancestors() {
            let path = directory.join(MANIFEST);
            let Ok(below) = self.below(&path) else { break };
            if self.commit.read(&below)?.is_some() {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    fn source(&self, path: &Path) -> Result<Option<Source>, Error> {
        let below = self.below(path)?;
        if let Some(known) = self.read.borrow().get(&below) {
            return Ok(known.clone());
        }
        let text = self.commit.read(&below)?;
        let source = text.map(|text| Source::new(self.commit.name(&below), text));
        self.read.borrow_mut().insert(below, source.clone());
        Ok(source)
    }

    /// A path from the root of the repository, as it is written: a change may have put a link in the place of any part
    /// of it, and where that leads is not where the commit has the file.
    pub fn below(&self, path: &Path) -> Result<PathBuf, Error> {
        let absolute = normal(&std::path::absolute(path).map_err(ProjectError::NoDirectory)?);
        if let Ok(below) = absolute.strip_prefix(&self.root) {
            return Ok(below.to_owned());
        }
        // The repository itself may lie behind a link
        let name = absolute.file_name().unwrap_or_default();
        let directory = absolute.parent().unwrap_or(&absolute);
        let settled = directory.canonicalize();
        let directory = settled.as_deref().unwrap_or(directory);
        let below = directory.strip_prefix(&self.root);
        let below = below.map_err(|_| GitError::NotAFile {
            file: self.commit.name(path),
            what: "outside of the repository",
        })?;
        Ok(below.join(name))
    }
}

pub fn unreadable(error: Error) -> Error {
    BaseError::Unreadable(Box::new(error)).into()
}

/// A lock that was named as a file, which has to be there.
pub fn lock_of_file(path: &Path) -> Result<Lock, Error> {
    let file = LockFile::read(path, Trust::Named)?;
    if file.exists() {
        Ok(file.lock)
    } else {
        Err(ProjectError::NoFile(path.to_owned()).into())
    }
}

/// The records beside a lock that was named as a file; `None` where there are none.
pub fn seen_beside(path: &Path) -> Result<Option<Seen>, Error> {
    let file = SeenFile::read(&path.with_extension(SEEN_EXTENSION), Trust::Named)?;
    Ok(file.text.is_some().then_some(file.seen))
}

/// The manifest beside a lock that was named as a file, which has to be there: without it nobody could tell what a
/// change weakens.
pub fn manifest_beside(path: &Path) -> Result<Manifest, Error> {
    let path = path.with_extension(MANIFEST_EXTENSION);
    match read_manifest(&path, Trust::Named) {
        Ok((_, manifest)) => Ok(manifest),
        Err(Error::Project(ProjectError::NoFile(path))) => Err(BaseError::NoManifest(path).into()),
        Err(error) => Err(error),
    }
}

/// A lock by what it is called: of a commit, at a path, or a file of its own.
pub fn named_lock(base: &Base, path: &Path) -> Result<(String, Option<Lock>), Error> {
    match base {
        Base::File(file) => Ok((shown_path(file), Some(lock_of_file(file)?))),
        Base::Revision(revision) => {
            let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
            let tree = CommitTree::open(revision, &here)?;
            Ok((tree.name(path)?, tree.lock(path)?))
        }
    }
}
