//! Files that commonly name images, and have no reader: one line names them.

use crate::support::case::Case;
use crate::support::command::Project;

const WORDS: &str = "not read, because imagelock has no reader for these files: ";

/// A project with an image and files of other tools.
fn project() -> Project {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    project.file(
        ".circleci/config.yml",
        "jobs:\n  a:\n    docker:\n      - image: cimg/go:1.23\n",
    );
    project.file("Jenkinsfile", "pipeline { agent { docker 'maven:3' } }\n");
    project.file(
        "infra/main.tf",
        "resource \"docker_container\" \"a\" {\n  image = \"nginx\"\n}\n",
    );
    project.file("infra/variables.tf", "variable \"region\" {}\n");
    project.file(
        "infra/job.nomad.hcl",
        "job \"a\" { config { image = \"redis:7\" } }\n",
    );
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
        Some("`.circleci/config.yml`, `Jenkinsfile`, `infra/job.nomad.hcl` and 1 more"),
        "{outcome}"
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
            ".circleci/config.yml",
            "Jenkinsfile",
            "infra/job.nomad.hcl",
            "infra/main.tf"
        ])
    );
}

#[test]
fn what_is_ignored_excluded_or_not_asked_for_is_not_among_them() {
    let project = project();
    project.file(".gitignore", "Jenkinsfile\n");
    let outcome = project
        .run(["init", "--dry-run", "--exclude", "infra/"])
        .success();
    assert_eq!(
        line(&outcome.stdout).as_deref(),
        Some("`.circleci/config.yml`")
    );
    let outcome = project.run(["init", "--dry-run", "Dockerfile"]).success();
    assert_eq!(line(&outcome.stdout), None);
}

#[test]
fn check_names_them_in_every_format_and_fails_for_none() {
    let case = Case::locked();
    case.project
        .file("Dockerfile", case.text("FROM HOST/acme/base:1\n"));
    case.project
        .file("Jenkinsfile", "docker.image('maven:3')\n");
    let outcome = case.run("check").success();
    assert_eq!(
        line(&outcome.stdout).as_deref(),
        Some("`Jenkinsfile`"),
        "{outcome}"
    );
    let outcome = case.run("check --format markdown").success();
    assert!(
        outcome.stdout.contains("no reader for these files"),
        "{outcome}"
    );
    assert_eq!(line(&case.run("check Dockerfile").success().stdout), None);
}
