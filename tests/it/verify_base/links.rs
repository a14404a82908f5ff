//! Locks that are committed as links.

use super::{NEW, OLD, case, failure, reason, rename, single};
use crate::support::case::Case;

/// A repository whose last commit has a link in place of `images.lock`, to a file in a directory.
fn linked_case() -> Case {
    let case = case();
    let lock = case.project.path().join("images.lock");
    case.project.file("locks/deep/it.lock", case.raw_lock());
    std::fs::remove_file(&lock).expect("it is there");
    link("locks/two.lock", &lock);
    link("deep/it.lock", case.project.path().join("locks/two.lock"));
    case.project.commit("linked");
    case
}

fn link(target: &str, path: impl AsRef<std::path::Path>) {
    std::os::unix::fs::symlink(target, path).expect("a link can be made");
}

#[test]
fn a_lock_that_is_a_committed_link_is_held_against_what_it_leads_to() {
    let case = linked_case();
    case.run("verify --base HEAD").success();
    assert!(case.registry.requests().is_empty(), "nothing has changed");
    let lock = case.raw_lock();
    let other = lock.replace(&single(NEW), &single(OLD));
    assert_ne!(lock, other);
    case.project.file("locks/deep/it.lock", other);
    assert_eq!(reason(&case, "", "web", 1), "digest-not-from-tag");
    assert!(case.run("diff HEAD").exits(0).stdout.contains("web"));
    // The file itself is as good as a link to it
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it is there");
    case.project.file("images.lock", lock);
    case.run("verify --base HEAD").success();
}

#[test]
fn a_committed_link_that_leads_elsewhere_than_before_does_not_pass() {
    for (name, target) in [
        ("images.lock", "locks/deep/it.lock"),
        ("images.lock", "elsewhere.lock"),
        ("locks/two.lock", "deep/other.lock"),
    ] {
        let case = linked_case();
        for other in ["elsewhere.lock", "locks/deep/other.lock"] {
            case.project.file(other, case.raw_lock());
        }
        let path = case.project.path().join(name);
        std::fs::remove_file(&path).expect("it is there");
        link(target, &path);
        case.run("verify").success();
        assert_eq!(failure(&case, 1), "link-changed");
    }
}

#[test]
fn what_a_committed_link_leads_to_is_no_link_and_lies_behind_none() {
    for part in ["locks/deep/it.lock", "locks/deep", "locks"] {
        let case = linked_case();
        let path = case.project.path().join(part);
        rename(&path, case.project.path().join("elsewhere"));
        let target = case.project.path().join("elsewhere");
        link(&target.to_string_lossy(), &path);
        case.run("verify").success();
        assert_eq!(failure(&case, 1), "link-in-place-of-file");
    }
}

#[test]
fn a_committed_link_that_leads_to_nothing_that_is_committed_is_no_base() {
    for target in [
        "../images.lock",
        "/tmp/images.lock",
        "none.lock",
        "images.lock",
        "locks/../locks/two.lock",
    ] {
        let case = linked_case();
        let lock = case.project.path().join("images.lock");
        let text = case.raw_lock();
        std::fs::remove_file(&lock).expect("it is there");
        link(target, &lock);
        case.project.commit("linked elsewhere");
        std::fs::remove_file(&lock).expect("it is there");
        case.project.file("images.lock", text);
        let outcome = case.run("verify --base HEAD").exits(2);
        assert!(
            outcome.stderr.contains("`HEAD:images.lock` is a link "),
            "{outcome}"
        );
    }
}

#[test]
fn a_link_in_the_place_of_committed_records_does_not_pass() {
    let case = case();
    let seen = "version = 1\nseen = [\n]\n";
    case.project.file("images.seen", seen);
    case.project.commit("records");
    let path = case.project.path().join("images.seen");
    case.project.file("elsewhere", seen);
    std::fs::remove_file(&path).expect("it is there");
    link("elsewhere", &path);
    case.run("verify").success();
    assert_eq!(failure(&case, 1), "link-in-place-of-file");
    std::fs::remove_file(&path).expect("it is there");
    case.run("verify --base HEAD").success();
}

#[test]
fn records_that_are_a_link_out_of_the_repository_end_the_run() {
    let case = case();
    let outside = case.project.home().join("images.seen");
    case.project.file(&outside, "version = 1\nseen = [\n]\n");
    link(
        &outside.to_string_lossy(),
        case.project.path().join("images.seen"),
    );
    // Where no age counts nobody reads them
    case.run("verify --base HEAD").success();
    let aged = super::manifest("1.2", "\"linux/amd64\"");
    case.manifest(&aged.replace("tag = \"1.2\"", "tag = \"1.2\", min-age = \"7d\""));
    let outcome = case.run("verify --base HEAD").exits(2);
    assert!(outcome.stderr.contains("images.seen"), "{outcome}");
    case.run("verify").success();
}
