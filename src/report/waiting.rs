//! Digests that are not locked before they are old enough (`min-age`), in words.

use crate::day::Day;
use crate::policy::Held;
use crate::policy::decision::YOUNG_MAX;
use crate::reference::{Digest, Tag};

/// A digest that a tag was seen to name, and that is not locked before it is old enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WaitingDigest<'a> {
    pub(super) tag: &'a Tag,
    pub(super) digest: &'a Digest,
    /// The day on which the tag was first seen to name it.
    pub(super) since: Day,
    /// The day on which it is old enough.
    pub(super) until: Day,
}

impl WaitingDigest<'_> {
    /// `1.27-alpine 91be02d7`.
    pub(super) fn named(&self) -> String {
        format!("{} {}", self.tag, self.digest.short())
    }
}

/// What a tag names that is not old enough, beside all that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeldDigest<'a> {
    pub(super) digest: WaitingDigest<'a>,
    /// Whether its day is kept. Of an image with many releases those beyond the oldest have to wait for their turn.
    is_counted: bool,
    /// What is old enough before it.
    next: Option<WaitingDigest<'a>>,
}

impl<'a> HeldDigest<'a> {
    /// One whose day is kept, and that nothing comes before.
    pub(super) fn counted(digest: WaitingDigest<'a>) -> Self {
        Self {
            digest,
            is_counted: true,
            next: None,
        }
    }

    /// What is held of all that waits, on a day.
    pub(super) fn of(held: &'a Held, waiting: &[WaitingDigest<'a>], today: Day) -> Self {
        let digest = WaitingDigest::from(held);
        let is_it = |it: &WaitingDigest<'_>| (it.tag, it.digest) == (digest.tag, digest.digest);
        let is_counted = waiting.iter().any(is_it);
        let earlier = waiting.iter().filter(|it| it.tag != digest.tag);
        // What is old enough already is passed over for another reason
        let earlier = earlier.filter(|it| it.until > today);
        let next = earlier.copied().min_by_key(|it| it.until);
        let next = next.filter(|it| !is_counted || it.until < digest.until);
        Self {
            digest,
            is_counted,
            next,
        }
    }

    /// `until 2026-11-30`, and what is old enough before that.
    pub(super) fn until(&self) -> String {
        let until = match self.is_counted {
            true => format!("until {}", self.digest.until),
            false => "not counted yet".to_owned(),
        };
        let next = self
            .next
            .map(|it| format!(", {} until {}", it.tag, it.until));
        until + &next.unwrap_or_default()
    }

    /// Why it is held, in a sentence.
    pub(super) fn words(&self) -> String {
        let WaitingDigest {
            tag, since, until, ..
        } = self.digest;
        let digest = self.digest.digest.short();
        let held = match self.is_counted {
            true => {
                format!("held until {until}: `{tag}` was first seen to name {digest} on {since}")
            }
            false => format!(
                "held: `{tag}` names {digest}, whose age is not counted yet, since {YOUNG_MAX} older ones wait; it is once \
                 one of them is old enough or gone"
            ),
        };
        let next = self
            .next
            .map(|it| format!("; before that, `{}` is old enough on {}", it.tag, it.until));
        held + &next.unwrap_or_default()
    }
}

impl<'a> From<&'a Held> for HeldDigest<'a> {
    fn from(held: &'a Held) -> Self {
        Self::counted(held.into())
    }
}

impl<'a> From<&'a Held> for WaitingDigest<'a> {
    fn from(held: &'a Held) -> Self {
        Self {
            tag: &held.tag,
            digest: &held.digest,
            since: held.since,
            until: held.until,
        }
    }
}
