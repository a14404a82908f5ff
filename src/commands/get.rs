//! `imagelock get`: pinned references out of the lock, for scripts. Asks nobody.

use std::collections::BTreeMap;

use super::Context;
use super::project::{Place, known};
use super::resolve::Tags;
use crate::error::Error;
use crate::exit::Status;
use crate::lock::{Entry, Lock, LockFile, compare};
use crate::manifest::ImageName;
use crate::reference::{Digest, Platform, Reference};
use crate::report::human::{self, Finding};

/// What `get` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which images.
    pub selection: Selection,
    /// Of which platform, instead of the index.
    pub platform: Option<Platform>,
    /// Which part of the reference.
    pub field: Field,
    /// Whether tags are printed.
    pub tags: Tags,
    /// What the lock is held against.
    pub against: Against,
}

/// Which images are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All, in the order of names.
    All,
    /// The named ones, in the order given.
    Names(Vec<String>),
}

/// What is printed of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `docker.io/library/alpine`.
    Repository,
    /// `3.20`.
    Tag,
    /// `sha256:…`.
    Digest,
    /// The whole, pinned.
    Reference,
}

/// What the lock is held against before anything of it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The manifest beside it, which it must satisfy.
    Manifest,
    /// Nothing (`--lock-only`).
    Nothing,
}

/// Runs the command. Prints all that was asked for, or nothing.
///
/// # Errors
/// Where the lock cannot be read, does not satisfy the manifest, or does not have what was asked for.
pub fn run(context: &Context, options: &Options) -> Result<Status, Error> {
    let lock = match options.against {
        Against::Manifest => satisfying_lock(context)?,
        Against::Nothing => lock_alone(context)?,
    };
    let names = match &options.selection {
        Selection::All => lock.lock.entries.keys().cloned().collect(),
        Selection::Names(names) => known(names, lock.lock.entries.keys(), &lock.path)?,
    };
    let lines: Vec<String> =
        names.iter().map(|name| line(&lock.lock, name, options)).collect::<Result<_, _>>()?;
    context.printer.data(&lines.concat());
    Ok(Status::Done)
}

fn satisfying_lock(context: &Context) -> Result<LockFile, Error> {
    let project = Place::find(context)?.open(context)?;
    let lock = project.existing_lock()?;
    let comparison = compare(&project.manifest, &lock.lock);
    if comparison.is_satisfied() {
        return Ok(lock);
    }
    let findings: BTreeMap<_, _> = comparison
        .names
        .into_iter()
        .map(|(name, standing)| (name, vec![Finding::Standing(standing)]))
        .collect();
    for line in human::finding_lines(&findings).lines() {
        context.printer.note(line);
    }
    Err(Error::Unsatisfied)
}

fn lock_alone(context: &Context) -> Result<LockFile, Error> {
    let place = Place::find_lock(context)?;
    let lock = place.lock()?;
    if lock.exists() { Ok(lock) } else { Err(Error::NoLock(place.lock_path)) }
}

fn line(lock: &Lock, name: &ImageName, options: &Options) -> Result<String, Error> {
    let entry = &lock.entries[name];
    let digest = match &options.platform {
        None => entry.digest.clone(),
        Some(platform) => platform_digest(name, entry, platform)?,
    };
    let text = match options.field {
        Field::Repository => entry.repository.to_string(),
        Field::Tag => entry.tag.as_ref().map(ToString::to_string).unwrap_or_default(),
        Field::Digest => digest.to_string(),
        Field::Reference => options.tags.print(Reference {
            repository: entry.repository.clone(),
            tag: entry.tag.clone(),
            digest: Some(digest),
        }),
    };
    Ok(text + "\n")
}

fn platform_digest(name: &ImageName, entry: &Entry, platform: &Platform) -> Result<Digest, Error> {
    if entry.platforms_are_stale() {
        return Err(Error::StalePlatforms(name.clone()));
    }
    let locked = entry.platforms.as_ref().and_then(|platforms| platforms.digests.get(platform));
    locked.cloned().ok_or_else(|| Error::NoPlatform { name: name.clone(), platform: platform.clone() })
}
