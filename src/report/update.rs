//! What `update`, `lock`, `outdated`, `add` and `remove` came to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::details::DetailsByName;
use super::row::{Note, NoteKind, Row, RowStatus};
use crate::error::Error as RunError;
use crate::exit::{Class, Status};
use crate::lock::{EntryChange, Lock};
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::{Outcome, PolicyRefusal};
use crate::registry::Error;

/// What became of a lock or a manifest as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    /// It was written.
    Yes,
    /// It is what it was, since nothing changed.
    Unneeded,
    /// It is what it was, since something failed.
    Prevented,
    /// It would be written, but only a report was asked for.
    Reported,
    /// The same, and nobody asked what a writer would do.
    Outdated,
}

impl WriteOutcome {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Unneeded => "unneeded",
            Self::Prevented => "prevented",
            Self::Reported | Self::Outdated => "reported",
        }
    }
}

/// What `update`, `lock` or `outdated` came to.
#[derive(Debug)]
pub struct UpdateReport {
    /// The manifest's path, as it is shown.
    pub manifest_path: String,
    /// The lock's path, as it is shown.
    pub lock_path: String,
    /// The manifest.
    pub manifest: Manifest,
    /// The lock before.
    pub old: Lock,
    /// What became of the images that it was about.
    pub outcomes: BTreeMap<ImageName, Outcome>,
    /// What became of the lock.
    pub written: WriteOutcome,
    /// What became of the manifest, where it was to be changed; the one above is as it is, or would be, afterwards.
    pub manifest_written: Option<WriteOutcome>,
    /// What changed images say of themselves, where that was asked.
    pub details: DetailsByName,
    /// Whether it is a failure that the lock is not as it would be: `--check`, `--exit-code`.
    pub is_work_failure: bool,
    /// Why the lock was not written, where it was to be.
    pub unfinished: Option<RunError>,
}

impl UpdateReport {
    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        let work = self.is_work_failure.then_some(Class::No);
        let unfinished = self.unfinished.as_ref().and_then(RunError::class);
        Status::worst(
            self.rows()
                .filter_map(|row| row.class())
                .chain(work)
                .chain(unfinished),
        )
    }

    /// Those of its files that were written.
    pub(super) fn files_written(&self) -> impl Iterator<Item = &str> {
        let manifest = self
            .manifest_written
            .map(|written| (written, &self.manifest_path));
        let files = manifest
            .into_iter()
            .chain([(self.written, &self.lock_path)]);
        files
            .filter(|(written, _)| *written == WriteOutcome::Yes)
            .map(|(_, path)| path.as_str())
    }

    /// What became of each image.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.outcomes
            .iter()
            .map(|(name, outcome)| self.row(name, outcome))
    }

    /// How many images of the manifest it was not about.
    pub fn not_asked(&self) -> usize {
        self.manifest
            .images
            .keys()
            .filter(|name| !self.outcomes.contains_key(*name))
            .count()
    }

    /// How many other images are not locked as the manifest says, where this was about some.
    pub fn others_not_locked(&self) -> usize {
        let others = self
            .manifest
            .images
            .iter()
            .filter(|(name, _)| !self.outcomes.contains_key(*name));
        let is_locked = |name: &ImageName, image: &Image| {
            self.old
                .entries
                .get(name)
                .is_some_and(|entry| entry.check(image).is_ok())
        };
        others
            .filter(|(name, image)| !is_locked(name, image))
            .count()
    }

    fn row<'a>(&'a self, name: &'a ImageName, outcome: &'a Outcome) -> Row<'a> {
        let kept = self.old.entries.get(name);
        let (verdict, old, new, note) = match outcome {
            // It was in the manifest alone
            Outcome::Unchanged if kept.is_none() && !self.manifest.images.contains_key(name) => {
                (RowStatus::Removed, None, None, None)
            }
            Outcome::Unchanged => (RowStatus::Unchanged, kept, kept, None),
            Outcome::Changed(EntryChange::Added(new)) => (RowStatus::Added, None, Some(new), None),
            Outcome::Changed(EntryChange::Removed(old)) => {
                (RowStatus::Removed, Some(old), None, None)
            }
            Outcome::Changed(EntryChange::Updated { old, new }) => {
                (RowStatus::Updated, Some(old), Some(new), None)
            }
            Outcome::Refused(refusal) => {
                (RowStatus::Refused, kept, kept, Some(Note::from(refusal)))
            }
            Outcome::Failed(error) => (RowStatus::Failed, kept, kept, Some(Note::from(error))),
        };
        let (old, new) = (old.map(Cow::Borrowed), new.map(Cow::Borrowed));
        let notes = note.into_iter().collect();
        let (image, details) = (self.manifest.images.get(name), self.details.get(name));
        Row {
            name,
            image,
            old,
            new,
            verdict,
            notes,
            details,
        }
    }
}

impl From<&PolicyRefusal> for Note {
    fn from(refusal: &PolicyRefusal) -> Self {
        let note = Self::no(refusal.reason(), refusal.to_string());
        Self {
            kind: NoteKind::Refusal,
            ..note.hint(refusal.hint())
        }
    }
}

impl From<&Error> for Note {
    fn from(error: &Error) -> Self {
        Self {
            kind: NoteKind::Failure,
            class: Some(error.class()),
            hint: error.hint(),
            is_retryable: error.is_transient(),
            http_status: error.http_status(),
            wait: error.wait(),
            ..Self::finding(error.reason(), error.to_string())
        }
    }
}
