//! `imagelock update`: asks for every image, or for the named ones, and locks what the registries answer.

use std::collections::BTreeSet;

use super::Context;
use super::project::{Project, known};
use super::relock::{Intent, Writing, relock};
use crate::error::Error;
use crate::lock::Lock;
use crate::manifest::ImageName;
use crate::report::Report;
use crate::resolve::plan;

/// What `update` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The images to ask for; none for all.
    pub names: Vec<String>,
    /// What becomes of the new lock.
    pub writing: Writing,
}

/// Runs the command.
///
/// # Errors
/// Where nothing could be asked, or the lock could not be written.
pub fn run(context: &Context, options: &Options) -> Result<Report, Error> {
    relock(context, options.writing, |project, lock| intend(project, lock, &options.names))
}

/// With names, for those alone; without, for all, and entries without an image go.
fn intend(project: &Project, lock: &Lock, names: &[String]) -> Result<Intent, Error> {
    let manifest = &project.manifest;
    let (names, removed) = if names.is_empty() {
        (manifest.images.keys().cloned().collect(), super::lock::undeclared(manifest, lock))
    } else {
        let names = known(names, manifest.images.keys(), &project.place.manifest_path)?;
        let names: BTreeSet<ImageName> = names.into_iter().collect();
        (plan::with_twins(manifest, lock, &names), Vec::new())
    };
    Ok(Intent { plan: plan::refresh(manifest, lock, &names), names, removed })
}
