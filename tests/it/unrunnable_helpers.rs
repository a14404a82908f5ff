//! Credential helpers that are on the path and cannot be run: built for another machine, without an interpreter,
//! without a library.

#![cfg(unix)]

use std::path::PathBuf;

use crate::credential_helpers::{basic, bin, case, helper, resolve, with_helpers};
use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::registry::Registry;

const STORE: &str = r#"{"credsStore":"test"}"#;
const HOST: &str = r#"{"credHelpers":{"HOST":"test"}}"#;
const WARNING: &str = "warning: registry.test: the credential helper docker-credential-test (named in [HOME]/.docker/config.json) cannot be run: ";
const PLACE: &str = "`[HOME]/bin/docker-credential-test`";

/// Puts a program on the path, of these words of `printf`.
fn program(case: &Case, content: &str) -> PathBuf {
    let path = case
        .project
        .script(bin(case).join("docker-credential-test"), "");
    shell(case, &format!("printf '{content}' >docker-credential-test"));
    path
}

/// Puts a script on the path that says this as loaders and shells do, and ends so.
fn ends(case: &Case, status: &str, words: &str) {
    case.project.script(
        bin(case).join("docker-credential-test"),
        &format!("echo \"{words}\" >&2; {status}"),
    );
}

/// Runs a script where the helpers are.
fn shell(case: &Case, script: &str) {
    let directory = bin(case);
    std::fs::create_dir_all(&directory).expect("a directory can be made");
    case.project
        .shell(script)
        .current_dir(directory)
        .env("PATH", "/usr/bin:/bin")
        .run()
        .success();
}

/// Asserts that a public image is locked with a warning, and that the hint for a private one has the way out of a
/// helper that is not installed.
#[track_caller]
fn assert_told(breaking: impl Fn(&Case), fault: &str) {
    for config in [STORE, HOST] {
        let public = case(Registry::builder());
        let private = basic();
        for case in [&public, &private] {
            case.docker_config(config);
            breaking(case);
        }
        let outcome = resolve(&public, &[]);
        assert_eq!(outcome.code, Some(0), "{outcome}");
        assert_eq!(outcome.stderr, format!("{WARNING}{fault}\n"));
        let outcome = resolve(&private, &["-q"]).exits(3);
        let helper = "docker-credential-test (named in [HOME]/.docker/config.json)";
        let end = format!(
            "; {helper} cannot be run: {fault}\nhint: reinstall the credential helper {helper}, or log in with `docker \
             login registry.test`\n"
        );
        assert!(outcome.stderr.ends_with(&end), "{outcome}");
        assert_shown_only_its_own(&private.registry, None);
    }
}

#[test]
fn a_helper_for_another_kind_of_machine_is_told_with_what_it_is() {
    let fault = format!(
        "{PLACE} is neither built for this kind of machine nor a script that begins with `#!`: Exec format error (os error \
         8)"
    );
    for content in [r"\177ELF\002\001\001", "echo hello", ""] {
        assert_told(|case| drop(program(case, content)), &fault);
    }
}

#[test]
fn a_helper_that_may_not_be_executed_is_told_with_what_it_is() {
    let denied = "Permission denied (os error 13)";
    let breaking = |case: &Case| {
        helper(case, "test", "exit 1");
        shell(case, "chmod 644 docker-credential-test");
    };
    assert_told(breaking, &format!("{PLACE} may not be executed: {denied}"));
    assert_told(
        |case| drop(program(case, "#!/dev/null")),
        &format!("{PLACE}, or its interpreter `/dev/null`: {denied}"),
    );
}

#[test]
fn a_helper_whose_interpreter_is_missing_is_not_called_not_installed() {
    for (line, name) in [
        ("#!/opt/python/bin/python3\\n", "/opt/python/bin/python3"),
        ("#! /opt/node --harmony\\nx", "/opt/node"),
        ("#!/opt/\\033[2Jx\\n", "/opt/\\u{1b}[2Jx"),
    ] {
        let fault = format!("the interpreter `{name}` of {PLACE} does not exist");
        assert_told(|case| drop(program(case, line)), &fault);
    }
    assert_told(
        |case| drop(program(case, "#!/bin/sh\\r\\nexit 1\\r\\n")),
        &format!(
            "the interpreter `/bin/sh\\r` of {PLACE} does not exist: its lines end as on Windows"
        ),
    );
}

#[test]
fn a_helper_whose_interpreter_env_cannot_find_is_told_in_its_words() {
    let case = case(Registry::builder());
    case.docker_config(STORE);
    program(&case, "#!/usr/bin/env no-such-python\\n");
    let outcome = resolve(&case, &[]).success();
    let told = format!("{WARNING}{PLACE} ended with exit status: 127: ");
    assert!(
        outcome.stderr.starts_with(&told) && outcome.stderr.contains("no-such-python"),
        "{outcome}"
    );
}

#[test]
fn a_helper_whose_library_is_missing_is_told_in_the_words_of_its_loader() {
    for (status, ended, words) in [
        (
            "exit 127",
            "exit status: 127",
            "docker-credential-test: error while loading shared libraries: libsecret-1.so.0: cannot open shared object file: \
             No such file or directory",
        ),
        (
            "exit 127",
            "exit status: 127",
            "Error loading shared library libsecret-1.so.0: No such file or directory (needed by docker-credential-test)",
        ),
        (
            "exit 1",
            "exit status: 1",
            "docker-credential-test: /lib/libc.so.6: version 'GLIBC_2.34' not found (required by docker-credential-test)",
        ),
        (
            "kill -ABRT $$",
            "signal: 6 (SIGABRT)",
            "dyld[7]: Library not loaded: /opt/lib/libpass.dylib",
        ),
        (
            "exit 255",
            "exit status: 255",
            "qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2': No such file or directory",
        ),
        (
            "exit 126",
            "exit status: 126",
            "docker-credential-test: 2: exec: /opt/helper: Exec format error",
        ),
    ] {
        assert_told(
            |case| ends(case, status, words),
            &format!("{PLACE} ended with {ended}: {words}"),
        );
    }
}

#[test]
fn a_directory_and_a_link_to_nothing_in_the_place_of_a_helper_are_told_as_what_they_are() {
    assert_told(
        |case| shell(case, "mkdir docker-credential-test"),
        &format!("{PLACE} is a directory, not a file"),
    );
    assert_told(
        |case| shell(case, "ln -s /opt/helper docker-credential-test"),
        &format!("{PLACE} is a link to `/opt/helper`, which does not exist"),
    );
}

#[test]
fn what_the_file_says_itself_stands_in_for_a_store_that_cannot_be_run() {
    let case = basic();
    case.docker_config(r#"{"credsStore":"test","auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#);
    program(&case, "echo without a line for the system");
    resolve(&case, &[]).success();
    assert_shown_only_its_own(&case.registry, Some("ana"));
}

#[test]
fn one_further_down_the_path_is_run_in_the_place_of_one_that_may_not_be_executed() {
    let case = basic();
    case.docker_config(STORE);
    helper(
        &case,
        "test",
        r#"echo '{"Username":"ana","Secret":"right"}'"#,
    );
    shell(
        &case,
        "mkdir ../first ../second ../second/docker-credential-test; echo >../first/docker-credential-test",
    );
    let home = case.project.home();
    let path = ["first", "second", "bin"]
        .map(|name| home.join(name).display().to_string())
        .join(":");
    let run = with_helpers(&case, case.resolving("team/app:main", &[]));
    let outcome = run
        .env("PATH", format!("{path}:/usr/bin:/bin"))
        .run()
        .success();
    assert_eq!(outcome.stderr, "");
}

#[test]
fn one_that_ran_and_failed_is_no_anonymous_try_whatever_its_status() {
    for (script, cause) in [
        (
            "echo 'the vault is locked'; exit 127",
            "it ended with exit status: 127: the vault is locked",
        ),
        (
            "echo 'the vault is locked' >&2; exit 127",
            "it ended with exit status: 127: the vault is locked",
        ),
        ("exit 126", "it ended with exit status: 126"),
        ("kill -SEGV $$", "it ended with signal: 11 (SIGSEGV)"),
        ("kill -KILL $$", "it ended with signal: 9 (SIGKILL)"),
        (
            "echo 'No module named boto3' >&2; exit 1",
            "it ended with exit status: 1: No module named boto3",
        ),
    ] {
        let case = basic();
        case.docker_config(STORE);
        helper(&case, "test", script);
        let outcome = resolve(&case, &[]).exits(3);
        assert!(outcome.stderr.contains(cause), "{outcome}");
        assert_shown_only_its_own(&case.registry, None);
    }
}

#[test]
fn a_script_whose_last_command_is_missing_has_run_and_failed() {
    let case = basic();
    case.docker_config(STORE);
    helper(&case, "test", "no-such-vault read");
    let outcome = resolve(&case, &[]).exits(3);
    let told = "gives no credentials for registry.test: it ended with exit status: 127: ";
    assert!(
        outcome.stderr.contains(told) && outcome.stderr.contains("no-such-vault"),
        "{outcome}"
    );
    assert_shown_only_its_own(&case.registry, None);
}

#[test]
fn of_a_helper_that_cannot_be_run_the_words_of_the_system_alone_are_shown() {
    let case = case(Registry::builder());
    case.docker_config(STORE);
    for last in [
        "exec no-such-helper",
        "exec env no-such-helper",
        "echo 'x: error while loading shared libraries: libsecret-1.so.0: no such file' >&2; exit 127",
    ] {
        let script = format!("echo 'logging in as hunter two' >&2; {last}");
        helper(&case, "test", &script);
        let outcome = resolve(&case, &["-v"]).success();
        assert!(
            outcome.stderr.contains("cannot be run") && !outcome.stderr.contains("hunter"),
            "{outcome}"
        );
    }
}

#[test]
fn the_words_of_a_helper_that_fails_show_no_secret() {
    for said in [
        "+ nosuch login --password hunter2 h",
        "+ nosuch -u me:hunter2 https://h/v2/",
        "x: line 2: PASS=hunter2: command not found",
        "\"Secret\":\"hunter2\"",
        "password is hunter2",
        "api_key=hunter2",
        "X-Api-Key: hunter2",
        "credential: hunter2",
        "GET https://me:hunter2@h.example/ failed",
    ] {
        for status in [1, 126, 127] {
            let case = basic();
            case.docker_config(STORE);
            helper(&case, "test", &format!("echo '{said}' >&2; exit {status}"));
            let outcome = resolve(&case, &["-v"]).exits(3);
            assert!(
                outcome.stderr.contains("***") && !outcome.stderr.contains("hunter"),
                "{outcome}"
            );
        }
    }
}

#[test]
fn the_words_of_a_loader_show_no_secret() {
    let case = case(Registry::builder());
    case.docker_config(STORE);
    ends(
        &case,
        "exit 127",
        "exec: /opt/helper --password=hunter2: not found",
    );
    let outcome = resolve(&case, &["-v"]).success();
    assert!(
        outcome.stderr.contains("cannot be run") && !outcome.stderr.contains("hunter2"),
        "{outcome}"
    );
}

#[test]
fn every_command_that_asks_warns_of_it_and_goes_on() {
    let case = case(Registry::builder());
    case.docker_config(STORE);
    program(&case, "#!/opt/python3\\n");
    case.manifest("");
    for command in [
        "add HOST/team/app:main",
        "update",
        "verify --present",
        "verify --fresh",
        "outdated",
    ] {
        let outcome = with_helpers(&case, case.command(command)).run();
        assert_eq!(outcome.code, Some(0), "{command}\n{outcome}");
        assert_eq!(
            outcome.stderr.matches(WARNING).count(),
            1,
            "{command}\n{outcome}"
        );
    }
}
