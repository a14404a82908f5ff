//! Digests that are not locked before they are old enough (`min-age`), in words.

use crate::day::Day;
use crate::policy::Held;
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
