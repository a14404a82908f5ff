//! Files and directories that a change takes out of the gate's sight.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};

/// Asserts that a run said this, to people or to programs.
#[track_caller]
fn says(outcome: &Outcome, text: &str) {
    assert!(
        outcome.stdout.contains(text) || outcome.stderr.contains(text),
        "{text}\n{outcome}"
    );
}

/// A locked repository as it was committed, in which `sub/Dockerfile` then uses an image that nobody has locked.
fn with_stranger() -> Case {
    let case = Case::locked();
    case.project.file(
        "Dockerfile",
        case.text("FROM HOST/acme/base:1\nFROM HOST/acme/web:1\n"),
    );
    case.project.file("sub/README", "");
    case.project.commit("base");
    case.project
        .file("sub/Dockerfile", "FROM evil.example/miner:1\n");
    case
}

/// Asserts that the two steps of the gate do not both pass.
#[track_caller]
fn fails(case: &Case) {
    let gate = [
        case.run("verify --all --base HEAD"),
        case.run("check --all"),
    ];
    let failing: Vec<_> = gate
        .iter()
        .filter(|outcome| outcome.code != Some(0))
        .collect();
    assert!(!failing.is_empty(), "{}{}", gate[0], gate[1]);
}

#[test]
fn an_empty_file_with_the_name_of_a_manifest_takes_no_files_out() {
    for text in [
        "",
        "# nothing\n",
        "[images]\n",
        "[defaults]\nplatforms = []\n",
        "\u{feff}",
        "no manifest",
        "\0",
    ] {
        let case = with_stranger();
        case.project.file("sub/images.toml", text);
        case.project.file("sub/images.lock", case.raw_lock());
        for arguments in ["check", "check --all", "check --format json"] {
            says(&case.run(arguments).exits(2), "sub/images.toml");
        }
        case.command("check").current_dir("sub").run().exits(2);
        case.command("check --all")
            .current_dir("sub")
            .run()
            .exits(2);
        says(&case.run("check").exits(2), "evil.example/miner:1");
        fails(&case);
    }
}

#[test]
fn a_link_a_directory_or_a_pipe_with_the_name_of_a_manifest_takes_no_files_out() {
    let make = [
        "ln -s nowhere sub/images.toml",
        "ln -s images.toml sub/images.toml",
        "ln -s ../.. sub/images.toml",
        "ln -s /etc/passwd sub/images.toml",
        "ln -s ../../outside.toml sub/images.toml",
        "ln -s /dev/null sub/images.toml",
        "ln -s ../.git/config sub/images.toml",
        "mkdir sub/images.toml",
        "mkdir sub/images.toml && touch sub/images.toml/images.toml",
        "printf 'a\\377' >sub/images.toml",
        "head -c 17000000 /dev/zero | tr '\\0' '#' >sub/images.toml",
        "mkfifo sub/images.toml",
    ];
    for script in make {
        let case = with_stranger();
        case.project
            .file("../outside.toml", "[images]\na = \"a:1\"\n");
        let shell = std::process::Command::new("sh")
            .args(["-c", script])
            .current_dir(case.project.path())
            .status();
        assert!(shell.expect("there is a shell").success(), "{script}");
        for arguments in ["check", "check --all"] {
            let code = case.run(arguments).code;
            assert!(
                matches!(code, Some(1 | 2)),
                "{script}: {arguments} ended with {code:?}"
            );
        }
        let code = case.command("check").current_dir("sub").run().code;
        assert_eq!(code, Some(2), "{script}");
        fails(&case);
    }
}

#[test]
fn a_manifest_that_is_one_answers_for_the_files_that_it_takes() {
    let case = with_stranger();
    case.project.file(
        "sub/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\n"),
    );
    case.run("lock --all").success();
    case.run("verify --all --base HEAD --allow-registry HOST")
        .success();
    says(&case.run("check --all").exits(1), "evil.example/miner:1");
    says(
        &case.run("check").success(),
        "not checked: files that belong to `sub/images.toml` (see `--all`)",
    );
    case.project.file(
        "sub/images.toml",
        case.text("[images]\nweb = \"HOST/acme/web:1\"\nminer = \"evil.example/miner:1\"\n"),
    );
    case.run("check --all").exits(1);
    case.run("verify --all --base HEAD").exits(1);
}

#[test]
fn init_leaves_no_files_to_what_is_no_manifest() {
    let project = Project::new();
    project.file("sub/images.toml", "");
    project.file("sub/Dockerfile", "FROM evil.example/miner:1\n");
    says(&project.run(["init"]).exits(2), "sub/images.toml");
    says(
        &project
            .run(["init", "--dry-run", "--manifest-path", "x.toml"])
            .exits(2),
        "miner = \"evil.example/miner:1\"",
    );
}

#[test]
fn nothing_is_taken_out_of_the_gate_but_by_what_it_counts() {
    let edits: [(&str, &[(&str, &str)]); 8] = [
        ("", &[]),
        ("sub/images.toml", &[("sub/images.toml", "")]),
        (".gitignore", &[(".gitignore", "sub/\n")]),
        ("sub/.gitignore", &[("sub/.gitignore", "*\n")]),
        (
            ".dockerignore",
            &[(".dockerignore", "**\n"), ("sub/.git/HEAD", "x")],
        ),
        ("images.toml", &[("images.toml", "[images]\n")]),
        (
            "exclude",
            &[("images.toml", "MANIFEST[files]\nexclude = [\"sub/\"]\n")],
        ),
        (
            "negated",
            &[(
                "images.toml",
                "MANIFEST[files]\nexclude = [\"*\", \"!Dockerfile\"]\n",
            )],
        ),
    ];
    for (name, files) in edits {
        let case = with_stranger();
        let manifest = case.project.read("images.toml");
        case.project.git(&["add", "-A"]);
        for (file, text) in files {
            case.project.file(file, text.replace("MANIFEST", &manifest));
        }
        eprintln!("{name}");
        fails(&case);
    }
}

#[test]
fn what_is_excluded_with_leave_is_counted_and_listed() {
    let case = with_stranger();
    let manifest = case.project.read("images.toml");
    case.project
        .file("images.toml", manifest + "[files]\nexclude = [\"sub/\"]\n");
    case.run("verify --all --base HEAD").exits(1);
    case.run("verify --all --base HEAD --allow-policy-change")
        .success();
    for format in ["human", "markdown", "github"] {
        says(
            &case
                .run(&format!("check --all --format {format}"))
                .success(),
            "1 file left out",
        );
    }
    says(
        &case.run("check --all --format json").success(),
        "\"sub/Dockerfile\"",
    );
    says(
        &case.run("check --all -v").success(),
        "left out by `[files] exclude`:\n  sub/Dockerfile\n",
    );
}
