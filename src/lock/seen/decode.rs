//! Reading `images.seen`, strictly.

use super::Seen;
use super::encode::{FOOTER, HEADER};
use crate::document::{Problem, Problems, Source, without_mark};
use crate::lock::DecodeError;

/// Reads an `images.seen`.
///
/// # Errors
/// Where the text is not one of this version, whole and valid.
pub fn decode(source: &Source) -> Result<Seen, DecodeError> {
    canonical(&source.text).ok_or_else(|| {
        let problem = Problem::new(0..0, "this is not as imagelock writes it");
        DecodeError::Damaged(Problems::one(source.clone(), problem))
    })
}

/// The records, where each stands as we would write it.
fn canonical(text: &str) -> Option<Seen> {
    let text = without_mark(text).replace("\r\n", "\n");
    let records = text.strip_prefix(HEADER)?.strip_suffix(FOOTER)?;
    let mut seen = Seen::default();
    for record in records.lines() {
        let rest = record.strip_prefix("  { image = \"")?;
        let (image, rest) = rest.split_once("\", tag = \"")?;
        let (tag, rest) = rest.split_once("\", digest = \"")?;
        let (digest, rest) = rest.split_once("\", since = ")?;
        let since = rest.strip_suffix(" },")?;
        let day = since.parse().ok()?;
        seen.add(
            image.parse().ok()?,
            tag.parse().ok()?,
            digest.parse().ok()?,
            day,
        );
    }
    Some(seen)
}
