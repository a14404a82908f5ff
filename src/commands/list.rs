//! `imagelock list`: what the manifest names, and what is locked of it. Asks nobody, and judges nothing.

use crate::context::Context;
use crate::document::shown_path;
use crate::error::Error;
use crate::project::ProjectFiles;
use crate::report::{ListReport, ManifestReport, Report};

pub fn run(context: &Context) -> Result<Report, Error> {
    let part = |place: ProjectFiles| ManifestReport {
        manifest: place.shown(),
        outcome: list(context, place),
    };
    context
        .manifests
        .report(ProjectFiles::all(context)?.into_iter().map(part).collect())
}

fn list(context: &Context, place: ProjectFiles) -> Result<Report, Error> {
    let project = place.open(context)?;
    let lock = project.files.lock()?.lock;
    Ok(Report::List(Box::new(ListReport {
        manifest_path: shown_path(&project.files.manifest_path),
        lock_path: shown_path(&project.files.lock_path),
        manifest: project.manifest,
        lock,
    })))
}
