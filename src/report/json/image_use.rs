//! A place of the document at which a file uses an image.

use serde::Serialize;

use super::image::{JsonNote, JsonRule};
use crate::report::image_use::ImageUse;
use crate::scan::MentionRole;

/// A place at which a file uses an image.
#[derive(Debug, Serialize)]
pub(super) struct JsonUse {
    file: String,
    line: usize,
    column: usize,
    written: String,
    image: Option<String>,
    tag: Option<String>,
    digest: Option<String>,
    role: &'static str,
    name: Option<String>,
    /// The rule that a new manifest has for it.
    #[serde(flatten)]
    rule: JsonRule,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<JsonLockedUse>,
    status: &'static str,
    #[serde(flatten)]
    said: JsonNote,
}

/// What is locked of it.
#[derive(Debug, Serialize)]
struct JsonLockedUse {
    tag: Option<String>,
    digest: String,
}

impl From<&ImageUse> for JsonUse {
    fn from(place: &ImageUse) -> Self {
        let image = place.image.as_ref();
        Self {
            file: place.file.clone(),
            line: place.line,
            column: place.column,
            written: place.written.clone(),
            image: image.map(|image| image.repository.to_string()),
            tag: image.and_then(|image| Some(image.tag.as_ref()?.to_string())),
            digest: image.and_then(|image| Some(image.digest.as_ref()?.to_string())),
            role: match place.role {
                MentionRole::Used => "used",
                MentionRole::Told => "mentioned",
            },
            name: place.name.as_ref().map(ToString::to_string),
            rule: JsonRule::of(place.new_rule.as_ref()),
            locked: place.finding.locked().map(|locked| JsonLockedUse {
                tag: locked
                    .tag
                    .as_ref()
                    .or(image.and_then(|image| image.tag.as_ref()))
                    .map(ToString::to_string),
                digest: locked.digest.to_string(),
            }),
            status: place.finding.as_str(),
            said: JsonNote::of(place.note().as_ref()),
        }
    }
}
