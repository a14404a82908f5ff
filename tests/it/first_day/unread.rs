//! Files that commonly name images, and have no reader: one line names them.

use crate::support::case::Case;
use crate::support::command::Project;

const WORDS: &str = "not read, because imagelock has no reader for these files: ";

/// A project with an image and files of other tools.
fn project() -> Project {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    project.file(
        ".cirrus.yml",
        "jobs:\n  a:\n    docker:\n      - image: cimg/go:1.23\n",
    );
    project.file(".gitpod.yml", "image: maven:3\n");
    project.file("infra/.cirrus.yml", "container: {image: \"nginx\"}\n");
    project.file("infra/none/.cirrus.yml", "env: {A: b}\n");
    project.file("infra/Earthfile", "VERSION 0.8\nFROM redis:7\n");
    project
}

/// The line that names what is not read.
fn line(text: &str) -> Option<String> {
    let mut lines = text.lines();
    lines.find_map(|line| Some(line.strip_prefix(WORDS)?.to_owned()))
}

#[test]
fn one_line_of_init_names_the_first_of_them() {
    let outcome = project().run(["init", "--dry-run"]).success();
    assert_eq!(
        line(&outcome.stdout).as_deref(),
        Some("`.cirrus.yml`, `.gitpod.yml`, `infra/.cirrus.yml` and 1 more"),
        "{outcome}"
    );
}

#[test]
fn import_names_them_as_init_does() {
    let importing = project().run(["import", "--dry-run", "."]).success();
    let beginning = project().run(["init", "--dry-run"]).success();
    assert!(line(&beginning.stdout).is_some(), "{beginning}");
    assert_eq!(
        line(&importing.stdout),
        line(&beginning.stdout),
        "{importing}"
    );
}

#[test]
fn json_lists_them_all() {
    let outcome = project()
        .run(["init", "--dry-run", "--format", "json"])
        .success();
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    assert_eq!(
        json["not_read"],
        serde_json::json!([
            ".cirrus.yml",
            ".gitpod.yml",
            "infra/.cirrus.yml",
            "infra/Earthfile"
        ])
    );
}

#[test]
fn what_is_ignored_excluded_or_not_asked_for_is_not_among_them() {
    let project = project();
    project.file(".gitignore", ".gitpod.yml\n");
    let outcome = project
        .run(["init", "--dry-run", "--exclude", "infra/"])
        .success();
    assert_eq!(line(&outcome.stdout).as_deref(), Some("`.cirrus.yml`"));
    let outcome = project.run(["init", "--dry-run", "Dockerfile"]).success();
    assert_eq!(line(&outcome.stdout), None);
}

#[test]
fn check_names_them_in_every_format_and_fails_for_none() {
    let case = Case::locked();
    case.project
        .file("Dockerfile", case.text("FROM HOST/acme/base:1\n"));
    case.project.file(".gitpod.yml", "image: maven:3\n");
    let outcome = case.run("check").success();
    assert_eq!(
        line(&outcome.stdout).as_deref(),
        Some("`.gitpod.yml`"),
        "{outcome}"
    );
    let outcome = case.run("check --format markdown").success();
    assert!(
        outcome.stdout.contains("no reader for these files"),
        "{outcome}"
    );
    assert_eq!(line(&case.run("check Dockerfile").success().stdout), None);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_among_them() {
    use std::os::unix::fs::symlink;
    let case = Case::locked();
    let project = &case.project;
    project.file("Dockerfile", case.text("FROM HOST/acme/base:1\n"));
    let outside = project.home().join("Earthfile");
    project.file(&outside, "FROM nginx\n");
    symlink(&outside, project.path().join("Earthfile")).expect("a link can be made");
    let outcome = case.run("check").success();
    assert_eq!(
        line(&outcome.stdout).as_deref(),
        Some("`Earthfile`"),
        "{outcome}"
    );
    // It may be what uses the other image
    assert!(!outcome.to_string().contains("no file uses"), "{outcome}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_directory_is_not_among_them() {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    project.file("infra/notes.md", "FROM\n");
    std::os::unix::fs::symlink("infra", project.path().join("Earthfile"))
        .expect("a link can be made");
    let outcome = project.run(["init", "--dry-run"]).success();
    assert_eq!(line(&outcome.stdout), None, "{outcome}");
}

#[test]
fn a_word_is_found_wherever_it_stands_in_a_large_file() {
    // Whatever the size of the pieces is in which the file is read, one of these is divided by their ends
    for before in (65_530..65_537).chain(1_048_570..1_048_577) {
        let project = Project::new();
        project.file("Dockerfile", "FROM alpine:3.20\n");
        project.file(
            ".cirrus.yml",
            "#".repeat(before) + "image" + &"#".repeat(70_000),
        );
        project.file("other/.cirrus.yml", "#".repeat(before) + "imagination");
        let outcome = project.run(["init", "--dry-run"]).success();
        assert_eq!(
            line(&outcome.stdout).as_deref(),
            Some("`.cirrus.yml`"),
            "{before}"
        );
    }
}
