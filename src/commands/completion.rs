//! What a shell completes a line with: names and platforms out of the files that a run would use. Asks nobody, runs
//! nothing, waits for no pipe, and says nothing: a file that cannot be read, or has a mistake, has no names.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::document::Source;
use crate::error::Error;
use crate::lock::{Lock, LockFile};
use crate::manifest::Manifest;
use crate::project::ProjectFiles;

/// The names of images in the manifests that the line names, or in the nearest.
pub fn declared_names(context: &Context) -> Vec<String> {
    let manifests = read(context, |files| {
        let text = files.text_of_file()?.unwrap_or_default();
        Ok(Manifest::parse(&Source::new(files.shown(), text))?)
    });
    let names = manifests.iter().flat_map(|it| it.images.keys());
    in_order(names)
}

/// The names of images in their locks.
pub fn locked_names(context: &Context) -> Vec<String> {
    let locks = locks(context);
    let names = locks.iter().flat_map(|lock| lock.entries.keys());
    in_order(names)
}

/// The platforms in their locks.
pub fn locked_platforms(context: &Context) -> Vec<String> {
    let locks = locks(context);
    let entries = locks.iter().flat_map(|lock| lock.entries.values());
    let platforms = entries.filter_map(|entry| entry.platforms.as_ref());
    in_order(platforms.flat_map(|platforms| platforms.digests.keys()))
}

fn locks(context: &Context) -> Vec<Lock> {
    let files: Vec<LockFile> = read(context, ProjectFiles::lock_of_file);
    files.into_iter().map(|file| file.lock).collect()
}

/// What can be read of each pair of files.
fn read<T>(context: &Context, read: impl Fn(&ProjectFiles) -> Result<T, Error>) -> Vec<T> {
    let files = ProjectFiles::all(context).unwrap_or_default();
    files.iter().filter_map(|files| read(files).ok()).collect()
}

fn in_order(names: impl Iterator<Item = impl ToString>) -> Vec<String> {
    let names: BTreeSet<String> = names.map(|name| name.to_string()).collect();
    names.into_iter().collect()
}
