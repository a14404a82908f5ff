//! References as they are given on the command line, and as they are printed.

use crate::context::Context;
use crate::document::shown;
use crate::error::{BadReference, Error, RequestError};
use crate::reference::{Digest, ParsedReference, Platform, Reference, parse};
use crate::report::reference::ReferenceAnswer;

/// What is printed of a reference.
#[derive(Debug, Clone)]
pub struct ReferenceForm {
    /// The platform whose digest is wanted; `None` for that of the index.
    pub platform: Option<Platform>,
    pub field: Field,
}

/// The part of a pinned reference that is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `docker.io/library/alpine`.
    Repository,
    /// `3.20`; empty if there is none.
    Tag,
    /// `sha256:…`.
    Digest,
    /// The whole, as `name:tag@digest`.
    Reference,
    /// The same as `name@digest`, for tools that refuse both.
    ReferenceWithoutTag,
}

impl Field {
    /// The answer for a reference whose digest is known.
    pub(super) fn answer(self, reference: Reference, digest: Digest) -> ReferenceAnswer {
        let line = match self {
            Self::Repository => reference.repository.to_string(),
            Self::Tag => reference.tag.iter().map(ToString::to_string).collect(),
            Self::Digest => digest.to_string(),
            Self::Reference => pinned(reference, &digest).to_string(),
            Self::ReferenceWithoutTag => Reference {
                tag: None,
                ..pinned(reference, &digest)
            }
            .to_string(),
        };
        ReferenceAnswer { digest, line }
    }
}

fn pinned(reference: Reference, digest: &Digest) -> Reference {
    Reference {
        digest: Some(digest.clone()),
        ..reference
    }
}

pub(super) fn read_references(texts: Vec<String>) -> Result<Vec<(String, ParsedReference)>, Error> {
    let (mut references, mut wrong) = (Vec::new(), Vec::new());
    for (index, text) in texts.into_iter().enumerate() {
        match parse(&text) {
            Ok(parsed) => references.push((text, parsed)),
            Err(error) => wrong.push(BadReference {
                number: index + 1,
                text: quotable(&text),
                error,
            }),
        }
    }
    if wrong.is_empty() {
        Ok(references)
    } else {
        Err(RequestError::References(wrong).into())
    }
}

/// Finds out whether references have neither a tag nor a digest, so that a range may choose. What reads as a tag may be
/// the port of a registry: so it is asked about.
pub(super) fn check_untagged(
    context: &Context,
    references: &[(String, ParsedReference)],
) -> Result<(), Error> {
    let mut tagged = Vec::new();
    for (_, parsed) in references {
        let ParsedReference {
            reference,
            surprise,
            ..
        } = parsed;
        if reference.is_bare() {
            continue;
        }
        if let Some(surprise) = surprise {
            context.printer.warning(&surprise.to_string());
        }
        tagged.push(reference.clone());
    }
    if tagged.is_empty() {
        return Ok(());
    }
    Err(RequestError::TagBesideRange(tagged).into())
}

/// A text that may hold a password, or a token in the query of a URL, is not repeated.
fn quotable(text: &str) -> Option<String> {
    (!text.contains(['@', '?'])).then(|| shown(text))
}
