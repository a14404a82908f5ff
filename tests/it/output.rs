//! What goes where: quiet and verbose, colours, closed pipes, and text that came from outside.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::registry::{Fault, Image};

/// Moves a cursor, clears a screen, turns the direction of writing, begins a line that could pass for ours.
const HARMFUL: &str = "a\u{1b}[2Jb\u{7}\u{9b}31m\u{202e}c\u{2066}\nerror: forged\r\u{200f}\u{8}d";

#[track_caller]
fn assert_plain(text: &str) {
    let harmful = |letter: &char| {
        (letter.is_control() && *letter != '\n')
            || matches!(letter, '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(harmful), None, "{text:?}");
    assert!(
        !text.lines().any(|line| line.starts_with("error: forged")),
        "{text}"
    );
}

#[test]
fn quiet_drops_reports_and_warnings_and_never_errors() {
    let case = Case::locked();
    case.manifest("web = \"HOST/acme/web\"\n");
    case.push("acme/web", "latest", &Image::single("linux/amd64", "web"));
    assert_snapshot!(case.run("update").success());
    assert_snapshot!(case.run("update -q").success(), @"
    exit status: 0
    --- stdout ---
    --- stderr ---
    ");
    case.registry.delete_tag("acme/web", "latest");
    assert_snapshot!(case.run("update -q").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `web` (registry.test/acme/web:latest)
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of the repository and the tag; `imagelock list --uses` shows which files use each image
    ");
}

#[test]
fn a_dry_run_of_init_prints_images_toml_even_if_quiet() {
    let project = Project::new();
    let dockerfile = "FROM nginx:1.27\nFROM ${BASE}\n";
    project.file("Dockerfile", dockerfile);
    let quiet = project.run(["init", "--dry-run", "-q"]).success();
    assert_eq!(quiet.stderr, "");
    let loud = project.run(["init", "--dry-run"]).success().stdout;
    assert!(loud.starts_with(&quiet.stdout), "{loud}");
    assert_eq!(project.run(["init", "-q"]).success().stdout, "");
    assert_eq!(project.read("images.toml"), quiet.stdout);
}

#[test]
fn no_annotation_is_an_error_if_the_run_ended_well() {
    let case = Case::locked();
    let text = case.text("FROM HOST/acme/web:1\nFROM ${BASE}\n");
    case.project.file("Dockerfile", text);
    let init = case.run("init --manifest-path new.toml --format github");
    let annotated = init.success().stdout;
    let open = "::warning file=Dockerfile,line=2,";
    assert!(annotated.starts_with(open), "{annotated}");
    assert!(!annotated.contains("::error"), "{annotated}");
    let annotated = case.run("check --format github").exits(1).stdout;
    let open = "::error file=Dockerfile,line=2,";
    assert!(annotated.starts_with(open), "{annotated}");
}

#[test]
fn colours_are_for_those_who_want_them() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let colours = |arguments: &str, variables: &[(&str, &str)]| {
        let run = case.command(&format!("update --check {arguments}"));
        let run = variables
            .iter()
            .fold(run, |run, (name, value)| run.env(name, value));
        let outcome = run.run().exits(1);
        let has = |text: &str| text.contains('\u{1b}');
        assert_eq!(has(&outcome.stdout), has(&outcome.stderr), "{outcome}");
        has(&outcome.stderr)
    };
    assert!(!colours("", &[]));
    assert!(colours("--color always", &[]));
    assert!(colours("--color always", &[("NO_COLOR", "1")]));
    assert!(colours("", &[("CLICOLOR_FORCE", "1")]));
    assert!(!colours("", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colours("--color never", &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn progress_is_for_terminals() {
    let case = Case::locked();
    assert_eq!(case.run("update --progress auto").success().stderr, "");
    assert_eq!(case.run("update --progress never").success().stderr, "");
}

/// Runs with a stdout that nobody reads any more.
#[track_caller]
fn with_closed_stdout(case: &Case, arguments: &str, status: i32) {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let outcome = case.command(arguments).stdout(writer).run();
    assert_eq!(outcome.code, Some(status), "{arguments}: {outcome}");
    assert!(!outcome.stderr.contains("stdout"), "{outcome}");
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_status_that_is_known() {
    let case = Case::locked();
    for arguments in [
        "verify",
        "get web",
        "export env",
        "completions bash",
        "update -v",
        "--help",
    ] {
        with_closed_stdout(&case, arguments, 0);
    }
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    with_closed_stdout(&case, "verify --fresh", 1);
    with_closed_stdout(&case, "update", 0);
    case.run("verify --fresh").success();
}

/// Runs with a stdout that takes nothing.
#[cfg(target_os = "linux")]
fn with_full_stdout(case: &Case, arguments: &str) -> Outcome {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let run = case.command(arguments).stdout(full.expect("Linux has it"));
    run.run().exits(2)
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_to_stdout_is_a_failure() {
    let case = Case::locked();
    for arguments in ["get web", "verify", "lock --dry-run"] {
        assert_snapshot!(with_full_stdout(&case, arguments));
    }
    for arguments in ["--help", "update --help", "help", "--version"] {
        let outcome = with_full_stdout(&case, arguments);
        assert!(outcome.stderr.starts_with("error: "), "{outcome}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn that_files_were_written_is_told_where_stdout_cannot_be() {
    let case = Case::locked();
    case.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    for (arguments, written) in [
        (
            "add HOST/acme/app:1",
            "note: `images.toml` and `images.lock` were written anyway",
        ),
        (
            "export env --output images.env",
            "note: `images.env` was written anyway",
        ),
    ] {
        let outcome = with_full_stdout(&case, arguments);
        assert!(outcome.stderr.contains(written), "{outcome}");
    }
}

#[test]
fn what_a_registry_says_does_not_steer_the_terminal() {
    let case = Case::locked();
    let body =
        serde_json::json!({ "errors": [{ "code": HARMFUL, "message": HARMFUL }] }).to_string();
    case.registry.fault(
        Fault::on("HEAD", "/v2/acme/web/manifests/1")
            .status(403)
            .body(body.clone())
            .always(),
    );
    case.registry.fault(
        Fault::on("GET", "/v2/acme/web/manifests/1")
            .status(403)
            .body(body)
            .always(),
    );
    let outcome = case.run("update -v").exits(3);
    assert_plain(&outcome.stdout);
    assert_plain(&outcome.stderr);
    assert_snapshot!(outcome);
}

#[test]
fn the_platforms_of_a_registry_do_not_steer_the_terminal() {
    let case = Case::locked();
    let manifest = Image::single("linux/amd64", "web");
    let body = serde_json::json!({ "schemaVersion": 2, "manifests": [{
        "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": manifest.digest(), "size": 2,
        "platform": { "os": "linux", "architecture": HARMFUL, "variant": "\u{202e}" },
    }] });
    case.push(
        "acme/base",
        "1",
        &Image::raw("application/vnd.oci.image.index.v1+json", body.to_string()),
    );
    let outcome = case.run("update -v").exits(1);
    assert_plain(&outcome.stdout);
    assert_plain(&outcome.stderr);
}

#[test]
fn what_a_broken_file_holds_does_not_steer_the_terminal() {
    let case = Case::locked();
    case.edit_lock(
        "[images.web]",
        &format!("[images.\"{}\"]", HARMFUL.replace('\n', "")),
    );
    for command in ["verify", "lock", "get web"] {
        let outcome = case.run(command).exits(2);
        assert_plain(&outcome.stdout);
        assert_plain(&outcome.stderr);
    }
    let escaped = "\"\\u001b[2J\\u202E\" = \"\\u001b[31m\\u202e\"\nweb = \"Web\u{202e}:1\"\n";
    case.manifest(escaped);
    assert_plain(&case.run("update").exits(2).stderr);
}

#[test]
fn what_a_reference_holds_does_not_steer_the_terminal() {
    let case = Case::locked();
    for text in [
        HARMFUL.to_owned(),
        format!("registry.example/{}", HARMFUL.replace('\n', "")),
        "a\u{202e}b".to_owned(),
    ] {
        assert_plain(&case.project.run(["resolve", "-q", &text]).exits(2).stderr);
        assert_plain(&case.project.run(["get", &text]).exits(2).stderr);
        assert_plain(&case.project.run(["update", &text]).exits(2).stderr);
    }
}
