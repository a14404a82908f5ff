//! The lock for programs: a small format of our own, frozen. `docs/json.md` says what it means.

use std::collections::BTreeMap;

use serde::Serialize;

use super::chosen::{Chosen, Export};
use crate::lock::Entry;

/// The version of the document.
const VERSION: u32 = 1;

/// The keys of the document, bytewise.
pub(super) const KEYS: [&str; 2] = ["images", "version"];

#[derive(Debug, Serialize)]
struct ExportDocument<'a> {
    version: u32,
    images: BTreeMap<&'a str, ExportedImage<'a>>,
}

/// An image of the document.
#[derive(Debug, Serialize)]
struct ExportedImage<'a> {
    image: String,
    tag: Option<&'a str>,
    digest: &'a str,
    reference: String,
    platforms: Option<BTreeMap<&'a str, &'a str>>,
}

/// The document of what was chosen.
pub(super) fn document(chosen: &Chosen<'_>) -> Export {
    let images = chosen
        .iter()
        .map(|(name, entry)| (name.as_str(), image(entry)));
    let document = ExportDocument {
        version: VERSION,
        images: images.collect(),
    };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    let stale = chosen
        .iter()
        .filter(|(_, entry)| entry.platforms_are_stale());
    let warnings = stale.map(|(name, _)| {
        format!("the locked platforms of `{name}` belong to another digest, so they are left out: run `imagelock lock`")
    });
    Export {
        text: text + "\n",
        warnings: warnings.collect(),
    }
}

/// Platforms that belong to another digest are handed out by nobody: null is not known, `{}` is none.
fn image(entry: &Entry) -> ExportedImage<'_> {
    let platforms = entry.platforms.iter().flat_map(|it| &it.digests);
    let platforms = platforms.map(|(platform, digest)| (platform.as_str(), digest.as_str()));
    ExportedImage {
        image: entry.repository.to_string(),
        tag: entry.tag.as_ref().map(|tag| tag.as_str()),
        digest: entry.digest.as_str(),
        reference: entry.reference().to_string(),
        platforms: (!entry.platforms_are_stale()).then(|| platforms.collect()),
    }
}
