//! Which options a command takes: those of its help, and no others.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::command::{Outcome, Project};

/// Each command, with arguments that it cannot do without.
const COMMANDS: [(&str, &[&str]); 17] = [
    ("init", &["--dry-run"]),
    ("import", &["none"]),
    ("update", &[]),
    ("lock", &[]),
    ("add", &["none:1"]),
    ("remove", &["none"]),
    ("list", &[]),
    ("outdated", &[]),
    ("verify", &["--base", "HEAD"]),
    ("check", &[]),
    ("diff", &[]),
    ("tags", &["none"]),
    ("resolve", &["none:1"]),
    ("get", &["none"]),
    ("export", &["env"]),
    ("completions", &["bash"]),
    ("help", &[]),
];

/// The options of a page, each with what its value is called.
fn options(page: &str) -> BTreeMap<String, Option<String>> {
    let is_option = |line: &&str| line.starts_with("  -") || line.starts_with("      --");
    let option = |line: &str| {
        let at = line.find("--").expect("each option has a long name");
        let rest = &line[at..];
        let end = rest.find([' ', '.']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let value = rest
            .strip_prefix(" <")
            .and_then(|rest| rest.split_once('>'));
        (name.to_owned(), value.map(|(value, _)| value.to_owned()))
    };
    page.lines().filter(is_option).map(option).collect()
}

/// A value that an option takes, by what it is called.
fn a_value(option: &str, called: &str) -> &'static str {
    match (option, called) {
        ("--color" | "--progress", "WHEN") => "never",
        ("--field", _) => "digest",
        (_, "N" | "SECONDS") => "5",
        (_, "FORMAT") => "json",
        (_, "FILE" | "NAME" | "PATTERN") => "none",
        (_, "REV|FILE") => "HEAD",
        (_, "HOST") => "registry.test",
        (_, "RANGE") => "^1",
        (_, "VARIANT") => "alpine",
        (_, "REGEX") => "(?<n>[0-9]+)",
        (_, "PLATFORM") => "linux/amd64",
        (_, "NAME=PATH[:KEYS]") => "none=a.b",
        other => panic!("a value of {other:?} is not known"),
    }
}

/// The arguments of a call with an option, where it belongs with others or instead of them.
fn arguments<'a>(
    command: &'a str,
    needed: &[&'a str],
    option: &'a str,
    value: Option<&'a str>,
) -> Vec<&'a str> {
    let needed = match (command, option) {
        ("get", "--all") | (_, "--help") => &[][..],
        ("export", "--file") => &["compose"],
        ("export", "--map") => &["helm"],
        ("add" | "resolve", "--variant") => &["none", "--range", "^1"],
        ("add" | "resolve", "--range") => &["none"],
        ("verify", "--allow-unasked") => &["--base", "HEAD", "--anonymous"],
        _ => needed,
    };
    let given = needed.contains(&option);
    let option = std::iter::once(option).chain(value);
    let option = option.filter(|_| !given);
    std::iter::once(command)
        .chain(needed.iter().copied())
        .chain(option)
        .collect()
}

fn run(project: &Project, arguments: &[&str]) -> Outcome {
    let run = project.command(arguments);
    run.env("GITHUB_OUTPUT", "/dev/null").run()
}

fn is_usage_error(outcome: &Outcome) -> bool {
    outcome.code == Some(2) && outcome.stderr.contains("\nUsage: imagelock ")
}

#[test]
fn a_command_takes_the_options_of_its_help_and_refuses_those_of_others() {
    let project = Project::new();
    let pages = COMMANDS.map(|(command, _)| project.run([command, "--help"]).success().stdout);
    let options = pages.each_ref().map(|page| options(page));
    let all: BTreeSet<(&String, &Option<String>)> = options.iter().flatten().collect();
    assert!(all.len() > 30, "{all:?}");
    for ((command, needed), own) in COMMANDS.iter().zip(&options) {
        for (option, called) in &all {
            let value = called.as_ref().map(|called| a_value(option, called));
            let arguments = arguments(command, needed, option, value);
            let outcome = run(&project, &arguments);
            if own.contains_key(*option) {
                assert!(!is_usage_error(&outcome), "{arguments:?}: {outcome}");
            } else {
                assert!(is_usage_error(&outcome), "{arguments:?}: {outcome}");
                let refusal = format!("takes no `{option}`\n");
                assert!(
                    outcome.stderr.contains(&refusal),
                    "{arguments:?}: {outcome}"
                );
            }
        }
    }
}

#[test]
fn what_several_commands_take_may_stand_in_front_of_them() {
    let project = Project::new();
    project.file("a.toml", "[images]\nweb = \"nginx:1\"\n");
    project.file("b.toml", "[images]\napp = \"acme/app:1\"\n");
    let behind = project.run([
        "list",
        "--manifest-path",
        "a.toml",
        "--format",
        "json",
        "-q",
    ]);
    let in_front = project.run(["-q", "--manifest-path", "a.toml", "--format=json", "list"]);
    assert_eq!(in_front.success().stdout, behind.success().stdout);
    let both = project.run([
        "--manifest-path",
        "a.toml",
        "list",
        "--manifest-path=b.toml",
    ]);
    let both = both.success();
    assert!(
        both.stdout.contains("web") && both.stdout.contains("app"),
        "{both}"
    );
    // What a command does not take it does not take in front either, and says so itself
    assert_snapshot!(project.run(["-qj4", "--timeout", "-1", "list"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `imagelock list` asks no registry, so it takes no `-j`

    Usage: imagelock list [OPTIONS]

    For more information, try `imagelock list --help`.
    ");
    assert_snapshot!(project.run(["--all", "list"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `--all` is an option of a command
    hint: write it behind the command, like `imagelock update --all`

    Usage: imagelock [OPTIONS] <COMMAND>

    For more information, try `imagelock --help`.
    ");
    assert_snapshot!(project.run(["--format", "json"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `--format` is an option of a command
    hint: write it behind the command, like `imagelock init --format`

    Usage: imagelock [OPTIONS] <COMMAND>

    For more information, try `imagelock --help`.
    ");
    assert_snapshot!(project.run(["-q"]).exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: there is no command

    Usage: imagelock [OPTIONS] <COMMAND>

    For more information, try `imagelock --help`.
    ");
}

#[test]
fn an_option_without_effect_is_refused_with_the_reason() {
    let project = Project::new();
    for arguments in [
        "check --timeout 5",
        "check -j4",
        "list --config x",
        "init --lock-path x",
        "resolve nginx:1 --manifest-path x",
        "resolve nginx:1 --github-output",
        "resolve nginx:1 --format github",
        "diff --format github",
        "completions bash -q",
        "get web --field digest --no-tag",
        "get web --field repository --no-tag",
        "get web --field tag --platform linux/amd64",
        "resolve nginx:1 --field tag --no-tag",
        "resolve nginx:1 --field repository --platform linux/amd64",
        "check --keep-going",
        "update --name web",
        "update -V",
    ] {
        let outcome = project.run(arguments.split(' ')).exits(2);
        let name = arguments.replace([' ', '-', ':', '/'], "_");
        assert_snapshot!(format!("refused_{name}"), outcome);
    }
}

#[test]
fn a_variable_without_effect_is_ignored() {
    let project = Project::new();
    project.file("images.toml", "[images]\nweb = \"nginx:1\"\n");
    let digest = format!("sha256:{}", "4f3c1a9e".repeat(8));
    project.file("images.lock", format!("# This file is generated by imagelock. It is not intended for manual editing.\nversion = 1\n\n[images.web]\nimage = \"docker.io/library/nginx\"\ntag = \"1\"\ndigest = \"{digest}\"\n"));
    for arguments in [
        "list",
        "get web",
        "check",
        "diff images.lock",
        "verify",
        "completions zsh",
    ] {
        let run = project.command(arguments.split(' '));
        let run = run
            .env("IMAGELOCK_JOBS", "many")
            .env("IMAGELOCK_CONFIG", "none.toml");
        assert_eq!(run.run().success().stderr, "", "{arguments}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        let name = std::ffi::OsStr::from_bytes(b"\xff");
        let run = project.command(["verify"]).env("IMAGELOCK_JOBS", name);
        run.run().success();
    }
    for arguments in ["verify --present", "update"] {
        let run = project.command(arguments.split(' '));
        let outcome = run.env("IMAGELOCK_JOBS", "many").run().exits(2);
        assert!(outcome.stderr.contains("`IMAGELOCK_JOBS`"), "{outcome}");
    }
}
