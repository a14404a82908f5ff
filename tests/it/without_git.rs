//! A machine without git, such as a container from scratch: what needs none works, and the rest names git.

use crate::support::case::Case;
use crate::support::command::Outcome;

/// A repository with a lock, and a file that uses one of its images.
fn repository() -> Case {
    let case = Case::locked();
    let dockerfile = case.text("FROM HOST/acme/web:1\n");
    case.project.file("Dockerfile", dockerfile);
    case.project.commit("locked");
    case
}

fn run(case: &Case, line: &str) -> Outcome {
    case.command(line).env("PATH", "/nowhere").run()
}

#[test]
fn what_asks_registries_or_reads_the_lock_needs_no_git() {
    let case = repository();
    for line in [
        "update",
        "lock",
        "verify",
        "verify --fresh",
        "get web",
        "export env",
        "list",
        "outdated",
        "diff images.lock images.lock",
        "check Dockerfile",
    ] {
        run(&case, line).success();
    }
    let reference = case.text("HOST/acme/web:1");
    run(&case, &format!("resolve {reference}")).success();
    let repository = case.text("HOST/acme/web");
    run(&case, &format!("tags {repository}")).success();
}

#[test]
fn what_lists_files_names_git_and_the_ways_out() {
    let case = repository();
    assert_snapshot!(run(&case, "check").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: cannot run `git`
    caused by: No such file or directory (os error 2)
    hint: install git, or use imagelock's container image with `-git` in its tag; files that are named need none
    ");
    let expected = run(&case, "check").stderr;
    for line in [
        "list --uses",
        "verify --all",
        "update --all",
        "init --manifest-path new.toml",
        "import --manifest-path new.toml .",
    ] {
        assert_eq!(run(&case, line).exits(2).stderr, expected, "{line}");
    }
}

#[test]
fn what_reads_another_commit_names_git_and_the_ways_out() {
    let case = repository();
    assert_snapshot!(run(&case, "verify --base HEAD").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: cannot run `git`
    caused by: No such file or directory (os error 2)
    hint: install git, or use imagelock's container image with `-git` in its tag; `--base` also accepts a file that ends in `.lock`
    ");
    for line in ["diff", "update --seen-from HEAD"] {
        assert!(
            run(&case, line)
                .exits(2)
                .stderr
                .starts_with("error: cannot run `git`"),
            "{line}"
        );
    }
}
