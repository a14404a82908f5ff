//! The labels of an image: version, source, commit and date (image specification, `annotations.md`).
//!
//! All of it is hearsay. Whoever builds an image writes it or does not, and an image that is built upon another one
//! has that one's labels wherever it has none of its own.

use crate::registry::excerpt::{JsonExcerpt, JsonShape};

/// The part of a value that is taken, in characters: it is from outside and is shown to people, who would not see what
/// stands beside it.
const VALUE_MAX: usize = 512;

/// The keys that are read, of labels and of annotations.
const KEYS: JsonShape = JsonShape::Fields(&[
    ("org.opencontainers.image.version", JsonShape::Text),
    ("org.opencontainers.image.source", JsonShape::Text),
    ("org.opencontainers.image.revision", JsonShape::Text),
    ("org.opencontainers.image.created", JsonShape::Text),
    ("org.label-schema.version", JsonShape::Text),
    ("org.label-schema.vcs-url", JsonShape::Text),
    ("org.label-schema.vcs-ref", JsonShape::Text),
    ("org.label-schema.build-date", JsonShape::Text),
]);
const CONFIG: JsonShape = JsonShape::Fields(&[
    ("created", JsonShape::Text),
    ("config", JsonShape::Fields(&[("Labels", KEYS)])),
]);
const DOCUMENT: JsonShape = JsonShape::Fields(&[("annotations", KEYS)]);

/// The words of an image about itself, as far as it has any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// `org.opencontainers.image.version`: of the packaged software, in any form.
    pub version: Option<String>,
    /// `org.opencontainers.image.source`: where the sources are; mostly a URL.
    pub source: Option<String>,
    /// `org.opencontainers.image.revision`: which sources; mostly a commit.
    pub revision: Option<String>,
    /// `org.opencontainers.image.created`, else what the config says of itself: a date as it was written.
    pub created: Option<String>,
}

impl Labels {
    /// Reads the labels of a config, and the annotations of manifests and indexes: the nearest to the image first,
    /// which wins. What is not the JSON of such a document says nothing.
    pub fn read(config: Option<&[u8]>, documents: &[&[u8]]) -> Self {
        let read = |body: &[u8], shape| JsonExcerpt::read(body, shape).unwrap_or_default();
        let config = config.map(|body| read(body, CONFIG)).unwrap_or_default();
        let documents: Vec<JsonExcerpt> =
            documents.iter().map(|body| read(body, DOCUMENT)).collect();
        let labels = config.get("config").get("Labels");
        let said = |key: &str| {
            let annotations = documents.iter().map(|document| document.get("annotations"));
            std::iter::once(labels)
                .chain(annotations)
                .find_map(|place| usable(place.get(key)))
        };
        // What label-schema.org had before OCI: labels of old images, and only labels
        let said_of_old = |key: &str| usable(labels.get(key));
        Self {
            version: said("org.opencontainers.image.version")
                .or_else(|| said_of_old("org.label-schema.version")),
            source: said("org.opencontainers.image.source")
                .or_else(|| said_of_old("org.label-schema.vcs-url")),
            revision: said("org.opencontainers.image.revision")
                .or_else(|| said_of_old("org.label-schema.vcs-ref")),
            created: said("org.opencontainers.image.created")
                .or_else(|| usable(config.get("created")))
                .or_else(|| said_of_old("org.label-schema.build-date")),
        }
    }
}

/// A value as it may be shown: in one line, and marked where it is cut, so that no part of a URL passes for one.
fn usable(value: &JsonExcerpt) -> Option<String> {
    let letters = value.as_str()?.chars();
    let line: String = letters.filter(|letter| !letter.is_control()).collect();
    let line = line.trim();
    if line.chars().count() > VALUE_MAX {
        return Some(line.chars().take(VALUE_MAX - 1).chain(['…']).collect());
    }
    (!line.is_empty()).then(|| line.to_owned())
}

#[cfg(test)]
mod tests;
