//! `--github-output`: what later steps read, and the summary of the step.

use std::collections::BTreeMap;

use crate::support::case::Case;
use crate::support::registry::{Fault, Image};
use crate::support::schema::document;

/// Reads the file as GitHub's runner does.
fn outputs(case: &Case) -> BTreeMap<String, String> {
    let (text, mut outputs) = (case.project.read("output"), BTreeMap::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").expect("a name and a delimiter");
        let value: Vec<&str> = lines
            .by_ref()
            .take_while(|line| *line != delimiter)
            .collect();
        outputs.insert(name.to_owned(), value.join("\n"));
    }
    outputs
}

#[track_caller]
fn run(case: &Case, arguments: &str, status: i32) -> BTreeMap<String, String> {
    let (output, summary) = (
        case.project.path().join("output"),
        case.project.path().join("summary"),
    );
    let _ = std::fs::remove_file(&output);
    let _ = std::fs::remove_file(&summary);
    let run = case
        .command(arguments)
        .env("GITHUB_OUTPUT", &output)
        .env("GITHUB_STEP_SUMMARY", &summary);
    run.run().exits(status);
    outputs(case)
}

#[test]
fn what_was_not_written_is_no_change() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.registry.delete_tag("acme/base", "1");
    let outputs = run(&case, "update --github-output", 1);
    assert_eq!(
        (outputs["changed"].as_str(), outputs["title"].as_str()),
        ("false", "No container image changed")
    );
}

#[test]
fn later_steps_read_what_changed() {
    let case = Case::locked();
    let nothing = run(&case, "update --github-output", 0);
    assert_eq!(
        (nothing["changed"].as_str(), nothing["unchanged"].as_str()),
        ("false", "2")
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let one = run(&case, "update --github-output", 0);
    assert_eq!(
        (one["changed"].as_str(), one["updated"].as_str()),
        ("true", "1")
    );
    assert_snapshot!(format!("{}\n---\n{}", one["title"], one["commit-message"]), @"
    Update the container image web to 3f59e8b2
    ---
    Update the container image web to 3f59e8b2

    web  1  35fb3d34 → 3f59e8b2
    ");
    assert_snapshot!(case.project.redacted(&case.project.read("summary")), @"
    wrote images.lock: 1 updated, 1 unchanged

    | Image | Tag | Old → New |
    | --- | --- | --- |
    | `web` | `1` | `35fb3d34` → `3f59e8b2` |

    <details>
    <summary>Full digests</summary>

    - `web` `registry.test/acme/web`: `sha256:35fb3d34805106b1a6a38b75bb8a234b660eabe55b3b5ab57f7ac275edd07c0a` → `sha256:3f59e8b2e1f5e0f59e379090a3080e2bae81f37fe846f1dbbad60e1935ef0c28`

    </details>
    ");
    case.push("acme/web", "1", &Image::single("linux/amd64", "newest"));
    case.manifest("new = \"HOST/acme/web:1\"\nweb = \"HOST/acme/web:1\"\n");
    let many = run(&case, "update --github-output --format markdown", 0);
    assert_snapshot!(many["commit-message"], @"
    Update 3 container images

    base  1  c6eeabd3
    new  1  4d261414
    web  1  3f59e8b2 → 4d261414
    ");
    assert_eq!(run(&case, "verify --github-output", 0)["changed"], "false");
    run(&case, "outdated --github-output", 0);
    case.project.commit("now");
    assert_eq!(run(&case, "diff --github-output", 0)["changed"], "false");
}

#[test]
fn a_failure_is_counted_and_summed_up() {
    let case = Case::locked();
    case.registry.fault(
        Fault::on("*", "/v2/acme/web/manifests/*")
            .status(403)
            .always(),
    );
    let failed = run(&case, "update --github-output --keep-going", 3);
    assert_eq!(
        (failed["changed"].as_str(), failed["failed"].as_str()),
        ("false", "1")
    );
    assert!(case.project.read("summary").contains("#### Failed"));
    case.project.file("images.toml", "[images]\nweb = 1\n");
    assert_eq!(run(&case, "update --github-output", 2)["changed"], "false");
    assert!(
        case.project.read("summary").contains("line 2"),
        "{}",
        case.project.read("summary")
    );
}

#[test]
fn what_is_there_already_stays_and_delimiters_differ() {
    let case = Case::locked();
    let output = case.project.file("output", "before<<x\n1\nx\n");
    for _ in 0..2 {
        case.command("lock --github-output")
            .env("GITHUB_OUTPUT", &output)
            .run()
            .success();
    }
    let text = case.project.read("output");
    assert!(text.starts_with("before<<x\n1\nx\nchanged<<"), "{text}");
    let delimiters: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once("<<"))
        .map(|(_, it)| it)
        .collect();
    let mut distinct = delimiters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(
        distinct.len(),
        delimiters.len(),
        "one could be known beforehand"
    );
}

#[test]
fn outside_of_actions_it_is_refused_before_anything_is_asked() {
    let case = Case::locked();
    assert_snapshot!(case.run("update --github-output").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `--github-output` needs the variable `GITHUB_OUTPUT`, which GitHub Actions sets

    Usage: imagelock update [OPTIONS] [NAME]...

    For more information, try `imagelock update --help`.
    ");
    case.registry.clear_log();
    let run = |arguments: &str| {
        case.command(arguments)
            .env("GITHUB_OUTPUT", "nowhere/output")
            .run()
            .exits(2)
    };
    assert_snapshot!(run("update --github-output"), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: cannot write `nowhere/output`
    caused by: No such file or directory (os error 2)
    ");
    let document = document(&run("update --github-output --format json"));
    assert_eq!(document["error"]["reason"], "file");
    assert!(case.registry.requests().is_empty());
}
