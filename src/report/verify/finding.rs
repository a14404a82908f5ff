//! The findings of `verify`, each with the status that it gives its image and the note on it.

use std::collections::BTreeSet;

use super::AgeWayOut;
use super::named::registries_hint;
use crate::day::Day;
use crate::document::listed;
use crate::exit::{Class, Reason};
use crate::lock::EntryState;
use crate::manifest::MinAge;
use crate::policy::{Held, PolicyRefusal, Weakening};
use crate::reference::{Digest, Platform, Registry, Repository, Tag};
use crate::registry::{Error, ImagePart};
use crate::report::decision::note_on_held;
use crate::report::row::{Note, NoteKind, RowStatus};
use crate::report::state::note_of;
use crate::report::waiting::HeldDigest;
use crate::resolve::NoMatch;

/// A locked digest beside the one that the tag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagDigests {
    /// The tag of the entry, which is the one that was asked about.
    pub tag: Option<Tag>,
    pub locked: Digest,
    pub now: Digest,
    /// The part of what the tag names that the locked one is, if it is known to be one: then the tag did not move.
    pub part: Option<ImagePart>,
    /// The way out of a change, if the age of the image counts.
    pub way_out: Option<AgeWayOut>,
}

/// A digest that is too young to be locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YoungEntry {
    pub tag: Tag,
    pub digest: Digest,
    pub min_age: MinAge,
    /// The first day on which the tag is known to have named it, and that on which it is old enough; `None` if no
    /// trusted record has begun to count.
    pub days: Option<(Day, Day)>,
    pub is_allowed: bool,
    pub way_out: Option<AgeWayOut>,
}

/// The tag that `update` would choose in the place of the locked one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherTag {
    pub locked: Option<Tag>,
    pub chosen: Tag,
    /// The digest that it names.
    pub digest: Digest,
}

/// The manifest of platforms below a locked index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformManifest {
    pub platforms: BTreeSet<Platform>,
    pub repository: Repository,
    pub digest: Digest,
    /// Whether the digest of the index was written by hand, so that no update changes it.
    pub is_pinned: bool,
}

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
    PlatformsGone(PlatformManifest),
    /// There was no answer about the manifest of these platforms.
    PlatformsFailed {
        manifest: PlatformManifest,
        error: Error,
    },
    /// The tag names another digest now.
    Moved(TagDigests),
    /// The list of tags has another one now that the rule chooses.
    OtherTag(OtherTag),
    /// The list of tags has none that the rule accepts.
    NoMatch(Box<NoMatch>),
    /// `update` would refuse what is there.
    Refused(PolicyRefusal),
    /// There was no answer, or the tag is gone.
    Failed(Error),
    /// The tag does not name the digest that a change locks.
    NotFromTag(TagDigests),
    /// The index does not have these platforms as a change locks them.
    NotFromIndex(BTreeSet<Platform>),
    /// The base does not use this registry, which was not asked.
    RegistryNotAllowed(Registry),
    /// Anonymously there is no access.
    NotPublic {
        error: Error,
        is_allowed: bool,
        /// Whether its age counts, and only the registry could tell it.
        hides_age: bool,
    },
    /// What `update` would lock is not old enough; the locked digest stays.
    Held(Box<Held>),
    /// The change locks a digest that its tag has not named for long enough.
    TooYoung(Box<YoungEntry>),
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
            Self::Held(_) => RowStatus::Held,
            Self::Gone | Self::PlatformsGone(_) => RowStatus::Gone,
            Self::Moved(_) | Self::OtherTag(_) => RowStatus::Moved,
            Self::Refused(_)
            | Self::NotFromTag(_)
            | Self::NotFromIndex(_)
            | Self::TooYoung(_)
            | Self::Weakened { .. } => RowStatus::Refused,
            Self::RegistryNotAllowed(_) | Self::NotPublic { .. } => RowStatus::NotAsked,
            Self::Failed(_) | Self::NoMatch(_) | Self::PlatformsFailed { .. } => RowStatus::Failed,
        }
    }

    /// True where it is that the lock satisfies the manifest.
    pub fn is_satisfied(&self) -> bool {
        matches!(self, Self::State(state) if state.is_satisfied())
    }

    /// The digest that the tag names now, if it moved, and the tag that is chosen now, if it is another one.
    pub(super) fn now(&self) -> Option<(Option<&Tag>, &Digest)> {
        if let Self::OtherTag(other) = self {
            return Some((Some(&other.chosen), &other.digest));
        }
        let Self::Moved(digests) = self else {
            return None;
        };
        Some((None, &digests.now))
    }

    /// What waits until it is old enough.
    pub(super) fn held(&self) -> Option<&Held> {
        let Self::Held(held) = self else {
            return None;
        };
        Some(held)
    }

    /// The digests, if the tag does not name the locked one.
    pub fn tag_digests(&self) -> Option<&TagDigests> {
        let (Self::Moved(digests) | Self::NotFromTag(digests)) = self else {
            return None;
        };
        Some(digests)
    }

    /// The same, to be filled in.
    pub fn tag_digests_mut(&mut self) -> Option<&mut TagDigests> {
        let (Self::Moved(digests) | Self::NotFromTag(digests)) = self else {
            return None;
        };
        Some(digests)
    }

    /// True where there is a note on it.
    pub(super) fn is_told(&self) -> bool {
        !matches!(self, Self::Present | Self::State(EntryState::Satisfied))
    }

    /// The note on it; `None` where all is well. Ways out that name images are not in it.
    pub(super) fn note(&self) -> Option<Note> {
        Some(match self {
            Self::Present => return None,
            Self::State(state) => return note_of(state),
            Self::Gone => Note::no(
                Reason::DigestGone,
                "the registry no longer has the locked digest",
            ),
            Self::PlatformsGone(manifest) => {
                let (platforms, reference) = (listed(&manifest.platforms), manifest.reference());
                let message = format!(
                    "the registry no longer has the manifest for {platforms}: `{reference}`"
                );
                Note::no(Reason::PlatformGone, message)
            }
            Self::PlatformsFailed { manifest, error } => {
                let (platforms, reference) = (listed(&manifest.platforms), manifest.reference());
                Note {
                    message: format!("the manifest for {platforms} (`{reference}`): {error}"),
                    ..Note::from(error)
                }
            }
            Self::Moved(digests) => digests.moved(),
            Self::OtherTag(other) => other.note(),
            Self::NoMatch(no_match) => Note::from(&**no_match),
            Self::NotFromTag(digests) => digests.not_from_tag(),
            Self::NotFromIndex(platforms) => not_from_index(platforms),
            Self::RegistryNotAllowed(registry) => registry_not_allowed(registry),
            Self::NotPublic {
                error,
                is_allowed,
                hides_age,
            } => not_public(error, *is_allowed, *hides_age),
            Self::Held(held) => note_on_held(HeldDigest::from(held.as_ref())),
            Self::TooYoung(young) => young.note(),
            Self::Weakened {
                weakening,
                is_allowed,
            } => weakened(weakening, *is_allowed),
            Self::Refused(refusal) => Note::from(refusal),
            Self::Failed(error) => Note::from(error),
        })
    }
}

impl TagDigests {
    fn moved(&self) -> Note {
        self.of_part().unwrap_or_else(|| {
            let (locked, now) = (self.locked.short(), self.now.short());
            let message = format!("{} moved: {locked} → {now}", self.named());
            Note::no(Reason::TagMoved, message)
        })
    }

    fn not_from_tag(&self) -> Note {
        let note = self.of_part().unwrap_or_else(|| {
            let (locked, now) = (self.locked.short(), self.now.short());
            let message = format!("{} names {now}, not {locked}", self.named());
            Note::no(Reason::DigestNotFromTag, message)
        });
        let moved = match (&self.way_out, &self.part) {
            (Some(AgeWayOut::Anew(_)), None) => "if the tag moved since, ",
            (Some(AgeWayOut::Anew(_) | AgeWayOut::PolicyFirst(_)) | None, _) => "",
        };
        let way_out = self.way_out.as_ref();
        Note {
            hint: way_out.map(|way_out| format!("{moved}{way_out}")),
            ..note
        }
    }

    fn of_part(&self) -> Option<Note> {
        let part = self.part.as_ref()?;
        let (locked, now, tag) = (self.locked.short(), &self.now, self.named());
        let message = format!("the locked digest {locked} is that of {part}; {tag} names `{now}`");
        Some(Note::no(Reason::DigestOfPart, message))
    }

    fn named(&self) -> String {
        let tag = self.tag.as_ref().map(|tag| format!(" `{tag}`"));
        format!("the tag{}", tag.unwrap_or_default())
    }
}

impl YoungEntry {
    fn note(&self) -> Note {
        let (tag, digest, min_age) = (&self.tag, self.digest.short(), self.min_age);
        let message = match self.days {
            Some((since, until)) => format!(
                "`{tag}` is known to name {digest} since {since}, so `min-age = \"{min_age}\"` holds it until {until}"
            ),
            None => format!(
                "no record of the base says since when `{tag}` names {digest}; `min-age = \"{min_age}\"` counts from the first one that an update writes there"
            ),
        };
        let way_out = self.way_out.as_ref().map(|way_out| format!("{way_out}; "));
        let hint = way_out.unwrap_or_default() + "if that is meant, pass `--allow-young`";
        Note {
            class: (!self.is_allowed).then_some(Class::No),
            hint: (!self.is_allowed).then_some(hint),
            ..Note::finding(Reason::DigestTooYoung, message)
        }
    }
}

impl OtherTag {
    fn note(&self) -> Note {
        let locked = self.locked.as_ref().map(|tag| format!("`{tag}` → "));
        let (locked, chosen) = (locked.unwrap_or_default(), &self.chosen);
        let message = format!("`update` chooses another tag: {locked}`{chosen}`");
        Note::no(Reason::OtherTagChosen, message)
    }
}

impl PlatformManifest {
    fn reference(&self) -> String {
        format!("{}@{}", self.repository, self.digest)
    }
}

fn not_from_index(platforms: &BTreeSet<Platform>) -> Note {
    let platforms = listed(platforms);
    let message = format!("the index has no such digest for {platforms}");
    Note::no(Reason::PlatformsNotFromIndex, message)
        .hint("restore `images.lock` from the base, and run `imagelock lock`")
}

fn registry_not_allowed(registry: &Registry) -> Note {
    let message = format!("the base does not use `{registry}`, so nothing was asked there");
    Note::no(Reason::RegistryNotAllowed, message).hint(registries_hint(&[registry].into()))
}

pub(super) fn not_public(error: &Error, is_allowed: bool, hides_age: bool) -> Note {
    let age = if hides_age { ", nor was its age" } else { "" };
    let hint = "leave out `--anonymous` to ask with your credentials, or pass `--allow-unasked` to leave it unchecked".to_owned();
    Note {
        kind: NoteKind::Finding,
        reason: Reason::NotPublic,
        class: (!is_allowed).then(|| error.class()),
        hint: (!is_allowed).then_some(hint),
        message: format!("not checked{age}, because it is not public: {error}"),
        ..Note::from(error)
    }
}

fn weakened(weakening: &Weakening, is_allowed: bool) -> Note {
    let what = match weakening {
        Weakening::TagMoved { .. } => "moved tag",
        Weakening::TagLowered { .. } => "lower version",
        _ => "weaker rule",
    };
    let hint = format!("if the {what} is intended, pass `--allow-policy-change`");
    Note {
        class: (!is_allowed).then_some(Class::No),
        hint: (!is_allowed).then_some(hint),
        ..Note::finding(weakening.reason(), weakening.to_string())
    }
}
