//! What `verify` found.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::diff;
use super::row::{Note, NoteKind, Row, RowStatus};
use crate::document::listed;
use crate::error::Error as RunError;
use crate::exit::{Class, Reason, Status};
use crate::lock::{Entry, EntryState, Lock};
use crate::manifest::{ImageName, Manifest};
use crate::policy::{PolicyRefusal, Weakening};
use crate::reference::{Digest, Platform, Registry};
use crate::registry::Error;

/// What stands for the name of an image in a way out.
const ANY_NAME: &str = "NAME";

/// What `verify` found of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyFinding {
    /// How manifest and lock stand to each other.
    State(EntryState),
    /// The registry has what is locked.
    Present,
    /// The registry does not have the digest any more.
    Gone,
    /// The tag names another digest now.
    Moved {
        /// What is locked.
        locked: Digest,
        /// What the tag names.
        now: Digest,
    },
    /// `update` would refuse what is there.
    Refused(PolicyRefusal),
    /// There was no answer, or the tag is gone.
    Failed(Error),
    /// The tag does not name the digest that a change locks.
    NotFromTag {
        /// What is locked.
        locked: Digest,
        /// What the tag names.
        now: Digest,
    },
    /// The index does not have these platforms as a change locks them.
    NotFromIndex(BTreeSet<Platform>),
    /// The base does not use this registry, which was not asked.
    RegistryNotAllowed(Registry),
    /// Anonymously there is no access.
    NotPublic {
        /// How it was refused.
        error: Error,
        /// Whether that may be.
        is_allowed: bool,
    },
    /// The change weakens what the base demands.
    Weakened {
        /// What it weakens.
        weakening: Weakening,
        /// Whether it may.
        is_allowed: bool,
    },
}

/// The lock of the base of a change.
#[derive(Debug)]
pub struct BaseLock {
    /// What the base is called.
    pub name: String,
    /// Its lock.
    pub lock: Lock,
}

/// What `verify` found.
#[derive(Debug)]
pub struct VerifyReport {
    /// The manifest's path, as it is shown.
    pub manifest_path: String,
    /// The lock's path, as it is shown.
    pub lock_path: String,
    /// The manifest.
    pub manifest: Manifest,
    /// The lock.
    pub lock: Lock,
    /// What was found of every name of both.
    pub findings: BTreeMap<ImageName, Vec<VerifyFinding>>,
    /// What was found of the manifest itself.
    pub policy: Vec<VerifyFinding>,
    /// The first line of the lock that imagelock would have written in another way, as it may be shown.
    pub difference: Option<(usize, String)>,
    /// What the change was compared with, where there is one.
    pub base: Option<BaseLock>,
    /// What a reader must not take for answered.
    pub not_asked: Vec<&'static str>,
    /// Why not all that was to be asked was.
    pub unfinished: Option<RunError>,
}

impl VerifyReport {
    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        let findings = self.findings.values().flatten().chain(&self.policy);
        let classes = findings.filter_map(|finding| finding.note()?.class);
        let unfinished = self.unfinished.as_ref().and_then(RunError::class);
        Status::worst(
            classes
                .chain(self.difference.as_ref().map(|_| Class::No))
                .chain(unfinished),
        )
    }

    /// What there is to say of the manifest itself.
    pub fn policy_notes(&self) -> Vec<Note> {
        self.policy.iter().filter_map(VerifyFinding::note).collect()
    }

    /// What was found of each image, and which ones a change removes.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let found = self
            .findings
            .iter()
            .map(|(name, findings)| self.row(name, findings));
        let removed: Vec<Row<'_>> = self
            .base
            .iter()
            .flat_map(|base| &base.lock.entries)
            .filter(|(name, _)| !self.findings.contains_key(*name))
            .map(|(name, old)| diff::row(name, Some(old), None))
            .collect();
        let mut removed = removed.into_iter().peekable();
        let mut found = found.peekable();
        std::iter::from_fn(move || match (found.peek(), removed.peek()) {
            (Some(one), Some(other)) if other.name < one.name => removed.next(),
            (None, _) => removed.next(),
            _ => found.next(),
        })
    }

    /// The images that there is something to say of. Of ten thousand there may be none, so that nothing is looked up
    /// for the others.
    pub fn told(&self) -> Vec<Row<'_>> {
        if self.base.is_some() {
            return self
                .rows()
                .filter(|row| row.is_change() || !row.notes.is_empty())
                .collect();
        }
        let told = self
            .findings
            .iter()
            .filter(|(_, findings)| findings.iter().any(VerifyFinding::is_told));
        told.map(|(name, findings)| self.row(name, findings))
            .collect()
    }

    /// How many entries differ from those of the base, be they true or not.
    pub fn differing(&self) -> usize {
        let Some(base) = &self.base else { return 0 };
        let (old, new) = (&base.lock.entries, &self.lock.entries);
        let gone = old.keys().filter(|name| !new.contains_key(name)).count();
        new.iter()
            .filter(|(name, entry)| old.get(*name) != Some(*entry))
            .count()
            + gone
    }

    fn row<'a>(&'a self, name: &'a ImageName, findings: &[VerifyFinding]) -> Row<'a> {
        let entry = self.lock.entries.get(name);
        let notes: Vec<(RowStatus, Note)> = findings
            .iter()
            .filter_map(|finding| Some((finding.verdict(), finding.note()?)))
            .collect();
        // What decides the exit status decides the verdict
        let gravest = notes.iter().rev().max_by_key(|(_, note)| note.class);
        let verdict = match gravest {
            Some((verdict, Note { class: Some(_), .. })) => *verdict,
            _ if self.base.is_none() => RowStatus::Unchanged,
            _ => diff::row(name, self.before(name), entry).verdict,
        };
        let now = findings.iter().find_map(|finding| match finding {
            VerifyFinding::Moved { now, .. } => Some(now),
            _ => None,
        });
        let new = entry.map(|entry| match now {
            Some(now) => Cow::Owned(Entry {
                digest: now.clone(),
                platforms: None,
                ..entry.clone()
            }),
            None => Cow::Borrowed(entry),
        });
        let notes = notes
            .into_iter()
            .map(|(_, note)| for_name(note, name))
            .collect();
        let (image, old) = (
            self.manifest.images.get(name),
            self.before(name).map(Cow::Borrowed),
        );
        Row {
            name,
            image,
            old,
            new,
            verdict,
            notes,
            details: None,
        }
    }
}

impl VerifyReport {
    /// The entry that an image had before: in the base, or, without one, what it has.
    fn before(&self, name: &ImageName) -> Option<&Entry> {
        self.base
            .as_ref()
            .map_or(&self.lock, |base| &base.lock)
            .entries
            .get(name)
    }
}

impl VerifyFinding {
    /// What it makes of the image.
    fn verdict(&self) -> RowStatus {
        match self {
            Self::State(state) => RowStatus::from(state),
            Self::Present => RowStatus::Unchanged,
            Self::Gone => RowStatus::Gone,
            Self::Moved { .. } => RowStatus::Moved,
            Self::Refused(_)
            | Self::NotFromTag { .. }
            | Self::NotFromIndex(_)
            | Self::Weakened { .. } => RowStatus::Refused,
            Self::RegistryNotAllowed(_) | Self::NotPublic { .. } => RowStatus::NotAsked,
            Self::Failed(_) => RowStatus::Failed,
        }
    }

    /// Whether it is that the lock satisfies the manifest.
    pub fn is_satisfied(&self) -> bool {
        matches!(self, Self::State(state) if state.is_satisfied())
    }

    /// Whether there is something to say of it.
    fn is_told(&self) -> bool {
        !matches!(self, Self::Present | Self::State(EntryState::Satisfied))
    }

    /// What there is to say of it; `None` where all is well.
    fn note(&self) -> Option<Note> {
        Some(match self {
            Self::NotFromTag { locked, now } => {
                let message = format!("the tag names {}, and not {}", now.short(), locked.short());
                Note::no(Reason::DigestNotFromTag, message)
                    .hint("if the tag moved since, run `imagelock update NAME`")
            }
            Self::NotFromIndex(platforms) => {
                let platforms = listed(platforms);
                let message = format!("the index does not have {platforms} as it is locked");
                Note::no(Reason::PlatformsNotFromIndex, message)
                    .hint("take the lock of the base, and run `imagelock lock`")
            }
            Self::RegistryNotAllowed(registry) => {
                let message = format!("the base does not use `{registry}`, which was not asked");
                Note::no(Reason::RegistryNotAllowed, message)
                    .hint(format!("pass `--allow-registry {registry}` if it is meant"))
            }
            Self::NotPublic { error, is_allowed } => Note {
                kind: NoteKind::Finding,
                reason: Reason::NotPublic,
                class: (!is_allowed).then(|| error.class()),
                hint: (!is_allowed)
                    .then(|| "ask with credentials, or pass `--allow-unasked`".to_owned()),
                message: format!("not asked, since it is not public: {error}"),
                ..Note::from(error)
            },
            Self::Weakened {
                weakening,
                is_allowed,
            } => Note {
                class: (!is_allowed).then_some(Class::No),
                hint: (!is_allowed)
                    .then(|| "pass `--allow-policy-change` if it is meant".to_owned()),
                ..Note::finding(weakening.reason(), weakening.to_string())
            },
            Self::Present => return None,
            Self::State(state) => return note_of(state),
            Self::Gone => Note::no(
                Reason::DigestGone,
                "the locked digest is gone from the registry",
            ),
            Self::Moved { locked, now } => {
                let message = format!("the tag moved: {} → {}", locked.short(), now.short());
                Note::no(Reason::TagMoved, message)
            }
            Self::Refused(refusal) => Note::from(refusal),
            Self::Failed(error) => Note::from(error),
        })
    }
}

/// A way out that names the image.
fn for_name(note: Note, name: &ImageName) -> Note {
    Note {
        hint: note.hint.map(|hint| hint.replace(ANY_NAME, name.as_str())),
        ..note
    }
}

impl From<&EntryState> for RowStatus {
    fn from(state: &EntryState) -> Self {
        match state {
            EntryState::Missing => Self::Missing,
            EntryState::Unsatisfied(_) | EntryState::Undeclared => Self::Unsatisfied,
            EntryState::Satisfied | EntryState::Stale => Self::Unchanged,
        }
    }
}

/// The note on how manifest and lock stand to each other.
pub(super) fn note_of(state: &EntryState) -> Option<Note> {
    Some(match state {
        EntryState::Satisfied => return None,
        EntryState::Stale => Note::finding(
            Reason::PlatformsStale,
            "the locked platforms belong to another digest; `imagelock lock` fetches them anew",
        ),
        EntryState::Missing => Note::no(Reason::NotLocked, "it is not locked"),
        EntryState::Unsatisfied(reason) => Note::no(reason.reason(), reason.to_string()),
        EntryState::Undeclared => {
            Note::no(Reason::NotDeclared, "it is locked, but not in the manifest")
        }
    })
}
