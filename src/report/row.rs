//! The row of an image and the notes on it, whatever the format: a view of a command's report.

use std::borrow::Cow;
use std::time::Duration;

use super::details::ImageDetails;
use super::waiting::{HeldDigest, WaitingDigest};
use crate::exit::{Class, Reason};
use crate::lock::Entry;
use crate::manifest::{Choice, Image, ImageName, written_rule};
use crate::policy::PolicyRefusal;
use crate::reference::Tag;
use crate::registry::Error;

/// The status of an image. Its words are part of the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowStatus {
    /// Its entry is as it was, and as it should be.
    Unchanged,
    /// It has an entry now.
    Added,
    /// Its entry is another one.
    Updated,
    /// It has no entry any more.
    Removed,
    /// There is something newer, which is not old enough.
    Held,
    /// There is an answer, and it must not be locked, or must not have been.
    Refused,
    /// There is no answer, or no such tag.
    Failed,
    /// It is not locked.
    Missing,
    /// Its entry is none that it may have.
    Unsatisfied,
    /// The registry no longer has the locked digest.
    Gone,
    /// The tag names another digest than the locked one.
    Moved,
    /// The question that had to be asked was not.
    NotAsked,
}

impl RowStatus {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Unchanged,
        Self::Added,
        Self::Updated,
        Self::Removed,
        Self::Held,
        Self::Refused,
        Self::Failed,
        Self::Missing,
        Self::Unsatisfied,
        Self::Gone,
        Self::Moved,
        Self::NotAsked,
    ];

    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Removed => "removed",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Missing => "missing",
            Self::Unsatisfied => "unsatisfied",
            Self::Gone => "gone",
            Self::Moved => "moved",
            Self::NotAsked => "not-asked",
        }
    }
}

/// The row of one image.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    pub(super) name: &'a ImageName,
    /// The image as the manifest has it; `None` where it has none any more, or was not read.
    pub(super) image: Option<&'a Image>,
    /// The entry before.
    pub(super) old: Option<Cow<'a, Entry>>,
    /// The entry afterwards, or as it would be where nothing was written.
    pub(super) new: Option<Cow<'a, Entry>>,
    pub(super) status: RowStatus,
    /// The notes on the image, in the order in which they were found.
    pub(super) notes: Vec<Note>,
    /// The labels of the old and the new image, where those were asked for.
    pub(super) details: Option<&'a ImageDetails>,
    /// The latest version beside its tag, if it was looked for.
    pub(super) latest: Option<LatestVersion<'a>>,
    /// The tag that was chosen and asked about, if nothing of it may be locked.
    pub(super) chosen: Option<&'a Tag>,
    /// What its tag names, if that is not old enough.
    pub(super) held: Option<HeldDigest<'a>>,
    /// All digests that wait until they are old enough, the newest tag first.
    pub(super) waiting: Vec<WaitingDigest<'a>>,
}

/// The latest version beside the tag of an image.
#[derive(Debug, Clone, Copy)]
pub(super) enum LatestVersion<'a> {
    Known(&'a Tag),
    /// There is no list of tags.
    Unknown(&'a Error),
}

impl Row<'_> {
    /// The image by its name and by what it stands for: `web` (docker.io/library/nginx:1.27).
    pub(super) fn subject(&self) -> String {
        match self.stands_for() {
            Some(image) => format!("`{}` ({image})", self.name),
            None => format!("`{}`", self.name),
        }
    }

    /// The image as the manifest has it, with the rule by which its tag is chosen, and what was chosen in vain.
    pub(super) fn stands_for(&self) -> Option<String> {
        let image = self.image?;
        let rule = image.rule().map(|rule| format!(", {}", written_rule(rule)));
        let mut reference = image.reference();
        reference.tag = reference.tag.or_else(|| self.chosen.cloned());
        Some(format!("{reference}{}", rule.unwrap_or_default()))
    }

    /// The tag of its new entry; of a pin by hand, which is locked without one, that of the manifest.
    pub(super) fn new_tag(&self) -> Option<&Tag> {
        let declared = || match &self.image?.choice {
            Choice::Tag(_) | Choice::Newest(_) => None,
            Choice::Pin { tag, .. } => tag.as_ref(),
        };
        self.new.as_deref()?.tag.as_ref().or_else(declared)
    }

    /// True where the entry is added, updated or removed. Of an image that is held, the entry may be written all the
    /// same: under a new name, or with more platforms.
    pub(super) fn is_change(&self) -> bool {
        match self.status {
            RowStatus::Added | RowStatus::Updated | RowStatus::Removed => true,
            RowStatus::Held => self.old != self.new,
            RowStatus::Unchanged
            | RowStatus::Refused
            | RowStatus::Failed
            | RowStatus::Missing
            | RowStatus::Unsatisfied
            | RowStatus::Gone
            | RowStatus::Moved
            | RowStatus::NotAsked => false,
        }
    }

    /// What is held, and until when.
    pub(super) fn held(&self) -> Option<HeldDigest<'_>> {
        self.held.filter(|_| self.status == RowStatus::Held)
    }

    /// The first of the notes that decide the exit status; any, where none does.
    pub(super) fn gravest(&self) -> Option<&Note> {
        self.notes.iter().rev().max_by_key(|note| note.class)
    }

    pub(super) fn class(&self) -> Option<Class> {
        self.gravest()?.class
    }
}

/// A note on an image or a file, with all that a program may want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) kind: NoteKind,
    pub(super) reason: Reason,
    /// The class of failure; `None` where it is none.
    pub(super) class: Option<Class>,
    /// The words for people, without a full stop.
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// True where the same run may end otherwise later, without anybody doing anything.
    pub(super) is_retryable: bool,
    pub(super) http_status: Option<u16>,
    /// The time that somebody asks to wait.
    pub(super) wait: Option<Duration>,
}

/// The source of a note, which decides where people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoteKind {
    /// The files, held against each other or against an answer.
    Finding,
    /// A policy.
    Refusal,
    /// A registry, or the way to it.
    Failure,
}

impl Note {
    /// A finding that is no failure.
    pub(super) fn finding(reason: Reason, message: impl Into<String>) -> Self {
        let (kind, message) = (NoteKind::Finding, message.into());
        Self {
            kind,
            reason,
            class: None,
            message,
            hint: None,
            is_retryable: false,
            http_status: None,
            wait: None,
        }
    }

    /// A finding that is a no.
    pub(super) fn no(reason: Reason, message: impl Into<String>) -> Self {
        Self {
            class: Some(Class::No),
            ..Self::finding(reason, message)
        }
    }

    /// The same note with a hint.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// True where the answer is no.
    pub(super) fn is_no(&self) -> bool {
        self.class == Some(Class::No)
    }

    /// True where there is no answer, or none to this question.
    pub(super) fn is_unanswered(&self) -> bool {
        self.class.is_some_and(|class| class != Class::No)
    }

    /// The words with the hint behind them.
    pub(super) fn with_hint(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}; {hint}", self.message),
            None => self.message.clone(),
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
