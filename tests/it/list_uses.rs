//! `list --uses`: the places at which files use each image.

use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

/// A project whose files use `web` twice and `base` never, and an image that `images.toml` does not name.
fn case() -> Case {
    let case = Case::locked();
    case.project.file(
        "Dockerfile",
        case.text(
            "# syntax=docker/dockerfile:1\nFROM HOST/acme/web:1 AS build\nFROM HOST/acme/other:1\n",
        ),
    );
    case.project.file(
        "deploy/compose.yaml",
        case.text("services:\n  web:\n    image: HOST/acme/web:1\n  left:\n    # imagelock: ignore\n    image: \"${ANY}\"\n"),
    );
    case
}

#[test]
fn list_shows_the_places_of_each_image_and_says_if_there_are_none() {
    let case = case();
    assert_snapshot!(case.run("list --uses -q").success(), @"
    exit status: 0
    --- stdout ---
    base  registry.test/acme/base:1  c6eeabd3
      no file uses it
    web   registry.test/acme/web:1   35fb3d34
      Dockerfile:2:6
      deploy/compose.yaml:3:12
    --- stderr ---
    ");
    let plain = case.run("list").success();
    assert!(!plain.stdout.contains("Dockerfile"), "{plain}");
    // It needs no lock
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    let outcome = case.run("list --uses").success();
    assert!(
        outcome.stdout.contains("not locked\n  Dockerfile:2:6\n"),
        "{outcome}"
    );
    assert!(case.registry.requests().is_empty());
}

#[test]
fn the_places_are_those_that_check_finds() {
    let case = case();
    let places = |arguments: &str| -> Vec<String> {
        let outcome = case.run(&format!("{arguments} --format json"));
        let uses = document(&outcome)["uses"]
            .as_array()
            .cloned()
            .expect("there are uses");
        let named = uses.iter().filter(|it| !it["name"].is_null());
        let fields = ["name", "file", "line", "column", "written", "image", "tag"];
        named
            .map(|it| fields.map(|field| it[field].to_string()).join(" "))
            .collect()
    };
    assert_eq!(places("list --uses"), places("check"));
    assert_eq!(places("list --uses").len(), 2);
    let listed = document(&case.run("list --uses --format json").success());
    assert_eq!(listed["uses"][0]["status"], "found");
    assert_eq!(listed["images"][0]["name"], "base");
    let plain = document(&case.run("list --format json").success());
    assert!(plain.get("uses").is_none(), "{plain}");
}

#[test]
fn a_file_that_cannot_be_read_may_use_any_image() {
    let case = case();
    case.project
        .file("deploy/compose.yaml", "services:\n  web: {image: nginx\n");
    assert_snapshot!(case.run("list --uses").exits(2), @r#"
    exit status: 2
    --- stdout ---
    base  registry.test/acme/base:1  c6eeabd3
      no use found
    web   registry.test/acme/web:1   35fb3d34
      Dockerfile:2:6
    --- stderr ---
    error: this is not valid YAML: unclosed bracket '{'
    --> deploy/compose.yaml:2:8
    hint: correct it; or, to leave it out, write `exclude = ["deploy/compose.yaml"]` below `[files]` in images.toml
    "#);
    let listed = document(&case.run("list --uses --format json").exits(2));
    assert_eq!(listed["unreadable"].as_array().map(Vec::len), Some(1));
    assert_eq!(listed["images"].as_array().map(Vec::len), Some(2));
    let text = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        text + "[files]\nexclude = [\"deploy/compose.yaml\"]\n",
    );
    let listed = document(&case.run("list --uses --format json").success());
    assert_eq!(listed["excluded"][0], "deploy/compose.yaml");
}

#[test]
fn each_images_toml_has_the_places_of_its_own_files() {
    let case = case();
    case.project.file(
        "deploy/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\n"),
    );
    case.project.commit("two");
    assert_snapshot!(case.run("list --uses --all -q").success(), @"
    exit status: 0
    --- stdout ---
    deploy/images.toml:
    web  registry.test/acme/web:1  not locked
      deploy/compose.yaml:3:12

    images.toml:
    base  registry.test/acme/base:1  c6eeabd3
      no file uses it
    web   registry.test/acme/web:1   35fb3d34
      Dockerfile:2:6
    --- stderr ---
    ");
    assert_snapshot!(case.run("list --uses").success(), @"
    exit status: 0
    --- stdout ---
    base  registry.test/acme/base:1  c6eeabd3
      no file uses it
    web   registry.test/acme/web:1   35fb3d34
      Dockerfile:2:6
    not checked: files that belong to `deploy/images.toml` (see `--all`)
    --- stderr ---
    ");
}

#[test]
fn a_digest_without_a_tag_is_the_image_that_has_it_locked() {
    let case = Case::new();
    case.push("acme/web", "1", &Image::single("linux/amd64", "old"));
    let digest = case.push("acme/web", "2", &Image::single("linux/amd64", "new"));
    case.manifest("a-old = \"HOST/acme/web:1\"\nb-new = \"HOST/acme/web:2\"\n");
    case.run("update").success();
    let text = case.text(&format!("FROM HOST/acme/web@{digest}\n"));
    case.project.file("Dockerfile", text);
    assert_snapshot!(case.run("list --uses").success(), @"
    exit status: 0
    --- stdout ---
    a-old  registry.test/acme/web:1  56d05bb1
      no use found
    b-new  registry.test/acme/web:2  ac059b79
      Dockerfile:1:6
    --- stderr ---
    ");
    let checked = document(&case.run("check --format json").success());
    assert_eq!(checked["uses"][0]["name"], "b-new");
}

#[test]
fn files_that_cannot_be_read_are_named_beside_an_images_file_that_cannot() {
    let case = case();
    case.project
        .file("deploy/compose.yaml", "services:\n  web: {image: nginx\n");
    case.project.file("images.lock", "kind: ImagesLock\n");
    assert_snapshot!(case.run("list --uses").exits(2), @r#"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `images.lock` was not written by imagelock: it is YAML with `kind: ImagesLock`
    hint: move it away, or choose another file with `--lock-path`
    error: this is not valid YAML: unclosed bracket '{'
    --> deploy/compose.yaml:2:8
    hint: correct it; or, to leave it out, write `exclude = ["deploy/compose.yaml"]` below `[files]` in images.toml
    "#);
    let listed = document(&case.run("list --uses --format json").exits(2));
    assert_eq!(listed["unreadable"].as_array().map(Vec::len), Some(2));
    assert_eq!(listed["images"].as_array().map(Vec::len), Some(0));
    case.project.file("images.toml", "[images\n");
    assert_snapshot!(case.run("list --uses").exits(2), @r#"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: unclosed table
     --> images.toml:1:8
      |
    1 | [images
      |        ^ expected `]`
    error: this is not valid YAML: unclosed bracket '{'
    --> deploy/compose.yaml:2:8
    hint: correct it; or, to leave it out, write `exclude = ["deploy/compose.yaml"]` below `[files]` in images.toml
    "#);
}
