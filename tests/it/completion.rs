//! What a shell is told when somebody presses the tabulator. The shells themselves: `tests/automation/completion.py`.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};

const VARIABLE: &str = "IMAGELOCK_COMPLETE";

/// What fish is told of a line whose last word is being written, as it is asked: a candidate a line, with its help
/// behind a tabulator.
fn asked(project: &Project, line: &[&str]) -> Outcome {
    let words = ["--", "imagelock"].iter().chain(line);
    project.command(words).env(VARIABLE, "fish").run()
}

/// The candidates alone. Nothing else is said, whatever is wrong.
fn offered(project: &Project, line: &[&str]) -> Vec<String> {
    let outcome = asked(project, line).success();
    assert_eq!(outcome.stderr, "");
    let candidate = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    outcome.stdout.lines().map(candidate).collect()
}

#[test]
fn names_come_from_the_file_that_the_command_reads() {
    let case = Case::locked();
    let manifest = case.project.read("images.toml") + "new = \"acme/new:1\"\n";
    case.project.file("images.toml", manifest);
    for command in ["get", "export env"] {
        let line: Vec<&str> = command.split(' ').chain([""]).collect();
        assert_eq!(offered(&case.project, &line), ["base", "web"], "{command}");
    }
    for command in [
        "update",
        "remove",
        "outdated",
        "update --ignore-min-age",
        "add x --name",
    ] {
        let line: Vec<&str> = command.split(' ').chain([""]).collect();
        assert_eq!(
            offered(&case.project, &line),
            ["base", "new", "web"],
            "{command}"
        );
    }
    assert_eq!(offered(&case.project, &["update", "web", "n"]), ["new"]);
    assert!(case.registry.requests().is_empty());
}

#[test]
fn bash_gets_candidates_apart_from_each_other() {
    let case = Case::locked();
    let asked = case.command("-- imagelock get").env(VARIABLE, "bash");
    let asked = asked
        .env("_CLAP_COMPLETE_INDEX", "1")
        .env("_CLAP_IFS", "\u{b}");
    assert_eq!(asked.run().success().stdout, "get");
    let words = ["--", "imagelock", "get", ""];
    let asked = case.project.command(words).env(VARIABLE, "bash");
    let asked = asked
        .env("_CLAP_COMPLETE_INDEX", "2")
        .env("_CLAP_IFS", "\u{b}");
    assert_eq!(asked.run().success().stdout, "base\u{b}web");
}

#[test]
fn names_are_those_of_the_files_that_the_line_names() {
    let project = Project::new();
    project.file("images.toml", "[images]\nhere = \"alpine:3.20\"\n");
    project.file("sub/images.toml", "[images]\nbelow = \"alpine:3.20\"\n");
    let named = ["--manifest-path", "sub/images.toml"];
    assert_eq!(
        offered(&project, &["update", named[0], named[1], ""]),
        ["below"]
    );
    assert_eq!(
        offered(
            &project,
            &["update", "--manifest-path=sub/images.toml", "b"]
        ),
        ["below"]
    );
    assert_eq!(offered(&project, &["update", "--all", ""]), ["here"]);
}

#[test]
fn platforms_are_those_that_are_locked() {
    let case = Case::locked();
    assert_eq!(
        offered(&case.project, &["get", "base", "--platform", ""]),
        ["linux/amd64"]
    );
    assert_eq!(
        offered(&case.project, &["get", "base", "--platform=linux/a"]),
        ["--platform=linux/amd64"]
    );
}

#[test]
fn commands_and_options_are_offered_where_they_are_wanted() {
    let case = Case::locked();
    assert_eq!(offered(&case.project, &["ver"]), ["verify"]);
    assert_eq!(offered(&case.project, &["help", "out"]), ["outdated"]);
    assert_eq!(offered(&case.project, &["get", "web", "--fi"]), ["--field"]);
    assert_eq!(offered(&case.project, &["get", "--field", "d"]), ["digest"]);
    let help = asked(&case.project, &["get", "--lock-o"]).success().stdout;
    assert_eq!(
        help,
        "--lock-only\tUse images.lock as it is, without images.toml\n"
    );
    // Without anything else, these are all there is
    let project = Project::new();
    let options = offered(&project, &["verify", ""]);
    assert!(options.contains(&"--fresh".to_owned()), "{options:?}");
}

#[cfg(unix)]
#[test]
fn of_files_only_those_are_offered_that_a_shell_may_take_as_they_are() {
    let project = Project::new();
    for name in [
        "a.toml",
        "a$(touch x)",
        "a\u{1b}[31m",
        "a\nb",
        "a;b",
        "a b",
        "a`b`",
    ] {
        project.file(name, "");
    }
    assert_eq!(offered(&project, &["verify", "--config", "a"]), ["a.toml"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_has_no_names_and_nothing_to_say() {
    let project = Project::new();
    assert!(
        offered(&project, &["get", "b"]).is_empty(),
        "there are no files"
    );
    project.file("images.toml", "[images]\nbase = \"alpine:3.20\"\nweb = 1\n");
    project.file("images.lock", "<<<<<<< HEAD\n");
    for line in [["update", "b"], ["get", "b"], ["get", "--platform="]] {
        assert_eq!(offered(&project, &line), [""; 0], "{line:?}");
    }
    // Nobody writes into it
    let made = std::process::Command::new("mkfifo")
        .arg(project.path().join("pipe"))
        .status();
    assert!(made.expect("there is a `mkfifo`").success());
    assert_eq!(
        offered(&project, &["update", "--manifest-path", "pipe", "b"]),
        [""; 0]
    );
    assert_eq!(
        offered(&project, &["get", "--lock-path", "pipe", "b"]),
        [""; 0]
    );
}

#[test]
fn a_variable_alone_makes_no_run_a_completion() {
    let case = Case::locked();
    let verified = case.run("verify").success();
    for (variable, shell) in [(VARIABLE, "bash"), (VARIABLE, "tcsh"), ("COMPLETE", "bash")] {
        let outcome = case.command("verify").env(variable, shell).run();
        assert_eq!(outcome.success().stdout, verified.stdout);
    }
    let outcome = case.command("-- verify").env(VARIABLE, "tcsh").run();
    assert_eq!(outcome.success().stdout, verified.stdout);
}
