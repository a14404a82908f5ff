//! `[files] exclude`: files that nobody reads, and that every report counts.

mod support;

use insta::assert_snapshot;
use support::case::Case;
use support::command::{Outcome, Project};
use support::schema::document;

/// A YAML file that is none.
const BROKEN: &str = "services:\n  web:\n    image: [a\n";

/// Asserts that a run said this, to people or to programs.
#[track_caller]
fn says(outcome: &Outcome, text: &str) {
    assert!(outcome.stdout.contains(text) || outcome.stderr.contains(text), "{text}\n{outcome}");
}

/// A project whose only declared image is locked, with these lines below `[files]`.
fn locked(files: &str) -> Case {
    let case = Case::locked();
    let manifest = case.project.read("images.toml");
    case.project.file("images.toml", format!("{manifest}\n[files]\n{files}\n"));
    case.project.file("Dockerfile", case.text("FROM HOST/acme/base:1\nFROM HOST/acme/web:1\n"));
    case
}

#[test]
fn what_is_excluded_is_not_read_and_counted_in_every_report() {
    let case = locked("exclude = [\"testdata/\", \"/gen.yaml\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    case.project.file("deep/testdata/compose.yaml", BROKEN);
    case.project.file("gen.yaml", "image: node:20\n");
    for arguments in
        ["check", "check -v", "check --format json", "check --format markdown", "check --format github"]
    {
        assert_snapshot!(case.run(arguments).success());
    }
}

#[test]
fn a_file_that_is_named_is_read_all_the_same() {
    let case = locked("exclude = [\"testdata/\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    says(&case.run("check testdata").success(), "1 file left out");
    says(&case.run("check testdata/Dockerfile").exits(1), "node:20");
    says(&case.run("check . testdata/Dockerfile").exits(1), "node:20");
    says(&case.run("check ./testdata/../testdata/Dockerfile").exits(1), "node:20");
}

#[test]
fn patterns_count_from_the_directory_of_their_manifest_wherever_the_run_is() {
    let case = locked("exclude = [\"/testdata/\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    case.project.file("sub/Dockerfile", case.text("FROM HOST/acme/web:1\n"));
    let sub = case.project.path().join("sub");
    says(&case.command("check").current_dir(&sub).run().success(), "1 file left out");
    says(&case.command("check --all").current_dir(&sub).run().success(), "1 file left out");
    let root = case.project.path().join("images.toml");
    says(
        &case.command(&format!("check --manifest-path {}", root.display())).current_dir("/").run().success(),
        "1 file left out",
    );
    case.project.file("sub/testdata/Dockerfile", "FROM node:20\n");
    says(&case.run("check").exits(1), "sub/testdata/Dockerfile");
}

#[test]
fn a_nested_manifest_is_hidden_with_all_that_is_below_it() {
    let case = locked("exclude = [\"vendor/\"]");
    case.project.file("vendor/x/images.toml", "this is no manifest");
    case.project.file("vendor/x/Dockerfile", "FROM node:20\n");
    for arguments in ["check", "check --all"] {
        says(&case.run(arguments).success(), "2 files left out");
    }
    says(&case.run("check --all -v").success(), "vendor/x/images.toml  left out");
}

#[test]
fn files_below_a_hidden_manifest_that_no_pattern_matches_are_those_of_the_one_above() {
    let case = locked("exclude = [\"sub/images.toml\"]");
    case.project.file("sub/images.toml", "[images]\nnode = \"node:20\"\n");
    case.project.file("sub/Dockerfile", "FROM node:20\n");
    for arguments in ["check", "check --all"] {
        says(&case.run(arguments).exits(1), "sub/Dockerfile:1:6");
    }
}

#[test]
fn a_manifest_above_excludes_files_of_one_below_and_that_one_its_own() {
    let case = locked("exclude = [\"testdata/\"]");
    case.project.file(
        "sub/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\n[files]\nexclude = [\"gen/\"]\n"),
    );
    case.run("lock --all").success();
    case.project.file("sub/Dockerfile", case.text("FROM HOST/acme/web:1\n"));
    case.project.file("sub/testdata/Dockerfile", "FROM node:20\n");
    case.project.file("sub/gen/Dockerfile", "FROM node:20\n");
    case.run("check --all").success();
    case.project.file("gen/Dockerfile", "FROM node:20\n");
    says(&case.run("check --all").exits(1), "gen/Dockerfile");
}

#[test]
fn a_pattern_that_can_match_nothing_is_a_problem_at_its_place() {
    let project = Project::new();
    let patterns = r##"["", "../x", "./x", "#x", "a[", "x ", "a\\", 1, "!", "good/"]"##;
    project.file("images.toml", format!("[images]\na = \"a:1\"\n[files]\nexclude = {patterns}\n"));
    assert_snapshot!(project.run(["check"]).exits(2));
    project.file(
        "images.toml",
        "[images]\na = \"a:1\"\n[files]\nexclud = [\"x\"]\nrequire-digests = true\nother = 1\n",
    );
    assert_snapshot!(project.run(["check"]).exits(2));
    let many = "\"x\", ".repeat(1001);
    project.file("images.toml", format!("[images]\na = \"a:1\"\n[files]\nexclude = [{many}]\n"));
    says(&project.run(["verify"]).exits(2), "there are 1001 patterns, and at most 1000 are read");
}

#[test]
fn init_writes_what_is_to_be_excluded_and_obeys_it() {
    let project = Project::new();
    project.file("Dockerfile", "FROM node:20\n");
    project.file("testdata/compose.yaml", BROKEN);
    project.file("vendor/a b/Dockerfile", "FROM busybox:1\n");
    assert_snapshot!(
        project.run(["init", "--exclude", "testdata/", "--exclude", "vendor/a\\ *", "-v"]).success()
    );
    assert_snapshot!(project.read("images.toml"));
    says(&project.run(["init", "--exclude", "x"]).exits(2), "exists already");
    says(&project.run(["init", "--exclude", "../x"]).exits(2), "`..` leads out of the directory");
}

#[test]
fn what_cannot_be_read_is_told_with_the_line_that_excludes_it() {
    let project = Project::new();
    project.file("Dockerfile", "FROM node:20\n");
    project.file("testdata/compose.yaml", BROKEN);
    let line = "write `exclude = [\"testdata/compose.yaml\"]` below `[files]` in images.toml";
    says(&project.run(["init"]).exits(2), line);
    project.file(
        "images.lock",
        "# This file is generated by imagelock. It is not intended for manual editing.\nversion = 1\n",
    );
    says(&project.run(["check"]).exits(2), line);
    let manifest = project.read("images.toml");
    project.file("images.toml", manifest + "[files]\nexclude = [\"testdata/compose.yaml\"]\n");
    says(&project.run(["check"]).exits(1), "1 file left out");
    project.file("[x]*/compose.yaml", BROKEN);
    project.file("#/compose.yaml", BROKEN);
    says(
        &project.run(["check"]).exits(2),
        "exclude = [\"\\\\#/compose.yaml\", \"\\\\[x]\\\\*/compose.yaml\"]",
    );
}

#[test]
fn import_obeys_the_manifest_that_is_there_and_init_the_one_above() {
    let case = locked("exclude = [\"testdata/\"]");
    let digest = format!("sha256:{}", "a".repeat(64));
    case.project.file("sub/Dockerfile", format!("FROM node:20@{digest}\n"));
    case.project.file("sub/testdata/Dockerfile", BROKEN);
    says(&case.run("import --manifest-path other.toml sub").success(), "1 file left out");
    let sub = case.project.path().join("sub");
    says(&case.command("init").current_dir(&sub).run().success(), "1 file left out");
}

#[test]
fn every_edit_keeps_what_is_excluded() {
    let case = locked("exclude = [\"testdata/\"] # as ever");
    case.push("acme/more", "1", &support::registry::Image::single("linux/amd64", "more"));
    case.run("add HOST/acme/more:1").success();
    case.run("remove web").success();
    let manifest = case.project.read("images.toml");
    assert!(manifest.ends_with("\n[files]\nexclude = [\"testdata/\"] # as ever\n"), "{manifest}");
    assert!(manifest.contains("more = "), "{manifest}");
}

#[test]
fn every_document_about_excluded_files_is_of_the_schema() {
    let case = locked("exclude = [\"testdata/\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    for arguments in ["check --format json", "check --all --format json"] {
        let document = document(&case.run(arguments).success());
        let part = document.get("manifests").map_or(&document, |parts| &parts[0]);
        assert_eq!(part["excluded"], serde_json::json!(["testdata/Dockerfile"]));
    }
}
