//! `list`: what the manifest names, and what is locked of it.

use crate::support::case::Case;
use crate::support::registry::digest;
use crate::support::schema::document;

#[test]
fn list_shows_what_is_locked_and_judges_nothing() {
    let case = Case::locked();
    assert_snapshot!(case.run("list -q").success(), @"
    exit status: 0
    --- stdout ---
    base  registry.test/acme/base:1  c6eeabd3
    web   registry.test/acme/web:1   35fb3d34
    --- stderr ---
    ");
    case.project.file(
        "images.toml",
        case.text(&format!(
            "[images]\nweb = \"HOST/acme/web:2\"\nbase = {{ image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }}\nnginx = \"docker.io/library/nginx:1.27\"\nfrozen = \"busybox:1.36@{}\"\n",
            digest(b"frozen")
        )),
    );
    assert_snapshot!(case.run("list").success(), @"
    exit status: 0
    --- stdout ---
    base    registry.test/acme/base:1    c6eeabd3
    frozen  busybox:1.36@sha256:ffb30481…  not locked
    nginx   nginx:1.27                     not locked
    web     registry.test/acme/web:2     out of date  the locked tag is `1`, but `images.toml` says `2`
    --- stderr ---
    ");
    let document = document(&case.run("list --format json").success());
    let words: Vec<String> = ["name", "status", "reason"]
        .iter()
        .flat_map(|field| {
            document["images"]
                .as_array()
                .expect("there are images")
                .iter()
                .map(move |it| it[field].to_string())
        })
        .collect();
    assert_snapshot!(words.join("\n"), @r#"
    "base"
    "frozen"
    "nginx"
    "web"
    "unchanged"
    "missing"
    "missing"
    "unsatisfied"
    null
    "not-locked"
    "not-locked"
    "other-tag"
    "#);
    for format in ["markdown", "github"] {
        case.run(&format!("list --format {format}")).exits(2);
    }
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    assert_eq!(
        case.run("list")
            .success()
            .stdout
            .matches("not locked")
            .count(),
        4
    );
    case.project.file("images.lock", "kind: ImagesLock\n");
    case.run("list").exits(2);
    assert!(case.registry.requests().is_empty());
}

#[test]
fn list_says_what_is_out_of_date_about_it_and_what_nobody_declares() {
    let case = Case::locked();
    case.manifest("web = \"HOST/acme/web:2\"\n");
    let outcome = case.run("list").success();
    assert!(
        outcome
            .stdout
            .contains("out of date  the locked tag is `1`, but `images.toml` says `2`"),
        "{outcome}"
    );
    let line = outcome
        .stdout
        .lines()
        .find(|line| line.starts_with("base"))
        .unwrap_or_default();
    assert!(
        line.contains("registry.test/acme/base:1") && line.ends_with("not in images.toml"),
        "{outcome}"
    );
    let document = document(&case.run("list --format json").success());
    assert_eq!(
        (
            &document["images"][0]["name"],
            &document["images"][0]["reason"]
        ),
        (&"base".into(), &"not-declared".into())
    );
    assert_eq!(document["images"][0]["line"], serde_json::Value::Null);
}

#[test]
fn list_tells_of_stale_platforms() {
    let case = Case::locked();
    let lock = case.raw_lock();
    let (start, rest) = lock
        .split_once("platforms-of = \"")
        .expect("it has platforms");
    case.project.file(
        "images.lock",
        format!("{start}platforms-of = \"{}{}", "5".repeat(16), &rest[16..]),
    );
    let outcome = case.run("list").success();
    assert!(
        outcome
            .stdout
            .contains("the locked platforms belong to another digest"),
        "{outcome}"
    );
}

#[test]
fn list_takes_several_manifests() {
    let case = Case::locked();
    case.project.file(
        "deploy/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\n"),
    );
    case.project.commit("two");
    let all = case.run("list --all -q").success();
    assert_snapshot!(all, @"
    exit status: 0
    --- stdout ---
    deploy/images.toml:
    web  registry.test/acme/web:1  not locked

    images.toml:
    base  registry.test/acme/base:1  c6eeabd3
    web   registry.test/acme/web:1   35fb3d34
    --- stderr ---
    ");
    let named = case
        .run("list --manifest-path deploy/images.toml --manifest-path images.toml --format json");
    let document = document(&named.success());
    assert_eq!(document["manifests"][0]["manifest"], "deploy/images.toml");
    assert_eq!(document["manifests"][1]["images"][0]["name"], "base");
    case.project
        .file("deploy/images.toml", "[images]\nweb = 1\n");
    let outcome = case.run("list --all").exits(2);
    assert!(
        outcome.stdout.contains("base") && outcome.stderr.contains("in deploy/images.toml:"),
        "{outcome}"
    );
    assert!(case.registry.requests().is_empty());
}
