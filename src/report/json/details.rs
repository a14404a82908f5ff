//! What two images say of themselves.

use serde::Serialize;

use crate::report::details::{self, Side};
use crate::report::plain::plain_line;

/// What the old and the new image say of themselves.
#[derive(Debug, Serialize)]
pub(super) struct JsonDetails {
    old: JsonDescription,
    new: JsonDescription,
    compare_url: Option<String>,
    platforms_gained: Vec<String>,
    platforms_lost: Vec<String>,
}

/// What one image says of itself, or why that is not known.
#[derive(Debug, Default, Serialize)]
struct JsonDescription {
    version: Option<String>,
    revision: Option<String>,
    source: Option<String>,
    created: Option<String>,
    error: Option<String>,
}

impl From<&details::ImageDetails> for JsonDetails {
    fn from(details: &details::ImageDetails) -> Self {
        let names = |platforms: Vec<_>| platforms.iter().map(ToString::to_string).collect();
        Self {
            old: JsonDescription::from(&details.old),
            new: JsonDescription::from(&details.new),
            compare_url: details.compare_url(),
            platforms_gained: names(details.gained()),
            platforms_lost: names(details.lost()),
        }
    }
}

impl From<&Side> for JsonDescription {
    fn from(side: &Side) -> Self {
        match side {
            Err(error) => Self {
                error: Some(plain_line(&error.to_string())),
                ..Self::default()
            },
            Ok(description) => {
                let labels = &description.labels;
                Self {
                    version: labels.version.clone(),
                    revision: labels.revision.clone(),
                    source: labels.source.clone(),
                    created: labels.created.clone(),
                    error: None,
                }
            }
        }
    }
}
