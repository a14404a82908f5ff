//! `list`: what the manifest names, and what is locked of it.

use crate::support::case::Case;
use crate::support::registry::{Image, digest};
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

/// An `images.seen` with records of `acme/web`: a tag, the digest that it named, and since when.
fn write_seen(case: &Case, records: &[(&str, &str, &str)]) {
    let line = |(tag, digest, since): &(&str, &str, &str)| {
        format!(
            "  {{ image = \"HOST/acme/web\", tag = \"{tag}\", digest = \"{digest}\", since = {since} }},\n"
        )
    };
    let records: String = records.iter().map(line).collect();
    let head = "# This file is generated by imagelock. It is not intended for manual editing.";
    let text = format!("{head}\nversion = 1\nseen = [\n{records}]\n");
    case.project.file("images.seen", case.text(&text));
}

#[test]
fn list_shows_what_waits_until_it_is_old_enough() {
    let case = Case::new();
    let locked = case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.manifest("web = { image = \"HOST/acme/web:1\", min-age = \"7d\" }\n");
    case.run("update").success();
    let next = digest(b"next");
    write_seen(&case, &[("1", &next, "2020-11-23")]);
    assert_snapshot!(case.run("list --now 2020-11-26").success(), @"
    exit status: 0
    --- stdout ---
    web  registry.test/acme/web:1  35fb3d34
      waits until 2020-11-30: 1 c6c1c9a9
    --- stderr ---
    ");
    let document = document(&case.run("list --now 2020-11-26 --format json").success());
    assert_snapshot!(document["images"][0]["waiting"], @r#"[{"digest":"sha256:c6c1c9a9c8543f1e4cd980064cf1625eeb61a90703b2464fff039f21682508b3","since":"2020-11-23","tag":"1","until":"2020-11-30"}]"#);
    // The next update takes it if the tag still names it
    write_seen(&case, &[("1", &next, "2019-11-23")]);
    assert_snapshot!(case.run("list --now 2020-11-26").success(), @"
    exit status: 0
    --- stdout ---
    web  registry.test/acme/web:1  35fb3d34
      old enough since 2019-11-30: 1 c6c1c9a9
    --- stderr ---
    ");
    // What is locked waits for nothing, and neither does another tag
    for (tag, digest) in [("1", &locked), ("2", &next)] {
        write_seen(&case, &[(tag, digest, "2020-11-23")]);
        let outcome = case.run("list --now 2020-11-26").success();
        assert!(!outcome.stdout.contains("waits"), "{outcome}");
    }
    // Another tag by hand is locked at once
    write_seen(&case, &[("2", &next, "2020-11-23")]);
    case.manifest("web = { image = \"HOST/acme/web:2\", min-age = \"7d\" }\n");
    let outcome = case.run("list --now 2020-11-26").success();
    assert!(!outcome.stdout.contains("waits"), "{outcome}");
}

#[test]
fn list_shows_all_that_waits_for_a_range_the_newest_first() {
    let case = Case::new();
    case.push("acme/web", "1.2", &Image::single("linux/amd64", "web"));
    case.manifest("web = { image = \"HOST/acme/web\", version = \"^1\", min-age = \"7d\" }\n");
    case.run("update").success();
    let next = digest(b"next");
    let tags = [
        ("1.1", "2020-11-23"),
        ("1.10", "2020-11-25"),
        ("1.3", "2020-11-23"),
        ("2.0", "2020-11-23"),
    ];
    write_seen(&case, &tags.map(|(tag, since)| (tag, next.as_str(), since)));
    assert_snapshot!(case.run("list --now 2020-11-26").success(), @r#"
    exit status: 0
    --- stdout ---
    web  registry.test/acme/web:1.2  35fb3d34  version = "^1"
      waits until 2020-12-02: 1.10 c6c1c9a9
      waits until 2020-11-30: 1.3 c6c1c9a9
    --- stderr ---
    "#);
    let document = document(
        &case
            .run("list --now 2020-11-26 --uses --format json")
            .success(),
    );
    let waiting = document["images"][0]["waiting"].as_array().map(Vec::len);
    assert_eq!(waiting, Some(2));
}

#[test]
fn list_reads_a_damaged_images_seen_only_if_an_image_has_to_wait() {
    let case = Case::locked();
    case.project.file("images.seen", "kind: ImagesSeen\n");
    case.run("list").success();
    case.manifest("web = { image = \"HOST/acme/web:1\", min-age = \"7d\" }\n");
    for arguments in ["list", "list --uses"] {
        let outcome = case.run(arguments).exits(2);
        assert!(outcome.stderr.contains("images.seen"), "{outcome}");
    }
    assert!(case.registry.requests().is_empty());
}
