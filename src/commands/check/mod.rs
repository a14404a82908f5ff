//! `imagelock check`: do files use what is declared and locked, and nothing else? Asks no registry.

mod places;

use std::path::{Path, PathBuf};

use super::scanning::{explain, scanned};
use crate::context::Context;
use crate::context::Manifests;
use crate::document::{count_of, shown_path};
use crate::error::{Error, ImageFileError};
use crate::exclude::Exclude;
use crate::files::is_directory;
use crate::policy::usage::Declared;
use crate::project::excluded::{Exclusions, patterns_for};
use crate::project::nested::NestedManifests;
use crate::project::owners::{FileOwners, OwnedFiles};
use crate::project::unseen;
use crate::project::{MANIFEST, Project, ProjectFiles, RepositoryManifests};
use crate::report::check::CheckReport;
use crate::report::{ManifestReport, Report};
use crate::scan::{Basis, Scan, Unseen, Used, find};

#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Files and directories; those of the manifests where none is given.
    pub paths: Vec<PathBuf>,
    pub digests: PinMode,
}

/// The treatment of digests that are missing, or not the locked ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinMode {
    /// They are told.
    Report,
    /// The locked ones are written in their place (`--fix`).
    Fix,
}

/// Runs the command. A file is held against the nearest manifest above it, where that is one that the run is about.
pub fn run(context: &Context, options: &CheckOptions) -> Result<Report, Error> {
    let places = ProjectFiles::all(context)?;
    let directories: Vec<PathBuf> = places.iter().map(directory).collect();
    let paths = paths(context, options, &directories)?;
    let mut found = find(&paths, MANIFEST)?;
    let opened: Vec<OpenedManifest> = places
        .into_iter()
        .map(|place| OpenedManifest::open(context, place))
        .collect();
    let excluded = Exclusions::new(opened.iter().map(OpenedManifest::exclude), &options.paths)
        .take_out(&mut found);
    explain(context, &found);
    // Who names files, or manifests, has them held against just these
    let is_left_to_others = options.paths.is_empty() && context.manifests == Manifests::Nearest;
    let manifests: Vec<PathBuf> = opened
        .iter()
        .map(|opened| opened.manifest_path.clone())
        .collect();
    let others = if is_left_to_others {
        found.others
    } else {
        Vec::new()
    };
    let mut nested = NestedManifests::sort(others, &manifests);
    let rest = (!context.manifests.are_many()).then_some(0);
    let owners = FileOwners::new(&manifests, &nested.valid, rest);
    let unseen = owners.share_unseen(found.unseen);
    let mut owned = owners.share(scanned(context, &found.candidates));
    let nearer = owned
        .not_asked()
        .map(|words| format!("{words} (see `--all`)"));
    let part =
        |(((opened, scan), excluded), unseen): (((OpenedManifest, Scan), Vec<String>), Unseen)| {
            let manifest = shown_path(&opened.manifest_path);
            // Where there are any, one manifest is all that the run is about
            let to_exclude = patterns_for(&opened.manifest_path, &[], nested.invalid_paths());
            let unreadable = std::mem::take(&mut nested.invalid)
                .into_iter()
                .map(|(_, error)| error)
                .collect();
            let not_asked = nearer
                .iter()
                .cloned()
                .chain(unseen::lines(&unseen))
                .collect();
            let known = |uses| CheckReport {
                not_asked,
                excluded,
                unreadable,
                to_exclude,
                ..uses
            };
            ManifestReport {
                manifest,
                outcome: check(context, opened, scan, options, known),
            }
        };
    let scans = std::mem::take(&mut owned.scans);
    let parts = opened
        .into_iter()
        .zip(scans)
        .zip(excluded)
        .zip(unseen)
        .map(part)
        .chain(orphans(owned, &paths));
    context.manifests.report(parts.collect())
}

/// A manifest that the run is about, as far as it can be read.
struct OpenedManifest {
    manifest_path: PathBuf,
    lock_path: PathBuf,
    project: Result<Project, Error>,
}

impl OpenedManifest {
    fn open(context: &Context, place: ProjectFiles) -> Self {
        let (manifest_path, lock_path) = (place.manifest_path.clone(), place.lock_path.clone());
        Self {
            manifest_path,
            lock_path,
            project: place.open(context),
        }
    }

    /// Its path, and what it excludes.
    fn exclude(&self) -> (&Path, Option<&Exclude>) {
        (
            &self.manifest_path,
            self.project
                .as_ref()
                .ok()
                .map(|project| &project.manifest.exclude),
        )
    }
}

/// The paths that are searched: those that are named, the root of the repository for all manifests, else the manifests' directories.
fn paths(
    context: &Context,
    options: &CheckOptions,
    directories: &[PathBuf],
) -> Result<Vec<PathBuf>, Error> {
    match context.manifests {
        _ if !options.paths.is_empty() => Ok(options.paths.clone()),
        Manifests::All => Ok(vec![or_here(
            &RepositoryManifests::take()?.shown(Path::new("")),
        )]),
        Manifests::Nearest | Manifests::Named(_) => Ok(directories.to_vec()),
    }
}

/// Where a manifest is.
fn directory(place: &ProjectFiles) -> PathBuf {
    or_here(place.manifest_path.parent().unwrap_or(Path::new("")))
}

fn or_here(directory: &Path) -> PathBuf {
    if directory == Path::new("") {
        PathBuf::from(".")
    } else {
        directory.to_owned()
    }
}

/// The report on files below no manifest, in the place of the manifest that would be the first to hold them.
fn orphans(owned: OwnedFiles, paths: &[PathBuf]) -> Vec<ManifestReport> {
    let root = paths
        .first()
        .filter(|path| is_directory(path) && *path != Path::new("."));
    let manifest = shown_path(&root.map_or_else(|| MANIFEST.into(), |root| root.join(MANIFEST)));
    let places = owned.orphaned();
    let orphans = (!places.is_empty()).then_some(ImageFileError::Orphans(places).into());
    let unreadable = owned
        .orphans
        .unreadable
        .into_iter()
        .map(|(_, error)| Error::from(error));
    let part = |error| ManifestReport {
        manifest: manifest.clone(),
        outcome: Err(error),
    };
    unreadable.chain(orphans).map(part).collect()
}

fn check(
    context: &Context,
    opened: OpenedManifest,
    scan: Scan,
    options: &CheckOptions,
    known: impl FnOnce(CheckReport) -> CheckReport,
) -> Result<Report, Error> {
    let mut report = known(begin(context, &opened, options.digests));
    let unreadable = scan.unreadable.iter().map(|(path, _)| path.as_path());
    report.to_exclude.extend(patterns_for(
        &opened.manifest_path,
        &options.paths,
        unreadable,
    ));
    report.unreadable.extend(
        scan.unreadable
            .into_iter()
            .map(|(_, error)| Error::from(error)),
    );
    let read = opened
        .project
        .and_then(|project| Ok((project.existing_lock()?, project)));
    let (lock, project) = match read {
        Ok(read) => read,
        Err(error) if report.unreadable.is_empty() => return Err(error),
        // What files cannot be read is told all the same
        Err(error) => {
            report.unreadable.insert(0, error);
            return Ok(Report::Check(Box::new(report)));
        }
    };
    let declared = Declared::new(&project.manifest, &lock.lock);
    report.files = scan.used.len();
    report.not_asked.extend(by_defaults(&scan.used));
    for used in &scan.used {
        let usages = places::usages(&declared, used);
        let written = match options.digests {
            PinMode::Report => None,
            PinMode::Fix => places::write(used, &usages, &mut report),
        };
        report
            .places
            .extend(places::places(used, &usages, written.as_ref()));
    }
    Ok(Report::Check(Box::new(report)))
}

/// The open question whether other values stand for variables than their defaults, where defaults have a part in an image.
fn by_defaults(used: &[Used]) -> Option<String> {
    let mentions = used.iter().flat_map(|used| &used.mentions);
    let count = mentions
        .filter(|mention| mention.basis == Basis::Defaults && mention.image.is_ok())
        .count();
    let images = count_of(count, "image");
    let words = "whether a build argument, an `.env` file or the like replaces the defaults in";
    (count > 0).then(|| format!("{words} {images}"))
}

/// A report without places.
fn begin(context: &Context, opened: &OpenedManifest, digests: PinMode) -> CheckReport {
    let manifest_path = shown_path(&opened.manifest_path);
    CheckReport {
        address: context.manifests.are_many().then(|| manifest_path.clone()),
        manifest_path,
        lock_path: shown_path(&opened.lock_path),
        places: Vec::new(),
        files: 0,
        written: (digests == PinMode::Fix).then(Vec::new),
        not_asked: Vec::new(),
        excluded: Vec::new(),
        unreadable: Vec::new(),
        to_exclude: Vec::new(),
    }
}
