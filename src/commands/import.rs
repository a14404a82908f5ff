//! `imagelock import`: takes over the digests of another tool's lock, and of files that are pinned in place. Asks no registry.

use std::path::PathBuf;

use super::new_manifest::{InitEffect, LeftOut, NewFiles, NewLock, UsedImages, create_manifest};
use super::scanning::{explain, scanned};
use crate::context::Context;
use crate::error::Error;
use crate::exclude::Exclude;
use crate::import;
use crate::project::MANIFEST;
use crate::project::unseen;
use crate::report::Report;
use crate::scan::{Scan, find};

#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Locks of other tools, and files and directories that use images.
    pub paths: Vec<PathBuf>,
    pub start: InitEffect,
}

pub fn run(context: &Context, options: &ImportOptions) -> Result<Report, Error> {
    let new = NewFiles::find(context, options.start)?;
    let (mut used, mut rest, mut left) = (Vec::new(), Vec::new(), LeftOut::default());
    for path in &options.paths {
        match import::read(path) {
            None => rest.push(path.clone()),
            Some(Ok(lock)) => used.push(lock),
            Some(Err(error)) => left.unreadable.push(Error::from(error)),
        }
    }
    let mut looked = find(&rest, MANIFEST)?;
    left.excluded = new.take_out(&Exclude::default(), &rest, &mut looked);
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
    left.add(&new, &rest, others);
    let found = UsedImages {
        used,
        left,
        files: options.paths.len().max(candidates.len()),
    };
    let report = create_manifest(
        context,
        (&new, options.start),
        NewLock::OfWrittenDigests,
        &Exclude::default(),
        found,
    )?;
    Ok(Report::Init(Box::new(report)))
}
