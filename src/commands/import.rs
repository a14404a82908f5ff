//! `imagelock import`: takes over the digests of another tool's lock, and of files that are pinned in place. Asks no registry.

use std::path::PathBuf;

use super::new_manifest::{Found, Ground, InitEffect, Left, NewLock, begin};
use super::scanning::{explain, scanned};
use crate::context::Context;
use crate::error::Error;
use crate::exclude::Exclude;
use crate::import;
use crate::project::MANIFEST;
use crate::project::unseen;
use crate::report::Report;
use crate::scan::{Scan, find};

/// What `import` is asked for.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Locks of other tools, and files and directories that use images.
    pub paths: Vec<PathBuf>,
    /// What becomes of manifest and lock.
    pub start: InitEffect,
}

/// Runs the command.
///
/// # Errors
/// Where there is a manifest or a lock already, or no image.
pub fn run(context: &Context, options: &ImportOptions) -> Result<Report, Error> {
    let ground = Ground::find(context, options.start)?;
    let (mut used, mut rest, mut left) = (Vec::new(), Vec::new(), Left::default());
    for path in &options.paths {
        match import::read(path) {
            None => rest.push(path.clone()),
            Some(Ok(lock)) => used.push(lock),
            Some(Err(error)) => left.unreadable.push(Error::from(error)),
        }
    }
    let mut looked = find(&rest, MANIFEST)?;
    left.excluded = ground.take_out(&Exclude::default(), &rest, &mut looked);
    explain(context, &looked);
    for words in unseen::lines(&looked.unseen) {
        context.printer.note(&format!("not taken: {words}"));
    }
    let candidates = looked.candidates;
    let Scan {
        used: more,
        unreadable: others,
        ..
    } = scanned(context, &candidates);
    used.extend(more);
    left.add(&ground, &rest, others);
    let found = Found {
        used,
        left,
        files: options.paths.len().max(candidates.len()),
    };
    let begun = begin(
        context,
        (&ground, options.start),
        NewLock::OfWrittenDigests,
        &Exclude::default(),
        found,
    )?;
    Ok(Report::Init(Box::new(begun)))
}
