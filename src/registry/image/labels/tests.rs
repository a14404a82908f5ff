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
