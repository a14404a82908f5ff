//! `imagelock check`: do files use what is declared and locked, and nothing else? Asks no registry.

mod basis;
mod held;
mod manifest;
mod places;

use std::path::{Path, PathBuf};

use super::scanning::{ScannedManifest, scan_manifests};
use crate::context::Context;
use crate::document::shown_path;
use crate::error::{Error, ImageFileError};
use crate::files::is_directory;
use crate::project::MANIFEST;
use crate::report::{ManifestReport, Report};
use crate::scan::{Scan, Used};
pub use held::PinMode;
pub use manifest::CheckOptions;
use manifest::check;

/// Runs the command. A file is held against the nearest manifest above it, where that is one that the run is about.
pub fn run(context: &Context, options: &CheckOptions) -> Result<Report, Error> {
    let scanned = scan_manifests(context, &options.paths)?;
    let report = |manifest: ScannedManifest| ManifestReport {
        manifest: manifest.files.shown(),
        outcome: check(options, manifest),
    };
    let reports = scanned.manifests.into_iter().map(report);
    let reports = reports.chain(orphans(scanned.orphans, &scanned.paths));
    context.manifests.report(reports.collect())
}

/// The report on files below no manifest, in the place of the manifest that would be the first to hold them.
fn orphans(orphans: Scan, paths: &[PathBuf]) -> Vec<ManifestReport> {
    let is_elsewhere = |path: &&PathBuf| is_directory(path) && *path != Path::new(".");
    let root = paths.first().filter(is_elsewhere);
    let manifest = shown_path(&root.map_or_else(|| MANIFEST.into(), |root| root.join(MANIFEST)));
    let places: Vec<String> = orphans.used.iter().filter_map(first_place).collect();
    let unlisted = (!places.is_empty()).then_some(ImageFileError::Orphans(places).into());
    let unreadable = orphans.unreadable.into_iter();
    let unreadable = unreadable.map(|(_, error)| Error::from(error));
    let part = |error| ManifestReport {
        manifest: manifest.clone(),
        outcome: Err(error),
    };
    unreadable.chain(unlisted).map(part).collect()
}

/// The place of the first image that a file uses.
fn first_place(used: &Used) -> Option<String> {
    let first = used.uses().next()?;
    let (line, column) = used.source.position(first.span.start);
    Some(format!("{}:{line}:{column}", shown_path(&used.path)))
}
