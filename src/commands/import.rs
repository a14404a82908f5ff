//! `imagelock import`: takes over the digests of another tool's lock, and of files that are pinned in place. Asks no registry.

use std::path::PathBuf;

use super::Context;
use super::begin::{Digests, Found, Ground, Start, begin};
use super::check::explain;
use super::project::MANIFEST;
use crate::error::Error;
use crate::import;
use crate::report::Report;
use crate::uses::{Scan, find, scan};

/// What `import` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Locks of other tools, and files and directories that use images.
    pub paths: Vec<PathBuf>,
    /// What becomes of manifest and lock.
    pub start: Start,
}

/// Runs the command.
///
/// # Errors
/// Where there is a manifest or a lock already, or no image.
pub fn run(context: &Context, options: &Options) -> Result<Report, Error> {
    let ground = Ground::find(context, options.start)?;
    let (mut used, mut rest, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    for path in &options.paths {
        match import::read(path) {
            None => rest.push(path.clone()),
            Some(Ok(lock)) => used.push(lock),
            Some(Err(error)) => unreadable.push(Error::from(error)),
        }
    }
    let looked = find(&rest, MANIFEST)?;
    explain(context, &looked);
    let candidates = looked.candidates;
    let Scan { used: more, unreadable: others } = scan(&candidates);
    used.extend(more);
    unreadable.extend(others.into_iter().map(|(_, error)| error.into()));
    let found = Found { used, unreadable, files: options.paths.len().max(candidates.len()) };
    let begun = begin(context, (&ground, options.start), Digests::Kept, found)?;
    Ok(Report::Begun(Box::new(begun)))
}
