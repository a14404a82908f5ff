//! `imagelock init`: writes a manifest of the images that a repository uses. Asks no registry.

use std::path::PathBuf;

use super::new_manifest::{LeftOut, NewFiles, NewLock, UsedImages, create_manifest};
pub use super::new_manifest::{OpenMode, VersionMode};
use super::scanning::{explain, shown_unread, warn};
use super::unwanted::Unwanted;
use crate::context::Context;
use crate::error::Error;
use crate::exclude::Exclude;
use crate::files::parent;
use crate::flow::Effect;
use crate::project::MANIFEST;
use crate::project::owners::{FileOwners, NestedManifests, unseen_lines};
use crate::report::Report;
use crate::scan::{find, scan};

#[derive(Debug, Clone)]
pub struct InitOptions {
    /// Files and directories; this directory where none is given.
    pub paths: Vec<PathBuf>,
    /// Patterns of files that are not read, which go into the manifest (`--exclude`).
    pub exclude: Exclude,
    pub open: OpenMode,
    pub versions: VersionMode,
    pub effect: Effect,
}

impl InitOptions {
    fn searched(&self) -> Vec<PathBuf> {
        match self.paths.is_empty() {
            true => vec![PathBuf::from(".")],
            false => self.paths.clone(),
        }
    }

    /// The manifests whose files are theirs: all that were found, unless somebody names what is read.
    fn separate(&self, manifests: Vec<PathBuf>) -> Vec<PathBuf> {
        match self.paths.is_empty() {
            true => manifests,
            false => Vec::new(),
        }
    }
}

pub fn run(context: &Context, options: &InitOptions) -> Result<Report, Error> {
    let new = NewFiles::find(context, options.effect)?;
    let mut looked = find(
        &options.searched(),
        &[parent(&new.manifest).to_owned()],
        MANIFEST,
    )?;
    let excluded = new.take_out(&options.exclude, &options.paths, &mut looked);
    let files = looked.candidates.len();
    let asked = (&options.paths[..], &options.exclude);
    let first = scan(&looked);
    let (unwanted, mut scan) = Unwanted::take_out(&new.manifest, asked, &mut looked, first);
    explain(context, &looked, &scan);
    warn(context, &mut scan);
    let ours = std::slice::from_ref(&new.manifest);
    let nested = NestedManifests::sort(options.separate(looked.others), ours);
    let owners = FileOwners::new(ours, &nested.valid, Some(0));
    let unread = owners.share_unread(looked.unread).concat();
    let owned = owners.share(scan);
    let not_taken = owned.not_asked().into_iter();
    for words in not_taken.chain(unseen_lines(&looked.unseen)) {
        context.printer.note(&format!("left out: {words}"));
    }
    let scan = owned.scans.into_iter().next().unwrap_or_default();
    let mut left = LeftOut {
        excluded: [excluded, unwanted.files].concat(),
        unwanted: unwanted.patterns,
        unread: shown_unread(&unread),
        ..LeftOut::default()
    };
    left.add(&new, &[], nested.invalid);
    left.add(&new, &options.paths, scan.unreadable);
    let found = UsedImages {
        used: scan.used,
        left,
        files,
        open: options.open,
        versions: options.versions,
    };
    let new = (&new, options.effect);
    create_manifest(context, new, NewLock::None, &unwanted.exclude, found)
}
