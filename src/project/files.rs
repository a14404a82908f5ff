//! A manifest and its lock: where they are, and reading them.

use std::path::{Path, PathBuf};

use super::{LOCK_EXTENSION, MANIFEST, SEEN_EXTENSION, is_same_path, relative};
use crate::context::Context;
use crate::document::{Source, shown_path};
use crate::error::{Error, LockedError, ProjectError};
use crate::files::{
    Exclusive, FileError, FileIdentity, Trust, find_upward, is_directory, is_there, read_text,
};
use crate::lock::{LockFile, Seen, SeenFile};
use crate::manifest::{Draft, Manifest};

/// The paths of a manifest and its lock, as they are shown.
#[derive(Clone)]
pub struct ProjectFiles {
    pub manifest_path: PathBuf,
    manifest_trust: Trust,
    pub lock_path: PathBuf,
    lock_trust: Trust,
    /// Of what was seen of registries, beside the lock.
    pub seen_path: PathBuf,
}

/// A valid manifest, and where its lock is.
pub struct Project {
    pub files: ProjectFiles,
    pub manifest: Manifest,
}

impl ProjectFiles {
    /// The files that are named, or the nearest manifest and the lock beside it.
    pub fn find(context: &Context) -> Result<Self, Error> {
        if let Some(path) = context.manifests.one()? {
            return Self::at(context, path.to_owned(), Trust::Named);
        }
        let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
        let found =
            find_upward(&here, MANIFEST).ok_or_else(|| ProjectError::NoManifest(here.clone()))?;
        let path = relative(&found, &here);
        let files = Self::at(context, path.clone(), Trust::Found)?;
        context.note_found(&path);
        Ok(files)
    }

    /// The same, or if a search finds none: where a new one is to be, in this directory.
    pub fn find_or_new(context: &Context) -> Result<Self, Error> {
        match Self::find(context) {
            Err(Error::Project(ProjectError::NoManifest(_))) => {
                Self::at(context, MANIFEST.into(), Trust::Found)
            }
            found => found,
        }
    }

    /// A manifest at a path, and the lock that is named or beside it.
    pub fn at(
        context: &Context,
        manifest_path: PathBuf,
        manifest_trust: Trust,
    ) -> Result<Self, Error> {
        if manifest_trust == Trust::Named && is_directory(&manifest_path) {
            return Err(ProjectError::Directory(manifest_path).into());
        }
        let (lock_path, lock_trust) = match &context.lock_path {
            Some(path) => (path.clone(), Trust::Named),
            None => (manifest_path.with_extension(LOCK_EXTENSION), Trust::Found),
        };
        if is_same_path(&lock_path, &manifest_path) {
            return Err(ProjectError::OneFile(lock_path).into());
        }
        let seen_path = lock_path.with_extension(SEEN_EXTENSION);
        if seen_path == lock_path {
            return Err(ProjectError::SeenAsLock(lock_path).into());
        }
        let printer = &context.printer;
        printer.explain(&format!("using {}", manifest_path.display()));
        printer.explain(&format!("using {}", lock_path.display()));
        Ok(Self {
            manifest_path,
            manifest_trust,
            lock_path,
            lock_trust,
            seen_path,
        })
    }

    /// The name of the manifest in reports.
    pub fn shown(&self) -> String {
        shown_path(&self.manifest_path)
    }

    /// The file that the manifest is; `None` where it is not there.
    pub fn identity(&self) -> Option<FileIdentity> {
        FileIdentity::of(&self.manifest_path)
    }

    /// Reads the manifest, and warns of what is doubtful in it.
    pub fn open(self, context: &Context) -> Result<Project, Error> {
        let (source, manifest) = read_manifest(&self.manifest_path, self.manifest_trust)?;
        context.note_read(&self.manifest_path);
        context.printer.warnings(&source, &manifest.warnings);
        Ok(Project {
            files: self,
            manifest,
        })
    }

    /// The same for scripts, which run it every time and read no warnings.
    pub fn open_quietly(self, context: &Context) -> Result<Project, Error> {
        let (_, manifest) = read_manifest(&self.manifest_path, self.manifest_trust)?;
        context.note_read(&self.manifest_path);
        Ok(Project {
            files: self,
            manifest,
        })
    }

    /// Tells whether the manifest is not there yet.
    pub fn is_new(&self) -> bool {
        !is_there(&self.manifest_path)
    }

    /// The content of the manifest, as it is on the disk.
    pub fn text(&self) -> Result<String, Error> {
        text(&self.manifest_path, self.manifest_trust)
    }

    /// The same where it is a file, which can be read again and again; `None` where it is a pipe or the like.
    pub fn text_of_file(&self) -> Result<Option<String>, Error> {
        match text(&self.manifest_path, as_file(self.manifest_trust)) {
            Err(Error::File(FileError::Irregular(_))) => Ok(None),
            text => text.map(Some),
        }
    }

    /// The same as what is going to be changed.
    pub fn draft(&self, text: &str) -> Result<Draft, Error> {
        let name = self.manifest_path.display().to_string();
        Ok(Draft::open(&name, text)?)
    }

    /// Becomes the only writer of the lock, by a lock on the manifest; `None` while someone else is.
    pub fn try_exclude(&self) -> Result<Option<Exclusive>, FileError> {
        Exclusive::try_acquire(&self.manifest_path, self.manifest_trust)
    }

    /// Reads the lock, which may not exist.
    pub fn lock(&self) -> Result<LockFile, Error> {
        Ok(LockFile::read(&self.lock_path, self.lock_trust)?)
    }

    /// The same of a file alone. A pipe would be waited for, and can be read only once.
    pub fn lock_of_file(&self) -> Result<LockFile, Error> {
        Ok(LockFile::read(&self.lock_path, as_file(self.lock_trust))?)
    }

    /// Reads what was seen, of which there may be no file. Nobody names that one, so it is never trusted more than what
    /// is found.
    pub fn seen(&self) -> Result<SeenFile, Error> {
        Ok(SeenFile::read(&self.seen_path, Trust::Found)?)
    }

    /// The same where it may be a file of others: if no age counts, what cannot be read has no records.
    pub fn seen_if(&self, has_min_age: bool) -> Result<SeenFile, Error> {
        match self.seen() {
            Err(_) if !has_min_age => Ok(SeenFile {
                path: self.seen_path.clone(),
                text: None,
                seen: Seen::default(),
            }),
            read => read,
        }
    }
}

/// The same trust, but in files alone.
fn as_file(trust: Trust) -> Trust {
    match trust {
        Trust::Named => Trust::Kept,
        trust @ (Trust::Kept | Trust::Found) => trust,
    }
}

/// Reads a manifest, which has to be there.
pub fn read_manifest(path: &Path, trust: Trust) -> Result<(Source, Manifest), Error> {
    let source = Source::new(path.display().to_string(), text(path, trust)?);
    let manifest = Manifest::parse(&source)?;
    Ok((source, manifest))
}

fn text(path: &Path, trust: Trust) -> Result<String, Error> {
    read_text(path, trust)?.ok_or_else(|| ProjectError::NoFile(path.to_owned()).into())
}

/// The paths of a manifest that is not there yet, and of its lock: as they are named, or here.
pub fn new_project(context: &Context) -> Result<(PathBuf, PathBuf), Error> {
    let named = context.manifests.one()?;
    let manifest = named.unwrap_or(Path::new(MANIFEST)).to_owned();
    let lock = context.lock_path.clone();
    let lock = lock.unwrap_or_else(|| manifest.with_extension(LOCK_EXTENSION));
    Ok((manifest, lock))
}

impl Project {
    pub fn existing_lock(&self) -> Result<LockFile, Error> {
        let lock = self.files.lock()?;
        if lock.exists() {
            Ok(lock)
        } else {
            Err(LockedError::NoLock(self.files.lock_path.clone()).into())
        }
    }
}
