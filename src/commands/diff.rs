//! `imagelock diff`: what differs between two locks. Asks no registry.

use crate::context::Context;
use crate::document::shown_path;
use crate::error::{Error, LockedError};
use crate::git::Base;
use crate::project::base::named_lock;
use crate::project::lock_on_disk;
use crate::report::{DiffReport, Report};

#[derive(Debug, Clone)]
pub struct DiffOptions {
    pub old: Base,
    /// The new lock; `None` for the one on the disk.
    pub new: Option<Base>,
}

/// Runs the command. A lock that does not exist counts as one without images; that neither exists is an error.
pub fn run(context: &Context, options: &DiffOptions) -> Result<Report, Error> {
    let here = lock_on_disk(context)?;
    let (old_name, old) = named_lock(&options.old, &here.path)?;
    let (new_name, new) = match &options.new {
        Some(new) => named_lock(new, &here.path)?,
        None => (shown_path(&here.path), here.exists().then_some(here.lock)),
    };
    if old.is_none() && new.is_none() {
        return Err(LockedError::NoLock(here.path).into());
    }
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    Ok(Report::Diff(DiffReport {
        old_name,
        new_name,
        old,
        new,
    }))
}
