//! `--seen-from`: records that somebody else keeps, in a commit or in a file.

use crate::support::case::Case;

/// The commands that believe such records.
const COMMANDS: [&str; 4] = ["update", "outdated", "verify --fresh", "verify --base HEAD"];

/// A repository with a branch whose `images.seen` is no such file.
fn case() -> Case {
    let case = Case::locked();
    case.project.commit("base");
    case.project.git(&["checkout", "-q", "-b", "broken"]);
    case.project.file("images.seen", "kind: Something\n");
    case.project.commit("no records");
    case.project.git(&["checkout", "-q", "main"]);
    case
}

#[test]
fn records_that_are_not_there_are_none() {
    let case = case();
    for command in COMMANDS {
        for source in ["missing.seen", "/nowhere/else", "HEAD", "./a/b"] {
            case.run(&format!("{command} --seen-from {source}"))
                .success();
        }
    }
}

#[test]
fn what_cannot_be_read_ends_the_run_with_its_name() {
    let case = case();
    case.project.file("broken.seen", "<<<<<<< HEAD\n");
    case.registry.clear_log();
    for command in COMMANDS {
        for (source, named) in [
            ("broken.seen", "broken.seen"),
            ("broken", "broken:images.seen"),
            ("nowhere", "`nowhere`"),
        ] {
            let outcome = case
                .run(&format!("{command} --seen-from {source}"))
                .exits(2);
            assert!(outcome.stderr.contains(named), "{command}: {outcome}");
        }
    }
    assert!(case.registry.requests().is_empty());
}

#[test]
fn what_somebody_else_keeps_is_not_to_be_moved_away() {
    let case = case();
    case.project.file("broken.seen", "version = 1\nseen = [\n");
    case.project.file("a/directory", "");
    for (source, words) in [
        ("broken", "hint: name an `images.seen` with `--seen-from`"),
        (
            "./images.lock",
            "hint: name an `images.seen` with `--seen-from`",
        ),
        (
            "broken.seen",
            "hint: repair it where it is kept, or remove it there",
        ),
        ("a", "`a` is a directory"),
    ] {
        let outcome = case.run(&format!("update --seen-from {source}")).exits(2);
        assert!(outcome.stderr.contains(words), "{source}: {outcome}");
    }
}

#[test]
fn a_commit_is_read_beside_the_lock_of_each_manifest() {
    let case = case();
    let manifest = case.project.read("images.toml");
    case.project.file("sub/images.toml", manifest);
    case.run("update --all").success();
    case.project.commit("another one");
    let both = case.run("update --all --seen-from broken").exits(2);
    assert!(both.stderr.contains("broken:images.seen"), "{both}");
    assert!(!both.stderr.contains("broken:sub/images.seen"), "{both}");
    case.run("update --manifest-path sub/images.toml --seen-from broken")
        .success();
}

#[test]
fn records_mean_nothing_to_a_question_that_has_no_clock() {
    let case = case();
    for command in ["verify", "verify --present"] {
        let outcome = case.run(&format!("{command} --seen-from HEAD")).exits(2);
        let words = "`--seen-from` needs `--fresh` or `--base`";
        assert!(outcome.stderr.contains(words), "{outcome}");
    }
}

#[test]
fn what_may_be_an_option_of_git_is_refused() {
    let case = case();
    for source in ["--output=x", "main:images.seen"] {
        let arguments = ["update", &format!("--seen-from={source}")];
        let outcome = case.project.run(arguments).exits(2);
        let words = "a revision of git, like `origin/main`, or a file that ends in `.seen`";
        assert!(outcome.stderr.contains(words), "{outcome}");
    }
}
