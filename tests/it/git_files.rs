//! Which files belong to a directory: what git tracks, and what nobody ignores.

use std::path::PathBuf;

use crate::support::command::Project;
use imagelock::internals::git::files;

/// The files of a directory of the project, as it would write them.
#[track_caller]
fn listed(project: &Project, directory: &str) -> Vec<String> {
    let files: Vec<PathBuf> = files(&project.path().join(directory)).expect("git lists them");
    files
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}

/// A project that is in no repository, with these files.
fn plain(files: &[&str]) -> Project {
    let project = Project::new();
    std::fs::remove_dir(project.path().join(".git")).expect("it is empty");
    for file in files {
        project.file(file, "");
    }
    project
}

/// A repository with these files, none of them tracked.
fn repository(files: &[&str]) -> Project {
    let project = plain(files);
    project.git(&["init", "-q"]);
    project
}

#[test]
fn tracked_and_untracked_files_are_listed_once_in_the_order_of_their_bytes() {
    let project = repository(&["b", "a/c", "a-b"]);
    project.git(&["add", "b", "a/c"]);
    assert_eq!(listed(&project, ""), ["a-b", "a/c", "b"]);
}

#[test]
fn ignored_files_are_left_out_unless_they_are_tracked() {
    let project = repository(&["kept", "target/made", "target/committed", "deep/er/x.log"]);
    project.git(&["add", "target/committed"]);
    project.file(".gitignore", "target/\n");
    project.file("deep/.gitignore", "*.log\n");
    assert_eq!(
        listed(&project, ""),
        [".gitignore", "deep/.gitignore", "kept", "target/committed"]
    );
}

#[test]
fn paths_count_from_the_directory_and_stay_below_it() {
    let project = repository(&["top", "deploy/one", "deploy/sub/two"]);
    assert_eq!(listed(&project, "deploy"), ["one", "sub/two"]);
}

#[test]
fn an_ignored_directory_lists_what_is_tracked_in_it() {
    let project = repository(&["deploy/images.toml", "deploy/other"]);
    project.git(&["add", "deploy/images.toml"]);
    project.file(".gitignore", "deploy/\n");
    assert_eq!(listed(&project, "deploy"), ["images.toml"]);
}

#[test]
fn what_is_deleted_is_left_out() {
    let project = repository(&["gone", "there"]);
    project.git(&["add", "-A"]);
    std::fs::remove_file(project.path().join("gone")).expect("it is there");
    assert_eq!(listed(&project, ""), ["there"]);
}

#[test]
fn a_file_in_a_conflict_is_listed_once() {
    let project = repository(&["both"]);
    project.commit("base");
    project.git(&["branch", "other"]);
    project.file("both", "ours");
    project.commit("ours");
    project.git(&["checkout", "-q", "other"]);
    project.file("both", "theirs");
    project.commit("theirs");
    let merge =
        "git -c user.name=S -c user.email=s@example.com merge -q main >/dev/null 2>&1; true";
    let mut shell = std::process::Command::new("/bin/sh");
    shell
        .args(["-c", merge])
        .current_dir(project.path())
        .env("HOME", project.home());
    assert!(shell.status().expect("there is a shell").success());
    assert!(
        project.read("both").contains("<<<<<<<"),
        "there is a conflict"
    );
    assert_eq!(listed(&project, ""), ["both"]);
}

#[test]
fn repositories_within_are_left_out_and_links_are_listed() {
    let project = repository(&["own", "within/theirs", "directory/own"]);
    project.git(&["init", "-q", "within"]);
    std::os::unix::fs::symlink("directory", project.path().join("link"))
        .expect("a link can be made");
    assert_eq!(listed(&project, ""), ["directory/own", "link", "own"]);
}

#[test]
fn names_that_git_would_quote_are_listed_as_they_are() {
    let project = repository(&["ä b\n\"c\""]);
    assert_eq!(listed(&project, ""), ["ä b\n\"c\""]);
}

#[test]
fn gitignore_holds_outside_of_any_repository() {
    let project = plain(&["kept", "target/made"]);
    project.file(".gitignore", "target/\n");
    assert_eq!(listed(&project, ""), [".gitignore", "kept"]);
    assert!(!project.exists(".git"), "nothing is left behind");
}

#[test]
fn a_worktree_and_a_submodule_are_repositories_by_a_file() {
    let project = repository(&["kept", "deploy/one"]);
    project.commit("base");
    project.git(&["worktree", "add", "-q", "tree"]);
    project.file("tree/new", "");
    project.file("tree/ignored", "");
    project.file(".git/info/exclude", "ignored\n");
    assert_eq!(listed(&project, "tree"), ["deploy/one", "kept", "new"]);
    assert_eq!(listed(&project, "tree/deploy"), ["one"]);
    let url = project.path().display().to_string();
    project.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "-q",
        "add",
        &url,
        "sub",
    ]);
    assert_eq!(listed(&project, "sub"), ["deploy/one", "kept"]);
    assert_eq!(listed(&project, ""), [".gitmodules", "deploy/one", "kept"]);
}

#[cfg(unix)]
#[test]
fn a_directory_behind_a_link_belongs_to_the_repository_that_it_is_in() {
    let (one, other) = (
        repository(&["kept"]),
        repository(&["sub/theirs", "sub/ignored"]),
    );
    other.file(".gitignore", "ignored\n");
    std::os::unix::fs::symlink(other.path().join("sub"), one.path().join("link"))
        .expect("a link can be made");
    assert_eq!(listed(&one, "link"), ["theirs"]);
}

#[test]
fn a_directory_of_git_that_is_empty_is_no_repository_and_hides_those_above() {
    let project = repository(&["sub/kept", "sub/made", ".gitignore"]);
    project.file(".gitignore", "made\n");
    std::fs::create_dir(project.path().join("sub/.git")).expect("it can be made");
    assert_eq!(listed(&project, "sub"), ["kept", "made"]);
}

#[test]
fn a_repository_that_is_broken_is_an_error_and_no_empty_list() {
    let project = plain(&["kept"]);
    project.file(".git", "gitdir: /nowhere\n");
    let error = files(&project.path()).expect_err("git fails");
    assert!(
        error.to_string().contains("not a git repository: /nowhere"),
        "{error}"
    );
}
