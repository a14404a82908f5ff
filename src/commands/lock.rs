//! `imagelock lock`: makes the lock satisfy the manifest and changes only what must change.

use crate::context::Context;
use crate::error::Error;
use crate::flow::{Intent, Writing, aged_entry, relock};
use crate::report::Report;
use crate::resolve::plan;

#[derive(Debug, Clone)]
pub struct LockOptions {
    pub writing: Writing,
}

pub fn run(context: &Context, options: &LockOptions) -> Result<Report, Error> {
    relock(context, "lock", options.writing, |project, lock| {
        let manifest = &project.manifest;
        Ok(Intent {
            names: manifest.images.keys().cloned().collect(),
            plan: plan::satisfy(manifest, lock, aged_entry(manifest, lock)),
            removed: plan::undeclared(manifest, lock),
            ..Intent::default()
        })
    })
}
