//! The labels of two images.

use serde::Serialize;

use crate::registry::Description;
use crate::report::details::{DescribedImage, ImageDetails};
use crate::report::plain::plain_line;

/// The labels of the old and the new image, and what differs.
#[derive(Debug, Serialize)]
pub(super) struct JsonDetails {
    old: JsonDescription,
    new: JsonDescription,
    compare_url: Option<String>,
    platforms_gained: Vec<String>,
    platforms_lost: Vec<String>,
}

/// The labels of one image, or the error that kept them from being read.
#[derive(Debug, Default, Serialize)]
struct JsonDescription {
    version: Option<String>,
    revision: Option<String>,
    source: Option<String>,
    created: Option<String>,
    error: Option<String>,
}

impl From<&ImageDetails> for JsonDetails {
    fn from(details: &ImageDetails) -> Self {
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

impl From<&DescribedImage> for JsonDescription {
    fn from(image: &DescribedImage) -> Self {
        match image {
            Err(error) => Self {
                error: Some(plain_line(&error.to_string())),
                ..Self::default()
            },
            Ok(Description { labels, .. }) => Self {
                version: labels.version.clone(),
                revision: labels.revision.clone(),
                source: labels.source.clone(),
                created: labels.created.clone(),
                error: None,
            },
        }
    }
}
