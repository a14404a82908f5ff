//! Test data and vendored code: `init` leaves them out and says so, and `check` says how to.

use crate::support::command::Project;

/// What `update` would write for the image that is declared.
const LOCK: &str = "\
# This file is written by imagelock. `imagelock update` renews it.
version = 1

[images.alpine]
image = \"docker.io/library/alpine\"
tag = \"3.20\"
digest = \"sha256:1111111111111111111111111111111111111111111111111111111111111111\"
";

/// A repository with an image of its own, and others that nobody runs.
fn repository() -> Project {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    project.file("app/testdata/Dockerfile", "FROM acme/never:1\n");
    project.file("vendor/x/Dockerfile", "this is no Dockerfile\n");
    project.file("api/src/test/resources/Dockerfile", "FROM acme/none:2\n");
    project.file("api/src/test/java/Dockerfile", "FROM busybox:1.36\n");
    project
}

#[test]
fn init_leaves_out_test_data_and_vendored_code() {
    let project = repository();
    assert_snapshot!(project.run(["init"]).success());
    assert_snapshot!(project.read("images.toml"));
}

#[test]
fn what_lies_there_and_another_file_names_is_left_out_and_counted() {
    let project = repository();
    project.file(
        "compose.yaml",
        "services:\n  web: {image: \"redis:7\", build: {context: ., dockerfile: vendor/web/build}}\n",
    );
    project.file("vendor/web/build", "FROM acme/never:3\n");
    // What is left out says nothing of the others
    project.file(
        "testdata/compose.yaml",
        "services: {a: {build: {context: .., additional_contexts: {alpine: docker-image://acme/other:1}}}}\n",
    );
    let told = project.run(["init"]).success().stdout;
    let text = project.read("images.toml");
    assert!(!text.contains("acme/never"), "{text}");
    assert!(text.contains("alpine:3.20"), "{text}");
    assert!(told.contains("5 files left out"), "{told}");
}

#[test]
fn a_pattern_that_takes_a_directory_back_has_it_read() {
    let project = repository();
    project.run(["init", "--exclude", "!vendor/"]).exits(2);
    let text = project.read("images.toml");
    let exclude = "exclude = [\"**/src/test/resources/\", \"testdata/\", \"!vendor/\"]\n";
    assert!(text.contains(exclude), "{text}");
}

#[test]
fn directories_that_somebody_asked_for_are_read() {
    let project = repository();
    project.run(["init", "app/testdata"]).success();
    let text = project.read("images.toml");
    assert!(text.contains("acme/never:1"), "{text}");
    assert!(!text.contains("exclude"), "{text}");
    let other = repository();
    other.run(["init", "app/testdata/Dockerfile"]).success();
    assert_eq!(other.read("images.toml"), text);
}

#[test]
fn a_repository_of_test_data_alone_is_read() {
    let project = Project::new();
    project.file("fixtures/Dockerfile", "FROM alpine:3.20\n");
    project.run(["init"]).success();
    let text = project.read("images.toml");
    assert!(text.contains("alpine:3.20"), "{text}");
    assert!(!text.contains("exclude"), "{text}");
}

#[test]
fn directories_without_images_are_no_reason_for_a_pattern() {
    let project = Project::new();
    project.file("Dockerfile", "FROM alpine:3.20\n");
    project.file("vendor/x/config.yaml", "a: b\n");
    project.run(["init"]).success();
    assert!(!project.read("images.toml").contains("exclude"));
}

#[test]
fn json_has_the_patterns_that_nobody_asked_for() {
    let outcome = repository().run(["init", "--dry-run", "--exclude", "/docs/", "--format=json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    let patterns = ["**/src/test/resources/", "testdata/", "vendor/"];
    assert_eq!(report["proposed_exclude"], serde_json::json!(patterns));
}

#[test]
fn check_says_how_to_leave_them_out() {
    let project = repository();
    project.file("images.toml", "[images]\nalpine = \"alpine:3.20\"\n");
    project.file("images.lock", LOCK);
    let outcome = project.run(["check", "Dockerfile", "app", "api"]);
    let hint = "write `exclude = [\"**/src/test/resources/\", \"testdata/\"]` below `[files]` in images.toml";
    assert!(outcome.stderr.contains(hint), "{outcome}");
}
