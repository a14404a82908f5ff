//! The steps that commands share: finding files, scanning them, and giving each to its `images.toml`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::context::{Context, Manifests};
use crate::document::shown_path;
use crate::error::Error;
use crate::files::parent;
use crate::project::excluded::{Exclusions, patterns_for};
use crate::project::owners::{FileOwners, NestedManifests, unseen_lines};
use crate::project::{MANIFEST, Project, ProjectFiles, RepositoryManifests};
use crate::scan::{Candidate, FileKind, FoundFiles, Scan, find, may_name_images, scan};

/// Prints every file that was scanned, with its kind, if explanations are asked for: the others that may be of a kind
/// by their contents only if they are. The report itself lists those that have no reader.
pub(super) fn explain(context: &Context, found: &FoundFiles, scan: &Scan) {
    let unread: HashSet<&PathBuf> = found.unread.iter().collect();
    let is_read = |it: &&Candidate| {
        let is_of_kind = it.kind != FileKind::Kubernetes || scan.known.contains(&it.path);
        is_of_kind && !unread.contains(&it.path)
    };
    let candidates = found.candidates.iter().filter(is_read);
    let candidates = candidates.map(|it| (&it.path, it.kind));
    let followed = scan.followed.iter().map(|(path, kind)| (path, *kind));
    for (path, kind) in candidates.chain(followed) {
        let words = format!("{}: {kind}", path.display());
        context.printer.explain(&words);
    }
}

/// Scans files, and prints warnings about them at once.
pub(super) fn scanned(context: &Context, found: &FoundFiles) -> Scan {
    let mut scan = scan(found);
    explain(context, found, &scan);
    warn(context, &mut scan);
    scan
}

/// Prints the warnings about files.
pub(super) fn warn(context: &Context, scan: &mut Scan) {
    for doubtful in scan.doubtful.drain(..) {
        context.printer.warnings(&doubtful.source, &doubtful.list);
    }
}

/// Each `images.toml` of a run, with its files.
pub(super) struct ScannedManifests {
    pub manifests: Vec<ScannedManifest>,
    /// The files that belong to none of them.
    pub orphans: Scan,
    /// The paths that were searched.
    pub paths: Vec<PathBuf>,
}

/// An `images.toml`, which may be invalid, and the files that belong to it: no other `images.toml` is nearer above
/// them.
pub(super) struct ScannedManifest {
    pub files: ProjectFiles,
    pub project: Result<Project, Error>,
    pub excluded: Vec<String>,
    pub scan: Scan,
    /// What was not scanned, in words.
    pub not_asked: Vec<String>,
    /// The files that may name images, but have no reader, as they are printed.
    pub unread: Vec<String>,
    /// Whether some of the files that were not scanned belong to it, so that their images are unknown.
    has_unseen: bool,
    /// The files called `images.toml` below it that are invalid, with their errors.
    pub invalid: Vec<(PathBuf, Error)>,
}

impl ScannedManifest {
    fn open(context: &Context, files: ProjectFiles) -> Self {
        Self {
            project: files.clone().open(context),
            files,
            excluded: Vec::new(),
            scan: Scan::default(),
            not_asked: Vec::new(),
            unread: Vec::new(),
            has_unseen: false,
            invalid: Vec::new(),
        }
    }

    /// Whether every file that belongs to it was read, apart from those that it excludes.
    pub(super) fn is_read_as_a_whole(&self) -> bool {
        let is_all_looked_into = !self.has_unseen && self.unread.is_empty();
        is_all_looked_into && self.invalid.is_empty() && self.scan.unreadable.is_empty()
    }

    /// Takes the errors of the files that could not be read. `named` are the paths on the command line: excluding these
    /// has no effect.
    pub(super) fn take_unreadable(&mut self, named: &[PathBuf]) -> UnreadableFiles {
        let path = &self.files.manifest_path;
        let invalid = self.invalid.iter().map(|(path, _)| path.as_path());
        let mut to_exclude = patterns_for(path, &[], invalid);
        let unread = self.scan.unreadable.iter().map(|(path, _)| path.as_path());
        to_exclude.extend(patterns_for(path, named, unread));
        let invalid = self.invalid.drain(..).map(|(_, error)| error);
        let mut errors: Vec<Error> = invalid.collect();
        let unread = self.scan.unreadable.drain(..);
        errors.extend(unread.map(|(_, error)| Error::from(error)));
        UnreadableFiles { errors, to_exclude }
    }
}

/// The files that could not be read.
pub(super) struct UnreadableFiles {
    pub errors: Vec<Error>,
    /// The patterns that would exclude them.
    pub to_exclude: Vec<String>,
}

/// Scans the named files, or all files that belong to an `images.toml` of the run, and gives each to its `images.toml`.
pub(super) fn scan_manifests(
    context: &Context,
    named: &[PathBuf],
) -> Result<ScannedManifests, Error> {
    let files = ProjectFiles::all(context)?;
    let paths = paths(context, named, &files)?;
    let around = around(named, &files);
    let mut found = find(&paths, &around, MANIFEST)?;
    let open = |files| ScannedManifest::open(context, files);
    let mut manifests: Vec<ScannedManifest> = files.into_iter().map(open).collect();
    leave_out(&mut manifests, named, &mut found);
    let orphans = share(context, named, &mut manifests, found);
    Ok(ScannedManifests {
        manifests,
        orphans,
        paths,
    })
}

/// The paths to search: those that are named; or the root of the repository with `--all`; or the directory of each
/// `images.toml`.
fn paths(
    context: &Context,
    named: &[PathBuf],
    files: &[ProjectFiles],
) -> Result<Vec<PathBuf>, Error> {
    match context.manifests {
        _ if !named.is_empty() => Ok(named.to_owned()),
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

/// The directories of which files may say something of those that are named.
fn around(named: &[PathBuf], files: &[ProjectFiles]) -> Vec<PathBuf> {
    let files = if named.is_empty() { &[] } else { files };
    let directories = files.iter().map(|files| parent(&files.manifest_path));
    directories.map(Path::to_owned).collect()
}

/// Removes the files that an `images.toml` excludes.
fn leave_out(manifests: &mut [ScannedManifest], named: &[PathBuf], found: &mut FoundFiles) {
    let patterns = manifests.iter().map(|it| {
        let project = it.project.as_ref().ok();
        let exclude = project.map(|project| &project.manifest.exclude);
        (it.files.manifest_path.as_path(), exclude)
    });
    let excluded = Exclusions::new(patterns, named).take_out(found);
    for (manifest, excluded) in manifests.iter_mut().zip(excluded) {
        manifest.excluded = excluded;
    }
}

/// Scans the files, and gives each to its `images.toml`. Returns the files that belong to none.
fn share(
    context: &Context,
    named: &[PathBuf],
    manifests: &mut [ScannedManifest],
    mut found: FoundFiles,
) -> Scan {
    let ours = manifests.iter().map(|it| it.files.manifest_path.clone());
    let ours: Vec<PathBuf> = ours.collect();
    // If files or an `images.toml` are named, only these are compared
    let is_left_to_others = named.is_empty() && context.manifests == Manifests::Nearest;
    let others = if is_left_to_others {
        std::mem::take(&mut found.others)
    } else {
        Vec::new()
    };
    let nested = NestedManifests::sort(others, &ours);
    let rest = (!context.manifests.are_many()).then_some(0);
    let owners = FileOwners::new(&ours, &nested.valid, rest);
    let scan = scanned(context, &found);
    let unseen = owners.share_unseen(std::mem::take(&mut found.unseen));
    let unread = owners.share_unread(std::mem::take(&mut found.unread));
    let owned = owners.share(scan);
    let nearer = owned.not_asked();
    let nearer = nearer.map(|words| format!("{words} (see `--all`)"));
    for (manifest, unread) in manifests.iter_mut().zip(unread) {
        manifest.unread = shown_unread(&unread);
    }
    for ((manifest, scan), unseen) in manifests.iter_mut().zip(owned.scans).zip(unseen) {
        manifest.scan = scan;
        manifest.not_asked.extend(nearer.clone());
        let unseen = unseen_lines(&unseen);
        manifest.has_unseen = !unseen.is_empty();
        manifest.not_asked.extend(unseen);
    }
    // Only a run about one `images.toml` has any
    if let Some(manifest) = manifests.first_mut() {
        manifest.invalid = nested.invalid;
    }
    owned.orphans
}

/// The files without a reader that may name images, as they are printed.
pub(super) fn shown_unread(paths: &[PathBuf]) -> Vec<String> {
    let paths = may_name_images(paths);
    paths.into_iter().map(shown_path).collect()
}
