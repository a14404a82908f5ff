//! The command line: help, completions, and what is refused.

use std::time::Duration;

use crate::support::case::Case;
use crate::support::command::Project;
use crate::support::registry::{Image, Registry};

const COMMANDS: [&str; 17] = [
    "init",
    "import",
    "update",
    "lock",
    "add",
    "remove",
    "list",
    "outdated",
    "verify",
    "check",
    "diff",
    "tags",
    "resolve",
    "get",
    "export",
    "completions",
    "help",
];

#[test]
fn help_reads_like_a_page() {
    let project = Project::new();
    assert_snapshot!("help", project.run(["--help"]).success());
    for command in COMMANDS {
        assert_snapshot!(
            format!("help_{command}"),
            project.run([command, "--help"]).success()
        );
        assert_eq!(
            project.run(["help", command]).success().stdout,
            project.run([command, "-h"]).success().stdout
        );
    }
    assert_eq!(
        project.run(["help"]).success().stdout,
        project.run(["--help"]).success().stdout
    );
    assert_snapshot!(
        "without_a_command",
        project.command::<&str>([]).run().exits(2)
    );
}

#[test]
fn every_shell_has_completions() {
    let project = Project::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = project.run(["completions", shell]).success();
        let asks = ["IMAGELOCK_COMPLETE", "imagelock"];
        let is_asking = asks.iter().all(|word| outcome.stdout.contains(word));
        assert!(is_asking, "{shell}: {outcome}");
        assert_eq!(outcome.stderr, "");
    }
    assert_snapshot!(project.run(["completions", "tcsh"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: invalid value `tcsh` for `<SHELL>`
    hint: use `bash`, `elvish`, `fish`, `powershell` or `zsh`

    Usage: imagelock completions [OPTIONS] <SHELL>

    For more information, try `imagelock completions --help`.
    ");
}

#[test]
fn usage_errors_end_with_two() {
    let project = Project::new();
    for arguments in [
        "lokc",
        "help lokc",
        "ls",
        "rm web",
        "up",
        "pin",
        "version",
        "verify --frsh",
        "update --check --dry-run",
        "update -q -v",
        "update -j 0",
        "update --timeout 0",
        "update --timeout -1",
        "update --timeout soon",
        "update --timeout 1e99",
        "get --all web",
        "get",
        "resolve",
        "verify --format yaml",
        "lock -j 99999999999999999999",
        "get web --format markdown",
        "add",
        "remove",
        "list --format github",
        "verify --allow-registry docker.io",
        "verify --allow-policy-change",
        "verify --allow-unasked",
        "check --json",
        "list --github",
        "lock redis",
        "list redis",
        "list a/b",
        "help foo",
        "export docker-compose",
        "verify --base -x",
        "diff main:images.lock",
        "update --github-output",
    ] {
        let outcome = project.run(arguments.split(' ')).exits(2);
        let name = arguments.replace([' ', '-', ':'], "_");
        assert_snapshot!(format!("usage_{name}"), outcome);
    }
}

#[test]
fn variables_are_honoured_and_beaten_by_flags() {
    // Answers take long enough for requests to overlap where they may
    let registry = Registry::builder()
        .open()
        .latency(|_| Duration::from_millis(30));
    let case = Case::with(registry);
    let mut manifest = String::new();
    for name in ["a", "b", "c", "d", "e"] {
        case.push(
            &format!("acme/{name}"),
            "1",
            &Image::single("linux/amd64", name),
        );
        manifest += &format!("{name} = \"HOST/acme/{name}:1\"\n");
    }
    case.manifest(&manifest);
    case.project.file("config.toml", "");
    assert_snapshot!(
        case.command("update")
            .env("IMAGELOCK_JOBS", "many")
            .run()
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: invalid value `many` for `IMAGELOCK_JOBS`: must be a number from 1 to 65535

    Usage: imagelock update [OPTIONS] [NAME]...

    For more information, try `imagelock update --help`.
    "
    );
    case.command("update -j 1")
        .env("IMAGELOCK_JOBS", "many")
        .run()
        .success();
    case.command("update")
        .env("IMAGELOCK_JOBS", "1")
        .run()
        .success();
    assert_eq!(case.registry.high_water(), 1);
    case.command("update -j 1")
        .env("IMAGELOCK_JOBS", "8")
        .run()
        .success();
    assert_eq!(case.registry.high_water(), 1);
    case.command("update")
        .env("IMAGELOCK_JOBS", "8")
        .run()
        .success();
    assert!(case.registry.high_water() > 1);
    assert_snapshot!(
        case.command("update")
            .env("IMAGELOCK_CONFIG", "none.toml")
            .run()
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `none.toml` does not exist
    "
    );
    let run = case
        .command("update -v --config config.toml")
        .env("IMAGELOCK_CONFIG", "none.toml");
    assert!(run.run().success().stderr.contains("using config.toml\n"));
    let run = case
        .command("update -v")
        .env("IMAGELOCK_CONFIG", "config.toml");
    assert!(run.run().success().stderr.contains("using config.toml\n"));
}

#[test]
fn an_argument_with_a_password_is_refused_and_not_shown() {
    let reference = "https://me:hunter2@registry.example/app";
    for (arguments, message) in [
        (vec![reference], "unknown command"),
        (vec!["list", reference], "unexpected argument"),
    ] {
        let outcome = Project::new().run(arguments).exits(2);
        assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
        let error =
            format!("error: {message}; it is not shown because it may contain a password\n");
        assert!(outcome.stderr.contains(&error), "{outcome}");
    }
}

#[test]
fn the_version_is_told() {
    let outcome = Project::new().run(["--version"]).success();
    assert_eq!(
        outcome.stdout,
        format!("imagelock {}\n", env!("CARGO_PKG_VERSION"))
    );
}
