//! What `verify` found.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::reason::Reason;
use super::row::{Note, Row, Verdict};
use crate::error::Error as RunError;
use crate::exit::{Class, Status};
use crate::lock::{Entry, Lock, Standing};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Refusal;
use crate::reference::Digest;
use crate::registry::Error;

/// What `verify` found of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// How manifest and lock stand to each other.
    Standing(Standing),
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
    Refused(Refusal),
    /// There was no answer, or the tag is gone.
    Failed(Error),
}

/// What `verify` found.
#[derive(Debug)]
pub struct Verified {
    /// The manifest's path, as it is shown.
    pub manifest_path: String,
    /// The lock's path, as it is shown.
    pub lock_path: String,
    /// The manifest.
    pub manifest: Manifest,
    /// The lock.
    pub lock: Lock,
    /// What was found of every name of both.
    pub findings: BTreeMap<ImageName, Vec<Finding>>,
    /// The first line of the lock that imagelock would have written in another way, as it may be shown.
    pub difference: Option<(usize, String)>,
    /// What a reader must not take for answered.
    pub not_asked: Vec<&'static str>,
    /// Why not all that was to be asked was.
    pub unfinished: Option<RunError>,
}

impl Verified {
    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        let classes = self.findings.values().flatten().filter_map(|finding| finding.note()?.class);
        let unfinished = self.unfinished.as_ref().and_then(|error| match error.status() {
            Status::Failed(class) => Some(class),
            Status::Done | Status::Signalled(_) => None,
        });
        Status::worst(classes.chain(self.difference.as_ref().map(|_| Class::No)).chain(unfinished))
    }

    /// What was found of each image.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.findings.iter().map(|(name, findings)| self.row(name, findings))
    }

    fn row<'a>(&'a self, name: &'a ImageName, findings: &[Finding]) -> Row<'a> {
        let entry = self.lock.entries.get(name);
        let notes: Vec<(Verdict, Note)> =
            findings.iter().filter_map(|finding| Some((finding.verdict(), finding.note()?))).collect();
        // What decides the exit status decides the verdict
        let gravest = notes.iter().rev().max_by_key(|(_, note)| note.class);
        let verdict = gravest.map_or(Verdict::Unchanged, |(verdict, _)| *verdict);
        let now = findings.iter().find_map(|finding| match finding {
            Finding::Moved { now, .. } => Some(now),
            _ => None,
        });
        let new = entry.map(|entry| match now {
            Some(now) => Cow::Owned(Entry { digest: now.clone(), platforms: None, ..entry.clone() }),
            None => Cow::Borrowed(entry),
        });
        let notes = notes.into_iter().map(|(_, note)| note).collect();
        Row {
            name,
            image: self.manifest.images.get(name),
            old: entry.map(Cow::Borrowed),
            new,
            verdict,
            notes,
        }
    }
}

impl Finding {
    /// What it makes of the image.
    fn verdict(&self) -> Verdict {
        match self {
            Self::Standing(Standing::Missing) => Verdict::Missing,
            Self::Standing(Standing::Unsatisfied(_) | Standing::Undeclared) => Verdict::Unsatisfied,
            Self::Standing(Standing::Satisfied | Standing::Stale) | Self::Present => Verdict::Unchanged,
            Self::Gone => Verdict::Gone,
            Self::Moved { .. } => Verdict::Moved,
            Self::Refused(_) => Verdict::Refused,
            Self::Failed(_) => Verdict::Failed,
        }
    }

    /// What there is to say of it; `None` where all is well.
    fn note(&self) -> Option<Note> {
        Some(match self {
            Self::Present => return None,
            Self::Standing(standing) => return note_of(standing),
            Self::Gone => Note::no(Reason::DigestGone, "the locked digest is gone from the registry"),
            Self::Moved { locked, now } => {
                let message = format!("the tag moved: {} → {}", locked.short(), now.short());
                Note::no(Reason::TagMoved, message)
            }
            Self::Refused(refusal) => Note::from(refusal),
            Self::Failed(error) => Note::from(error),
        })
    }
}

/// What there is to say of how manifest and lock stand to each other.
pub(super) fn note_of(standing: &Standing) -> Option<Note> {
    Some(match standing {
        Standing::Satisfied => return None,
        Standing::Stale => Note::finding(
            Reason::PlatformsStale,
            "the locked platforms belong to another digest; `imagelock lock` fetches them anew",
        ),
        Standing::Missing => Note::no(Reason::NotLocked, "it is not locked"),
        Standing::Unsatisfied(reason) => Note::no(Reason::from(reason), reason.to_string()),
        Standing::Undeclared => Note::no(Reason::NotDeclared, "it is locked, but not in the manifest"),
    })
}
