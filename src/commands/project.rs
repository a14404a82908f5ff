//! A manifest and its lock: where they are, and reading them.

use std::path::{Path, PathBuf};

use super::Context;
use crate::document::Source;
use crate::error::Error;
use crate::files::{Exclusive, FileError, Trust, find_upward, read_text};
use crate::lock::LockFile;
use crate::manifest::{Draft, ImageName, Manifest};

/// What a manifest is called where it is not named.
pub(super) const MANIFEST: &str = "images.toml";
/// What the lock beside it is called.
const LOCK: &str = "images.lock";
/// The ending of a lock.
const LOCK_EXTENSION: &str = "lock";
/// The ending of a manifest.
pub(super) const MANIFEST_EXTENSION: &str = "toml";
/// How much of a name may be mistyped for another to be suggested: a third, one letter at least.
const MISTYPED: usize = 3;

/// Where a manifest and its lock are, as they are shown.
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
    pub(super) fn find(context: &Context) -> Result<Self, Error> {
        let (manifest_path, manifest_trust) = locate(context)?;
        let (lock_path, lock_trust) = match &context.lock_path {
            Some(path) => (path.clone(), Trust::Named),
            None => (manifest_path.with_extension(LOCK_EXTENSION), Trust::Found),
        };
        if same(&lock_path, &manifest_path) {
            return Err(Error::OneFile(lock_path));
        }
        if manifest_trust == Trust::Found {
            context.note_found(&manifest_path);
        }
        context.printer.explain(&format!("manifest: {}", manifest_path.display()));
        context.printer.explain(&format!("lock: {}", lock_path.display()));
        Ok(Self { manifest_path, manifest_trust, lock_path, lock_trust })
    }

    /// Reads the manifest, and warns of what is doubtful in it.
    pub(super) fn open(self, context: &Context) -> Result<Project, Error> {
        let source = self.source()?;
        let manifest = Manifest::parse(&source)?;
        context.printer.warnings(&source, &manifest.warnings);
        Ok(Project { place: self, manifest })
    }

    /// The same for scripts, which run it every time and read no warnings.
    pub(super) fn open_quietly(self) -> Result<Project, Error> {
        let manifest = Manifest::parse(&self.source()?)?;
        Ok(Project { place: self, manifest })
    }

    fn source(&self) -> Result<Source, Error> {
        Ok(Source::new(self.manifest_path.display().to_string(), self.text()?))
    }

    /// The content of the manifest, as it is on the disk.
    pub(super) fn text(&self) -> Result<String, Error> {
        let path = &self.manifest_path;
        read_text(path, self.manifest_trust)?.ok_or_else(|| Error::NoFile(path.clone()))
    }

    /// The same as what is going to be changed.
    pub(super) fn draft(&self, text: &str) -> Result<Draft, Error> {
        Ok(Draft::open(&self.manifest_path.display().to_string(), text)?)
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
    let (path, trust) = match (&context.lock_path, &context.manifest_path) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => {
            let here = std::env::current_dir().map_err(Error::NoDirectory)?;
            let found = find_upward(&here, LOCK).ok_or_else(|| Error::NoLock(LOCK.into()))?;
            (relative(&found, &here), Trust::Found)
        }
    };
    context.printer.explain(&format!("lock: {}", path.display()));
    let lock = LockFile::read(&path, trust)?;
    if lock.exists() { Ok(lock) } else { Err(Error::NoLock(path)) }
}

/// The lock as it is on the disk, which may not be there: beside the manifest, or the nearest.
pub(super) fn lock_here(context: &Context) -> Result<LockFile, Error> {
    let here = std::env::current_dir().map_err(Error::NoDirectory)?;
    let nearest = || find_upward(&here, LOCK).map(|found| (relative(&found, &here), Trust::Found));
    let (path, trust) = match (&context.lock_path, &context.manifest_path) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => match (find_upward(&here, MANIFEST), nearest()) {
            (Some(manifest), _) => (relative(&manifest, &here).with_extension(LOCK_EXTENSION), Trust::Found),
            (None, nearest) => nearest.unwrap_or_else(|| (LOCK.into(), Trust::Found)),
        },
    };
    context.printer.explain(&format!("lock: {}", path.display()));
    Ok(LockFile::read(&path, trust)?)
}

/// Where a manifest that is not there yet will be, and its lock: as they are named, or here.
pub(super) fn new_place(context: &Context) -> (PathBuf, PathBuf) {
    let manifest = context.manifest_path.clone().unwrap_or_else(|| MANIFEST.into());
    let lock = context.lock_path.clone().unwrap_or_else(|| manifest.with_extension(LOCK_EXTENSION));
    (manifest, lock)
}

impl Project {
    /// Finds and reads the manifest.
    pub(super) fn open(context: &Context) -> Result<Self, Error> {
        Place::find(context)?.open(context)
    }

    /// Reads the lock.
    ///
    /// # Errors
    /// Where there is none, too.
    pub(super) fn existing_lock(&self) -> Result<LockFile, Error> {
        let lock = self.place.lock()?;
        if lock.exists() { Ok(lock) } else { Err(Error::NoLock(self.place.lock_path.clone())) }
    }
}

fn locate(context: &Context) -> Result<(PathBuf, Trust), Error> {
    if let Some(path) = &context.manifest_path {
        return Ok((path.clone(), Trust::Named));
    }
    let here = std::env::current_dir().map_err(Error::NoDirectory)?;
    let found = find_upward(&here, MANIFEST).ok_or_else(|| Error::NoManifest(here.clone()))?;
    Ok((relative(&found, &here), Trust::Found))
}

/// Whether two paths are one by how they are written.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(one) == absolute(other)
}

/// A path found in or above a directory, as a person there would write it.
pub(super) fn relative(found: &Path, here: &Path) -> PathBuf {
    let Some(directory) = found.parent() else { return found.to_owned() };
    let Ok(below) = here.strip_prefix(directory) else { return found.to_owned() };
    below.components().map(|_| "..").chain(found.file_name().and_then(|name| name.to_str())).collect()
}

/// The names as names of images that are there.
///
/// # Errors
/// Where one is not there; with a near one that is.
pub(super) fn known<'a>(
    names: &[String],
    there: impl Iterator<Item = &'a ImageName> + Clone,
    file: &Path,
) -> Result<Vec<ImageName>, Error> {
    let find = |name: &String| there.clone().find(|known| known.as_str() == name).cloned();
    let near = |name: &String| {
        let distance = |known: &&ImageName| strsim::damerau_levenshtein(known.as_str(), name);
        let best = there.clone().min_by_key(distance)?;
        (distance(&best) <= (name.chars().count() / MISTYPED).max(1)).then(|| best.clone())
    };
    let unknown: Vec<_> =
        names.iter().filter(|name| find(name).is_none()).map(|name| (name.clone(), near(name))).collect();
    if !unknown.is_empty() {
        return Err(Error::UnknownNames { names: unknown, file: file.to_owned() });
    }
    Ok(names.iter().filter_map(find).collect())
}
