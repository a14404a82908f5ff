//! Files that are mounted by themselves, or on what cannot be written: found out before any request.

use std::ffi::OsString;

use crate::needs::Need;
use crate::support::case::Case;
use crate::support::command::{Outcome, program};
use crate::support::registry::Image;

/// What is said of a file that is mounted by itself.
const MOUNT_BY_ITSELF: &str = "is a mount point of its own, so it cannot be replaced";

trials! {
    [Need::Mounts] => [
        a_lock_that_is_a_bind_mount_is_found_out_before_any_request,
        a_mounted_lock_does_no_harm_to_what_writes_nothing,
        an_images_toml_that_is_a_bind_mount_is_found_out_before_any_request,
        a_link_to_a_bind_mount_is_found_out_before_any_request,
        a_lock_in_a_named_place_that_is_a_bind_mount_is_found_out_before_any_request,
        a_mounted_lock_that_is_empty_or_damaged_is_told_to_be_mounted,
        an_empty_mounted_images_toml_is_told_to_be_mounted,
        of_several_locks_the_mounted_one_alone_is_not_asked_for,
        an_export_does_not_replace_a_bind_mount,
        a_fix_does_not_replace_a_bind_mount,
        comments_are_not_written_into_a_bind_mount,
        a_directory_that_docker_made_for_a_missing_lock_is_told,
        a_place_on_a_read_only_mount_is_found_out_before_any_request,
        a_name_with_spaces_is_found_among_the_mounts,
    ],
}

/// A case with a locked image that has moved since.
fn moved() -> Case {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "moved"));
    case
}

/// Runs the program after a script of the shell, whose mounts are seen by no other process.
fn run_after(case: &Case, script: &str, arguments: &str) -> Outcome {
    let script = format!("set -e\n{script}\nexec \"$0\" \"$@\"");
    let unshare = ["--mount", "--map-root-user", "/bin/sh", "-c", &script];
    let unshare = unshare.map(OsString::from).into_iter();
    let arguments = case.text(arguments);
    let arguments = arguments.split_whitespace().map(OsString::from);
    let all = unshare.chain([program()]).chain(arguments);
    case.project.command_of("unshare".into(), all).run()
}

fn mount(path: &str) -> String {
    format!("mount --bind '{path}' '{path}'")
}

/// Asserts that a command fails because of a mount, says which, and asks nobody.
#[track_caller]
fn is_refused(case: &Case, mounted: &str, named: &str, command: &str) -> Outcome {
    let before = case.project.read(named);
    let outcome = run_after(case, &mount(mounted), command).exits(2);
    let words = format!("error: `{named}` {MOUNT_BY_ITSELF}\n");
    assert!(outcome.stderr.contains(&words), "{command}: {outcome}");
    let hint = "mount its directory";
    assert!(outcome.stderr.contains(hint), "{command}: {outcome}");
    assert_asks_nobody(case);
    let after = case.project.read(named);
    assert_eq!(before, after, "{command}");
    outcome
}

#[track_caller]
fn assert_asks_nobody(case: &Case) {
    assert!(
        case.registry.requests().is_empty(),
        "{:?}",
        case.registry.requests()
    );
}

fn a_lock_that_is_a_bind_mount_is_found_out_before_any_request() {
    let case = moved();
    case.push("acme/new", "1", &Image::single("linux/amd64", "new"));
    for command in ["update", "update web", "add HOST/acme/new:1", "remove web"] {
        let outcome = is_refused(&case, "images.lock", "images.lock", command);
        let hint = "hint: mount its directory instead, as in `docker run -v \"$PWD:[PROJECT]\"`\n";
        assert!(outcome.stderr.ends_with(hint), "{command}: {outcome}");
    }
    let manifest = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        case.text(&format!("{manifest}new = \"HOST/acme/new:1\"\n")),
    );
    is_refused(&case, "images.lock", "images.lock", "lock");
    let json = run_after(&case, &mount("images.lock"), "update --format json").exits(2);
    assert!(json.stdout.contains("\"reason\": \"file\""), "{json}");
    assert_asks_nobody(&case);
}

fn a_mounted_lock_does_no_harm_to_what_writes_nothing() {
    let case = Case::locked();
    for command in [
        "lock",
        "verify",
        "get web",
        "update --dry-run",
        "update --check",
        "lock --check",
        "outdated",
        "verify --present",
        "export env",
    ] {
        run_after(&case, &mount("images.lock"), command).success();
    }
}

fn an_images_toml_that_is_a_bind_mount_is_found_out_before_any_request() {
    let case = Case::locked();
    case.push("acme/new", "1", &Image::single("linux/amd64", "new"));
    for command in ["add HOST/acme/new:1", "remove web"] {
        is_refused(&case, "images.toml", "images.toml", command);
    }
    // It is read, and another file is written
    run_after(&case, &mount("images.toml"), "update").success();
}

fn a_link_to_a_bind_mount_is_found_out_before_any_request() {
    let case = moved();
    let lock = case.project.path().join("images.lock");
    case.project.file("real/it.lock", case.raw_lock());
    std::fs::remove_file(&lock).expect("it is there");
    std::os::unix::fs::symlink("real/it.lock", &lock).expect("a link can be made");
    is_refused(&case, "real/it.lock", "images.lock", "update");
}

fn a_lock_in_a_named_place_that_is_a_bind_mount_is_found_out_before_any_request() {
    let case = Case::locked();
    case.project.file("locks/it.lock", case.raw_lock());
    let command = "update --lock-path locks/it.lock";
    let outcome = is_refused(&case, "locks/it.lock", "locks/it.lock", command);
    assert!(outcome.stderr.contains("\"$PWD:[PROJECT]\""), "{outcome}");
}

fn a_mounted_lock_that_is_empty_or_damaged_is_told_to_be_mounted() {
    for content in ["", "<<<<<<< ours\n", "version = 1\n[images.web"] {
        let case = Case::locked();
        case.push("acme/new", "1", &Image::single("linux/amd64", "new"));
        case.project.file("images.lock", content);
        for command in ["update", "lock", "add HOST/acme/new:1", "remove web"] {
            is_refused(&case, "images.lock", "images.lock", command);
        }
        let other = run_after(&case, &mount("images.lock"), "update --dry-run").exits(2);
        assert!(!other.stderr.contains(MOUNT_BY_ITSELF), "{other}");
        std::fs::remove_file(case.project.path().join("images.toml")).expect("it is there");
        for command in ["init", "add HOST/acme/new:1"] {
            is_refused(&case, "images.lock", "images.lock", command);
        }
    }
}

fn an_empty_mounted_images_toml_is_told_to_be_mounted() {
    let case = Case::new();
    case.push("acme/new", "1", &Image::single("linux/amd64", "new"));
    case.project.file("images.toml", "");
    for command in ["init", "add HOST/acme/new:1"] {
        is_refused(&case, "images.toml", "images.toml", command);
    }
}

fn of_several_locks_the_mounted_one_alone_is_not_asked_for() {
    let case = moved();
    case.push("acme/sub", "1", &Image::single("linux/amd64", "sub"));
    let sub = case.text("[images]\nsub = \"HOST/acme/sub:1\"\n");
    case.project.file("sub/images.toml", sub);
    let outcome = run_after(&case, &mount("images.lock"), "update --all").exits(2);
    assert!(outcome.stderr.contains(MOUNT_BY_ITSELF), "{outcome}");
    assert!(case.project.exists("sub/images.lock"));
    let requests = case.registry.requests();
    let is_other = |path: &str| path.contains("acme/web") || path.contains("acme/base");
    assert!(
        !requests.iter().any(|it| is_other(&it.path)),
        "{requests:?}"
    );
}

fn an_export_does_not_replace_a_bind_mount() {
    let case = Case::locked();
    case.project.file("images.env", "");
    let command = "export env --output images.env";
    is_refused(&case, "images.env", "images.env", command);
}

fn a_fix_does_not_replace_a_bind_mount() {
    let case = Case::locked();
    case.require_digests();
    let text = case.text("FROM HOST/acme/web:1\n");
    case.project.file("Dockerfile", &text);
    case.project.file("sub/Dockerfile", &text);
    is_refused(&case, "Dockerfile", "Dockerfile", "check --fix");
    assert!(case.project.read("sub/Dockerfile").contains("@sha256:"));
    run_after(&case, &mount("Dockerfile"), "check").exits(1);
}

fn comments_are_not_written_into_a_bind_mount() {
    let case = Case::new();
    case.project
        .file("a/Dockerfile", "FROM alpine:3.20\nFROM $A\n");
    case.project.file("b/Dockerfile", "FROM $A\n");
    is_refused(&case, "b/Dockerfile", "b/Dockerfile", "init --ignore-open");
    assert!(!case.project.exists("images.toml"));
    assert!(!case.project.read("a/Dockerfile").contains('#'));
}

fn a_directory_that_docker_made_for_a_missing_lock_is_told() {
    let case = Case::locked();
    let lock = case.project.path().join("images.lock");
    std::fs::remove_file(&lock).expect("it is there");
    std::fs::create_dir(&lock).expect("it can be made");
    for command in ["update", "verify", "get web"] {
        let outcome = run_after(&case, &mount("images.lock"), command).exits(2);
        let words = "`images.lock` is a directory that was mounted there, not a file\n";
        assert!(outcome.stderr.contains(words), "{outcome}");
        let hint = "mount the directory above, as in `docker run -v \"$PWD:[PROJECT]\"`";
        assert!(outcome.stderr.contains(hint), "{outcome}");
    }
    assert_asks_nobody(&case);
}

fn a_place_on_a_read_only_mount_is_found_out_before_any_request() {
    let case = moved();
    let script = "mount --bind . .\nmount -o remount,bind,ro .\ncd \"$PWD\"";
    let outcome = run_after(&case, script, "update").exits(2);
    let words = "Read-only file system";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert_asks_nobody(&case);
    run_after(&case, script, "lock").success();
    // The file that may be written by itself cannot be replaced either
    let script = format!("{script}\n{}", mount("images.lock"));
    let outcome = run_after(&case, &script, "update").exits(2);
    assert!(outcome.stderr.contains(MOUNT_BY_ITSELF), "{outcome}");
    assert_asks_nobody(&case);
}

fn a_name_with_spaces_is_found_among_the_mounts() {
    let case = Case::locked();
    let lock = case.raw_lock();
    let manifest = case.project.read("images.toml");
    case.project.file("a b/images.toml", manifest);
    case.project.file("a b/images.lock", lock);
    let script = format!("{}\ncd 'a b'", mount("a b/images.lock"));
    let outcome = run_after(&case, &script, "update").exits(2);
    assert!(
        outcome.stderr.contains("-v \"$PWD\":'[PROJECT]/a b'`"),
        "{outcome}"
    );
    assert_asks_nobody(&case);
}
