//! The steps that commands share: looking into files, for each manifest those below it, and showing the places of mentions.

use std::path::{Path, PathBuf};

use crate::context::{Context, Manifests};
use crate::document::{LineIndex, shown, shown_path};
use crate::error::Error;
use crate::files::parent;
use crate::manifest::{ImageName, exclude_line};
use crate::project::excluded::{Exclusions, patterns_for};
use crate::project::owners::{FileOwners, NestedManifests, unseen_lines};
use crate::project::{MANIFEST, Project, ProjectFiles, RepositoryManifests};
use crate::report::image_use::{ImageUse, UseFinding};
use crate::scan::{
    Candidate, FoundFiles, Mention, OpenPlaces, Scan, Used, find, may_name_images, scan,
};

/// Every file that is looked into, and as what; but for those that the report says are not read.
pub(super) fn explain(context: &Context, found: &FoundFiles) {
    let is_read = |candidate: &&Candidate| !found.unread.contains(&candidate.path);
    for candidate in found.candidates.iter().filter(is_read) {
        let words = format!("{}: {}", candidate.path.display(), candidate.kind);
        context.printer.explain(&words);
    }
}

/// Scans files; what is doubtful in them is told at once.
pub(super) fn scanned(context: &Context, candidates: &[Candidate]) -> Scan {
    let mut scan = scan(candidates);
    for doubtful in scan.doubtful.drain(..) {
        context.printer.warnings(&doubtful.source, &doubtful.list);
    }
    scan
}

/// The manifests that a run is about, each with its files.
pub(super) struct ScannedManifests {
    pub manifests: Vec<ScannedManifest>,
    /// The files below none of them.
    pub orphans: Scan,
    /// The paths that were searched.
    pub paths: Vec<PathBuf>,
}

/// A manifest, as far as it can be read, and the files of which it is the nearest one above.
pub(super) struct ScannedManifest {
    pub files: ProjectFiles,
    pub project: Result<Project, Error>,
    pub excluded: Vec<String>,
    pub scan: Scan,
    /// The files that were not looked into, in words.
    pub not_asked: Vec<String>,
    /// The files that may name images, and have no reader, as they are shown.
    pub unread: Vec<String>,
    /// Whether some of those are below it, and nobody knows what they use.
    has_unseen: bool,
    /// Nested manifests that are none, and why.
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

    /// Whether everything below its directory was read that nobody asks to leave out.
    pub(super) fn is_read_as_a_whole(&self) -> bool {
        let is_all_looked_into = !self.has_unseen && self.unread.is_empty();
        is_all_looked_into && self.invalid.is_empty() && self.scan.unreadable.is_empty()
    }

    /// Takes the errors of what could not be read. `named` are the files that are read all the same.
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

/// Files of which nothing is known.
pub(super) struct UnreadableFiles {
    pub errors: Vec<Error>,
    /// The patterns that would exclude them.
    pub to_exclude: Vec<String>,
}

/// Scans the files below the manifests that the run is about, or those that are named, and gives each to its manifest.
pub(super) fn scan_manifests(
    context: &Context,
    named: &[PathBuf],
) -> Result<ScannedManifests, Error> {
    let files = ProjectFiles::all(context)?;
    let paths = paths(context, named, &files)?;
    let mut found = find(&paths, MANIFEST)?;
    let open = |files| ScannedManifest::open(context, files);
    let mut manifests: Vec<ScannedManifest> = files.into_iter().map(open).collect();
    leave_out(&mut manifests, named, &mut found);
    explain(context, &found);
    let orphans = share(context, named, &mut manifests, found);
    Ok(ScannedManifests {
        manifests,
        orphans,
        paths,
    })
}

/// The paths that are searched: those that are named, the root of the repository for all manifests, else the manifests' directories.
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

/// Leaves out what the manifests exclude.
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

/// Scans the files, and gives each to its manifest. Returns those below none.
fn share(
    context: &Context,
    named: &[PathBuf],
    manifests: &mut [ScannedManifest],
    found: FoundFiles,
) -> Scan {
    let ours = manifests.iter().map(|it| it.files.manifest_path.clone());
    let ours: Vec<PathBuf> = ours.collect();
    // Who names files, or manifests, has them held against just these
    let is_left_to_others = named.is_empty() && context.manifests == Manifests::Nearest;
    let others = if is_left_to_others {
        found.others
    } else {
        Vec::new()
    };
    let nested = NestedManifests::sort(others, &ours);
    let rest = (!context.manifests.are_many()).then_some(0);
    let owners = FileOwners::new(&ours, &nested.valid, rest);
    let unseen = owners.share_unseen(found.unseen);
    let unread = owners.share_unread(found.unread);
    let owned = owners.share(scanned(context, &found.candidates));
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
    // Where there are any, one manifest is all that the run is about
    if let Some(manifest) = manifests.first_mut() {
        manifest.invalid = nested.invalid;
    }
    owned.orphans
}

/// The files without a reader that may name images, as they are shown.
pub(super) fn shown_unread(paths: &[PathBuf]) -> Vec<String> {
    let paths = may_name_images(paths);
    paths.into_iter().map(shown_path).collect()
}

/// The places of a file, as they are found.
pub(super) struct MentionPlaces<'a> {
    used: &'a Used,
    lines: LineIndex<'a>,
    /// The manifest that is to answer for the file.
    manifest: &'a Path,
    open: OpenPlaces,
    places: Vec<ImageUse>,
}

impl<'a> MentionPlaces<'a> {
    /// Those of a file that a manifest is to answer for, none so far.
    pub(super) fn of(manifest: &'a Path, used: &'a Used) -> Self {
        Self {
            used,
            lines: used.source.lines(),
            manifest,
            open: OpenPlaces::of(used),
            places: Vec::new(),
        }
    }

    /// One more. What is written there is shown without what may be a password.
    pub(super) fn add(&mut self, mention: &Mention, name: Option<ImageName>, finding: UseFinding) {
        let advice = self.open.advice(self.used.kind, mention, || self.exclude());
        let (line, column) = self.lines.position(mention.span.start);
        self.places.push(ImageUse {
            file: shown_path(&self.used.path),
            line,
            column,
            written: shown(&mention.written),
            image: mention.image.as_ref().ok().cloned(),
            basis: mention.basis,
            name,
            finding,
            advice: advice.map(|words| shown(&words)),
        });
    }

    /// The line of the manifest that leaves the file out.
    fn exclude(&self) -> Option<String> {
        let patterns = patterns_for(self.manifest, &[], [self.used.path.as_path()]);
        (!patterns.is_empty()).then(|| exclude_line(&patterns))
    }

    /// All of them and those that are left out, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<ImageUse> {
        for mention in &self.used.ignored {
            self.add(mention, None, UseFinding::Ignored);
        }
        self.finish_named()
    }

    /// The same without those that are left out.
    pub(super) fn finish_named(mut self) -> Vec<ImageUse> {
        self.places.sort_by_key(|place| (place.line, place.column));
        self.places
    }
}
