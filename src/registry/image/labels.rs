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
/// The labels in a config.
const CONFIG: JsonShape = JsonShape::Fields(&[
    ("created", JsonShape::Text),
    ("config", JsonShape::Fields(&[("Labels", KEYS)])),
]);
/// The annotations in a manifest or an index.
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
    let line: String = value
        .as_str()?
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    let line = line.trim();
    if line.chars().count() > VALUE_MAX {
        return Some(line.chars().take(VALUE_MAX - 1).chain(['…']).collect());
    }
    (!line.is_empty()).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(config: Value, documents: &[Value]) -> Labels {
        let documents: Vec<String> = documents.iter().map(Value::to_string).collect();
        let documents: Vec<&[u8]> = documents.iter().map(String::as_bytes).collect();
        Labels::read(Some(config.to_string().as_bytes()), &documents)
    }

    fn labelled(labels: Value) -> Value {
        json!({ "created": "2024-01-01", "config": { "Labels": labels } })
    }

    fn annotated(annotations: Value) -> Value {
        json!({ "annotations": annotations })
    }

    fn version(value: Value) -> Option<String> {
        read(
            labelled(json!({ "org.opencontainers.image.version": value })),
            &[],
        )
        .version
    }

    #[test]
    fn a_config_says_all_of_it() {
        let config = labelled(json!({
            "org.opencontainers.image.version": "1.2",
            "org.opencontainers.image.source": "https://github.com/acme/app",
            "org.opencontainers.image.revision": "0123abc",
            "org.opencontainers.image.created": "2025-06-07",
        }));
        let expected = Labels {
            version: Some("1.2".to_owned()),
            source: Some("https://github.com/acme/app".to_owned()),
            revision: Some("0123abc".to_owned()),
            created: Some("2025-06-07".to_owned()),
        };
        assert_eq!(read(config, &[]), expected);
    }

    #[test]
    fn the_nearest_to_the_image_wins_for_each_key() {
        let (version, revision) = (
            "org.opencontainers.image.version",
            "org.opencontainers.image.revision",
        );
        let source = "org.opencontainers.image.source";
        let config = labelled(json!({ version: "config", source: "" }));
        let manifest = annotated(json!({ version: "manifest", revision: "manifest" }));
        let index = annotated(json!({ version: "index", revision: "index", source: "index" }));
        let labels = read(config, &[manifest, index]);
        let found = [labels.version, labels.revision, labels.source].map(Option::unwrap);
        assert_eq!(found, ["config", "manifest", "index"]);
    }

    #[test]
    fn a_date_is_that_of_the_config_where_nobody_gives_another() {
        let created = "org.opencontainers.image.created";
        let old = json!({ "org.label-schema.build-date": "old" });
        let cases = [
            (
                labelled(json!({ created: "label" })),
                json!({ created: "annotation" }),
                Some("label"),
            ),
            (
                labelled(Value::Null),
                json!({ created: "annotation" }),
                Some("annotation"),
            ),
            (labelled(old.clone()), Value::Null, Some("2024-01-01")),
            (
                json!({ "config": { "Labels": old } }),
                Value::Null,
                Some("old"),
            ),
            (json!({ "created": 1, "config": {} }), Value::Null, None),
        ];
        for (config, annotations, expected) in cases {
            assert_eq!(
                read(config.clone(), &[annotated(annotations)])
                    .created
                    .as_deref(),
                expected,
                "{config}"
            );
        }
    }

    #[test]
    fn labels_of_old_stand_in_where_there_are_no_others() {
        let old = json!({
            "org.label-schema.version": "1",
            "org.label-schema.vcs-url": "url",
            "org.label-schema.vcs-ref": "ref",
        });
        let labels = read(labelled(old.clone()), &[]);
        let found = [labels.version, labels.source, labels.revision].map(Option::unwrap);
        assert_eq!(found, ["1", "url", "ref"]);
        let index = annotated(json!({ "org.opencontainers.image.version": "2" }));
        assert_eq!(read(labelled(old), &[index]).version.as_deref(), Some("2"));
    }

    #[test]
    fn values_are_taken_as_far_as_they_can_be_shown() {
        let long = "é".repeat(VALUE_MAX);
        let cases = [
            (json!("1.2"), Some("1.2")),
            (json!(" 1.2\n"), Some("1.2")),
            (json!("1.2\u{1b}[31m\r\n\u{7f}\u{9b}x"), Some("1.2[31mx")),
            (json!(long), Some(long.as_str())),
            (json!(""), None),
            (json!(" \n\u{0}"), None),
            (json!(1.2), None),
            (json!(["1.2"]), None),
            (Value::Null, None),
        ];
        for (value, expected) in cases {
            assert_eq!(version(value.clone()).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let cut = version(json!("é".repeat(VALUE_MAX + 1))).unwrap();
        assert_eq!(cut.chars().count(), VALUE_MAX);
        assert!(cut.ends_with("é…"));
    }

    #[test]
    fn keys_are_exact() {
        for key in [
            "org.opencontainers.image.Version",
            "org.opencontainers.image.version ",
            "version",
        ] {
            assert_eq!(
                read(labelled(json!({ key: "1" })), &[]).version,
                None,
                "{key}"
            );
        }
        let elsewhere = json!({ "org.opencontainers.image.version": "1" });
        let places = [
            json!({ "Labels": elsewhere }),
            json!({ "config": { "labels": elsewhere } }),
        ];
        for config in places {
            assert_eq!(read(config.clone(), &[]), Labels::default(), "{config}");
        }
    }

    #[test]
    fn what_is_no_such_document_says_nothing() {
        let bodies = [
            "",
            "{",
            "null",
            "[]",
            "7",
            "\"config\"",
            "<html>",
            r#"{"config":"x","annotations":[1]}"#,
        ];
        for body in bodies.map(str::as_bytes).into_iter().chain([&b"\xff"[..]]) {
            assert_eq!(
                Labels::read(Some(body), &[body, body]),
                Labels::default(),
                "{body:?}"
            );
        }
        assert_eq!(Labels::read(None, &[]), Labels::default());
    }
}
