//! `imagelock get`: pinned references out of the lock, for scripts. Asks nobody.

use super::references::{Field, ReferenceForm};
use crate::context::Context;
use crate::document::shown_path;
use crate::error::{Error, LockedError};
use crate::lock::{Entry, Lock};
use crate::manifest::ImageName;
use crate::project::{CheckedLock, LockCheck, known};
use crate::reference::{Digest, Platform};
use crate::registry::Target;
use crate::report::reference::ResolvedReference;
use crate::report::{ReferencesReport, Report};

#[derive(Debug, Clone)]
pub struct GetOptions {
    pub selection: Selection,
    pub form: ReferenceForm,
    pub against: LockCheck,
}

/// The images that are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All, in the order of names.
    All,
    /// The named ones, in the order given.
    Names(Vec<String>),
}

/// Runs the command. Prints all that was asked for, or nothing.
pub fn run(context: &Context, options: &GetOptions) -> Result<Report, Error> {
    let asked = match &options.selection {
        Selection::All => &[],
        Selection::Names(names) => names.as_slice(),
    };
    let lock = CheckedLock::read(context, options.against, asked)?.file;
    let names = match &options.selection {
        Selection::All => lock.lock.entries.keys().cloned().collect(),
        Selection::Names(names) => known(names, lock.lock.entries.keys(), &lock.path)?,
    };
    let digests = match &options.form.platform {
        None => {
            let digest = |name| lock.lock.entries[name].digest.clone();
            names.iter().map(digest).collect()
        }
        Some(platform) => platform_digests(&lock.lock, &names, platform)?,
    };
    let pin = |(name, digest)| pinned(name, &lock.lock.entries[name], digest, options.form.field);
    Ok(Report::References(ReferencesReport {
        list: names.iter().zip(digests).map(pin).collect(),
        lock_path: Some(shown_path(&lock.path)),
    }))
}

fn pinned(name: &ImageName, entry: &Entry, digest: Digest, field: Field) -> ResolvedReference {
    ResolvedReference {
        given: name.to_string(),
        repository: entry.repository.clone(),
        tag: entry.tag.clone(),
        target: Some(Target::Digest(digest.clone())),
        answer: Ok(field.answer(entry.reference(), digest)),
    }
}

/// The digests of one platform's manifests. One error names all images whose platforms are stale or missing.
fn platform_digests(
    lock: &Lock,
    names: &[ImageName],
    platform: &Platform,
) -> Result<Vec<Digest>, Error> {
    let is_stale = |name: &&ImageName| lock.entries[*name].platforms_are_stale();
    let stale: Vec<ImageName> = names.iter().filter(is_stale).cloned().collect();
    if !stale.is_empty() {
        return Err(LockedError::StalePlatforms(stale).into());
    }
    let digest = |name: &ImageName| {
        let platforms = lock.entries[name].platforms.as_ref()?;
        platforms.digests.get(platform).cloned()
    };
    let missing = names.iter().filter(|name| digest(name).is_none());
    let missing: Vec<ImageName> = missing.cloned().collect();
    if !missing.is_empty() {
        let (names, platform) = (missing, platform.clone());
        return Err(LockedError::NoPlatform { names, platform }.into());
    }
    Ok(names.iter().filter_map(digest).collect())
}
