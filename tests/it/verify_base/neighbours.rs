//! Manifests above and below the one that is verified: a change of them is not passed over.

use super::{case, failure};
use crate::support::case::Case;

const IMAGES: &str = "[images]\nweb = \"HOST/acme/web:1.2\"\n";

/// A repository with a manifest at its root and in each of these directories, all locked.
fn repository(directories: &[&str]) -> Case {
    let case = case();
    for directory in directories {
        add(&case, directory);
    }
    case.project.commit("all of them");
    case
}

fn add(case: &Case, directory: &str) {
    case.project
        .file(format!("{directory}/images.toml"), case.text(IMAGES));
    case.run(&format!("lock --manifest-path {directory}/images.toml"))
        .success();
}

fn remove(case: &Case, directory: &str) {
    for name in ["images.toml", "images.lock"] {
        std::fs::remove_file(case.project.path().join(directory).join(name)).expect("it is there");
    }
}

#[test]
fn a_manifest_that_a_change_adds_below_needs_all() {
    let case = repository(&[]);
    add(&case, "deploy/app");
    let said = "error: this change adds `deploy/app/images.toml`, but only `images.toml` is verified\n\
                hint: run `imagelock verify --all --base HEAD` to verify every `images.toml` of the repository\n";
    assert_eq!(case.run("verify --base HEAD").exits(1).stderr, said);
    assert_eq!(failure(&case, 1), "manifest-not-verified");
    case.run("verify --base HEAD --manifest-path images.toml")
        .exits(1);
    case.run("verify --base HEAD --all --allow-registry HOST")
        .success();
    case.run("verify").success();
    // Committed or not
    case.project.commit("added");
    case.run("verify --base HEAD").success();
    case.run("verify --base HEAD~1").exits(1);
    // What nobody tracks and somebody ignores is not there
    add(&case, "made");
    case.project.file(".gitignore", "made/\n");
    case.run("verify --base HEAD").success();
}

#[test]
fn one_that_a_change_removes_or_moves_needs_all() {
    let case = repository(&["deploy/app", "deploy/other"]);
    remove(&case, "deploy/app");
    let outcome = case.run("verify --base HEAD").exits(1);
    assert!(
        outcome
            .stderr
            .contains("this change removes `deploy/app/images.toml`"),
        "{outcome}"
    );
    case.run("verify --base HEAD --all").exits(1);
    case.project.git(&["checkout", "-q", "."]);
    case.project.git(&["mv", "deploy/app", "deploy/moved"]);
    assert_eq!(failure(&case, 1), "manifest-not-verified");
    let named = "--manifest-path images.toml --manifest-path deploy/moved/images.toml";
    case.run(&format!("verify --base HEAD {named}")).exits(1);
}

#[test]
fn one_above_is_as_much_its_business_and_a_sibling_is_not() {
    let case = repository(&["deploy/app"]);
    let verify = |status| {
        let run = case.command("verify --base HEAD").current_dir("deploy/app");
        run.run().exits(status);
        case.run("verify --base HEAD --manifest-path deploy/app/images.toml")
            .exits(status)
    };
    add(&case, "deploy/other");
    add(&case, "tools");
    verify(0);
    add(&case, "deploy");
    let outcome = verify(1);
    assert!(outcome.stderr.contains("`deploy/images.toml`"), "{outcome}");
    remove(&case, "deploy");
    remove(&case, "");
    verify(1);
    case.project.git(&["checkout", "-q", "."]);
    verify(0);
}

#[test]
fn manifests_that_are_named_answer_for_each_other() {
    let case = repository(&["deploy"]);
    add(&case, "deploy/app");
    let named = "--manifest-path deploy/images.toml --manifest-path images.toml";
    case.run(&format!("verify --base HEAD {named}")).exits(1);
    let more = "--manifest-path deploy/app/images.toml --allow-registry HOST";
    case.run(&format!("verify --base HEAD {named} {more}"))
        .success();
}

#[test]
fn what_came_to_the_branch_meanwhile_is_not_the_changes() {
    let case = repository(&["deploy"]);
    case.project.git(&["branch", "feature"]);
    add(&case, "tools");
    remove(&case, "deploy");
    case.project.commit("meanwhile");
    case.project.git(&["checkout", "-q", "feature"]);
    case.run("verify --base main").success();
}
