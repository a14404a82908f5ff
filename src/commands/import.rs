//! `imagelock import`: takes over the digests of another tool's lock, and of files that are pinned in place. Asks no
//! registry.

use std::path::PathBuf;

use super::new_manifest::{
    LeftOut, NewFiles, NewLock, OpenMode, UsedImages, VersionMode, create_manifest,
};
use super::scanning::{scanned, shown_unread};
use crate::context::Context;
use crate::error::Error;
use crate::exclude::Exclude;
use crate::files::parent;
use crate::flow::Effect;
use crate::import;
use crate::project::MANIFEST;
use crate::project::owners::unseen_lines;
use crate::report::Report;
use crate::scan::find;

#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Locks of other tools, and files and directories that use images.
    pub paths: Vec<PathBuf>,
    pub effect: Effect,
}

pub fn run(context: &Context, options: &ImportOptions) -> Result<Report, Error> {
    let new = NewFiles::find(context, options.effect)?;
    let (mut used, mut rest, mut left) = (Vec::new(), Vec::new(), LeftOut::default());
    for path in &options.paths {
        match import::read(path) {
            None => rest.push(path.clone()),
            Some(Ok(lock)) => used.push(lock),
            Some(Err(error)) => left.unreadable.push(Error::from(error)),
        }
    }
    let mut looked = find(&rest, &[parent(&new.manifest).to_owned()], MANIFEST)?;
    left.excluded = new.take_out(&Exclude::default(), &rest, &mut looked);
    left.unread = shown_unread(&looked.unread);
    for words in unseen_lines(&looked.unseen) {
        context.printer.note(&format!("left out: {words}"));
    }
    let scan = scanned(context, &looked);
    used.extend(scan.used);
    left.add(&new, &rest, scan.unreadable);
    let found = UsedImages {
        used,
        left,
        files: options.paths.len().max(looked.candidates.len()),
        open: OpenMode::Report,
        versions: VersionMode::Tag,
    };
    let (new, exclude) = ((&new, options.effect), Exclude::default());
    create_manifest(context, new, NewLock::OfWrittenDigests, &exclude, found)
}
