//! What is told of one image, whatever the format: a view of what a command returned.

use std::borrow::Cow;
use std::time::Duration;

use super::details::ImageDetails;
use crate::exit::{Class, Reason};
use crate::lock::Entry;
use crate::manifest::{Choice, Image, ImageName};
use crate::reference::Tag;

/// What became of an image, or was found of it. Its words are part of the JSON.
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
    /// The registry does not have the locked digest any more.
    Gone,
    /// The tag names another digest than the locked one.
    Moved,
    /// What had to be asked was not.
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

/// What is told of one image.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Its name.
    pub name: &'a ImageName,
    /// What the manifest says of it; `None` where it says nothing any more, or was not read.
    pub image: Option<&'a Image>,
    /// Its entry before.
    pub old: Option<Cow<'a, Entry>>,
    /// Its entry afterwards, or as it would be where nothing was written.
    pub new: Option<Cow<'a, Entry>>,
    /// What became of it.
    pub status: RowStatus,
    /// What there is to say of it, in the order in which it was found.
    pub notes: Vec<Note>,
    /// What its old and its new image say of themselves, where that was asked.
    pub details: Option<&'a ImageDetails>,
}

impl Row<'_> {
    /// The image by its name and by what it stands for: `web` (docker.io/library/nginx:1.27).
    pub fn subject(&self) -> String {
        match self.image {
            Some(image) => format!("`{}` ({})", self.name, image.reference()),
            None => format!("`{}`", self.name),
        }
    }

    /// The tag of its new entry; of a pin by hand, which is locked without one, that of the manifest.
    pub fn new_tag(&self) -> Option<&Tag> {
        let declared = || match &self.image?.choice {
            Choice::Tag(_) => None,
            Choice::Pin { tag, .. } => tag.as_ref(),
        };
        self.new.as_deref()?.tag.as_ref().or_else(declared)
    }

    /// Whether its entry is added, updated or removed.
    pub fn is_change(&self) -> bool {
        matches!(
            self.status,
            RowStatus::Added | RowStatus::Updated | RowStatus::Removed
        )
    }

    /// The first of the notes that decide the exit status; any, where none does.
    pub fn gravest(&self) -> Option<&Note> {
        self.notes.iter().rev().max_by_key(|note| note.class)
    }

    /// What the exit status says of it.
    pub fn class(&self) -> Option<Class> {
        self.gravest()?.class
    }
}

/// Something that is said of an image, with all that a program may want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who says it, which decides where people read it.
    pub kind: NoteKind,
    /// The word for programs.
    pub reason: Reason,
    /// What the exit status says of it; `None` where it is no failure.
    pub class: Option<Class>,
    /// The words for people, without a full stop.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
    /// Whether the same run may end otherwise later, without anybody doing anything.
    pub is_retryable: bool,
    /// The HTTP status that it comes from.
    pub http_status: Option<u16>,
    /// How long somebody asks to wait.
    pub wait: Option<Duration>,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// The files, held against each other or against an answer.
    Finding,
    /// A policy.
    Refusal,
    /// A registry, or the way to it.
    Failure,
}

impl Note {
    /// Something that was found, and is no failure.
    pub fn finding(reason: Reason, message: impl Into<String>) -> Self {
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

    /// The same, as a no.
    pub fn no(reason: Reason, message: impl Into<String>) -> Self {
        Self {
            class: Some(Class::No),
            ..Self::finding(reason, message)
        }
    }

    /// The same, with a way out.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// The words with the hint behind them.
    pub(super) fn with_hint(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}; {hint}", self.message),
            None => self.message.clone(),
        }
    }
}
