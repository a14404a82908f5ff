//! The step that `init` and `import` share: a manifest, and maybe a lock, out of what files use.

mod images;

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::document::{Source, shown_path};
use crate::error::{Error, ImageFileError};
use crate::exclude::Exclude;
use crate::files::{FileError, check_writable, create, find_upward, is_there, repository_root};
use crate::lock::encode;
use crate::manifest::Manifest;
use crate::project::excluded::{Exclusions, exclude_of, patterns_for};
use crate::project::nested::NestedManifests;
use crate::project::{MANIFEST, new_project, relative};
use crate::report::InitReport;
use crate::report::WriteOutcome;
use crate::scan::{FoundFiles, ScanError, Used};
use crate::signals::hold;
use images::NewImages;
pub(super) use images::NewLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InitEffect {
    Write,
    DryRun,
}

/// The paths of a manifest and a lock that are not there yet.
pub(super) struct NewFiles {
    pub manifest: PathBuf,
    lock: PathBuf,
}

impl NewFiles {
    /// Finds out whether nothing is there, and files can be created.
    pub(super) fn find(context: &Context, start: InitEffect) -> Result<Self, Error> {
        let (manifest, lock) = new_project(context)?;
        if let Some(above) = manifest_above(&manifest) {
            context.printer.note(&format!(
                "`{above}` is the manifest of a directory above, and stays it"
            ));
        }
        for path in [&manifest, &lock] {
            if is_there(path) {
                return Err(FileError::Exists(path.clone()).into());
            }
        }
        if start == InitEffect::Write {
            check_writable(&manifest)?;
            check_writable(&lock)?;
        }
        Ok(Self { manifest, lock })
    }

    /// The report, without texts and counts.
    fn report(
        &self,
        digests: NewLock,
        written: WriteOutcome,
        images: NewImages,
        left: LeftOut,
    ) -> InitReport {
        let LeftOut {
            unreadable,
            to_exclude,
            excluded,
        } = left;
        InitReport {
            manifest_path: shown_path(&self.manifest),
            lock_path: (digests == NewLock::OfWrittenDigests).then(|| shown_path(&self.lock)),
            written,
            text: String::new(),
            places: images.places,
            files: 0,
            locked: 0,
            excluded,
            unreadable,
            to_exclude,
        }
    }

    /// Leaves out what the patterns for the new manifest exclude, and what the manifest above or
    /// beside it excludes, unless that leaves out the new one as well.
    pub(super) fn take_out(
        &self,
        exclude: &Exclude,
        paths: &[PathBuf],
        found: &mut FoundFiles,
    ) -> Vec<String> {
        let above = above(&self.manifest).and_then(|path| Some((exclude_of(&path)?, path)));
        let hides = |(exclude, path): &(Exclude, PathBuf)| {
            Exclusions::new([(path.as_path(), Some(exclude))], &[])
                .excluder(&self.manifest)
                .is_some()
        };
        let above = above.filter(|above| !hides(above));
        let own = std::iter::once((self.manifest.as_path(), Some(exclude)));
        let above = above
            .iter()
            .map(|(exclude, path)| (path.as_path(), Some(exclude)));
        let mut excluded = Exclusions::new(own.chain(above), paths)
            .take_out(found)
            .concat();
        excluded.sort();
        excluded
    }
}

/// The nearest manifest of the repository in the directory of a new one, or above it.
fn above(new: &Path) -> Option<PathBuf> {
    let directory = std::path::absolute(new).ok()?.parent()?.to_owned();
    let above = find_upward(&directory, MANIFEST)?;
    above
        .starts_with(repository_root(&directory)?)
        .then_some(above)
}

/// The manifest above the directory in which a new one is about to be written.
fn manifest_above(new: &Path) -> Option<String> {
    let directory = std::path::absolute(new).ok()?.parent()?.to_owned();
    let above = find_upward(directory.parent()?, MANIFEST)?;
    let root = repository_root(&directory)?;
    above
        .starts_with(root)
        .then(|| shown_path(&relative(&above, &directory)))
}

/// The images that were found, and the files without any.
pub(super) struct UsedImages {
    pub used: Vec<Used>,
    pub left: LeftOut,
    pub files: usize,
}

/// Files of which nothing is in the manifest.
#[derive(Default)]
pub(super) struct LeftOut {
    /// Why nobody can tell what some use.
    pub unreadable: Vec<Error>,
    /// The patterns that would exclude those.
    pub to_exclude: Vec<String>,
    pub excluded: Vec<String>,
}

impl LeftOut {
    /// Nested manifests that are none.
    pub(super) fn of_nested(new: &NewFiles, nested: NestedManifests) -> Self {
        let to_exclude = patterns_for(&new.manifest, &[], nested.invalid_paths());
        let unreadable = nested.invalid.into_iter().map(|(_, error)| error).collect();
        Self {
            unreadable,
            to_exclude,
            excluded: Vec::new(),
        }
    }

    /// Tells that files are left out, where there is no report to count them.
    fn note_excluded(&self, context: &Context) {
        let words = "left out by `[files] exclude` or `--exclude`";
        match self.excluded.as_slice() {
            [] => {}
            [file] => context.printer.note(&format!("{words}: `{file}`")),
            [file, rest @ ..] => context
                .printer
                .note(&format!("{words}: `{file}` and {} more", rest.len())),
        }
    }

    /// Those that could not be read.
    pub(super) fn add(
        &mut self,
        new: &NewFiles,
        named: &[PathBuf],
        unreadable: Vec<(PathBuf, ScanError)>,
    ) {
        let paths = unreadable.iter().map(|(path, _)| path.as_path());
        self.to_exclude
            .extend(patterns_for(&new.manifest, named, paths));
        self.unreadable
            .extend(unreadable.into_iter().map(|(_, error)| Error::from(error)));
    }
}

/// Makes a manifest of what files use, and a lock of the digests that are kept.
pub(super) fn create_manifest(
    context: &Context,
    (new, start): (&NewFiles, InitEffect),
    digests: NewLock,
    exclude: &Exclude,
    found: UsedImages,
) -> Result<InitReport, Error> {
    let UsedImages { used, left, files } = found;
    let images = NewImages::of(&used, digests);
    if images.places.is_empty() && left.unreadable.is_empty() {
        left.note_excluded(context);
        return Err(ImageFileError::NoImages(files).into());
    }
    if images.names.is_empty() {
        return Ok(new.report(digests, WriteOutcome::Prevented, images, left));
    }
    let text = images.text(exclude);
    let source = Source::new(new.manifest.display().to_string(), text.clone());
    let manifest = Manifest::parse(&source)?;
    context.printer.warnings(&source, &manifest.warnings);
    let lock = images.lock(&manifest, digests);
    if start == InitEffect::Write {
        // Both or none
        let _hold = hold();
        create(&new.manifest, text.as_bytes())?;
        if digests == NewLock::OfWrittenDigests {
            create(&new.lock, encode(&lock).as_bytes())?;
        }
    }
    let written = if start == InitEffect::Write {
        WriteOutcome::Yes
    } else {
        WriteOutcome::Reported
    };
    Ok(InitReport {
        text,
        locked: lock.entries.len(),
        files: used.len(),
        ..new.report(digests, written, images, left)
    })
}
