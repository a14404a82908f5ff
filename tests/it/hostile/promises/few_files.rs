//! A process that may open few files at once.

use std::time::Duration;

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::registry::{Image, Registry};

/// How few files a process may open at once. With three it cannot even be loaded.
const LIMITS: [usize; 12] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20];

/// Every command, those first that write nothing.
const COMMANDS: [&str; 22] = [
    "check",
    "verify",
    "verify --present",
    "verify --base HEAD",
    "verify --base HEAD --fresh",
    "list",
    "outdated",
    "diff",
    "resolve HOST/acme/web:1",
    "get --all",
    "get web --lock-only",
    "export env",
    "export compose --file compose.yaml",
    "init --dry-run --manifest-path new/images.toml new",
    "import --dry-run --manifest-path new/images.toml new",
    "completions zsh",
    "update --check",
    "lock --dry-run",
    "add HOST/acme/other:1 --dry-run",
    "remove base --dry-run",
    "update --format json",
    "check --fix",
];

/// What `check --fix` writes.
fn files(case: &Case) {
    case.project
        .file("Dockerfile", case.text("FROM HOST/acme/web:1\n"));
    case.project.file(
        "compose.yaml",
        case.text("services: { web: { image: \"HOST/acme/web:1\" } }\n"),
    );
}

fn case() -> Case {
    let case = Case::locked();
    case.require_digests();
    let digest = case.run("get web --field digest").stdout;
    files(&case);
    case.project.file(
        "new/Dockerfile",
        case.text(&format!("FROM HOST/acme/web:1@{digest}\n")),
    );
    case.push("acme/other", "1", &Image::single("linux/amd64", "other"));
    std::fs::remove_dir(case.project.path().join(".git")).expect("it is there");
    case.project.commit("all");
    case
}

#[test]
fn too_few_files_are_an_error_that_says_so_and_no_panic() {
    let case = case();
    let manifest = case.project.read("images.toml");
    for command in COMMANDS {
        let text = case.text(command);
        let arguments: Vec<&str> = text.split(' ').collect();
        files(&case);
        let expected = run(&case.project, 1000, &arguments);
        for limit in LIMITS {
            files(&case);
            let outcome = run(&case.project, limit, &arguments);
            if (outcome.code, &outcome.stdout) != (expected.code, &expected.stdout) {
                let is_told = outcome.stderr.contains("Too many open files")
                    && outcome.stderr.contains("ulimit");
                let is_error = matches!(outcome.code, Some(2 | 3));
                assert!(
                    is_error && is_told,
                    "{command}, {limit} files: {outcome}\nand not {expected}"
                );
            }
            assert!(
                !outcome.stderr.contains("panicked"),
                "{command}, {limit} files: {outcome}"
            );
        }
    }
    assert_eq!(case.project.read("images.toml"), manifest);
}

#[test]
fn where_files_are_few_fewer_requests_are_under_way() {
    let latency = |_| Duration::from_millis(20);
    let builder = Registry::builder().token_server_elsewhere(true);
    let case = Case::with(builder.latency(latency));
    let push = |number: usize| {
        let repository = format!("team/app{number}");
        let image = Image::single("linux/amd64", &repository);
        case.registry.push(&repository, "main", &image);
        format!("{repository}:main")
    };
    case.images((0..150).map(push));
    let outcome = run(&case.project, 100, &["update", "-v"]).success();
    let words = "100 open files allow 18 requests at once\n";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert!(
        case.registry.high_water() <= 18,
        "two files each, and 64 others"
    );
}

fn run(project: &Project, files: usize, arguments: &[&str]) -> Outcome {
    project.command_with_files(files, arguments).run()
}
