//! `docs/images.schema.json`, by which editors know what may be written in `images.toml`, says the same as the parser.
#![expect(clippy::disallowed_methods, reason = "fixtures are read as they are")]

use std::fs;
use std::path::Path;

use imagelock::document::Source;
use imagelock::manifest::Manifest;
use jsonschema::Validator;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../docs/images.schema.json");

/// The problems that no schema can tell: two names of one platform, and what is wrong with a regular expression.
const BEYOND_A_SCHEMA: [&str; 3] = [
    "is given twice",
    "not a regular expression",
    "exactly one named group",
];

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

/// The fixtures that are TOML, and each of their images in a file of its own.
fn cases() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/manifests");
    let directories = fs::read_dir(root).expect("it is there");
    let paths = directories.map(|it| it.expect("it can be listed").path().join("images.toml"));
    let texts = paths.map(|path| fs::read_to_string(path).expect("it is there"));
    let whole: Vec<Value> = texts
        .filter_map(|text| toml::from_str(&text).ok())
        .collect();
    let image = |(name, image): (&String, &Value)| json!({"images": {name.clone(): image}});
    let objects = whole.iter().filter_map(|it| it["images"].as_object());
    let parts: Vec<Value> = objects
        .flat_map(|images| images.iter().map(image))
        .collect();
    [whole, parts, digests_with_keys()].concat()
}

/// An image with a digest, or a port, beside a key of its own: each colon may be that of a tag.
fn digests_with_keys() -> Vec<Value> {
    let digest = format!("sha256:{}", "a".repeat(64));
    let images = [
        "acme/web".to_owned(),
        "registry.test:5000/acme/web".to_owned(),
        "acme/web:1".to_owned(),
        format!("acme/web@{digest}"),
        format!("acme/web:1@{digest}"),
        format!("registry.test:5000/acme/web@{digest}"),
    ];
    let with = |image: &String| {
        let tag = json!({"images": {"web": {"image": image, "tag": "1.1"}}});
        let digest = json!({"images": {"web": {"image": image, "digest": digest.clone()}}});
        [tag, digest]
    };
    images.iter().flat_map(with).collect()
}

/// A value in one line of TOML.
fn inline(value: &Value) -> String {
    match value {
        Value::Array(list) => format!(
            "[{}]",
            list.iter().map(inline).collect::<Vec<_>>().join(", ")
        ),
        Value::Object(object) => {
            let pair =
                |(key, value): (&String, &Value)| format!("{} = {}", json!(key), inline(value));
            format!(
                "{{{}}}",
                object.iter().map(pair).collect::<Vec<_>>().join(", ")
            )
        }
        simple => simple.to_string(),
    }
}

/// What the parser finds wrong.
fn problems(value: &Value) -> Vec<String> {
    let pairs = value.as_object().into_iter().flatten();
    let text: String = pairs
        .map(|(key, value)| format!("{} = {}\n", json!(key), inline(value)))
        .collect();
    match Manifest::parse(&Source::new("images.toml", text)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.list.into_iter().map(|it| it.message).collect(),
    }
}

#[test]
fn the_schema_takes_and_refuses_each_fixture_as_the_parser_does() {
    let schema = validator();
    let mut counts = [0, 0];
    let mut differing = Vec::new();
    for case in cases() {
        let (is_valid, problems) = (schema.is_valid(&case), problems(&case));
        counts[usize::from(is_valid)] += 1;
        let is_beyond = |problem: &String| {
            BEYOND_A_SCHEMA
                .iter()
                .any(|beyond| problem.contains(beyond))
        };
        let is_right = match is_valid {
            true => problems.iter().all(is_beyond),
            false => !problems.is_empty(),
        };
        if !is_right {
            differing.push(format!("schema {is_valid}, {case}: {problems:?}"));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
}
