//! The findings on records of a change's `images.seen`, which nobody believes before they are looked at.

use super::finding::not_public;
use crate::day::Day;
use crate::exit::Reason;
use crate::policy::decision::RecordFlaw;
use crate::reference::{Digest, Registry, Repository, Tag};
use crate::registry::Error;
use crate::report::row::Note;

/// A record that does not pass, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFinding {
    /// The line of `images.seen`, from 1.
    pub line: Option<usize>,
    pub repository: Repository,
    pub tag: Tag,
    pub digest: Digest,
    pub since: Day,
    pub cause: RecordCause,
}

/// Why a record does not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordCause {
    /// It is none that `update` could have written.
    Flaw(RecordFlaw),
    /// `update` would not have kept it, and as many others. They are not asked about.
    Surplus { others: usize },
    /// The base does not use its registry, which was not asked.
    RegistryNotAllowed,
    /// Anonymously there is no access.
    NotPublic { error: Error, is_allowed: bool },
}

impl RecordFinding {
    fn registry(&self) -> &Registry {
        self.repository.registry()
    }

    /// The note on it.
    pub(super) fn note(&self) -> Note {
        let flaw = match &self.cause {
            RecordCause::Flaw(flaw) => flaw,
            RecordCause::Surplus { others } => {
                return Note::no(Reason::RecordNotTrusted, self.surplus(*others));
            }
            RecordCause::RegistryNotAllowed => {
                let message = format!(
                    "the record is of `{}`, which the base does not use",
                    self.registry()
                );
                return Note::no(Reason::RegistryNotAllowed, message);
            }
            RecordCause::NotPublic { error, is_allowed } => {
                let note = not_public(error, *is_allowed, false);
                let message = format!("the record of `{}`: {}", self.named(), note.message);
                return Note { message, ..note };
            }
        };
        let (named, digest, since) = (self.named(), self.digest.short(), self.since);
        let message = match flaw {
            RecordFlaw::NotFromTag(Some(now)) => {
                let now = now.short();
                format!("`{named}` names {now}, not {digest} as the record says")
            }
            RecordFlaw::NotFromTag(None) => {
                format!("`{named}` is not there, but a record says that it names {digest}")
            }
            RecordFlaw::EarlierThanTrusted(day) => format!(
                "`{named}` was seen to name {digest} since {day}, not since {since} as the record says"
            ),
            RecordFlaw::TooEarly => format!(
                "the change alone says that `{named}` was seen to name {digest} since {since}"
            ),
            RecordFlaw::Future => format!(
                "`{named}` cannot have been seen to name {digest} on {since}, which is still to come"
            ),
            RecordFlaw::Failed(error) => {
                let message = format!("nobody can tell whether `{named}` names {digest}: {error}");
                return Note {
                    message,
                    ..Note::from(error)
                };
            }
        };
        Note::no(Reason::RecordNotTrusted, message)
    }

    fn surplus(&self, others: usize) -> String {
        let named = self.named();
        let others = match others {
            0 => String::new(),
            1 => ", and of 1 other".to_owned(),
            count => format!(", and of {count} others"),
        };
        format!(
            "`update` would not keep the record of `{named}`{others}: no image needs it, or there are older ones"
        )
    }

    fn named(&self) -> String {
        format!("{}:{}", self.repository, self.tag)
    }
}
