//! `[files] exclude`: files that nobody reads, and that every report counts.

use std::process::Command;

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::schema::document;

/// A YAML file that is none.
const BROKEN: &str = "services:\n  web:\n    image: [a\n";

/// Asserts that a run said this, to people or to programs.
#[track_caller]
fn says(outcome: &Outcome, text: &str) {
    assert!(
        outcome.stdout.contains(text) || outcome.stderr.contains(text),
        "{text}\n{outcome}"
    );
}

/// A project whose only declared image is locked, with these lines below `[files]`.
fn locked(files: &str) -> Case {
    let case = Case::locked();
    let manifest = case.project.read("images.toml");
    case.project
        .file("images.toml", format!("{manifest}\n[files]\n{files}\n"));
    case.project.file(
        "Dockerfile",
        case.text("FROM HOST/acme/base:1\nFROM HOST/acme/web:1\n"),
    );
    case
}

#[test]
fn what_is_excluded_is_not_read_and_counted_in_every_report() {
    let case = locked("exclude = [\"testdata/\", \"/gen.yaml\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    case.project.file("deep/testdata/compose.yaml", BROKEN);
    case.project.file("gen.yaml", "image: node:20\n");
    for arguments in [
        "check",
        "check -v",
        "check --format json",
        "check --format markdown",
        "check --format github",
    ] {
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
    says(
        &case.run("check ./testdata/../testdata/Dockerfile").exits(1),
        "node:20",
    );
}

#[test]
fn patterns_count_from_the_directory_of_their_manifest_wherever_the_run_is() {
    let case = locked("exclude = [\"/testdata/\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    case.project
        .file("sub/Dockerfile", case.text("FROM HOST/acme/web:1\n"));
    let sub = case.project.path().join("sub");
    says(
        &case.command("check").current_dir(&sub).run().success(),
        "1 file left out",
    );
    says(
        &case
            .command("check --all")
            .current_dir(&sub)
            .run()
            .success(),
        "1 file left out",
    );
    let root = case.project.path().join("images.toml");
    says(
        &case
            .command(&format!("check --manifest-path {}", root.display()))
            .current_dir("/")
            .run()
            .success(),
        "1 file left out",
    );
    case.project
        .file("sub/testdata/Dockerfile", "FROM node:20\n");
    says(&case.run("check").exits(1), "sub/testdata/Dockerfile");
}

#[test]
fn a_nested_manifest_is_hidden_with_all_that_is_below_it() {
    let case = locked("exclude = [\"vendor/\"]");
    case.project
        .file("vendor/x/images.toml", "this is no manifest");
    case.project.file("vendor/x/Dockerfile", "FROM node:20\n");
    for arguments in ["check", "check --all"] {
        says(&case.run(arguments).success(), "2 files left out");
    }
    says(
        &case.run("check --all -v").success(),
        "exclude`:\n  vendor/x/Dockerfile\n  vendor/x/images.toml\n",
    );
    for command in ["list", "lock", "update", "outdated", "verify"] {
        let outcome = case.run(&format!("{command} --all")).success();
        says(
            &outcome,
            "note: left out by `[files] exclude`: `vendor/x/images.toml`",
        );
    }
}

#[test]
fn files_below_a_hidden_manifest_that_no_pattern_matches_are_those_of_the_one_above() {
    let case = locked("exclude = [\"sub/images.toml\"]");
    case.project
        .file("sub/images.toml", "[images]\nnode = \"node:20\"\n");
    case.project.file("sub/Dockerfile", "FROM node:20\n");
    for arguments in ["check", "check --all"] {
        says(
            &case.run(arguments).exits(1),
            "sub/Dockerfile\n! 1:6  node:20\n",
        );
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
    case.project
        .file("sub/Dockerfile", case.text("FROM HOST/acme/web:1\n"));
    case.project
        .file("sub/testdata/Dockerfile", "FROM node:20\n");
    case.project.file("sub/gen/Dockerfile", "FROM node:20\n");
    case.run("check --all").success();
    case.project.file("gen/Dockerfile", "FROM node:20\n");
    says(&case.run("check --all").exits(1), "gen/Dockerfile");
}

#[test]
fn a_pattern_that_can_match_nothing_is_a_problem_at_its_place() {
    let project = Project::new();
    let patterns = r##"["", "../x", "./x", "#x", "a[", "x ", "a\\", 1, "!", "good/"]"##;
    project.file(
        "images.toml",
        format!("[images]\na = \"a:1\"\n[files]\nexclude = {patterns}\n"),
    );
    assert_snapshot!(project.run(["check"]).exits(2));
    project.file(
        "images.toml",
        "[images]\na = \"a:1\"\n[files]\nexclud = [\"x\"]\nrequire-digests = true\nother = 1\n",
    );
    assert_snapshot!(project.run(["check"]).exits(2));
    let many = "\"x\", ".repeat(1001);
    project.file(
        "images.toml",
        format!("[images]\na = \"a:1\"\n[files]\nexclude = [{many}]\n"),
    );
    says(
        &project.run(["verify"]).exits(2),
        "there are 1001 patterns, but at most 1000 are allowed",
    );
}

#[test]
fn init_writes_what_is_to_be_excluded_and_obeys_it() {
    let project = Project::new();
    project.file("Dockerfile", "FROM node:20\n");
    project.file("testdata/compose.yaml", BROKEN);
    project.file("vendor/a b/Dockerfile", "FROM busybox:1\n");
    assert_snapshot!(
        project
            .run([
                "init",
                "--exclude",
                "testdata/",
                "--exclude",
                "vendor/a\\ *",
                "-v"
            ])
            .success(),
        @"
    exit status: 0
    --- stdout ---
    + node  node:20  Dockerfile:1:6
    left out by `[files] exclude`:
      testdata/compose.yaml
      vendor/a b/Dockerfile
    images.toml was written: 1 image of 1 file; 2 files left out by `[files] exclude`
    --- stderr ---
    Dockerfile: a Dockerfile
    next: `imagelock update` asks the registries and locks what they answer
    "
    );
    assert_snapshot!(project.read("images.toml"), @r#"
    #:schema https://raw.githubusercontent.com/OWNER/imagelock/v0/docs/images.schema.json
    # The images that this repository uses. A key is the name of an image, and yours to
    # change. `imagelock update` locks what the tags name, and `imagelock check` holds
    # the files against it.
    [images]
    # Dockerfile
    node = "node:20"

    [files]
    exclude = ["testdata/", 'vendor/a\ *']
    require-digests = true
    "#);
    says(
        &project.run(["init", "--exclude", "x"]).exits(2),
        "already exists",
    );
    says(
        &project.run(["init", "--exclude", "../x"]).exits(2),
        "`..` leads outside of the directory",
    );
}

#[test]
fn what_is_left_out_is_told_where_nothing_is_left_to_report() {
    let project = Project::new();
    project.file("Dockerfile", "FROM node:20\n");
    let outcome = project.run(["init", "--exclude", "*"]).exits(1);
    says(
        &outcome,
        "note: left out by `[files] exclude` or `--exclude`: `Dockerfile`",
    );
    assert!(!project.exists("images.toml"));
}

#[test]
fn what_cannot_be_read_is_told_with_the_line_that_excludes_it() {
    let project = Project::new();
    project.file("Dockerfile", "FROM node:20\n");
    project.file("data/compose.yaml", BROKEN);
    let line = "write `exclude = [\"data/compose.yaml\"]` below `[files]` in images.toml";
    says(&project.run(["init"]).exits(2), line);
    project.file(
        "images.lock",
        "# This file is generated by imagelock. It is not intended for manual editing.\nversion = 1\n",
    );
    says(&project.run(["check"]).exits(2), line);
    let manifest = project.read("images.toml");
    project.file(
        "images.toml",
        manifest + "exclude = [\"data/compose.yaml\"]\n",
    );
    says(&project.run(["check"]).exits(1), "1 file left out");
    project.file("[x]*/compose.yaml", BROKEN);
    project.file("#/compose.yaml", BROKEN);
    // A second list would be one that is given twice
    says(
        &project.run(["check"]).exits(2),
        r"write `'\#/compose.yaml', '\[x]\*/compose.yaml'` in the list `exclude` below `[files]` in images.toml",
    );
}

#[test]
fn import_obeys_the_manifest_that_is_there_and_init_the_one_above() {
    let case = locked("exclude = [\"testdata/\"]");
    let digest = format!("sha256:{}", "a".repeat(64));
    case.project
        .file("sub/Dockerfile", format!("FROM node:20@{digest}\n"));
    case.project.file("sub/testdata/Dockerfile", BROKEN);
    says(
        &case.run("import --manifest-path other.toml sub").success(),
        "1 file left out",
    );
    let sub = case.project.path().join("sub");
    says(
        &case.command("init").current_dir(&sub).run().success(),
        "1 file left out",
    );
}

#[test]
fn every_edit_keeps_what_is_excluded() {
    let case = locked("exclude = [\"testdata/\"] # as ever");
    case.push(
        "acme/more",
        "1",
        &crate::support::registry::Image::single("linux/amd64", "more"),
    );
    case.run("add HOST/acme/more:1").success();
    case.run("remove web").success();
    let manifest = case.project.read("images.toml");
    assert!(
        manifest.ends_with("\n[files]\nexclude = [\"testdata/\"] # as ever\n"),
        "{manifest}"
    );
    assert!(manifest.contains("more = "), "{manifest}");
}

#[test]
fn every_document_about_excluded_files_is_of_the_schema() {
    let case = locked("exclude = [\"testdata/\"]");
    case.project.file("testdata/Dockerfile", "FROM node:20\n");
    for arguments in ["check --format json", "check --all --format json"] {
        let document = document(&case.run(arguments).success());
        let part = document
            .get("manifests")
            .map_or(&document, |parts| &parts[0]);
        assert_eq!(part["excluded"], serde_json::json!(["testdata/Dockerfile"]));
    }
}

/// A commit whose manifest excludes this, and a change that excludes that.
fn change(base: &str, head: &str) -> Case {
    let case = locked(base);
    case.project.commit("base");
    let manifest = case.project.read("images.toml");
    case.project
        .file("images.toml", manifest.replace(base, head));
    case
}

#[test]
fn a_change_that_excludes_more_than_its_base_weakens_it() {
    let more = [
        ("exclude = []", "exclude = [\"x/\"]"),
        ("exclude = [\"a\"]", "exclude = [\"a\", \"b\"]"),
        ("exclude = [\"a/\"]", "exclude = [\"a\"]"),
        ("exclude = [\"a\", \"!b\"]", "exclude = [\"a\"]"),
        ("exclude = [\"a\", \"!b\"]", "exclude = [\"!b\", \"a\"]"),
        ("exclude = [\"a\"]", "exclude = [\"a\", \"!b\"]"),
    ];
    for (base, head) in more {
        let case = change(base, head);
        case.run("verify --base HEAD").exits(1);
        let document = document(&case.run("verify --all --base HEAD --format json").exits(1));
        assert_eq!(
            document["manifests"][0]["problems"][0]["reason"], "files-excluded",
            "{base} {head}"
        );
        case.run("verify --base HEAD --allow-policy-change")
            .success();
    }
    for (base, head) in [
        ("exclude = [\"a\", \"b\"]", "exclude = [\"b\"]"),
        ("exclude = [\"a\", \"b\"]", "exclude = [\"b\", \"a\"]"),
        (
            "exclude = [\"a\", \"!b\", \"c\"]",
            "exclude = [\"a\", \"!b\"]",
        ),
        ("exclude = [\"a\"]", ""),
        ("exclude = [\"a\"]", "exclude = [\n  \"a\", # as before\n]"),
    ] {
        change(base, head).run("verify --base HEAD").success();
    }
}

#[test]
fn what_a_change_excludes_is_told_in_every_format() {
    let case = change(
        "exclude = [\"a\"]",
        "exclude = [\"a\", \"testdata/\", \"b`|c\"]",
    );
    for format in ["human", "json", "markdown", "github"] {
        assert_snapshot!(
            case.run(&format!("verify --base HEAD --format {format}"))
                .exits(1)
        );
    }
    assert_snapshot!(
        case.run("verify --base HEAD --allow-policy-change")
            .success()
    );
}

#[test]
fn a_base_in_a_file_has_its_patterns_beside_it() {
    let case = locked("exclude = [\"a\"]");
    case.project.file("base.lock", case.raw_lock());
    let manifest = case.project.read("images.toml");
    case.project.file("base.toml", &manifest);
    case.run("verify --base base.lock").success();
    case.project
        .file("images.toml", manifest.replace("[\"a\"]", "[\"a\", \"b\"]"));
    case.run("verify --base base.lock").exits(1);
}

#[test]
fn the_first_manifest_of_a_repository_excludes_what_it_likes_and_the_next_does_not() {
    let case = locked("exclude = [\"a\"]");
    let both = ["images.toml", "images.lock"].map(|file| (file, case.project.read(file)));
    for (file, _) in &both {
        std::fs::remove_file(case.project.path().join(file)).unwrap();
    }
    case.project.commit("none");
    let host = case.registry.host();
    for (file, text) in &both {
        case.project.file(file, text);
    }
    case.run(&format!("verify --all --base HEAD --allow-registry {host}"))
        .success();
    case.project.commit("the first");
    case.project.file(
        "sub/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\n[files]\nexclude = [\"**\"]\n"),
    );
    case.run("lock --all").success();
    says(
        &case.run("verify --all --base HEAD").exits(1),
        "the change excludes `**`, but the base does not",
    );
}

#[test]
fn a_manifest_is_verified_unless_the_base_excludes_it_as_well() {
    let case = locked("exclude = [\"testdata/\"]");
    case.project.file("testdata/images.toml", "no manifest");
    case.project.file("other/images.toml", "none either");
    case.project.commit("base");
    case.run("verify --all --base HEAD").exits(2);
    std::fs::remove_file(case.project.path().join("testdata/images.toml")).unwrap();
    case.project.file("testdata/deep/images.toml", "a new one");
    let manifest = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        manifest.replace("[\"testdata/\"]", "[\"testdata/\", \"other/\"]"),
    );
    let outcome = case.run("verify --all --base HEAD").exits(2);
    assert!(
        !outcome.stdout.contains("testdata") && outcome.stdout.contains("other/images.toml"),
        "{outcome}"
    );
    case.run("verify --all --base HEAD --allow-policy-change")
        .success();
    case.run("verify --all").success();
}

/// Every list of up to this many of some parts, with a separator.
fn combined(parts: &[&str], count: usize, separator: &str) -> Vec<String> {
    let mut all: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let mut last = all.clone();
    for _ in 1..count {
        let longer = last.iter().flat_map(|start| {
            parts
                .iter()
                .map(move |it| format!("{start}{separator}{it}"))
        });
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

#[test]
fn patterns_exclude_what_git_ignores_by_them() {
    let project = Project::new();
    std::fs::remove_dir(project.path().join(".git")).expect("it is empty");
    project.git(&["init", "-q"]);
    let paths = combined(&["a", "ab", "b"], 4, "/");
    project.file(".git/asked", paths.join("\n"));
    let mut lists: Vec<Vec<String>> = combined(&["a", "**", "*", "a*", "[!a]*"], 3, "/")
        .into_iter()
        .flat_map(|pattern| {
            [
                pattern.clone(),
                format!("/{pattern}"),
                format!("{pattern}/"),
                format!("**/{pattern}"),
            ]
        })
        .map(|pattern| vec![pattern])
        .collect();
    let some = ["a", "!a", "a/", "!*/b", "**/b", "/a/*"];
    lists.extend(
        combined(&some, 3, " ")
            .iter()
            .map(|list| list.split(' ').map(str::to_owned).collect()),
    );
    let mut compared = 0;
    for list in lists {
        let Ok(patterns) = list
            .iter()
            .map(|it| it.parse())
            .collect::<Result<Vec<_>, _>>()
        else {
            continue;
        };
        project.file(".gitignore", list.join("\n"));
        let git = "git check-ignore --no-index --stdin <.git/asked";
        let output = Command::new("sh")
            .args(["-c", git])
            .current_dir(project.path())
            .env("HOME", project.home())
            .output();
        let output = String::from_utf8(output.expect("there is a shell").stdout).unwrap();
        let ignored: Vec<&str> = output.lines().collect();
        let exclude = imagelock::internals::Exclude::new(patterns);
        let mut search = exclude.search();
        let excluded: Vec<&str> = paths
            .iter()
            .map(String::as_str)
            .filter(|path| search.excludes(path.as_ref()))
            .collect();
        assert_eq!(excluded, ignored, "{list:?}");
        compared += 1;
    }
    assert!(compared > 500, "{compared}");
}
