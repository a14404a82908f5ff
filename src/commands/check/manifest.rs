//! A manifest and its lock, and whether the files below it use what is in them.

use std::path::PathBuf;

use super::places::{places, usages, write};
use crate::commands::scanning::{ScannedManifest, UnreadableFiles};
use crate::context::Context;
use crate::document::{count_of, shown_path};
use crate::error::Error;
use crate::policy::usage::Declared;
use crate::report::{CheckReport, Report};
use crate::scan::{Basis, Used};

#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Files and directories; those of the manifests where none is given.
    pub paths: Vec<PathBuf>,
    pub pins: PinMode,
}

/// The treatment of digests that are missing, or not the locked ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinMode {
    Report,
    /// The locked ones are written in their place (`--fix`).
    Fix,
}

/// Holds the files against manifest and lock.
pub(super) fn check(
    context: &Context,
    options: &CheckOptions,
    mut it: ScannedManifest,
) -> Result<Report, Error> {
    let UnreadableFiles {
        errors: mut unreadable,
        to_exclude,
    } = it.take_unreadable(&options.paths);
    let (mut used, mut not_asked) = (it.scan.used, it.not_asked);
    let (mut found, mut written) = (Vec::new(), Vec::new());
    let project = it.project;
    match project.and_then(|project| Ok((project.existing_lock()?, project))) {
        Ok((lock, project)) => {
            let declared = Declared::new(&project.manifest, &lock.lock);
            not_asked.extend(by_defaults(&used));
            for used in &used {
                let usages = usages(&declared, used);
                let rewritten = match options.pins {
                    PinMode::Report => Ok(None),
                    PinMode::Fix => write(used, &usages, &mut written).map(Some),
                };
                let rewritten = rewritten.unwrap_or_else(|error| {
                    unreadable.push(error.into());
                    None
                });
                found.extend(places(
                    &it.files.manifest_path,
                    used,
                    &usages,
                    rewritten.as_ref(),
                ));
            }
        }
        Err(error) if unreadable.is_empty() => return Err(error),
        // What files cannot be read is told all the same
        Err(error) => {
            unreadable.insert(0, error);
            used.clear();
        }
    }
    let manifest_path = it.files.shown();
    Ok(Report::Check(Box::new(CheckReport {
        address: context.manifests.are_many().then(|| manifest_path.clone()),
        manifest_path,
        lock_path: shown_path(&it.files.lock_path),
        places: found,
        files: used.len(),
        written: (options.pins == PinMode::Fix).then_some(written),
        not_asked,
        unread: it.unread,
        excluded: it.excluded,
        unreadable,
        to_exclude,
    })))
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
