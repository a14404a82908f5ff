//! `docs/config.schema.json` and the parser of `config.toml`.

use imagelock::config::Config;
use imagelock::document::Source;
use serde_json::{Value, json};

use super::{Schema, combined, fixtures, of_every_type};

/// Two names of Docker Hub are the same registry, and a port may be a number that is too high.
const SCHEMA: Schema = Schema {
    text: include_str!("../../../docs/config.schema.json"),
    problems,
    beyond: &["is given twice", ":99999"],
};

fn problems(text: &str) -> Vec<String> {
    match Config::parse(&Source::new("config.toml", text)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.list.into_iter().map(|it| it.message).collect(),
    }
}

fn with_registry(name: &str, registry: &Value) -> Value {
    json!({"registries": {name: registry}})
}

/// What may stand where a registry does.
const HOSTS: [&str; 14] = [
    "docker.io",
    "registry.corp.example:5000",
    "localhost",
    "[::1]:5001",
    "Registry.Corp",
    "10.1.2.3",
    "",
    "a b",
    "https://docker.io",
    "docker.io/library",
    "user:secret@ghcr.io",
    "a_b",
    "-a",
    "ghcr.io:",
];

/// What may stand behind the host of a mirror.
const PATHS: [&str; 21] = [
    "",
    "/",
    "/a",
    "/a/",
    "/a//",
    "/a/b.c_d",
    "/team/v2",
    "/team/v2/",
    "/v1/proxy",
    "/v2x",
    "/A",
    "/a//b",
    "/a:1",
    "/v2",
    "/v2/a",
    "/v1",
    "/v1/",
    "/api/docker/remote",
    "/artifactory/api/docker/remote",
    "/a?x=1",
    "/a#b",
];

#[test]
fn the_schema_takes_and_refuses_each_file_as_the_parser_does() {
    let files = fixtures("fixtures/configs", "config.toml");
    let objects = files
        .iter()
        .filter_map(|file| file["registries"].as_object());
    let registries = objects.flat_map(|registries| registries.iter());
    let registries: Vec<Value> = registries
        .map(|(name, registry)| with_registry(name, registry))
        .collect();
    SCHEMA.check(&[files, registries].concat());
}

#[test]
fn the_schema_takes_and_refuses_each_pair_of_keys_as_the_parser_does() {
    let keys = [
        ("mirrors", json!([["mirror.corp"], ["mirror.corp", 1], []])),
        ("fallback", json!([false])),
        ("max-concurrency", json!([8, 0, "8"])),
        ("ca-file", json!(["corp.pem"])),
        ("plain-http", json!([false])),
        ("trusted-realms", json!([["sso.corp:8443"], ["sso/token"]])),
        ("insecure", json!([true])),
    ];
    let keys = keys.map(|(key, values)| {
        let own = values.as_array().expect("an array").iter().cloned();
        (key, own.chain(of_every_type()).collect())
    });
    let registries = combined(&[], &keys).into_iter();
    let documents: Vec<Value> = registries
        .map(|registry| with_registry("ghcr.io", &registry))
        .collect();
    SCHEMA.check(&documents);
}

#[test]
fn the_schema_takes_and_refuses_hosts_mirrors_and_types_as_the_parser_does() {
    let names = HOSTS.iter().map(|host| with_registry(host, &json!({})));
    let realms = HOSTS
        .iter()
        .map(|host| with_registry("ghcr.io", &json!({"trusted-realms": [host]})));
    let schemes = ["", "https://", "http://", "HTTPS://", "ftp://"];
    let mirrors = schemes.iter().flat_map(|scheme| {
        let paths = PATHS
            .iter()
            .map(move |path| format!("{scheme}mirror.corp{path}"));
        let hosts = HOSTS.iter().map(move |host| format!("{scheme}{host}"));
        paths.chain(hosts)
    });
    let mirrors = mirrors.map(|mirror| with_registry("ghcr.io", &json!({"mirrors": [mirror]})));
    let types = of_every_type().into_iter().flat_map(|value| {
        let others = [json!({"registries": value}), json!({"other": value})];
        others.into_iter().chain([with_registry("ghcr.io", &value)])
    });
    let documents: Vec<Value> = names.chain(realms).chain(mirrors).chain(types).collect();
    SCHEMA.check(&documents);
}
