//! Writing a lock as it was decided, and the report of it.

use super::decide::{Notes, Outcomes, changed_lock};
use super::records::DecidedRecords;
use super::{Effect, OnFailure, OnOutdated, Writing};
use crate::document::shown_path;
use crate::error::{Error, OutputError};
use crate::files::check_mount;
use crate::lock::{Lock, LockFile};
use crate::policy::Outcome;
use crate::project::{Project, ProjectFiles};
use crate::report::details::DetailsByName;
use crate::report::{UpdateCommand, UpdateReport, WriteOutcome};
use crate::resolve::Choices;

/// Reads a lock that is to be written. That it is mounted by itself is told before that it is damaged: what is to be done
/// about the damage cannot be done then.
pub fn read_lock(files: &ProjectFiles, effect: Effect) -> Result<LockFile, Error> {
    let lock = files.lock();
    if lock.is_err() && effect == Effect::Write {
        check_mount(&files.lock_path)?;
    }
    lock
}

/// A manifest and its lock, with what becomes of its images.
pub struct DecidedProject {
    pub project: Project,
    old: LockFile,
    pub outcomes: Outcomes,
    choices: Choices,
    notes: Notes,
    new: Lock,
    would_change: bool,
    records: Option<DecidedRecords>,
}

impl DecidedProject {
    /// A project without records of its own.
    pub fn new(
        project: Project,
        old: LockFile,
        outcomes: Outcomes,
        choices: Choices,
        notes: Notes,
    ) -> Self {
        let new = changed_lock(&old.lock, &outcomes);
        let would_change = old.would_change(&new);
        Self {
            project,
            old,
            outcomes,
            choices,
            notes,
            new,
            would_change,
            records: None,
        }
    }

    /// The same with records, which are written beside the lock.
    pub fn with_records(self, records: DecidedRecords) -> Self {
        Self {
            records: Some(records),
            ..self
        }
    }

    /// Writes the lock, where that is asked for, changes it, and nothing prevents it; and the records, which hold whatever
    /// prevents that. They are first: what was seen is true without the lock, and what is locked needs a record no more.
    pub fn write(&self, writing: Writing) -> Result<WriteOutcome, Error> {
        let written = self.write_outcome(writing);
        if written == WriteOutcome::Yes {
            check_unchanged(&self.old)?;
        }
        if let (Effect::Write, Some(records)) = (writing.effect, &self.records) {
            let lock = match written {
                WriteOutcome::Prevented => &self.old.lock,
                _ => &self.new,
            };
            records.write(&self.project.manifest, lock)?;
        }
        if written == WriteOutcome::Yes {
            self.old.replace_if_different(&self.new)?;
        }
        Ok(written)
    }

    /// What is to come of writing the lock.
    fn write_outcome(&self, writing: Writing) -> WriteOutcome {
        let has_failed =
            |outcome: &Outcome| matches!(outcome, Outcome::Failed(_) | Outcome::NoMatch(_));
        let is_prevented = match writing.on_failure {
            OnFailure::KeepGoing => false,
            OnFailure::Stop => self.outcomes.values().any(has_failed),
            OnFailure::AllOrNothing => !are_good(&self.outcomes),
        };
        match writing.effect {
            _ if is_prevented => WriteOutcome::Prevented,
            _ if !self.would_change => WriteOutcome::Unneeded,
            Effect::Write => WriteOutcome::Yes,
            Effect::Outdated(_) => WriteOutcome::Outdated,
            Effect::DryRun | Effect::Check => WriteOutcome::Reported,
        }
    }

    /// The report of a command, once the lock is written: without details.
    pub fn report(
        self,
        writing: Writing,
        written: WriteOutcome,
        command: UpdateCommand,
    ) -> UpdateReport {
        let fails_on_change = matches!(
            writing.effect,
            Effect::Check | Effect::Outdated(OnOutdated::Fail)
        );
        let Choices { made, latest, .. } = self.choices;
        UpdateReport {
            manifest_path: shown_path(&self.project.files.manifest_path),
            lock_path: shown_path(&self.project.files.lock_path),
            manifest: self.project.manifest,
            old: self.old.lock,
            outcomes: self.outcomes,
            decision_notes: self.notes,
            chosen: made,
            latest: matches!(writing.effect, Effect::Outdated(_)).then_some(latest),
            written,
            command,
            is_lock_new: self.old.text.is_none(),
            details: DetailsByName::new(),
            is_work_failure: self.would_change && fails_on_change,
        }
    }
}

/// Tells whether no image was refused, and none failed.
pub fn are_good(outcomes: &Outcomes) -> bool {
    outcomes.values().all(|outcome| match outcome {
        Outcome::Unchanged | Outcome::Changed(_) | Outcome::Held(_) => true,
        Outcome::Refused(_) | Outcome::Failed(_) | Outcome::NoMatch(_) => false,
    })
}

/// Checks that nobody wrote the lock meanwhile: whoever writes it in another way does not wait for us.
pub fn check_unchanged(lock: &LockFile) -> Result<(), Error> {
    if lock.has_changed()? {
        Err(OutputError::LockChanged(lock.path.clone()).into())
    } else {
        Ok(())
    }
}
