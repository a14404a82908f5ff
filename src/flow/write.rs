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
use crate::report::{SeenOnDay, UpdateCommand, UpdateReport, WriteOutcome};
use crate::resolve::Choices;

/// Reads a lock that is to be written. That it is mounted by itself is told before that it is damaged: what is to be
/// done about the damage cannot be done then.
pub fn read_lock(files: &ProjectFiles, effect: Effect) -> Result<LockFile, Error> {
    let lock = files.lock();
    if lock.is_err() && effect == Effect::Write {
        check_mount(&files.lock_path)?;
    }
    lock
}

/// What came of the files of a project.
pub struct WrittenFiles {
    pub lock: WriteOutcome,
    /// The records after the run, if they are told.
    pub seen: Option<SeenOnDay>,
    /// What came of `images.seen`, if there is one or has to be.
    pub seen_written: Option<(WriteOutcome, String)>,
}

impl WrittenFiles {
    /// Nothing is written.
    pub fn prevented() -> Self {
        Self {
            lock: WriteOutcome::Prevented,
            seen: None,
            seen_written: None,
        }
    }
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

    /// Writes the lock, where that is asked for, changes it, and nothing prevents it; and the records, which hold
    /// whatever prevents that. They are first: what was seen is true without the lock, and what is locked needs a
    /// record no more.
    pub fn write(&self, writing: Writing) -> Result<WrittenFiles, Error> {
        let written = self.write_outcome(writing);
        if written == WriteOutcome::Yes {
            check_unchanged(&self.old)?;
        }
        let records = self.records.as_ref().map(|records| {
            let lock = match written {
                WriteOutcome::Prevented => &self.old.lock,
                _ => &self.new,
            };
            records.write(&self.project.manifest, lock, writing.effect)
        });
        let (seen, seen_written) = records.transpose()?.unzip();
        let is_gone = seen.as_ref().is_some_and(|it| it.seen.is_empty());
        let verb = if is_gone { "removed" } else { "wrote" };
        let said = format!("{verb} `{}`", shown_path(&self.project.files.seen_path));
        let seen_written = seen_written.flatten();
        if written == WriteOutcome::Yes {
            self.old.replace_if_different(&self.new)?;
        }
        Ok(WrittenFiles {
            lock: written,
            // It is large, and little of it is told
            seen: seen.filter(|_| self.chooses_what_is_held()),
            seen_written: seen_written.map(|written| (written, said)),
        })
    }

    /// Whether something is held of what chooses among tags.
    fn chooses_what_is_held(&self) -> bool {
        let images = &self.project.manifest.images;
        let mut outcomes = self.outcomes.iter();
        outcomes.any(|(name, outcome)| {
            let image = images.get(name);
            outcome.held().is_some() && image.is_some_and(|image| image.rule().is_some())
        })
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
        written: WrittenFiles,
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
            written: written.lock,
            seen_written: written.seen_written,
            seen: written.seen,
            command,
            is_lock_new: self.old.text.is_none(),
            details: DetailsByName::new(),
            is_work_failure: self.would_change && fails_on_change,
        }
    }
}

/// Tells whether no image was refused, and none failed.
pub fn are_good(outcomes: &Outcomes) -> bool {
    outcomes.values().all(Outcome::is_good)
}

/// Checks that nobody wrote the lock meanwhile: whoever writes it in another way does not wait for us.
pub fn check_unchanged(lock: &LockFile) -> Result<(), Error> {
    if lock.has_changed()? {
        Err(OutputError::LockChanged(lock.path.clone()).into())
    } else {
        Ok(())
    }
}
