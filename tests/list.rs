//! `list`: what the manifest names, and what is locked of it.

mod support;

use insta::assert_snapshot;
use support::case::Case;
use support::registry::digest;
use support::schema::document;

#[test]
fn list_shows_what_is_locked_and_judges_nothing() {
    let case = Case::locked();
    assert_snapshot!(case.run("list -q").success());
    case.project.file(
        "images.toml",
        case.text(&format!(
            "[images]\nweb = \"HOST/acme/web:2\"\nbase = {{ image = \"HOST/acme/base:1\", platforms = [\"linux/amd64\"] }}\nnginx = \"docker.io/library/nginx:1.27\"\nfrozen = \"busybox:1.36@{}\"\n",
            digest(b"frozen")
        )),
    );
    assert_snapshot!("list_of_every_kind", case.run("list").success());
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
    assert_snapshot!("list_as_json", words.join("\n"));
    for format in ["markdown", "github"] {
        case.run(&format!("list --format {format}")).exits(2);
    }
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it was there");
    assert_eq!(case.run("list").success().stdout.matches("not locked").count(), 4);
    case.project.file("images.lock", "kind: ImagesLock\n");
    case.run("list").exits(2);
    assert!(case.registry.requests().is_empty());
}
