//! What is not there: an object that a partial clone never fetched.

use super::{remove_object, repository, run};

#[test]
fn a_blob_that_a_partial_clone_lacks_is_an_error_with_the_command_that_fetches_it() {
    let project = repository();
    let clone = project.home().join("clone");
    let (from, to) = (
        format!("file://{}", project.path().display()),
        clone.display().to_string(),
    );
    project.git(&["config", "uploadpack.allowFilter", "true"]);
    project.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    for filter in ["blob:none", "tree:0"] {
        project.git(&["clone", "-q", "--filter", filter, &from, &to]);
        for command in [
            "diff HEAD~1",
            "verify --base HEAD~1 --all",
            "verify --base HEAD~1",
        ] {
            let outcome = project
                .command(command.split(' '))
                .current_dir(&clone)
                .run()
                .exits(2);
            assert!(
                outcome
                    .stderr
                    .contains("this partial clone lacks one of its objects"),
                "{outcome}"
            );
        }
        let outcome = project
            .command(["diff", "HEAD~1"])
            .current_dir(&clone)
            .run()
            .exits(2);
        assert!(outcome.stderr.contains("`HEAD~1:images.lock`"), "{outcome}");
        let (_, command) = outcome
            .stderr
            .split_once("fetch it with `")
            .expect("there is a way out");
        let (command, _) = command.split_once('`').expect("it ends");
        let words: Vec<&str> = command.split(' ').collect();
        project.git(&[&["-C", &to], &words[1..]].concat());
        let outcome = project
            .command(["diff", "HEAD~1"])
            .current_dir(&clone)
            .run()
            .success();
        assert!(outcome.stdout.contains("000000"), "{outcome}");
        std::fs::remove_dir_all(&clone).expect("it is there");
    }
}

#[test]
fn a_sparse_index_that_leaves_out_what_was_never_fetched_is_an_error_and_no_short_list() {
    let project = repository();
    let origin = project.home().join("origin").display().to_string();
    project.git(&["clone", "-q", "--bare", ".", &origin]);
    project.git(&["-C", &origin, "config", "uploadpack.allowFilter", "true"]);
    project.git(&[
        "-C",
        &origin,
        "config",
        "uploadpack.allowAnySHA1InWant",
        "true",
    ]);
    project.git(&[
        "sparse-checkout",
        "set",
        "--cone",
        "--sparse-index",
        "elsewhere",
    ]);
    for (key, value) in [
        ("url", format!("file://{origin}").as_str()),
        ("promisor", "true"),
    ] {
        project.git(&["config", &format!("remote.origin.{key}"), value]);
    }
    remove_object(&project, "HEAD:deploy");
    let outcome = run(&project, "", "check").exits(2);
    assert!(
        outcome
            .stderr
            .contains("this partial clone lacks one of its objects"),
        "{outcome}"
    );
    assert!(
        outcome.stderr.contains("fetch it with `git ls-files`"),
        "{outcome}"
    );
    project.git(&["ls-files"]);
    run(&project, "", "check").success();
}

#[test]
fn an_object_that_was_lost_is_told_as_such() {
    for file in ["images.lock", "images.toml"] {
        let project = repository();
        remove_object(&project, &format!("HEAD:{file}"));
        for command in ["verify --base HEAD", "verify --base HEAD --all"] {
            let outcome = run(&project, "", command).exits(2);
            let told =
                format!("cannot read `HEAD:{file}`: the repository lacks one of its objects");
            assert!(outcome.stderr.contains(&told), "{outcome}");
            assert!(outcome.stderr.contains("run `git fsck`"), "{outcome}");
        }
    }
}
