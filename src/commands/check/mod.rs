//! `imagelock check`: do files use what is declared and locked, and nothing else? Asks no registry.

mod places;

use std::path::{Path, PathBuf};

use super::Context;
use super::manifests::settled;
use super::project::{Place, Project};
use crate::error::Error;
use crate::policy::usage::Declared;
use crate::report::uses::Uses;
use crate::report::{Part, Report};
use crate::uses::{Scan, Unreadable, Used, find, scan};

/// What `check` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and directories; those of the manifests where none is given.
    pub paths: Vec<PathBuf>,
    /// What becomes of digests that are not the locked ones.
    pub digests: Digests,
}

/// What becomes of digests that are missing, or not the locked ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digests {
    /// They are told.
    Told,
    /// The locked ones are written in their place (`--fix`).
    Written,
}

/// Runs the command. Of several manifests, a file is held against the nearest one above it.
///
/// # Errors
/// Where a path is not there or is no file that uses images.
pub fn run(context: &Context, options: &Options) -> Result<Report, Error> {
    let places = Place::all(context)?;
    let directories: Vec<PathBuf> = places.iter().map(directory).collect();
    let paths = if options.paths.is_empty() { &directories } else { &options.paths };
    let shares = share(scan(&find(paths)?), &directories);
    let part = |(place, scan): (Place, Scan)| {
        let manifest = place.shown();
        Part { manifest, outcome: check(context, place, scan, options.digests) }
    };
    context.manifests.report(places.into_iter().zip(shares).map(part).collect())
}

/// Where a manifest is.
fn directory(place: &Place) -> PathBuf {
    let directory = place.manifest_path.parent().filter(|it| *it != Path::new(""));
    directory.unwrap_or(Path::new(".")).to_owned()
}

/// What each manifest is answerable for: the files below its directory and below no nearer one's. What is below none is
/// the first one's.
fn share(scan: Scan, directories: &[PathBuf]) -> Vec<Scan> {
    let roots: Vec<PathBuf> = directories.iter().map(|it| settled(&it.join("."))).collect();
    let owner = |path: &Path| {
        let path = settled(path);
        let above = roots.iter().enumerate().filter(|(_, root)| path.starts_with(root));
        above.max_by_key(|(_, root)| root.components().count()).map_or(0, |(index, _)| index)
    };
    let mut shares: Vec<Scan> = directories.iter().map(|_| Scan::default()).collect();
    for used in scan.used {
        shares[owner(&used.path)].used.push(used);
    }
    for (path, unreadable) in scan.unreadable {
        shares[owner(&path)].unreadable.push((path, unreadable));
    }
    shares
}

fn check(context: &Context, place: Place, scan: Scan, digests: Digests) -> Result<Report, Error> {
    let project = place.open(context)?;
    let lock = project.existing_lock()?;
    let declared = Declared::new(&project.manifest, &lock.lock);
    let mut report = begin(&project, &scan.used, scan.unreadable, digests);
    for used in &scan.used {
        let usages = places::usages(&declared, used);
        let written = match digests {
            Digests::Told => None,
            Digests::Written => places::write(used, &usages, &mut report),
        };
        report.places.extend(places::places(used, &usages, written.as_ref()));
    }
    Ok(Report::Uses(Box::new(report)))
}

/// A report without places.
fn begin(project: &Project, used: &[Used], unreadable: Vec<(PathBuf, Unreadable)>, digests: Digests) -> Uses {
    Uses {
        manifest_path: project.place.manifest_path.display().to_string(),
        lock_path: project.place.lock_path.display().to_string(),
        places: Vec::new(),
        files: used.len(),
        ignored: used.iter().map(|used| used.ignored).sum(),
        written: (digests == Digests::Written).then(Vec::new),
        unreadable: unreadable.into_iter().map(|(_, error)| error.into()).collect(),
    }
}
