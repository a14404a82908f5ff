//! `imagelock init`: writes a manifest of the images that a repository uses. Asks no registry.

use std::path::PathBuf;

use super::new_manifest::{Found, Ground, InitEffect, Left, NewLock, begin};
use super::scanning::{explain, scanned};
use crate::context::Context;
use crate::error::Error;
use crate::exclude::Exclude;
use crate::project::MANIFEST;
use crate::project::nested::Nested;
use crate::project::owners::FileOwners;
use crate::project::unseen;
use crate::report::Report;
use crate::scan::{Scan, find};

/// What `init` is asked for.
#[derive(Debug, Clone)]
pub struct InitOptions {
    /// Files and directories; this directory where none is given.
    pub paths: Vec<PathBuf>,
    /// Patterns of files that are not read, which go into the manifest (`--exclude`).
    pub exclude: Exclude,
    /// What becomes of the manifest.
    pub start: InitEffect,
}

/// Runs the command.
///
/// # Errors
/// Where there is a manifest or a lock already, or no image.
pub fn run(context: &Context, options: &InitOptions) -> Result<Report, Error> {
    let ground = Ground::find(context, options.start)?;
    let paths = if options.paths.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        options.paths.clone()
    };
    let mut looked = find(&paths, MANIFEST)?;
    let excluded = ground.take_out(&options.exclude, &options.paths, &mut looked);
    explain(context, &looked);
    let candidates = looked.candidates;
    // What has a manifest of its own is that one's, unless somebody names it
    let others = if options.paths.is_empty() {
        looked.others
    } else {
        Vec::new()
    };
    let ours = std::slice::from_ref(&ground.manifest);
    let nested = Nested::sort(others, ours);
    let shares = FileOwners::new(ours, &nested.valid, Some(0)).share(scanned(context, &candidates));
    for words in shares
        .not_asked()
        .into_iter()
        .chain(unseen::lines(&looked.unseen))
    {
        context.printer.note(&format!("not taken: {words}"));
    }
    let Scan {
        used, unreadable, ..
    } = shares.scans.into_iter().next().unwrap_or_default();
    let mut left = Left {
        excluded,
        ..Left::of_nested(&ground, nested)
    };
    left.add(&ground, &options.paths, unreadable);
    let found = Found {
        used,
        left,
        files: candidates.len(),
    };
    let begun = begin(
        context,
        (&ground, options.start),
        NewLock::None,
        &options.exclude,
        found,
    )?;
    Ok(Report::Init(Box::new(begun)))
}
