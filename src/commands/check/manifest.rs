//! A manifest and its lock, and whether the files below it use what is in them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::held::{HeldFiles, PinMode};
use crate::commands::scanning::{ScannedManifest, UnreadableFiles};
use crate::document::{count_of, shown_path};
use crate::error::Error;
use crate::exclude::Pattern;
use crate::manifest::ExcludeList;
use crate::project::excluded::patterns_for;
use crate::project::unwanted::UnwantedDirectories;
use crate::report::check::DigestRequirement;
use crate::report::image_use::{ImageUse, UseFinding};
use crate::report::new_kinds::NewFileKinds;
use crate::report::{CheckReport, Report};
use crate::scan::{Basis, FileKind, Used};

#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Files and directories; those of the manifests where none is given.
    pub paths: Vec<PathBuf>,
    pub pins: PinMode,
}

/// Holds the files against manifest and lock.
pub(super) fn check(options: &CheckOptions, mut it: ScannedManifest) -> Result<Report, Error> {
    let is_whole = options.paths.is_empty() && it.is_read_as_a_whole();
    let UnreadableFiles {
        errors: mut file_errors,
        to_exclude,
    } = it.take_unreadable(&options.paths);
    let (mut used, mut not_asked) = (it.scan.used, it.not_asked);
    let mut held = HeldFiles::default();
    let mut requirement = DigestRequirement::Required;
    let mut exclude_list = ExcludeList::Absent;
    match it
        .project
        .and_then(|project| Ok((project.existing_lock()?, project)))
    {
        Ok((lock, project)) => {
            not_asked.extend(by_defaults(&used));
            held = HeldFiles::hold((&project, &lock.lock), &used, is_whole, options.pins);
            file_errors.append(&mut held.errors);
            exclude_list = project.manifest.exclude_list();
            if !project.manifest.require_digests {
                requirement = DigestRequirement::None;
            }
        }
        Err(error) if file_errors.is_empty() => return Err(error),
        // What files cannot be read is told all the same
        Err(error) => {
            file_errors.insert(0, error);
            used.clear();
        }
    }
    let new_kinds = new_kinds(&it.files.manifest_path, &options.paths, &held, &to_exclude);
    let unwanted = unwanted(&it.files.manifest_path, &options.paths, &held);
    Ok(Report::Check(Box::new(CheckReport {
        manifest_path: it.files.shown(),
        lock_path: shown_path(&it.files.lock_path),
        unwanted,
        new_kinds,
        files: files_of(&held.places),
        places: held.places,
        written: (options.pins == PinMode::Fix).then_some(held.written),
        requirement,
        unused: held.unused,
        is_history_cut: held.is_history_cut,
        not_asked,
        unread: it.unread,
        excluded: it.excluded,
        file_errors,
        to_exclude,
        exclude_list,
    })))
}

/// The patterns that would leave out places which fail in test data or vendored code.
fn unwanted(manifest: &Path, named: &[PathBuf], held: &HeldFiles) -> Vec<String> {
    let failing = held.places.iter().filter(|place| place.fails());
    let files: BTreeSet<&Path> = failing.map(|place| Path::new(&place.file)).collect();
    let patterns = UnwantedDirectories::below(manifest, named).patterns(files);
    patterns.iter().map(Pattern::to_string).collect()
}

/// The kinds of files that are new in this version, of those with places that fail and those that cannot be read, by
/// their names. The latter are told how to exclude anyway.
fn new_kinds(
    manifest: &Path,
    named: &[PathBuf],
    held: &HeldFiles,
    unreadable: &[String],
) -> NewFileKinds {
    let kind = |path: &Path| FileKind::of(path, |_| false).filter(|kind| kind.is_new());
    let failing = held.places.iter().filter(|place| place.fails());
    let failing: BTreeSet<&Path> = failing.map(|place| Path::new(&place.file)).collect();
    let new = failing.iter().filter(|path| kind(path).is_some()).copied();
    let unread = unreadable.iter().map(|path| Path::new(path.as_str()));
    let kinds: BTreeSet<FileKind> = failing
        .iter()
        .copied()
        .chain(unread)
        .filter_map(kind)
        .collect();
    NewFileKinds {
        names: kinds.iter().map(FileKind::to_string).collect(),
        patterns: patterns_for(manifest, named, new),
    }
}

/// How many files have more than places that are only told.
fn files_of(places: &[ImageUse]) -> usize {
    let uses = places.iter().filter(|it| it.finding != UseFinding::Told);
    let mut files: Vec<&str> = uses.map(|place| place.file.as_str()).collect();
    files.dedup();
    files.len()
}

/// The open question whether other values stand for variables than their defaults, where defaults have a part in an
/// image.
fn by_defaults(used: &[Used]) -> Option<String> {
    let mentions = used.iter().flat_map(|used| &used.mentions);
    let count = mentions
        .filter(|mention| mention.basis == Basis::Defaults && mention.image.is_ok())
        .count();
    let images = count_of(count, "image");
    let words = "whether a build argument, the environment or the like replaces the defaults in";
    (count > 0).then(|| format!("{words} {images}"))
}
