//! `images.seen` beside the lock: when it is read and written, and when it goes.

use super::{aged, app, assert_locked, image, records, seen};
use crate::support::registry::Fault;

#[test]
fn a_damaged_file_is_told_before_anything_is_asked() {
    let case = aged();
    case.project.file("images.seen", "version = 1\nseen = 7\n");
    for command in ["update", "outdated"] {
        let outcome = case.run(command).exits(2);
        assert!(outcome.stderr.contains("images.seen"), "{outcome}");
    }
    assert!(case.registry.requests().is_empty());
    // Who asks for nothing new needs no age
    case.run("lock").success();
    case.run("verify").success();
}

#[test]
fn the_file_goes_with_the_last_min_age_but_only_if_it_is_ours() {
    let case = aged();
    case.push("acme/app", "main", &image("two"));
    case.run("update --now 2026-11-21").success();
    case.manifest(&app("tag = \"main\""));
    case.run("update --dry-run").success();
    assert_ne!(seen(&case), "");
    case.run("update").success();
    assert!(!case.project.exists("images.seen"));
    case.project.file("images.seen", "somebody's own\n");
    case.run("update").success();
    assert_eq!(case.project.read("images.seen"), "somebody's own\n");
}

#[test]
fn what_was_seen_is_kept_even_if_another_image_fails() {
    let case = aged();
    let before = case.raw_lock();
    let web = "web = \"HOST/acme/web:1\"\n";
    case.manifest(&(app("tag = \"main\", min-age = \"7d\"") + web));
    case.push("acme/app", "main", &image("two"));
    case.registry.fault(
        Fault::on("HEAD", "/v2/acme/web/manifests/1")
            .status(503)
            .always(),
    );
    case.run("update --now 2026-11-21").exits(3);
    assert_eq!(case.raw_lock(), before);
    assert_eq!(records(&case, &["two"]), ["main two 2026-11-21"]);
}

#[test]
fn an_image_that_fails_keeps_its_records() {
    let case = aged();
    case.push("acme/app", "main", &image("two"));
    case.run("update --now 2026-11-21").success();
    let kept = seen(&case);
    case.registry.fault(
        Fault::on("HEAD", "/v2/acme/app/manifests/main")
            .status(503)
            .always(),
    );
    case.run("update --now 2026-11-29").exits(3);
    assert_eq!(seen(&case), kept);
    assert_locked(&case, &image("one"));
}

#[test]
fn a_run_that_cannot_write_leaves_both_files_as_they_were() {
    let case = aged();
    case.push("acme/app", "main", &image("two"));
    case.run("update --now 2026-11-21").success();
    let before = (case.raw_lock(), seen(&case));
    let outcome = case
        .project
        .without_growth("update --now 2026-11-28")
        .run()
        .exits(2);
    assert_eq!((case.raw_lock(), seen(&case)), before, "{outcome}");
    assert!(case.strangers().iter().all(|it| it == "images.seen"));
}

#[test]
fn a_file_that_says_the_same_is_not_written() {
    let case = aged();
    case.push("acme/app", "main", &image("two"));
    case.run("update --now 2026-11-21").success();
    let checkout = case.project.read("images.seen").replace('\n', "\r\n");
    case.project.file("images.seen", &checkout);
    case.run("update --now 2026-11-22").success();
    assert_eq!(case.project.read("images.seen"), checkout);
}

#[test]
fn several_manifests_keep_their_own_records_and_ask_once() {
    let case = aged();
    let manifest = case.project.read("images.toml");
    case.project.file("other/images.toml", manifest);
    case.run("update --all --now 2026-11-20").success();
    case.push("acme/app", "main", &image("two"));
    case.registry.clear_log();
    case.run("update --all --now 2026-11-21").success();
    assert_eq!(
        case.project.read("other/images.seen"),
        case.project.read("images.seen")
    );
    // One is the 401
    assert_eq!(case.registry.count("HEAD", super::MANIFESTS), 2);
}

#[test]
fn what_another_file_has_seen_counts_and_is_kept() {
    let case = aged();
    case.push("acme/app", "main", &image("two"));
    case.run("update --now 2026-11-21").success();
    case.project
        .file("other.seen", case.project.read("images.seen"));
    let own = case.project.path().join("images.seen");
    std::fs::remove_file(&own).unwrap();
    case.run("update --now 2026-11-27 --seen-from ./other.seen")
        .success();
    assert_eq!(records(&case, &["two"]), ["main two 2026-11-21"]);
    std::fs::remove_file(&own).unwrap();
    case.run("update --now 2026-11-28").success();
    assert_locked(&case, &image("one"));
    case.run("update --now 2026-11-28 --seen-from ./other.seen")
        .success();
    assert_locked(&case, &image("two"));
}
