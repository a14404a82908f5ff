//! `images.seen` in a run that asks: what it says before, and what it says afterwards.

use super::Effect;
use crate::day::Day;
use crate::error::{Error, OutputError, RuntimeError};
use crate::files::check_writable;
use crate::lock::{Lock, Seen, SeenFile};
use crate::manifest::Manifest;
use crate::policy::decision::{Decisions, records_after};
use crate::project::Project;
use crate::report::{SeenOnDay, WriteOutcome};

/// The records that a run believes, and the file that it keeps them in.
pub struct Records {
    /// The file as it was read, without its records. None if nobody needs one, and what is there is not ours.
    file: Option<SeenFile>,
    /// The records of the file, and those of other sources.
    pub seen: Seen,
}

impl Records {
    /// Reads `images.seen`, and adds what other sources say. If no image has a `min-age` the file goes, but only if it
    /// is ours.
    pub fn read(project: &Project, others: &Seen) -> Result<Self, Error> {
        let mut file = match project.files.seen() {
            Err(_) if !project.manifest.has_min_age() => None,
            read => Some(read?),
        };
        let seen = file.as_mut().map(|file| std::mem::take(&mut file.seen));
        let mut seen = seen.unwrap_or_default();
        seen.merge(others);
        Ok(Self { file, seen })
    }

    /// Finds out early whether the file can be written, if it may have to be.
    pub fn check_writable(&self, manifest: &Manifest) -> Result<(), Error> {
        match &self.file {
            Some(file) if manifest.has_min_age() || file.text.is_some() => {
                Ok(check_writable(&file.path)?)
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The records of a run that has decided, and what they become by that.
pub struct DecidedRecords {
    pub records: Records,
    pub decisions: Decisions,
    pub today: Day,
}

impl DecidedRecords {
    /// Writes what the images still need beside the lock that is going to stand there, if it is to be written. Returns
    /// that, and what came of it: nothing if there is no file, and nobody needs one.
    pub fn write(
        &self,
        manifest: &Manifest,
        lock: &Lock,
        effect: Effect,
    ) -> Result<(SeenOnDay, Option<WriteOutcome>), Error> {
        let seen = &self.records.seen;
        let new = records_after(seen, &self.decisions, manifest, lock, self.today);
        let written = match &self.records.file {
            Some(file) => replace(file, &new, effect)?,
            None => None,
        };
        let today = self.today;
        Ok((SeenOnDay { seen: new, today }, written))
    }
}

/// Puts these records in the place of those of a file, if that is to be done.
fn replace(file: &SeenFile, new: &Seen, effect: Effect) -> Result<Option<WriteOutcome>, Error> {
    if !file.would_change(new) {
        return Ok(file.text.is_some().then_some(WriteOutcome::Unneeded));
    }
    if effect != Effect::Write {
        return Ok(Some(WriteOutcome::Reported));
    }
    if file.has_changed()? {
        return Err(OutputError::LockChanged(file.path.clone()).into());
    }
    file.replace_if_different(new)?;
    Ok(Some(WriteOutcome::Yes))
}

/// Checks that the clock was set, if the age of any image counts: what is noted on a day before all images would be
/// very old the next day.
pub fn check_clock(today: Day, manifest: &Manifest) -> Result<(), RuntimeError> {
    match today.has_images() || !manifest.has_min_age() {
        true => Ok(()),
        false => Err(RuntimeError::Clock(today)),
    }
}
