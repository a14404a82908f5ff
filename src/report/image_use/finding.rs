//! A finding on a place of a file that uses an image.

use crate::reference::{Digest, Tag};
use crate::report::near_images::NearImages;
use crate::scan::{Hindrance, LockedPin, Obstacle};

/// A finding on a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseFinding {
    /// A comment asks to leave it out.
    Ignored,
    /// It is only told, and nothing is asked of it.
    Told,
    /// The file builds it, and the manifest does not name it.
    Built,
    /// It is in the manifest now.
    Found,
    /// It is in the manifest now, and its digest in the lock.
    Kept,
    /// It has another digest at another place, so that none is kept.
    Disputed(Digest),
    /// It is written with the locked digest.
    Pinned,
    /// It is written without a digest, and needs none.
    Unpinned,
    /// It is written without a digest, and one is required: this one is locked.
    DigestMissing(LockedUse),
    /// It is written without a digest, and none can be written there.
    NotRewritable(Hindrance),
    /// This was written.
    Fixed(LockedUse),
    /// It is written with another digest than this one, which is locked; and why that cannot be written there.
    Other(Option<LockedUse>, Option<Hindrance>),
    /// It is written with another tag than this, which is the one of the tags that a rule accepts that is locked; and
    /// why that cannot be written there.
    OtherTag(LockedUse, Option<Hindrance>),
    /// The rules of these images accept its tag, and they lock different ones.
    Several(NearImages),
    /// It is written as it was locked before, and this is locked now; and why that cannot be written there.
    Outdated(LockedUse, Option<Hindrance>),
    /// The manifest names it, and it is not locked.
    NotLocked,
    /// The manifest names it, and what is locked is not what it says.
    Unsatisfied,
    /// The manifest does not name it, but these of its repository.
    Undeclared(NearImages),
    /// Nobody can tell which image it is.
    Unresolved(Obstacle),
}

impl UseFinding {
    /// Whether a report of it says what to do at the place itself.
    pub fn takes_advice(&self) -> bool {
        match self {
            Self::Unresolved(_) => true,
            Self::Other(..) | Self::OtherTag(..) | Self::Outdated(..) => self.unwritten().is_some(),
            Self::Ignored
            | Self::Told
            | Self::Built
            | Self::Undeclared(_)
            | Self::Found
            | Self::Kept
            | Self::Disputed(_)
            | Self::Pinned
            | Self::Unpinned
            | Self::DigestMissing(_)
            | Self::NotRewritable(_)
            | Self::Fixed(_)
            | Self::Several(_)
            | Self::NotLocked
            | Self::Unsatisfied => false,
        }
    }

    /// What has to stand there and cannot be written, and why.
    pub fn unwritten(&self) -> Option<(&LockedUse, &Hindrance)> {
        match self {
            Self::Other(Some(locked), Some(left))
            | Self::OtherTag(locked, Some(left))
            | Self::Outdated(locked, Some(left)) => Some((locked, left)),
            Self::Other(..)
            | Self::OtherTag(..)
            | Self::Outdated(..)
            | Self::Ignored
            | Self::Told
            | Self::Built
            | Self::Found
            | Self::Kept
            | Self::Disputed(_)
            | Self::Pinned
            | Self::Unpinned
            | Self::DigestMissing(_)
            | Self::NotRewritable(_)
            | Self::Fixed(_)
            | Self::Several(_)
            | Self::NotLocked
            | Self::Unsatisfied
            | Self::Undeclared(_)
            | Self::Unresolved(_) => None,
        }
    }

    /// What is locked of the image, where that is or was to be written.
    pub(in crate::report) fn locked(&self) -> Option<&LockedUse> {
        match self {
            Self::DigestMissing(locked)
            | Self::Fixed(locked)
            | Self::Other(Some(locked), _)
            | Self::OtherTag(locked, _)
            | Self::Outdated(locked, _) => Some(locked),
            Self::Other(None, _)
            | Self::Ignored
            | Self::Told
            | Self::Built
            | Self::Found
            | Self::Kept
            | Self::Disputed(_)
            | Self::Pinned
            | Self::Unpinned
            | Self::NotRewritable(_)
            | Self::NotLocked
            | Self::Unsatisfied
            | Self::Several(_)
            | Self::Undeclared(_)
            | Self::Unresolved(_) => None,
        }
    }

    /// The word for programs.
    pub(in crate::report) fn as_str(&self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Told => "mentioned",
            Self::Built => "built",
            Self::Found => "found",
            Self::Kept => "kept",
            Self::Disputed(_) => "disputed",
            Self::Pinned => "pinned",
            Self::Unpinned | Self::DigestMissing(_) | Self::NotRewritable(_) => "unpinned",
            Self::Fixed(_) => "fixed",
            Self::Other(..) => "other-digest",
            Self::OtherTag(..) => "other-tag",
            Self::Several(_) => "ambiguous",
            Self::Outdated(..) => "outdated",
            Self::NotLocked | Self::Unsatisfied => "not-locked",
            Self::Undeclared(_) => "undeclared",
            Self::Unresolved(_) => "unresolved",
        }
    }
}

/// What is locked of a used image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedUse {
    /// The tag, where it is another one than a file has.
    pub tag: Option<Tag>,
    pub digest: Digest,
    /// Whether the digest stands there too, or has to.
    pub has_digest: bool,
}

impl LockedUse {
    /// What has to be written.
    pub fn pin(&self) -> LockedPin<'_> {
        LockedPin {
            tag: self.tag.as_ref(),
            digest: self.has_digest.then_some(&self.digest),
        }
    }
}
