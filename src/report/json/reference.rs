//! A reference of the document: an answer of `resolve` or `get`.

use serde::Serialize;

use super::image::JsonNote;
use crate::report::reference::ResolvedReference;
use crate::report::row::Note;

/// A reference, resolved or not.
#[derive(Debug, Serialize)]
pub(super) struct JsonReference {
    given: String,
    image: String,
    tag: Option<String>,
    status: &'static str,
    digest: Option<String>,
    value: Option<String>,
    #[serde(flatten)]
    said: JsonNote,
}

impl From<&ResolvedReference> for JsonReference {
    fn from(pinned: &ResolvedReference) -> Self {
        let answer = pinned.answer.as_ref();
        Self {
            given: pinned.given.clone(),
            image: pinned.repository.to_string(),
            tag: pinned.tag.as_ref().map(ToString::to_string),
            status: if answer.is_ok() { "resolved" } else { "failed" },
            digest: answer.ok().map(|answer| answer.digest.to_string()),
            value: answer.ok().map(|answer| answer.line.clone()),
            said: JsonNote::of(answer.err().map(Note::from).as_ref()),
        }
    }
}
