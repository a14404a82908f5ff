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
    assert_snapshot!(case.run("diff").success(), @"
    exit status: 0
    --- stdout ---
    - base  1  c6eeabd3
    + new   1  3f59e8b2
    ~ web   1  35fb3d34 → 3f59e8b2
    HEAD:images.lock → images.lock: 1 added, 1 updated, 1 removed, 3 images
    --- stderr ---
    ");
    case.project.commit("changed");
    assert_snapshot!(case.run("diff").success(), @"
    exit status: 0
    --- stdout ---
    HEAD:images.lock → images.lock: no image differs, 2 images
    --- stderr ---
    ");
    assert_snapshot!(case.run("diff HEAD~1").success(), @"
    exit status: 0
    --- stdout ---
    - base  1  c6eeabd3
    + new   1  3f59e8b2
    ~ web   1  35fb3d34 → 3f59e8b2
    HEAD~1:images.lock → images.lock: 1 added, 1 updated, 1 removed, 3 images
    --- stderr ---
    ");
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
    assert_snapshot!(by_commit, @"
    exit status: 0
    --- stdout ---
    + base  1  c6eeabd3
    - new   1  3f59e8b2
    ~ web   1  3f59e8b2 → 35fb3d34
    HEAD:images.lock → HEAD~1:images.lock: 1 added, 1 updated, 1 removed, 3 images
    --- stderr ---
    ");
}

#[test]
fn a_lock_that_is_not_there_has_no_images() {
    let case = history();
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it is there");
    assert_snapshot!(case.run("diff").success(), @"
    exit status: 0
    --- stdout ---
    - base  1  c6eeabd3
    - web   1  35fb3d34
    HEAD:images.lock → images.lock: 2 removed, 2 images
    --- stderr ---
    ");
    case.project.git(&["rm", "-q", "--cached", "images.lock"]);
    case.project.git(&["commit", "-q", "-m", "gone"]);
    assert_snapshot!(case.run("diff").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` does not exist
    hint: run `imagelock lock` to create it
    ");
}

#[test]
fn what_cannot_be_read_is_no_empty_lock() {
    let case = history();
    assert_snapshot!(case.run("diff nowhere").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `nowhere` is not a commit in this repository
    hint: check the spelling, or fetch it first with `git fetch`
    ");
    case.run("diff none.lock").exits(2);
    case.run("diff images.lock Cargo.lock").exits(2);
    case.edit_lock("version = 1", "version = 9");
    case.run("diff").exits(2);
}

#[test]
fn a_repository_without_a_commit_is_told() {
    let case = Case::locked();
    case.project.git(&["init", "-q"]);
    let words = "error: `HEAD` is not a commit: this repository has no commit yet
hint: make the first commit, then run the command again
";
    for command in ["diff", "verify --base HEAD"] {
        let outcome = case.run(command).exits(2);
        assert_eq!(outcome.stderr, words, "{command}");
    }
    case.project.commit("the first");
    case.run("diff").success();
}

#[test]
fn a_shallow_clone_is_told_how_to_fetch_what_it_lacks() {
    let case = history();
    case.project.commit("changed");
    let clone = case.project.home().join("clone");
    let from = format!("file://{}", case.project.path().display());
    let to = clone.display().to_string();
    case.project.git(&["clone", "-q", "--depth=1", &from, &to]);
    let words = "error: `HEAD~1` is not a commit in this repository
hint: this clone is shallow, so it has the last commits only: run `git fetch --unshallow`, or set a larger `fetch-depth` for `actions/checkout`
";
    for command in ["diff HEAD~1", "verify --base HEAD~1"] {
        let outcome = case.command(command).current_dir(&clone).run().exits(2);
        assert_eq!(outcome.stderr, words, "{command}");
    }
    case.project.git(&["-C", &to, "fetch", "-q", "--unshallow"]);
    let diff = case.command("diff HEAD~1").current_dir(&clone).run();
    diff.success();
}

#[test]
fn every_format_has_the_same_images() {
    let case = history();
    assert_snapshot!(case.run("diff --format json").success());
    document(&case.run("diff --format json").success());
    assert_snapshot!(case.run("diff --format markdown").success());
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
    assert_snapshot!(case.run("diff").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: cannot read `HEAD`: `[PROJECT]` is not in a git repository
    ");
}
