//! `docs/images.schema.json` and the parser of `images.toml`.

use imagelock::document::Source;
use imagelock::manifest::Manifest;
use serde_json::{Value, json};

use super::{Schema, combined, fixtures, of_every_type};

/// Two names of one platform are the same only when both are normalised. What is wrong with a regular expression is
/// known when it is compiled, and whether a bracket of a pattern is closed, when it is read letter by letter.
const SCHEMA: Schema = Schema {
    text: include_str!("../../../docs/images.schema.json"),
    problems,
    beyond: &[
        "is given twice",
        "not a regular expression",
        "exactly one named group",
        "a bracket is not closed",
    ],
};
const EXAMPLE: &str = include_str!("../../../images.toml.example");

/// What may stand in `exclude`.
const PATTERNS: [&str; 20] = [
    "a/", "/a", "!a", "**", "a/**/b", "\\#a", "a\\ ", "a\\\\", "...", // each can match
    "", "/", "!", "#a", "./a", "a/../b", "a//b", "a ", "a\\", "a\\/b", "[a",
];

fn problems(text: &str) -> Vec<String> {
    match Manifest::parse(&Source::new("images.toml", text)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.list.into_iter().map(|it| it.message).collect(),
    }
}

fn with_image(name: &str, image: &Value) -> Value {
    json!({"images": {name: image}})
}

fn digest() -> String {
    format!("sha256:{}", "a".repeat(64))
}

/// The keys of an image with what is right for them, and what is not.
fn keys() -> Vec<(&'static str, Vec<Value>)> {
    let short = format!("sha256:{}", "a".repeat(63));
    let own = [
        ("tag", json!(["1.1", "v1_2.3", "", "-1", "1:2", "1@2"])),
        ("digest", json!([digest(), short, "sha256", "md5:1"])),
        (
            "version",
            json!(["^7.2", ">=7, <9", "7.*", "*", "7.x", ">=7 <9", "v7"]),
        ),
        ("variant", json!(["alpine", "alpine*", "-a", "a**b", "a b"])),
        (
            "tag-pattern",
            json!(["main-(?<build>[0-9]+)", "main", "(?<a>1)(?<b>2)"]),
        ),
        (
            "platforms",
            json!([["linux/amd64"], ["linux/amd64", "linux/x86_64"], ["amd64"]]),
        ),
        ("min-age", json!(["0d", "7d", "9999d", "7", "1w", "-1d"])),
        ("immutable", json!([true, false, "yes"])),
        ("range", json!(["^7.2"])),
    ];
    let keys = own.into_iter().map(|(key, values)| {
        let own = values.as_array().expect("an array").iter().cloned();
        (key, own.collect())
    });
    keys.collect()
}

#[test]
fn the_schema_takes_and_refuses_each_file_as_the_parser_does() {
    let mut files = fixtures("fixtures/manifests", "images.toml");
    files.push(toml::from_str(EXAMPLE).expect("the example is TOML"));
    let objects = files.iter().filter_map(|file| file["images"].as_object());
    let images: Vec<Value> = objects
        .flat_map(|images| images.iter().map(|(name, image)| with_image(name, image)))
        .collect();
    SCHEMA.check(&[files, images].concat());
}

#[test]
fn the_schema_takes_and_refuses_each_pair_of_keys_as_the_parser_does() {
    // Each colon may be that of a tag, of a digest or of a port
    let images = [
        "acme/web".to_owned(),
        "registry.test:5000/acme/web".to_owned(),
        "acme/web:1".to_owned(),
        format!("acme/web@{}", digest()),
        format!("acme/web:1@{}", digest()),
        format!("registry.test:5000/acme/web@{}", digest()),
    ];
    let keys = keys();
    let images = images
        .iter()
        .flat_map(|image| combined(&[("image", json!(image))], &keys));
    let images: Vec<Value> = images.map(|image| with_image("web", &image)).collect();
    SCHEMA.check(&images);
}

#[test]
fn the_schema_takes_and_refuses_names_references_and_types_as_the_parser_does() {
    let long = "a".repeat(128);
    let names = ["web", "a.b/c_d-e", "1", &long, "", "_a", "a b", "é", ".a"];
    let too_long = "a".repeat(129);
    let named = names.iter().copied().chain([&*too_long]);
    let named = named.map(|name| with_image(name, &json!("alpine:3.20")));
    let references = [
        "alpine",
        "localhost:5000/a",
        "[::1]:5000/a/b:1",
        "Alpine",
        "alpine:",
        "a//b",
        "https://ghcr.io/a/b",
        "user:secret@ghcr.io/a",
    ];
    let references = references.iter().flat_map(|reference| {
        let short = with_image("web", &json!(reference));
        [short, with_image("web", &json!({"image": reference}))]
    });
    let types = of_every_type().into_iter();
    let types = types.flat_map(|value| {
        let keys = [
            "image",
            "tag",
            "version",
            "platforms",
            "min-age",
            "immutable",
            "digest",
            "variant",
            "tag-pattern",
        ];
        let keys = keys.iter().map(|key| match *key {
            "image" => json!({"image": value}),
            key => json!({"image": "acme/web", key: value}),
        });
        let images = keys.chain([value.clone()]);
        images
            .map(|image| with_image("web", &image))
            .collect::<Vec<_>>()
    });
    let documents: Vec<Value> = named.chain(references).chain(types).collect();
    SCHEMA.check(&documents);
}

#[test]
fn the_schema_takes_and_refuses_defaults_and_files_as_the_parser_does() {
    let of_defaults = ["platforms", "min-age", "immutable", "range"];
    let keys: Vec<_> = keys()
        .into_iter()
        .filter(|(key, _)| of_defaults.contains(key))
        .collect();
    let patterns = PATTERNS.iter().map(|pattern| json!([pattern]));
    let files = [
        ("exclude", patterns.collect()),
        ("require-digests", vec![json!(true)]),
        ("include", vec![json!(["a"])]),
    ];
    let file = |key: &str, table: Value| json!({"images": {"web": "alpine:3.20"}, key: table});
    let defaults = combined(&[], &keys).into_iter();
    let defaults = defaults.map(|table| file("defaults", table));
    let files = combined(&[], &files).into_iter();
    let files = files.map(|table| file("files", table));
    let types = of_every_type().into_iter().flat_map(|value| {
        let keys = ["defaults", "files", "images", "other"];
        let whole = keys.map(|key| file(key, value.clone()));
        let keys = ["platforms", "min-age", "immutable"];
        let defaults = keys.map(|key| file("defaults", json!({key: value})));
        let keys = ["exclude", "require-digests"];
        let files = keys.map(|key| file("files", json!({key: value})));
        whole.into_iter().chain(defaults).chain(files)
    });
    let documents: Vec<Value> = defaults.chain(files).chain(types).collect();
    SCHEMA.check(&documents);
}
