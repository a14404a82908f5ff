//! Names, paths and quoted lines that speak to a terminal or to a runner of CI.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::registry::{Fault, Image};

/// A line break, and what runners take for a command: at a line's start, and anywhere in it.
const COMMANDS: &str = "x\n::add-mask::x\r\n \u{a0}::error::x ##[error]x ##VSO[task.x]x \u{1b}[2J\u{202e}#\u{ad}#[x\u{85}::b::";
/// The same in one line.
const IN_LINE: &str = "::add-mask::x ##[error]x ##vso[task.setvariable]x";

/// Asserts that no runner is spoken to but by annotations of ours, and no terminal.
#[track_caller]
fn assert_silent(outcome: &Outcome) {
    for text in [&outcome.stdout, &outcome.stderr] {
        let harmful = |letter: &char| {
            letter.is_control() && *letter != '\n'
                || matches!(letter, '\u{ad}' | '\u{202e}' | '\u{2028}')
        };
        assert_eq!(text.chars().find(harmful), None, "{text:?}");
        for line in text.lines() {
            let lower = line.to_lowercase();
            assert!(
                !lower.contains("##[") && !lower.contains("##vso["),
                "{line}\n{outcome}"
            );
            let is_ours = [
                "::error file=",
                "::warning file=",
                "::notice file=",
                "::error::",
            ]
            .iter()
            .any(|command| line.starts_with(command));
            assert!(
                is_ours || !line.trim_start().starts_with("::"),
                "{line}\n{outcome}"
            );
        }
    }
}

/// Runs a command in every format, which has to end the same way each time.
#[track_caller]
fn in_every_format(project: &Project, arguments: &[&str], status: i32) {
    for format in [
        &[][..],
        &["--format", "json"],
        &["--format", "markdown"],
        &["--format", "github"],
        &["-v"],
    ] {
        let outcome = project.run(arguments.iter().chain(format)).exits(status);
        assert_silent(&outcome);
        if format.last() == Some(&"json") {
            assert!(
                serde_json::from_str::<serde_json::Value>(&outcome.stdout).is_ok(),
                "{outcome}"
            );
        }
    }
}

#[test]
fn a_file_whose_name_has_lines_speaks_to_nobody() {
    let case = Case::locked();
    let project = &case.project;
    project.file(format!("{COMMANDS}/Dockerfile"), "FROM nginx:1\n");
    project.file("::add-mask::x/Dockerfile", "FROM redis:7\n");
    project.file(
        "##[group]/compose.yaml",
        "services: {a: {image: 'redis:7'}}\n",
    );
    in_every_format(project, &["check"], 1);
    in_every_format(
        project,
        &["init", "--dry-run", "--manifest-path", "other.toml"],
        0,
    );
    project.file("##[group]/compose.yaml", "services: {a: {image: [");
    project.file("::add-mask::x/Dockerfile", "FROM\n");
    in_every_format(project, &["check"], 2);
    in_every_format(
        project,
        &["init", "--dry-run", "--manifest-path", "other.toml"],
        2,
    );
    in_every_format(project, &["check", "::add-mask::x\n::add-mask::y"], 2);
}

#[test]
fn a_manifest_whose_path_begins_with_a_command_is_told_as_text() {
    let project = Project::new();
    project.file("::add-mask::x/images.toml", "[images]\nweb = \"nginx:1\"\n");
    project.file("##[group]/images.toml", "[images]\nweb = 1\n");
    in_every_format(&project, &["verify", "--all"], 2);
    in_every_format(
        &project,
        &["verify", "--manifest-path", "::add-mask::x/images.toml"],
        1,
    );
    let outcome = project
        .run(["list", "--manifest-path", "::add-mask::x/images.toml"])
        .success();
    assert_silent(&outcome);
}

#[test]
fn what_stands_in_images_toml_speaks_to_nobody() {
    let project = Project::new();
    let escaped = "\\u000A::add-mask::x\\r##[error]x##vso[x]\\u001b[2J\\u202e";
    for images in [
        format!("\"{escaped}\" = \"nginx:1\" # {IN_LINE}\n"),
        format!("web = \"{escaped}\" # {IN_LINE}\n"),
        format!("web = {{ image = \"nginx\", tag = \"{escaped}\" }} # {IN_LINE}\n"),
        format!("web = {{ image = \"nginx\", platforms = [\"{escaped}\"] }} # {IN_LINE}\n"),
        format!("web = {{ image = \"nginx\", \"{escaped}\" = 1 }} # {IN_LINE}\n"),
        format!("web = {{ image = \"nginx\", version = \"{escaped}\" }}\n\"::add-mask::x\" = 1\n"),
        format!("web = {IN_LINE}\n"),
        format!("web = \"nginx:1\"\nweb = \"nginx:2\" # {IN_LINE}\n"),
        format!("::add-mask::x = \"{IN_LINE}\n"),
    ] {
        project.file("images.toml", format!("[images]\n{images}"));
        in_every_format(&project, &["verify"], 2);
    }
}

#[test]
fn a_warning_speaks_to_nobody_where_all_is_well() {
    let case = Case::locked();
    case.push("acme/app", "latest", &Image::single("linux/amd64", "app"));
    case.manifest(&format!("app = \"HOST/acme/app\" # {IN_LINE}\n"));
    let outcome = case.run("update").success();
    assert!(
        outcome.stderr.contains("# ::add-mask::x # #[error]x"),
        "{outcome}"
    );
    assert_silent(&outcome);
}

#[test]
fn what_stands_in_a_lock_speaks_to_nobody() {
    let case = Case::locked();
    case.edit_lock("version = 1\n", &format!("version = 1\n# {IN_LINE}\n"));
    in_every_format(&case.project, &["verify"], 1);
    case.edit_lock(
        "[images.web]",
        &format!("[images.web]\n\"::add-mask::x ##[x\" = 1 # {IN_LINE}"),
    );
    in_every_format(&case.project, &["verify"], 2);
    case.project
        .file("images.lock", format!("kind: {IN_LINE}\n"));
    in_every_format(&case.project, &["verify"], 2);
}

#[test]
fn what_files_that_use_images_say_speaks_to_nobody() {
    let project = Project::new();
    project.file("images.toml", "[images]\nweb = \"nginx:1\"\n");
    for (file, text) in [
        ("Dockerfile", format!("FROM ${{A:-{IN_LINE}}}\n")),
        ("Dockerfile", format!("FROM {IN_LINE}\n")),
        (
            "compose.yaml",
            "services: {a: {image: \"a\\n::add-mask::x##[x]\"}}\n".to_owned(),
        ),
        (
            "compose.yaml",
            format!("services: {{a: {{image: '${{B:?{IN_LINE}}}'}}}}\n"),
        ),
        (
            ".github/workflows/a.yml",
            format!("jobs:\n  a:\n    container: ${{{{ '{IN_LINE}' }}}}\n"),
        ),
    ] {
        let path = project.file(file, text);
        for format in ["human", "json", "markdown", "github"] {
            let outcome = project.run(["check", "--format", format]);
            assert!(matches!(outcome.code, Some(1 | 2)), "{outcome}");
            assert_silent(&outcome);
            assert_silent(&project.run([
                "init",
                "--dry-run",
                "--manifest-path",
                "o.toml",
                "--format",
                format,
            ]));
        }
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn what_a_registry_says_speaks_to_nobody() {
    let body =
        serde_json::json!({ "errors": [{ "code": COMMANDS, "message": COMMANDS }] }).to_string();
    for (status, code, methods) in [
        (403, 3, &["HEAD", "GET"][..]),
        (404, 1, &["HEAD", "GET"]),
        (429, 3, &["HEAD"]),
        (418, 3, &["HEAD"]),
    ] {
        let case = Case::locked();
        for method in methods {
            let fault = Fault::on(method, "/v2/acme/web/manifests/1")
                .status(status)
                .body(body.clone());
            case.registry
                .fault(fault.header("retry-after", "100000").always());
        }
        in_every_format(&case.project, &["update", "--dry-run"], code);
        in_every_format(&case.project, &["verify", "--fresh"], code);
    }
}

#[test]
fn how_a_registry_wants_to_be_asked_speaks_to_nobody() {
    let bearer =
        format!("Bearer realm=\"http://HOST/token\",service=\"{IN_LINE}\",error=\"{IN_LINE}\"");
    for challenge in [
        bearer.as_str(),
        "::add-mask:: realm=\"##[x]\"",
        "##vso[x ::add-mask::x",
    ] {
        let case = Case::locked();
        let fault = Fault::on("HEAD", "/v2/acme/web/manifests/1").status(401);
        case.registry.fault(
            fault
                .replace_header("www-authenticate", case.text(challenge))
                .always(),
        );
        in_every_format(&case.project, &["update", "--dry-run"], 3);
    }
}

#[test]
fn what_an_image_says_of_itself_speaks_to_nobody() {
    let case = Case::locked();
    let image = Image::single("linux/amd64", "newer")
        .labelled("org.opencontainers.image.version", COMMANDS)
        .labelled("org.opencontainers.image.source", IN_LINE)
        .labelled("org.opencontainers.image.revision", COMMANDS);
    case.push("acme/web", "1", &image);
    in_every_format(&case.project, &["update", "--dry-run", "--details"], 0);
}

#[test]
fn the_name_of_a_branch_speaks_to_nobody() {
    let case = Case::locked();
    case.project.commit("all");
    for base in [
        "::add-mask::x",
        "a\n::add-mask::x",
        "##[group]",
        "##vso[x]:images.toml",
    ] {
        for format in ["human", "json", "github"] {
            let outcome = case
                .project
                .run(["verify", "--base", base, "--format", format])
                .exits(2);
            assert_silent(&outcome);
        }
    }
}

#[test]
fn what_the_files_of_the_machine_say_speaks_to_nobody() {
    let case = Case::locked();
    let config =
        serde_json::json!({ "credHelpers": { case.registry.host(): COMMANDS } }).to_string();
    let helper = |config: &str| {
        case.command("update -v")
            .env("DOCKER_AUTH_CONFIG", config)
            .run()
    };
    assert_silent(&helper(&config));
    assert_silent(&helper("##[x] ::add-mask::x {"));
    case.project.file(
        "c.toml",
        format!("[registries.\"{IN_LINE}\"]\nmirrors = [\"{IN_LINE}\"]\n\"##[x]\" = 1\n"),
    );
    assert_silent(&case.run("update --config c.toml").exits(2));
    case.project.script(
        case.project.home().join("docker-credential-speaks"),
        "echo '::add-mask::x ##[x]'; exit 1",
    );
    let config =
        serde_json::json!({ "credHelpers": { case.registry.host(): "speaks" } }).to_string();
    let run = case.command("update -v").env("DOCKER_AUTH_CONFIG", config);
    assert_silent(&run.env("PATH", case.project.home()).run());
}

#[test]
fn arguments_and_variables_speak_to_nobody() {
    let project = Project::new();
    project.file("images.toml", "[images]\nweb = \"nginx:1\"\n");
    for arguments in [
        vec![COMMANDS],
        vec!["get", COMMANDS],
        vec!["get", "web", "--field", COMMANDS],
        vec!["get", "web", "--platform", COMMANDS],
        vec!["update", "--timeout", COMMANDS],
        vec!["update", "--jobs", COMMANDS],
        vec!["update", COMMANDS],
        vec!["add", COMMANDS],
        vec!["add", "nginx:1", "--name", COMMANDS],
        vec!["remove", COMMANDS],
        vec!["resolve", COMMANDS],
        vec!["export", COMMANDS],
        vec!["export", "helm", "--map", COMMANDS],
        vec!["diff", COMMANDS, COMMANDS],
        vec!["verify", "--manifest-path", COMMANDS],
        vec!["verify", "--lock-path", COMMANDS],
        vec!["check", "--x", COMMANDS],
        vec!["completions", COMMANDS],
        vec!["--color", COMMANDS],
    ] {
        let outcome = project.run(&arguments);
        assert_ne!(outcome.code, Some(0), "{arguments:?}");
        assert_silent(&outcome);
    }
    for (name, value) in [("IMAGELOCK_JOBS", COMMANDS), ("IMAGELOCK_CONFIG", COMMANDS)] {
        assert_silent(&project.command(["update"]).env(name, value).run().exits(2));
        assert_silent(
            &project
                .command(["update", "--help"])
                .env(name, value)
                .run()
                .success(),
        );
    }
}

#[test]
fn data_is_what_it_is() {
    let project = Project::new();
    let text = "${A:-x}##[group]##vso[y]";
    project.file(
        "compose.yaml",
        format!("services: {{a: {{image: '{text}'}}}}\n"),
    );
    let outcome = project.run(["init", "--dry-run", "--format", "json"]);
    assert_silent(&outcome);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(
        document["uses"][0]["written"], "x##[group]##vso[y]",
        "{outcome}"
    );
    project.file("##[group]/images.toml", "[images]\nweb = \"nginx:1\"\n");
    let outcome = project
        .run([
            "list",
            "--format",
            "json",
            "--manifest-path",
            "##[group]/images.toml",
        ])
        .success();
    assert_silent(&outcome);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(document["manifest"], "##[group]/images.toml");
}
