//! `imagelock lock`: makes the lock satisfy the manifest and changes only what must change.

use super::Context;
use super::relock::{Intent, Writing, relock};
use crate::error::Error;
use crate::lock::Lock;
use crate::manifest::{ImageName, Manifest};
use crate::report::Report;
use crate::resolve::plan;

/// What `lock` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// What becomes of the new lock.
    pub writing: Writing,
}

/// Runs the command.
///
/// # Errors
/// Where nothing could be asked, or the lock could not be written.
pub fn run(context: &Context, options: &Options) -> Result<Report, Error> {
    relock(context, options.writing, |project, lock| {
        let manifest = &project.manifest;
        let names = manifest.images.keys().cloned().collect();
        let (plan, removed) = (plan::satisfy(manifest, lock), undeclared(manifest, lock));
        Ok(Intent {
            names,
            plan,
            removed,
            ..Intent::default()
        })
    })
}

/// The entries that have no image.
pub(super) fn undeclared(manifest: &Manifest, lock: &Lock) -> Vec<ImageName> {
    lock.entries
        .keys()
        .filter(|name| !manifest.images.contains_key(*name))
        .cloned()
        .collect()
}
