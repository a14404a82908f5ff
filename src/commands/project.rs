//! A manifest and its lock: where they are, and reading them.

use std::path::{Path, PathBuf};

use super::Context;
use crate::document::{Source, shown_path};
use crate::error::Error;
use crate::files::{Exclusive, FileError, Identity, Trust, find_upward, read_text};
use crate::lock::LockFile;
use crate::manifest::{Draft, ImageName, Manifest};

/// What a manifest is called where it is not named.
pub(super) const MANIFEST: &str = "images.toml";
/// What the lock beside it is called.
pub(super) const LOCK: &str = "images.lock";
/// The ending of a lock.
const LOCK_EXTENSION: &str = "lock";
/// The ending of a manifest.
pub(super) const MANIFEST_EXTENSION: &str = "toml";
/// How much of a name may be mistyped for another to be suggested: a third, one letter at least.
const MISTYPED: usize = 3;

/// Where a manifest and its lock are, as they are shown.
#[derive(Clone)]
pub(super) struct Place {
    /// Where the manifest is.
    pub manifest_path: PathBuf,
    manifest_trust: Trust,
    /// Where the lock is, or would be.
    pub lock_path: PathBuf,
    lock_trust: Trust,
}

/// A valid manifest, and where its lock is.
pub(super) struct Project {
    /// Where both are.
    pub place: Place,
    /// What the manifest says.
    pub manifest: Manifest,
}

impl Place {
    /// The files that are named, or the nearest manifest and the lock beside it.
    ///
    /// # Errors
    /// Where there is none, or more than one is asked for, too.
    pub(super) fn find(context: &Context) -> Result<Self, Error> {
        if let Some(path) = context.manifests.one()? {
            return Self::at(context, path.to_owned(), Trust::Named);
        }
        let here = std::env::current_dir().map_err(Error::NoDirectory)?;
        let found = find_upward(&here, MANIFEST).ok_or_else(|| Error::NoManifest(here.clone()))?;
        let path = relative(&found, &here);
        let place = Self::at(context, path.clone(), Trust::Found)?;
        context.note_found(&path);
        Ok(place)
    }

    /// A manifest at a path, and the lock that is named or beside it.
    pub(super) fn at(
        context: &Context,
        manifest_path: PathBuf,
        manifest_trust: Trust,
    ) -> Result<Self, Error> {
        let (lock_path, lock_trust) = match &context.lock_path {
            Some(path) => (path.clone(), Trust::Named),
            None => (manifest_path.with_extension(LOCK_EXTENSION), Trust::Found),
        };
        if same(&lock_path, &manifest_path) {
            return Err(Error::OneFile(lock_path));
        }
        context
            .printer
            .explain(&format!("manifest: {}", manifest_path.display()));
        context
            .printer
            .explain(&format!("lock: {}", lock_path.display()));
        Ok(Self {
            manifest_path,
            manifest_trust,
            lock_path,
            lock_trust,
        })
    }

    /// What the manifest is called.
    pub(super) fn shown(&self) -> String {
        shown_path(&self.manifest_path)
    }

    /// Which file the manifest is; `None` where it is not there.
    pub(super) fn identity(&self) -> Option<Identity> {
        Identity::of(&self.manifest_path)
    }

    /// Reads the manifest, and warns of what is doubtful in it.
    pub(super) fn open(self, context: &Context) -> Result<Project, Error> {
        let source = self.source()?;
        let manifest = Manifest::parse(&source)?;
        context.printer.warnings(&source, &manifest.warnings);
        Ok(Project {
            place: self,
            manifest,
        })
    }

    /// The same for scripts, which run it every time and read no warnings.
    pub(super) fn open_quietly(self) -> Result<Project, Error> {
        let manifest = Manifest::parse(&self.source()?)?;
        Ok(Project {
            place: self,
            manifest,
        })
    }

    fn source(&self) -> Result<Source, Error> {
        Ok(Source::new(
            self.manifest_path.display().to_string(),
            self.text()?,
        ))
    }

    /// The content of the manifest, as it is on the disk.
    pub(super) fn text(&self) -> Result<String, Error> {
        let path = &self.manifest_path;
        read_text(path, self.manifest_trust)?.ok_or_else(|| Error::NoFile(path.clone()))
    }

    /// The same where it is a file, which can be read again and again; `None` where it is a pipe or the like.
    pub(super) fn text_of_file(&self) -> Result<Option<String>, Error> {
        let trust = if self.manifest_trust == Trust::Named {
            Trust::Kept
        } else {
            self.manifest_trust
        };
        match read_text(&self.manifest_path, trust) {
            Ok(text) => text
                .ok_or_else(|| Error::NoFile(self.manifest_path.clone()))
                .map(Some),
            Err(FileError::Irregular { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The same as what is going to be changed.
    pub(super) fn draft(&self, text: &str) -> Result<Draft, Error> {
        Ok(Draft::open(
            &self.manifest_path.display().to_string(),
            text,
        )?)
    }

    /// Becomes the only writer of the lock, by a lock on the manifest; `None` while someone else is.
    pub(super) fn try_exclude(&self) -> Result<Option<Exclusive>, FileError> {
        Exclusive::try_acquire(&self.manifest_path, self.manifest_trust)
    }

    /// Reads the lock, which may not exist.
    pub(super) fn lock(&self) -> Result<LockFile, Error> {
        Ok(LockFile::read(&self.lock_path, self.lock_trust)?)
    }
}

/// Reads the lock where no manifest is needed: the one that is named or beside the named manifest, else the nearest.
///
/// # Errors
/// Where there is none, too.
pub(super) fn lock_alone(context: &Context) -> Result<LockFile, Error> {
    let (path, trust) = match (&context.lock_path, context.manifests.one()?) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => {
            let here = std::env::current_dir().map_err(Error::NoDirectory)?;
            let found = find_upward(&here, LOCK).ok_or_else(|| Error::NoLock(LOCK.into()))?;
            (relative(&found, &here), Trust::Found)
        }
    };
    context
        .printer
        .explain(&format!("lock: {}", path.display()));
    let lock = LockFile::read(&path, trust)?;
    if lock.exists() {
        Ok(lock)
    } else {
        Err(Error::NoLock(path))
    }
}

/// The lock as it is on the disk, which may not be there: beside the manifest, or the nearest.
pub(super) fn lock_here(context: &Context) -> Result<LockFile, Error> {
    let here = std::env::current_dir().map_err(Error::NoDirectory)?;
    let nearest = || find_upward(&here, LOCK).map(|found| (relative(&found, &here), Trust::Found));
    let (path, trust) = match (&context.lock_path, context.manifests.one()?) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => match (find_upward(&here, MANIFEST), nearest()) {
            (Some(manifest), _) => (
                relative(&manifest, &here).with_extension(LOCK_EXTENSION),
                Trust::Found,
            ),
            (None, nearest) => nearest.unwrap_or_else(|| (LOCK.into(), Trust::Found)),
        },
    };
    context
        .printer
        .explain(&format!("lock: {}", path.display()));
    Ok(LockFile::read(&path, trust)?)
}

/// Where a manifest that is not there yet will be, and its lock: as they are named, or here.
///
/// # Errors
/// Where more than one is named.
pub(super) fn new_place(context: &Context) -> Result<(PathBuf, PathBuf), Error> {
    let manifest = context
        .manifests
        .one()?
        .unwrap_or(Path::new(MANIFEST))
        .to_owned();
    let lock = context
        .lock_path
        .clone()
        .unwrap_or_else(|| manifest.with_extension(LOCK_EXTENSION));
    Ok((manifest, lock))
}

impl Project {
    /// Reads the lock.
    ///
    /// # Errors
    /// Where there is none, too.
    pub(super) fn existing_lock(&self) -> Result<LockFile, Error> {
        let lock = self.place.lock()?;
        if lock.exists() {
            Ok(lock)
        } else {
            Err(Error::NoLock(self.place.lock_path.clone()))
        }
    }
}

/// Whether two paths are one by how they are written.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(one) == absolute(other)
}

/// A path found in or above a directory, as a person there would write it.
pub(super) fn relative(found: &Path, here: &Path) -> PathBuf {
    let Some(directory) = found.parent() else {
        return found.to_owned();
    };
    let Ok(below) = here.strip_prefix(directory) else {
        return found.to_owned();
    };
    below
        .components()
        .map(|_| "..")
        .chain(found.file_name().and_then(|name| name.to_str()))
        .collect()
}

/// A name that is not there, with a near one that is.
pub(super) type Unknown = (String, Option<ImageName>);

/// The names as names of images that are there.
///
/// # Errors
/// Where one is not there; with a near one that is.
pub(super) fn known<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
    file: &Path,
) -> Result<Vec<ImageName>, Error> {
    match sort_out(names, there) {
        (known, unknown) if unknown.is_empty() => Ok(known),
        (_, names) => Err(Error::UnknownNames {
            names,
            file: file.to_owned(),
        }),
    }
}

/// The names of images that are there, and those that are not.
pub(super) fn sort_out<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
) -> (Vec<ImageName>, Vec<Unknown>) {
    let near = |name: &String| {
        let distance = |known: &&ImageName| strsim::damerau_levenshtein(known.as_str(), name);
        let best = there.clone().min_by_key(distance)?;
        (distance(&best) <= (name.chars().count() / MISTYPED).max(1)).then(|| best.clone())
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match there.clone().find(|known| known.as_str() == name) {
            Some(name) => known.push(name.clone()),
            None => unknown.push((name.clone(), near(name))),
        }
    }
    (known, unknown)
}
