//! The findings of `verify`, each with the status that it gives its image and the note on it.

use std::collections::BTreeSet;

use crate::document::listed;
use crate::exit::{Class, Reason};
use crate::lock::EntryState;
use crate::manifest::ImageName;
use crate::policy::{PolicyRefusal, Weakening};
use crate::reference::{Digest, Platform, Registry, Repository};
use crate::registry::{Error, ImagePart};
use crate::report::row::{Note, NoteKind, RowStatus};
use crate::report::state::note_of;

/// Stands for the name of an image in a hint.
const ANY_NAME: &str = "NAME";

/// A finding of `verify` on one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyFinding {
    /// How manifest and lock stand to each other.
    State(EntryState),
    /// The registry has what is locked.
    Present,
    /// The registry does not have the digest any more.
    Gone,
    /// The registry does not have the manifest of these platforms any more.
    PlatformsGone {
        platforms: BTreeSet<Platform>,
        repository: Repository,
        digest: Digest,
    },
    /// The tag names another digest now.
    Moved {
        locked: Digest,
        now: Digest,
        /// The part of it that the locked one is, if it is one: then the tag did not move.
        part: Option<ImagePart>,
    },
    /// `update` would refuse what is there.
    Refused(PolicyRefusal),
    /// There was no answer, or the tag is gone.
    Failed(Error),
    /// The tag does not name the digest that a change locks.
    NotFromTag {
        locked: Digest,
        now: Digest,
        part: Option<ImagePart>,
    },
    /// The index does not have these platforms as a change locks them.
    NotFromIndex(BTreeSet<Platform>),
    /// The base does not use this registry, which was not asked.
    RegistryNotAllowed(Registry),
    /// Anonymously there is no access.
    NotPublic { error: Error, is_allowed: bool },
    /// The change weakens what the base demands.
    Weakened {
        weakening: Weakening,
        is_allowed: bool,
    },
}

impl VerifyFinding {
    /// The status of the image.
    pub(super) fn status(&self) -> RowStatus {
        match self {
            Self::State(state) => RowStatus::from(state),
            Self::Present => RowStatus::Unchanged,
            Self::Gone | Self::PlatformsGone { .. } => RowStatus::Gone,
            Self::Moved { .. } => RowStatus::Moved,
            Self::Refused(_)
            | Self::NotFromTag { .. }
            | Self::NotFromIndex(_)
            | Self::Weakened { .. } => RowStatus::Refused,
            Self::RegistryNotAllowed(_) | Self::NotPublic { .. } => RowStatus::NotAsked,
            Self::Failed(_) => RowStatus::Failed,
        }
    }

    /// True where it is that the lock satisfies the manifest.
    pub fn is_satisfied(&self) -> bool {
        matches!(self, Self::State(state) if state.is_satisfied())
    }

    /// The digest that the tag names, if that is not the locked one.
    pub fn named_by_tag(&self) -> Option<&Digest> {
        let (Self::Moved { now, .. } | Self::NotFromTag { now, .. }) = self else {
            return None;
        };
        Some(now)
    }

    /// The part of what the tag names that the locked digest is, to be filled in.
    pub fn part_mut(&mut self) -> Option<&mut Option<ImagePart>> {
        let (Self::Moved { part, .. } | Self::NotFromTag { part, .. }) = self else {
            return None;
        };
        Some(part)
    }

    /// True where there is a note on it.
    pub(super) fn is_told(&self) -> bool {
        !matches!(self, Self::Present | Self::State(EntryState::Satisfied))
    }

    /// The note on it; `None` where all is well.
    pub(super) fn note(&self) -> Option<Note> {
        Some(match self {
            Self::Moved {
                locked,
                now,
                part: Some(part),
            }
            | Self::NotFromTag {
                locked,
                now,
                part: Some(part),
            } => {
                let message = format!(
                    "the locked digest {} is that of {part}; the tag names `{now}`",
                    locked.short()
                );
                Note::no(Reason::DigestOfPart, message)
                    .hint("run `imagelock update NAME` to lock what the tag names")
            }
            Self::NotFromTag { locked, now, .. } => {
                let message = format!("the tag names {}, not {}", now.short(), locked.short());
                Note::no(Reason::DigestNotFromTag, message)
                    .hint("if the tag moved since, run `imagelock update NAME`")
            }
            Self::NotFromIndex(platforms) => {
                let platforms = listed(platforms);
                let message = format!("the index has no such digest for {platforms}");
                Note::no(Reason::PlatformsNotFromIndex, message)
                    .hint("restore `images.lock` from the base, and run `imagelock lock`")
            }
            Self::RegistryNotAllowed(registry) => {
                let message =
                    format!("the base does not use `{registry}`, so nothing was asked there");
                Note::no(Reason::RegistryNotAllowed, message).hint(format!(
                    "if that is meant, pass `--allow-registry {registry}`"
                ))
            }
            Self::NotPublic { error, is_allowed } => Note {
                kind: NoteKind::Finding,
                reason: Reason::NotPublic,
                class: (!is_allowed).then(|| error.class()),
                hint: (!is_allowed)
                    .then(|| "leave out `--anonymous`, or pass `--allow-unasked`".to_owned()),
                message: format!("not checked, because it is not public: {error}"),
                ..Note::from(error)
            },
            Self::Weakened {
                weakening,
                is_allowed,
            } => Note {
                class: (!is_allowed).then_some(Class::No),
                hint: (!is_allowed)
                    .then(|| "if that is meant, pass `--allow-policy-change`".to_owned()),
                ..Note::finding(weakening.reason(), weakening.to_string())
            },
            Self::Present => return None,
            Self::State(state) => return note_of(state),
            Self::Gone => Note::no(
                Reason::DigestGone,
                "the registry no longer has the locked digest",
            ),
            Self::PlatformsGone {
                platforms,
                repository,
                digest,
            } => {
                let platforms = listed(platforms);
                let message = format!(
                    "the registry no longer has the manifest for {platforms}: `{repository}@{digest}`"
                );
                Note::no(Reason::PlatformGone, message).hint(
                    "if its tag names something else by now, run `imagelock update NAME`; else a clean-up has \
                     deleted a part: push the image again",
                )
            }
            Self::Moved { locked, now, .. } => {
                let message = format!("the tag moved: {} → {}", locked.short(), now.short());
                Note::no(Reason::TagMoved, message)
            }
            Self::Refused(refusal) => Note::from(refusal),
            Self::Failed(error) => Note::from(error),
        })
    }
}

/// A way out that names the image.
pub(super) fn for_name(note: Note, name: &ImageName) -> Note {
    Note {
        hint: note.hint.map(|hint| hint.replace(ANY_NAME, name.as_str())),
        ..note
    }
}
