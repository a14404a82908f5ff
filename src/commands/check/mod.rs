//! `imagelock check`: do files use what is declared and locked, and nothing else? Asks no registry.

mod part;
mod places;

use std::path::{Path, PathBuf};

use super::scanning::{explain, scanned};
use crate::context::{Context, Manifests};
use crate::document::shown_path;
use crate::error::{Error, ImageFileError};
use crate::files::{is_directory, parent};
use crate::project::excluded::Exclusions;
use crate::project::owners::{FileOwners, NestedManifests, OwnedFiles, unseen_lines};
use crate::project::{MANIFEST, ProjectFiles, RepositoryManifests};
use crate::report::{ManifestReport, Report};
use crate::scan::{FoundFiles, find};
pub use part::CheckOptions;
use part::Part;

/// Runs the command. A file is held against the nearest manifest above it, where that is one that the run is about.
pub fn run(context: &Context, options: &CheckOptions) -> Result<Report, Error> {
    let files = ProjectFiles::all(context)?;
    let paths = paths(context, options, &files)?;
    let mut found = find(&paths, MANIFEST)?;
    let parts = files.into_iter().map(|files| Part::open(context, files));
    let mut parts: Vec<Part> = parts.collect();
    leave_out(&mut parts, options, &mut found);
    explain(context, &found);
    let below_none = share(context, options, &mut parts, found);
    let reports = parts.into_iter().map(|part| part.report(context, options));
    let reports = reports.chain(orphans(below_none, &paths));
    context.manifests.report(reports.collect())
}

/// Leaves out what the manifests exclude.
fn leave_out(parts: &mut [Part], options: &CheckOptions, found: &mut FoundFiles) {
    let exclusions = Exclusions::new(parts.iter().map(Part::exclude), &options.paths);
    let excluded = exclusions.take_out(found);
    for (part, excluded) in parts.iter_mut().zip(excluded) {
        part.excluded = excluded;
    }
}

/// Scans the files, and gives each to its manifest. Returns those below none.
fn share(
    context: &Context,
    options: &CheckOptions,
    parts: &mut [Part],
    found: FoundFiles,
) -> OwnedFiles {
    let manifests = parts.iter().map(|part| part.manifest_path.clone());
    let manifests: Vec<PathBuf> = manifests.collect();
    // Who names files, or manifests, has them held against just these
    let is_left_to_others = options.paths.is_empty() && context.manifests == Manifests::Nearest;
    let others = if is_left_to_others {
        found.others
    } else {
        Vec::new()
    };
    let nested = NestedManifests::sort(others, &manifests);
    let rest = (!context.manifests.are_many()).then_some(0);
    let owners = FileOwners::new(&manifests, &nested.valid, rest);
    let unseen = owners.share_unseen(found.unseen);
    let mut owned = owners.share(scanned(context, &found.candidates));
    let nearer = owned.not_asked();
    let nearer = nearer.map(|words| format!("{words} (see `--all`)"));
    let scans = std::mem::take(&mut owned.scans);
    for ((part, scan), unseen) in parts.iter_mut().zip(scans).zip(unseen) {
        part.scan = scan;
        part.not_asked.extend(nearer.clone());
        part.not_asked.extend(unseen_lines(&unseen));
    }
    // Where there are any, one manifest is all that the run is about
    if let Some(part) = parts.first_mut() {
        part.invalid = nested.invalid;
    }
    owned
}

/// The paths that are searched: those that are named, the root of the repository for all manifests, else the manifests' directories.
fn paths(
    context: &Context,
    options: &CheckOptions,
    files: &[ProjectFiles],
) -> Result<Vec<PathBuf>, Error> {
    match context.manifests {
        _ if !options.paths.is_empty() => Ok(options.paths.clone()),
        Manifests::All => {
            let root = RepositoryManifests::take()?.shown(Path::new(MANIFEST));
            Ok(vec![parent(&root).to_owned()])
        }
        Manifests::Nearest | Manifests::Named(_) => {
            let directories = files.iter().map(|files| parent(&files.manifest_path));
            Ok(directories.map(Path::to_owned).collect())
        }
    }
}

/// The report on files below no manifest, in the place of the manifest that would be the first to hold them.
fn orphans(owned: OwnedFiles, paths: &[PathBuf]) -> Vec<ManifestReport> {
    let is_elsewhere = |path: &&PathBuf| is_directory(path) && *path != Path::new(".");
    let root = paths.first().filter(is_elsewhere);
    let manifest = shown_path(&root.map_or_else(|| MANIFEST.into(), |root| root.join(MANIFEST)));
    let places = owned.orphaned();
    let orphans = (!places.is_empty()).then_some(ImageFileError::Orphans(places).into());
    let unreadable = owned.orphans.unreadable.into_iter();
    let unreadable = unreadable.map(|(_, error)| Error::from(error));
    let part = |error| ManifestReport {
        manifest: manifest.clone(),
        outcome: Err(error),
    };
    unreadable.chain(orphans).map(part).collect()
}
