//! What git lists, and what is there: another text, another repository, or nothing.

use super::{MANIFEST, UNLOCKED, fill, repository, run};
use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::registry::Image;

/// What a Dockerfile has where git writes another text than this one over its image.
const BY_IDENT: &str = "FROM nginx:1.27\n# $Id: evil $\n";
const BY_ENCODING: &str = "FROM nginx:1.27\n# caf\u{e9}\n";

/// Commits files as they are written here, whatever attributes say, and checks them out as git does.
fn check_out(project: &Project, files: &[(&str, &str, &str)]) {
    for (mode, name, text) in files {
        let raw = project.file(project.home().join("raw"), text);
        let id = project.git(&[
            "hash-object",
            "-w",
            "--no-filters",
            &raw.display().to_string(),
        ]);
        project.git(&[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("{mode},{id},{name}"),
        ]);
        let _ = std::fs::remove_file(project.path().join(name));
    }
    project.git(&["commit", "-q", "-m", "change"]);
    for (_, name, _) in files {
        project.git(&["checkout-index", "-f", "-u", "--", name]);
    }
}

#[track_caller]
fn says(outcome: &Outcome, words: &str) {
    let text = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(text.contains(words), "{words}: {outcome}");
}

#[test]
fn what_git_writes_otherwise_than_it_is_committed_is_not_read_but_told() {
    let (plain, link) = ("100644", "120000");
    let cases = [
        (plain, ".gitattributes", "* ident\n", BY_IDENT, "ident"),
        (
            plain,
            ".gitattributes",
            "[attr]x ident\nDockerfile x\n",
            BY_IDENT,
            "ident",
        ),
        (
            plain,
            "app/.gitattributes",
            "Dockerfile\tident",
            BY_IDENT,
            "ident",
        ),
        (
            plain,
            ".gitattributes",
            "D* -text working-tree-encoding=UTF-7\n",
            BY_ENCODING,
            "working-tree-encoding",
        ),
        (
            plain,
            ".gitattributes",
            "D* working-tree-encoding=latin1\n",
            BY_ENCODING,
            "working-tree-encoding",
        ),
        // It says otherwise itself where it is checked out
        (
            plain,
            ".gitattributes",
            "D* working-tree-encoding=UTF-7\n.gitattributes working-tree-encoding=UTF-16\n",
            BY_ENCODING,
            "working-tree-encoding",
        ),
        (
            plain,
            ".gitattributes",
            "[Dd.]* working-tree-encoding=IBM1047\n",
            BY_ENCODING,
            "working-tree-encoding",
        ),
        (
            plain,
            ".gitattributes",
            "D* ident\n.gitattributes a=$Id: ident b=$\n",
            BY_IDENT,
            "ident",
        ),
        (
            plain,
            ".gitattributes",
            "* a=$Id: ident b=$\n",
            BY_IDENT,
            "ident",
        ),
        // git reads the text of the link
        (link, ".gitattributes", "* ident", BY_IDENT, "ident"),
    ];
    for (mode, name, attributes, text, attribute) in cases {
        let project = repository();
        check_out(
            &project,
            &[(mode, name, attributes), (plain, "app/Dockerfile", text)],
        );
        for arguments in [
            "check",
            "check --all",
            "check app/Dockerfile",
            "check app",
            "check --format json",
        ] {
            let outcome = run(&project, "", arguments);
            let shown = format!("{attributes:?}: {arguments}: {outcome}");
            assert_eq!(outcome.code, Some(2), "{shown}");
            let words = format!("git check out other content than is committed (`{attribute}`)");
            assert!(
                outcome.stdout.contains(&words) || outcome.stderr.contains(&words),
                "{shown}"
            );
            assert!(shown.contains("app/Dockerfile"), "{shown}");
        }
    }
}

#[test]
fn a_way_out_that_is_told_for_an_attribute_is_one() {
    let ident = [
        ("100644", ".gitattributes", "* ident\n"),
        ("100644", "Dockerfile", BY_IDENT),
    ];
    let project = repository();
    check_out(&project, &ident);
    says(
        &run(&project, "", "check").exits(2),
        "remove the attribute (`Dockerfile -ident` in `.gitattributes`)",
    );
    check_out(
        &project,
        &[
            ("100644", ".gitattributes", "* ident\nDockerfile -ident\n"),
            ident[1],
        ],
    );
    run(&project, "", "check").success();
    check_out(&project, &ident);
    project.file(
        "images.toml",
        format!("{MANIFEST}\n[files]\nexclude = [\"/Dockerfile\"]\n"),
    );
    run(&project, "", "check").success();
}

#[test]
fn attributes_that_change_no_file_with_images_are_no_matter() {
    for attributes in [
        "*.c ident\n",
        "* ident\n",
        "Dockerfile working-tree-encoding=UTF-8\n",
        "* ident=no\n",
        "D* !working-tree-encoding -ident\n",
        "# gr\u{f6}\u{df}er\n",
    ] {
        let project = repository();
        check_out(&project, &[("100644", ".gitattributes", attributes)]);
        run(&project, "", "check").success();
        run(&project, "", "check --all").success();
    }
}

#[test]
fn a_manifest_or_a_lock_that_git_writes_otherwise_is_not_believed() {
    let case = Case::locked();
    case.project.commit("base");
    for name in ["images.toml", "images.lock"] {
        let attributes = format!("{name} working-tree-encoding=UTF-7\n");
        case.project.file(".gitattributes", attributes);
        for command in ["check --all", "verify --all", "verify --all --base HEAD"] {
            let outcome = case.run(command).exits(2);
            says(&outcome, &format!("cannot trust `{name}`"));
        }
    }
}

#[test]
fn a_link_to_what_git_writes_otherwise_is_told() {
    let project = repository();
    let attributes = ("100644", "other/.gitattributes", "data ident\n");
    check_out(
        &project,
        &[
            attributes,
            ("100644", "other/data", BY_IDENT),
            ("120000", "app/Dockerfile", "../other/data"),
        ],
    );
    for arguments in ["check", "check app", "check app/Dockerfile"] {
        says(
            &run(&project, "", arguments).exits(2),
            "makes git check out other content than is committed",
        );
    }
}

#[test]
fn a_submodule_and_a_nested_repository_are_told() {
    let project = repository();
    let id = project.git(&["rev-parse", "HEAD"]);
    let told = |words: &str| {
        for arguments in [
            "check",
            "check --all",
            "check .",
            "check --format markdown",
            "check --format github",
        ] {
            says(&run(&project, "", arguments).success(), words);
        }
        let report = run(&project, "", "check --format json").success();
        let report: serde_json::Value = serde_json::from_str(&report.stdout).expect("it is JSON");
        let lines = report["not_asked"].as_array().expect("there is a list");
        assert!(
            lines
                .iter()
                .any(|line| words.ends_with(line.as_str().unwrap_or("?"))),
            "{report}"
        );
        let outcome = run(&project, "", "init --dry-run --manifest-path new.toml .").success();
        says(&outcome, words.trim_start_matches("not checked: "));
    };
    // A submodule that is not there, and one that is
    project.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("160000,{id},sub"),
    ]);
    told("not checked: files in `sub`, a repository of its own");
    project.file("sub/Dockerfile", UNLOCKED);
    project.git(&["init", "-q", "sub"]);
    told("not checked: files in `sub`, a repository of its own");
    // One that nobody tracks
    project.git(&["update-index", "--force-remove", "sub"]);
    told("not checked: files in `sub`, a repository of its own");
    for name in ["a", "b", "c", "d"] {
        project.git(&[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("160000,{id},{name}"),
        ]);
    }
    told("not checked: files in `a`, `b`, `c` and 2 more, repositories of their own");
}

#[test]
fn each_manifest_tells_the_repositories_below_it() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.project.file(
        "x/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\n"),
    );
    case.run("lock --all").success();
    case.project.commit("base");
    let id = case.project.git(&["rev-parse", "HEAD"]);
    for name in ["sub", "x/sub"] {
        case.project.git(&[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("160000,{id},{name}"),
        ]);
    }
    let report = case.run("check --all --format json").success();
    let report: serde_json::Value = serde_json::from_str(&report.stdout).expect("it is JSON");
    for (number, name) in ["sub", "x/sub"].iter().enumerate() {
        let line = &report["manifests"][number]["not_asked"];
        assert_eq!(
            *line,
            serde_json::json!([format!("files in `{name}`, a repository of its own")]),
            "{report}"
        );
    }
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_counted() {
    let project = repository();
    project.file("left/Dockerfile", UNLOCKED);
    project.file(
        "left/out/compose.yaml",
        "services:\n  a:\n    image: evil/image:1\n",
    );
    project.file("left/README.md", "");
    project.commit("more");
    for cone in ["--cone", "--sparse-index"] {
        project.git(&["sparse-checkout", "set", cone, "deploy"]);
        for arguments in ["check", "check --all"] {
            says(
                &run(&project, "", arguments).success(),
                "not checked: 2 files that a sparse checkout leaves out",
            );
        }
        let outcome = run(&project, "", "init --dry-run --manifest-path new.toml .").success();
        says(
            &outcome,
            "left out: 2 files that a sparse checkout leaves out",
        );
    }
    project.git(&["sparse-checkout", "add", "left/out"]);
    says(&run(&project, "", "check").exits(1), "evil/image");
    project.git(&["sparse-checkout", "disable"]);
    says(&run(&project, "", "check").exits(1), "evil/image");
}

#[test]
fn a_manifest_that_a_sparse_checkout_leaves_out_is_an_error_for_all() {
    let project = repository();
    fill(
        &project,
        "left/images.toml",
        "left/images.lock",
        &"1".repeat(64),
    );
    project.commit("more");
    project.git(&["sparse-checkout", "set", "deploy"]);
    for command in [
        "check --all",
        "verify --all",
        "verify --all --base HEAD",
        "list --all",
    ] {
        let outcome = run(&project, "", command).exits(2);
        says(
            &outcome,
            "cannot read `left/images.toml`: the sparse checkout leaves it out",
        );
        says(&outcome, "run `git sparse-checkout add left`");
    }
    says(
        &run(&project, "", "check").success(),
        "not checked: 1 file that a sparse checkout leaves out",
    );
    project.file(
        "images.toml",
        format!("{MANIFEST}\n[files]\nexclude = [\"/left\"]\n"),
    );
    run(&project, "", "check --all").success();
    project.git(&["sparse-checkout", "disable"]);
    run(&project, "", "list --all").success();
}

#[test]
fn attributes_that_a_sparse_checkout_leaves_out_count_all_the_same() {
    let project = repository();
    check_out(
        &project,
        &[
            ("100644", ".gitattributes", "* ident\n"),
            ("100644", "Dockerfile", BY_IDENT),
        ],
    );
    project.git(&[
        "sparse-checkout",
        "set",
        "--no-cone",
        "/*",
        "!/.gitattributes",
    ]);
    assert!(!project.exists(".gitattributes"));
    says(
        &run(&project, "", "check").exits(2),
        "makes git check out other content than is committed",
    );
}
