//! A manifest with the files below it: the part of a run that is reported by itself.

use std::path::{Path, PathBuf};

use super::places::{places, usages, write};
use crate::context::Context;
use crate::document::{count_of, shown_path};
use crate::error::Error;
use crate::exclude::Exclude;
use crate::policy::usage::Declared;
use crate::project::excluded::patterns_for;
use crate::project::{Project, ProjectFiles};
use crate::report::{CheckReport, ManifestReport, Report};
use crate::scan::{Basis, Scan, Used};

#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Files and directories; those of the manifests where none is given.
    pub paths: Vec<PathBuf>,
    /// Whether the locked digests are written where they are missing or others are (`--fix`).
    pub is_fixing: bool,
}

/// A manifest that the run is about, as far as it can be read, and the files that are held against it.
pub(super) struct Part {
    pub manifest_path: PathBuf,
    lock_path: PathBuf,
    project: Result<Project, Error>,
    pub excluded: Vec<String>,
    pub scan: Scan,
    pub not_asked: Vec<String>,
    /// Nested manifests that are none, and why.
    pub invalid: Vec<(PathBuf, Error)>,
}

impl Part {
    pub(super) fn open(context: &Context, files: ProjectFiles) -> Self {
        Self {
            manifest_path: files.manifest_path.clone(),
            lock_path: files.lock_path.clone(),
            project: files.open(context),
            excluded: Vec::new(),
            scan: Scan::default(),
            not_asked: Vec::new(),
            invalid: Vec::new(),
        }
    }

    /// The manifest's path, and what it excludes.
    pub(super) fn exclude(&self) -> (&Path, Option<&Exclude>) {
        let project = self.project.as_ref().ok();
        let exclude = project.map(|project| &project.manifest.exclude);
        (&self.manifest_path, exclude)
    }

    /// Holds the files against manifest and lock.
    pub(super) fn report(self, context: &Context, options: &CheckOptions) -> ManifestReport {
        ManifestReport {
            manifest: shown_path(&self.manifest_path),
            outcome: self.check(context, options),
        }
    }

    fn check(self, context: &Context, options: &CheckOptions) -> Result<Report, Error> {
        let invalid = self.invalid.iter().map(|(path, _)| path.as_path());
        let mut to_exclude = patterns_for(&self.manifest_path, &[], invalid);
        let unread = self.scan.unreadable.iter().map(|(path, _)| path.as_path());
        to_exclude.extend(patterns_for(&self.manifest_path, &options.paths, unread));
        let invalid = self.invalid.into_iter().map(|(_, error)| error);
        let mut unreadable: Vec<Error> = invalid.collect();
        let unread = self.scan.unreadable.into_iter();
        unreadable.extend(unread.map(|(_, error)| Error::from(error)));
        let (mut used, mut not_asked) = (self.scan.used, self.not_asked);
        let (mut found, mut written) = (Vec::new(), Vec::new());
        let project = self.project;
        match project.and_then(|project| Ok((project.existing_lock()?, project))) {
            Ok((lock, project)) => {
                let declared = Declared::new(&project.manifest, &lock.lock);
                not_asked.extend(by_defaults(&used));
                for used in &used {
                    let usages = usages(&declared, used);
                    let rewritten = options
                        .is_fixing
                        .then(|| write(used, &usages, &mut written));
                    let rewritten = rewritten.transpose().unwrap_or_else(|error| {
                        unreadable.push(error.into());
                        None
                    });
                    found.extend(places(used, &usages, rewritten.as_ref()));
                }
            }
            Err(error) if unreadable.is_empty() => return Err(error),
            // What files cannot be read is told all the same
            Err(error) => {
                unreadable.insert(0, error);
                used.clear();
            }
        }
        let manifest_path = shown_path(&self.manifest_path);
        Ok(Report::Check(Box::new(CheckReport {
            address: context.manifests.are_many().then(|| manifest_path.clone()),
            manifest_path,
            lock_path: shown_path(&self.lock_path),
            places: found,
            files: used.len(),
            written: options.is_fixing.then_some(written),
            not_asked,
            excluded: self.excluded,
            unreadable,
            to_exclude,
        })))
    }
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
