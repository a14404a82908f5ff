//! The support around the program, tested: what it hides from a run, and what it shows of one.

use crate::support::command::{Outcome, Project};

#[test]
fn the_program_is_found_and_ends_well() {
    Project::new().run(["--version"]).success();
}

#[test]
fn a_project_is_a_repository_with_its_home_outside() {
    let project = Project::new();
    assert!(project.exists(".git") && project.home().is_dir());
    assert!(!project.home().starts_with(project.path()));
    project.file("services/web/images.toml", "[images]\n");
    assert_eq!(project.read("services/web/images.toml"), "[images]\n");
    assert!(!project.exists("images.toml"));
}

#[test]
fn what_differs_from_run_to_run_is_redacted_the_longest_first() {
    let project = Project::new();
    project.redact("127.0.0.1:1234", "short.test");
    project.redact("127.0.0.1:12345", "long.test");
    let text = format!(
        "{}/images.toml {} 127.0.0.1:12345",
        project.path().display(),
        project.home().display()
    );
    assert_eq!(
        project.redacted(&text),
        "[PROJECT]/images.toml [HOME] long.test"
    );
}

#[test]
fn an_outcome_shows_status_stdout_and_stderr() {
    let outcome = Outcome {
        code: Some(2),
        stdout: String::new(),
        stderr: "error: no".to_owned(),
    };
    assert_eq!(
        outcome.to_string(),
        "exit status: 2\n--- stdout ---\n--- stderr ---\nerror: no\n"
    );
    let killed = Outcome {
        code: None,
        ..outcome
    };
    assert!(killed.to_string().starts_with("ended by a signal\n"));
}

#[test]
fn a_failed_expectation_shows_the_whole_outcome() {
    let outcome = Outcome {
        code: Some(3),
        stdout: "out\n".to_owned(),
        stderr: "err\n".to_owned(),
    };
    let panic = std::panic::catch_unwind(|| outcome.success()).expect_err("3 is not 0");
    let message = panic.downcast_ref::<String>().expect("a formatted message");
    assert!(
        message.contains("expected exit status 0\nexit status: 3\n--- stdout ---\nout\n"),
        "{message}"
    );
}
