//! The case of one image, and the verdict on it.

use super::Fact;
use crate::day::Day;
use crate::lock::{Entry, Seen, SeenDays};
use crate::manifest::Image;
use crate::policy::Outcome;
use crate::reference::{Digest, Tag};
use crate::resolve::Answered;

/// One image with all that is known of it before anything but its tag is asked.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub image: &'a Image,
    /// The entry of its own name, whatever that is of.
    pub own: Option<&'a Entry>,
    /// The entry that it goes on from, which may be that of another name ([`super::LockedEntries`]).
    pub locked: Option<&'a Entry>,
    /// The tag that was asked: the one that the manifest names, or that its rule chose. None for a pin by hand.
    pub chosen: Option<&'a Tag>,
    /// The answer to that.
    pub answer: &'a Answered,
    /// The records of `images.seen` and of all other sources that are believed.
    pub seen: &'a Seen,
    pub today: Day,
    pub leniency: Leniency,
}

/// What somebody asked to be taken all the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leniency {
    /// An index that is the same for the declared platforms (`--refresh-index`).
    pub takes_same_index: bool,
    /// A digest that is too young (`--ignore-min-age`).
    pub ignores_min_age: bool,
}

/// The verdict on an image with the facts so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It depends on these facts, none of which is known yet. Never empty.
    Open(Vec<Fact>),
    /// It is decided.
    Settled(Box<Settled>),
}

/// The decision on an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub outcome: Outcome,
    /// What is said beside the outcome.
    pub note: Option<DecisionNote>,
    /// The tag that the image's choice named ([`Case::chosen`]).
    pub chosen: Option<Tag>,
    /// What came of the tags that were asked about, if the image has a `min-age`, or others have records of them. Each
    /// tag once.
    pub asked: Vec<(Tag, AskedTag)>,
}

/// Why an outcome is as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionNote {
    /// The tag names this digest now, which is the same as the locked one for the declared platforms.
    SameForPlatforms(Digest),
    /// It is locked at once although it has a `min-age`: nothing of it was locked before.
    NotAged,
    /// It is locked, after its tag was seen to name it for so many days.
    SeenFor(i64),
    /// Its tag has been held since this day, which is three times `min-age` or more.
    HeldSince(Day),
}

/// What came of a tag that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedTag {
    /// It is there no more.
    Gone,
    /// It names a digest.
    Names {
        digest: Digest,
        /// The days of its record; none if it has no record and needs none.
        days: Option<SeenDays>,
    },
}

impl AskedTag {
    pub(super) fn names(digest: &Digest, days: Option<SeenDays>) -> Self {
        let digest = digest.clone();
        Self::Names { digest, days }
    }
}
