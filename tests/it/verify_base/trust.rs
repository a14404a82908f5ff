//! What of a base vouches for a change: what a gate has held, and nothing that only lies there.

use super::{NEW, OLD, case, single};
use crate::support::case::Case;

const IMAGES: &str = "[images]\nweb = \"HOST/acme/web:1.2\"\n";

/// Puts a manifest into a directory, with the lock that `update` would write but for a digest that no tag names.
fn forge(case: &Case, directory: &str) {
    case.project
        .file(format!("{directory}/images.toml"), case.text(IMAGES));
    case.run(&format!("lock --manifest-path {directory}/images.toml"))
        .success();
    let lock = case.project.read(format!("{directory}/images.lock"));
    case.project.file(
        format!("{directory}/images.lock"),
        lock.replace(&single(NEW), &single(OLD)),
    );
}

#[track_caller]
fn assert_is_refused(case: &Case) {
    let outcome = case
        .run("verify --all --base HEAD --allow-registry HOST")
        .exits(1);
    assert!(outcome.stderr.contains("the tag `1.2` names"), "{outcome}");
}

#[test]
fn a_lock_without_its_manifest_vouches_for_nothing() {
    let case = case();
    forge(&case, "stray");
    std::fs::remove_file(case.project.path().join("stray/images.toml")).expect("it is there");
    case.run("verify --all --base HEAD").success();
    case.project.commit("a lock alone");
    case.project.file("stray/images.toml", case.text(IMAGES));
    assert_is_refused(&case);
}

#[test]
fn a_lock_without_its_manifest_makes_no_registry_known() {
    let case = case();
    let lock = case
        .project
        .read("images.lock")
        .replace(&case.registry.host(), "elsewhere.test");
    case.project.file("stray/images.lock", lock);
    case.project.commit("a lock alone");
    let manifest = case
        .project
        .read("images.toml")
        .replace(&case.registry.host(), "elsewhere.test");
    case.project.file("stray/images.toml", manifest);
    let outcome = case.run("verify --all --base HEAD").exits(1);
    assert!(
        outcome
            .stderr
            .contains("use `elsewhere.test`, which the base does not use"),
        "{outcome}"
    );
}

#[test]
fn an_entry_that_no_image_of_the_base_has_vouches_for_nothing() {
    let case = case();
    let own = case.project.read("images.toml");
    let entry = case
        .project
        .read("images.lock")
        .replace(&single(NEW), &single(OLD))
        .replace("images.web", "images.later");
    let at = entry.find("\n[images.later]").expect("the entry is there");
    let lock = case.project.read("images.lock");
    case.project
        .file("images.lock", format!("{lock}{}", &entry[at..]));
    case.project.commit("an entry that nobody declares");
    case.project.file(
        "images.toml",
        own + &case.text("later = \"HOST/acme/web:1.2\"\n"),
    );
    let sorted = case.project.read("images.lock");
    let (head, web) = sorted.split_once("\n[images.web]").expect("there is one");
    let (web, later) = web.split_once("\n[images.later]").expect("there is one");
    case.project.file(
        "images.lock",
        format!(
            "{head}\n[images.later]{later}\n[images.web]{}\n",
            web.trim_end()
        ),
    );
    assert_is_refused(&case);
}

#[test]
fn what_the_base_excludes_vouches_for_nothing_once_it_is_not_excluded_any_more() {
    let case = case();
    let own = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        format!("{own}\n[files]\nexclude = [\"testdata/\"]\n"),
    );
    case.project.commit("an exclusion");
    forge(&case, "testdata");
    case.run("verify --all --base HEAD").success();
    case.project.commit("what is excluded");
    case.project.file("images.toml", own);
    assert_is_refused(&case);
}
