//! The step that `init` and `import` share: a manifest, and maybe a lock, out of what files use.

mod comments;
mod images;
mod ranges;

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::document::{Source, first_listed, shown_path};
use crate::error::{Error, ImageFileError};
use crate::exclude::Exclude;
use crate::files::{
    FileError, check_mount, check_writable, create, find_upward, is_there, repository_root,
    take_back,
};
use crate::flow::Effect;
use crate::lock::encode;
use crate::manifest::{ExcludeList, Manifest};
use crate::project::excluded::{Exclusions, exclude_of, patterns_for};
use crate::project::{MANIFEST, new_project, relative};
use crate::report::{InitReport, Report, WriteOutcome};
use crate::scan::{FoundFiles, Used};
use crate::signals::hold;
use comments::NewComments;
pub use comments::OpenMode;
use images::NewImages;
pub(super) use images::{NewLock, are_images_in};
pub use ranges::VersionMode;

/// The most files with new comments that are named where a run fails.
const COMMENTED_MAX: usize = 10;

/// The paths of a manifest and a lock that are not there yet.
pub(super) struct NewFiles {
    pub manifest: PathBuf,
    lock: PathBuf,
}

impl NewFiles {
    /// Finds out whether nothing is there, and files can be created.
    pub(super) fn find(context: &Context, effect: Effect) -> Result<Self, Error> {
        let (manifest, lock) = new_project(context)?;
        if let Some(above) = manifest_above(&manifest) {
            let words = format!("`{above}` in a directory above is left as it is");
            context.printer.note(&words);
        }
        for path in [&manifest, &lock] {
            if is_there(path) {
                if effect == Effect::Write {
                    check_mount(path)?;
                }
                return Err(FileError::Exists(path.clone()).into());
            }
        }
        if effect == Effect::Write {
            check_writable(&manifest)?;
            check_writable(&lock)?;
        }
        Ok(Self { manifest, lock })
    }

    /// Reads the text of the manifest as every later run will.
    fn read_back(&self, context: &Context, text: &str) -> Result<Manifest, Error> {
        let source = Source::new(self.manifest.display().to_string(), text.to_owned());
        let manifest = Manifest::parse(&source)?;
        context.printer.warnings(&source, &manifest.warnings);
        Ok(manifest)
    }

    /// Writes comments into files, then the manifest, and the lock if there is one. What was written of them when one
    /// fails is no obstacle to the next run: comments stay, which is told, and a manifest does not.
    fn write(
        &self,
        context: &Context,
        manifest: &str,
        lock: Option<&str>,
        comments: &[NewComments],
    ) -> Result<(), Error> {
        comments.iter().try_for_each(NewComments::check_writable)?;
        let _hold = hold();
        let mut commented = Vec::new();
        let written = comments
            .iter()
            .try_for_each(|new| new.write().map(|()| commented.push(new.shown_path())))
            .and_then(|()| self.create(manifest, lock));
        if written.is_err() && !commented.is_empty() {
            let files = first_listed(&commented, COMMENTED_MAX);
            let words = format!("the comments that were written into {files} stay");
            context.printer.note(&words);
        }
        written
    }

    /// Creates the manifest, and the lock if there is one: both, or neither.
    fn create(&self, manifest: &str, lock: Option<&str>) -> Result<(), Error> {
        create(&self.manifest, manifest.as_bytes())?;
        let created = lock.map_or(Ok(()), |lock| create(&self.lock, lock.as_bytes()));
        if created.is_err() {
            take_back(&self.manifest, manifest.as_bytes());
        }
        Ok(created?)
    }

    /// The report, without texts and counts.
    fn report(
        &self,
        digests: NewLock,
        written: WriteOutcome,
        images: NewImages,
        left: LeftOut,
    ) -> InitReport {
        InitReport {
            manifest_path: shown_path(&self.manifest),
            lock_path: (digests == NewLock::OfWrittenDigests).then(|| shown_path(&self.lock)),
            written,
            text: String::new(),
            places: images.places,
            files: 0,
            locked: 0,
            comments: Vec::new(),
            unread: left.unread,
            excluded: left.excluded,
            unwanted: left.unwanted,
            unreadable: left.unreadable,
            to_exclude: left.to_exclude,
            exclude_list: match written {
                WriteOutcome::Yes => images.exclude_list,
                _ => ExcludeList::NoManifest,
            },
        }
    }

    /// Leaves out what the patterns for the new manifest exclude, and what the manifest above or
    /// beside it excludes. The latter does not count where it excludes the new manifest itself.
    pub(super) fn take_out(
        &self,
        exclude: &Exclude,
        paths: &[PathBuf],
        found: &mut FoundFiles,
    ) -> Vec<String> {
        let above = above(&self.manifest).and_then(|path| Some((exclude_of(&path)?, path)));
        let above = above.iter().filter_map(|(exclude, path)| {
            let patterns = (path.as_path(), Some(exclude));
            let excluder = Exclusions::new([patterns], &[]).excluder(&self.manifest);
            excluder.is_none().then_some(patterns)
        });
        let own = std::iter::once((self.manifest.as_path(), Some(exclude)));
        let exclusions = Exclusions::new(own.chain(above), paths);
        let mut excluded = exclusions.take_out(found).concat();
        excluded.sort();
        excluded
    }
}

/// The nearest manifest of the repository in the directory of a new one, or above it.
fn above(new: &Path) -> Option<PathBuf> {
    let directory = std::path::absolute(new).ok()?.parent()?.to_owned();
    let above = find_upward(&directory, MANIFEST)?;
    let root = repository_root(&directory)?;
    above.starts_with(root).then_some(above)
}

/// The manifest above the directory in which a new one is about to be written.
fn manifest_above(new: &Path) -> Option<String> {
    let directory = std::path::absolute(new).ok()?.parent()?.to_owned();
    let above = find_upward(directory.parent()?, MANIFEST)?;
    let root = repository_root(&directory)?;
    let shown = || shown_path(&relative(&above, &directory));
    above.starts_with(root).then(shown)
}

/// The images that were found, and the files without any.
pub(super) struct UsedImages {
    pub used: Vec<Used>,
    pub left: LeftOut,
    pub files: usize,
    pub open: OpenMode,
    pub versions: VersionMode,
}

/// Files of which nothing is in the manifest.
#[derive(Default)]
pub(super) struct LeftOut {
    /// Why nobody can tell what some use.
    pub unreadable: Vec<Error>,
    /// The patterns that would exclude those.
    pub to_exclude: Vec<String>,
    pub excluded: Vec<String>,
    /// The patterns of directories with test data or code of others, which nobody asked to exclude.
    pub unwanted: Vec<String>,
    /// The files that may name images, and have no reader.
    pub unread: Vec<String>,
}

impl LeftOut {
    /// Tells that files are left out, where there is no report to count them.
    fn note_excluded(&self, context: &Context) {
        let words = "left out by `[files] exclude` or `--exclude`";
        if !self.excluded.is_empty() {
            let files = first_listed(&self.excluded, 1);
            context.printer.note(&format!("{words}: {files}"));
        }
    }

    /// Adds the files that could not be read, or that are no manifests.
    pub(super) fn add(
        &mut self,
        new: &NewFiles,
        named: &[PathBuf],
        unreadable: Vec<(PathBuf, impl Into<Error>)>,
    ) {
        let paths = unreadable.iter().map(|(path, _)| path.as_path());
        let patterns = patterns_for(&new.manifest, named, paths);
        self.to_exclude.extend(patterns);
        let errors = unreadable.into_iter().map(|(_, error)| error.into());
        self.unreadable.extend(errors);
    }
}

/// Tells what nobody would expect of the tags in a new manifest.
fn tell(context: &Context, images: &NewImages) {
    if let Some(words) = images.untagged() {
        context.printer.warning(&words);
    }
    if let Some(words) = images.without_range() {
        context.printer.note(&words);
    }
}

/// Comments for the places that stay open, if these are to be left out.
fn new_comments(used: &mut [Used], open: OpenMode) -> Vec<NewComments> {
    match open {
        // Without an image there is no images.toml, and nothing is written
        OpenMode::Ignore if are_images_in(&*used) => NewComments::put(used),
        OpenMode::Ignore | OpenMode::Report => Vec::new(),
    }
}

/// Makes a manifest of what files use, and a lock of the digests that are kept.
pub(super) fn create_manifest(
    context: &Context,
    (new, effect): (&NewFiles, Effect),
    digests: NewLock,
    exclude: &Exclude,
    found: UsedImages,
) -> Result<Report, Error> {
    let UsedImages {
        mut used,
        left,
        files,
        open,
        versions,
    } = found;
    let comments = new_comments(&mut used, open);
    let images = NewImages::of(
        (&new.manifest, ExcludeList::of_new(exclude)),
        &used,
        digests,
        versions,
    );
    if images.places.is_empty() && left.unreadable.is_empty() {
        left.note_excluded(context);
        return Err(ImageFileError::NoImages(files).into());
    }
    if images.names.is_empty() {
        let report = new.report(digests, WriteOutcome::Prevented, images, left);
        return Ok(Report::Init(Box::new(report)));
    }
    let text = images.text(exclude);
    let manifest = new.read_back(context, &text)?;
    tell(context, &images);
    let lock = images.lock(&manifest, digests);
    let lock_text = (digests == NewLock::OfWrittenDigests).then(|| encode(&lock));
    let mut written = WriteOutcome::Reported;
    if effect == Effect::Write {
        new.write(context, &text, lock_text.as_deref(), &comments)?;
        written = WriteOutcome::Yes;
    }
    let comments = comments.into_iter().map(NewComments::shown);
    Ok(Report::Init(Box::new(InitReport {
        text,
        locked: lock.entries.len(),
        files: used.iter().filter(|it| it.has_uses()).count(),
        comments: comments.collect(),
        ..new.report(digests, written, images, left)
    })))
}
