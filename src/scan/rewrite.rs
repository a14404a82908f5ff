//! Writing tags and digests into a text: other bytes in the place of a reference, a tag or a digest, and nothing else.

use super::edits::{LockedPin, agreed};
use super::mention::Hindrance;
use super::proof::Proof;
use super::read::Used;

/// A text with digests in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The text, without a byte order mark.
    pub text: String,
    /// For each mention why what was wanted is not written; `None` where it is, or nothing was wanted.
    pub left: Vec<Option<Hindrance>>,
}

/// Writes what is wanted for each mention. The new text is read again: a place that would then name anything else than
/// what is meant is left as it is.
pub fn rewrite(used: &Used, wanted: &[Option<LockedPin<'_>>]) -> Rewritten {
    let (places, mut left) = agreed(&used.source.text, &used.mentions, wanted);
    let (text, refused) = Proof::new(used, wanted, &places).written();
    for (index, hindrance) in refused {
        left[index] = Some(hindrance);
    }
    Rewritten { text, left }
}
