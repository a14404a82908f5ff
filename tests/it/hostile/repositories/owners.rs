//! Whose a repository is, and what becomes of one that is broken.

use super::{LOOK_ALIKE, repository, run};
use crate::support::command::{Outcome, Project};
use crate::support::owner::give_away;

/// Holds commands against a repository of somebody else. `run` runs one there.
#[track_caller]
fn is_refused_until_named(project: &Project, run: impl Fn(&str) -> Outcome) {
    let root = project.path().display().to_string();
    // What a repository says of itself is no answer
    project.file(
        ".git/config",
        project.read(".git/config") + "[safe]\n\tdirectory = *\n",
    );
    for command in [
        "check",
        "check --all",
        "verify --all",
        "verify --base HEAD",
        "diff HEAD",
        "init --manifest-path new.toml .",
    ] {
        let outcome = run(command).exits(2);
        assert!(
            outcome.stderr.contains("dubious ownership"),
            "{command}: {outcome}"
        );
        let hint = "`git config --global --add safe.directory [PROJECT]`";
        assert!(outcome.stderr.contains(hint), "{command}: {outcome}");
    }
    // A lock is verified without git
    run("verify").success();
    let above = project
        .path()
        .parent()
        .expect("it is in a directory")
        .display()
        .to_string();
    let cases = [
        ("*".to_owned(), 0),
        (root.clone(), 0),
        (format!("{above}/*"), 0),
        (above, 2),
        (format!("{root}/*"), 2),
        ("/nowhere".to_owned(), 2),
        ("*\n\tdirectory =".to_owned(), 2),
    ];
    for (value, status) in cases {
        project.file(
            project.home().join(".gitconfig"),
            format!("[safe]\n\tdirectory = {value}\n"),
        );
        run("check --all").exits(status);
    }
    std::fs::remove_file(project.home().join(".gitconfig")).expect("it is there");
}

#[test]
fn a_repository_of_another_user_is_refused_until_this_one_names_it() {
    for part in [".git", "."] {
        let project = repository();
        if !give_away(&project.path().join(part)) {
            return;
        }
        is_refused_until_named(&project, |command| run(&project, "", command));
        project
            .command(["check", "--all"])
            .env("SUDO_UID", "12345")
            .run()
            .success();
        let by_variable = project
            .command(["check", "--all"])
            .env("GIT_CONFIG_COUNT", "1");
        let by_variable = by_variable.env("GIT_CONFIG_KEY_0", "safe.directory");
        by_variable
            .env("GIT_CONFIG_VALUE_0", project.path())
            .run()
            .success();
    }
}

#[test]
fn a_repository_that_git_would_take_for_another_users_is_refused_until_this_one_names_it() {
    let project = repository();
    is_refused_until_named(&project, |command| {
        project
            .command(command.split(' '))
            .env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
            .run()
    });
}

#[test]
fn a_repository_that_is_elsewhere_has_to_be_this_users_too() {
    for part in ["", "objects"] {
        let project = repository();
        let elsewhere = project.home().join("scratch/.git");
        let git = project.path().join(LOOK_ALIKE).join(".git");
        if part.is_empty() {
            project.file(&git, format!("gitdir: {}\n", elsewhere.display()));
        } else {
            project.file(git.join("HEAD"), "ref: refs/heads/main\n");
            project.file(git.join("commondir"), format!("{}\n", elsewhere.display()));
        }
        run(&project, LOOK_ALIKE, "check .").success();
        if !give_away(&elsewhere) {
            return;
        }
        let outcome = run(&project, LOOK_ALIKE, "check .").exits(2);
        assert!(outcome.stderr.contains("dubious ownership"), "{outcome}");
    }
}

#[test]
fn a_git_that_is_broken_is_an_error_and_hands_over_to_no_other_repository() {
    let project = repository();
    let git = project.path().join(LOOK_ALIKE).join(".git");
    for text in [
        "",
        "garbage",
        "gitdir: ",
        "gitdir: /nowhere\n",
        "gitdir: ../../nothing\n",
    ] {
        project.file(&git, text);
        run(&project, LOOK_ALIKE, "check .").exits(2);
        run(&project, LOOK_ALIKE, "verify --base HEAD").exits(2);
    }
    std::fs::remove_file(&git).expect("it is there");
    std::os::unix::fs::symlink("nowhere", &git).expect("a link can be made");
    run(&project, LOOK_ALIKE, "check .").exits(2);
    std::fs::remove_file(&git).expect("it is there");
    project.file(git.join("config"), "[core]\n\texcludesFile = all\n");
    run(&project, LOOK_ALIKE, "check .").exits(2);
    std::fs::remove_file(git.join("config")).expect("it is there");
    // An empty one is none: its directory is looked through all the same, and has no commits
    run(&project, LOOK_ALIKE, "check .").success();
    run(&project, LOOK_ALIKE, "verify --base HEAD").exits(2);
}
