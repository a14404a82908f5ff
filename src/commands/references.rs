//! References as they are given on the command line, and as they are printed.

use crate::document::shown;
use crate::error::{BadReference, Error, RequestError};
use crate::reference::{ParsedReference, Reference, parse};

/// The form of a printed reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceStyle {
    /// As `name:tag@digest`.
    TagAndDigest,
    /// As `name@digest`, for tools that refuse both.
    DigestOnly,
}

impl ReferenceStyle {
    /// A pinned reference as it is printed.
    pub(super) fn print(self, reference: Reference) -> String {
        match self {
            Self::TagAndDigest => reference.to_string(),
            Self::DigestOnly => Reference {
                tag: None,
                ..reference
            }
            .to_string(),
        }
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

/// A text that may hold a password, or a token in the query of a URL, is not repeated.
fn quotable(text: &str) -> Option<String> {
    (!text.contains(['@', '?'])).then(|| shown(text))
}
