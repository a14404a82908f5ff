//! `diff`: what differs between two locks, without a network.

use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

/// Three commits: nothing, two images, and then one updated, one removed, one added.
fn history() -> Case {
    let case = Case::locked();
    case.project.commit("two images");
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.manifest("new = \"HOST/acme/web:1\"\nweb = \"HOST/acme/web:1\"\n");
    case.run("update").success();
    case
}

#[test]
fn what_is_on_the_disk_is_compared_with_the_last_commit() {
    let case = history();
    assert_snapshot!(case.run("diff").success());
    case.project.commit("changed");
    assert_snapshot!(case.run("diff").success());
    assert_snapshot!(case.run("diff HEAD~1").success());
}

#[test]
fn two_revisions_and_two_files_are_compared() {
    let case = history();
    case.project.commit("changed");
    let by_commit = case.run("diff HEAD HEAD~1").success();
    case.project.git(&["show", "HEAD:images.lock"]);
    case.project.file("new.lock", case.raw_lock());
    case.project
        .git(&["checkout", "-q", "HEAD~1", "--", "images.lock"]);
    let by_file = case.run("diff new.lock images.lock").success();
    let lines = |text: &str| {
        text.lines()
            .filter(|line| !line.contains('→') || line.starts_with('~'))
            .count()
    };
    assert_eq!(lines(&by_commit.stdout), lines(&by_file.stdout));
    assert_snapshot!(by_commit);
}

#[test]
fn a_lock_that_is_not_there_has_no_images() {
    let case = history();
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it is there");
    assert_snapshot!(case.run("diff").success());
    case.project.git(&["rm", "-q", "--cached", "images.lock"]);
    case.project.git(&["commit", "-q", "-m", "gone"]);
    assert_snapshot!(case.run("diff").exits(1));
}

#[test]
fn what_cannot_be_read_is_no_empty_lock() {
    let case = history();
    assert_snapshot!(case.run("diff nowhere").exits(2));
    case.run("diff none.lock").exits(2);
    case.run("diff images.lock Cargo.lock").exits(2);
    case.edit_lock("version = 1", "version = 9");
    case.run("diff").exits(2);
}

#[test]
fn every_format_has_the_same_images() {
    let case = history();
    assert_snapshot!(case.run("diff --format json").success());
    document(&case.run("diff --format json").success());
    assert_snapshot!(case.run("diff --format markdown").success());
    assert_snapshot!(case.run("diff --format github").success());
    assert!(
        case.registry
            .requests()
            .iter()
            .all(|request| !request.to_string().contains("none"))
    );
}

#[test]
fn without_a_repository_the_way_out_is_told() {
    let case = history();
    std::fs::remove_dir_all(case.project.path().join(".git")).expect("it is there");
    assert_snapshot!(case.run("diff").exits(2));
}
