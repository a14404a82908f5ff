//! Credential helpers: programs on the path that know what files do not say.

#![cfg(unix)]

use std::path::{Path, PathBuf};

use crate::support::case::{Case, assert_shown_only_its_own};
use crate::support::command::{Outcome, Run};
use crate::support::registry::{Builder, Image, Registry};

const RIGHT: &str = r#"echo '{"Username":"ana","Secret":"right"}'"#;
const STORE: &str = r#"{"credsStore":"test"}"#;

/// A registry that answers `ana` alone, whose password is `right`.
pub fn basic() -> Case {
    case(Registry::builder().basic("ana", "right"))
}

pub fn case(builder: Builder) -> Case {
    let case = Case::with(builder);
    case.registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case
}

/// Puts a helper on the path, which notes each time what it was asked for.
pub fn helper(case: &Case, name: &str, script: &str) {
    let (path, log) = (
        bin(case).join(format!("docker-credential-{name}")),
        bin(case).join("log"),
    );
    let head = format!(
        "server=$(cat)\necho \"{name} $* $server\" >>{}\n",
        log.display()
    );
    case.project.script(path, &(head + script));
}

pub fn bin(case: &Case) -> PathBuf {
    case.project.home().join("bin")
}

/// What the helpers were asked for, in order, with the registry shown as `registry.test`.
fn asked(case: &Case) -> Vec<String> {
    let log = read(&bin(case).join("log")).unwrap_or_default();
    case.project
        .redacted(&log)
        .lines()
        .map(str::to_owned)
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test reads what it finds"
)]
fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

/// Lets a run find the helpers.
pub fn with_helpers<'a>(case: &Case, run: Run<'a>) -> Run<'a> {
    run.env("PATH", format!("{}:/usr/bin:/bin", bin(case).display()))
}

pub fn resolve(case: &Case, arguments: &[&str]) -> Outcome {
    with_helpers(case, case.resolving("team/app:main", arguments)).run()
}

#[test]
fn a_helper_is_asked_for_the_host_and_its_answer_is_shown_to_that_host() {
    for config in [STORE, r#"{"credHelpers":{"HOST":"test"}}"#] {
        for case in [
            basic(),
            case(Registry::builder().user("ana", "right").private("team/app")),
        ] {
            case.docker_config(config);
            helper(&case, "test", RIGHT);
            let outcome = resolve(&case, &["-v"]).success();
            let source =
                "credentials from docker-credential-test (named in [HOME]/.docker/config.json)";
            assert!(
                outcome.stderr.contains(source) && !outcome.stderr.contains("warning"),
                "{outcome}"
            );
            assert_eq!(asked(&case), ["test get registry.test"]);
        }
    }
}

#[test]
fn a_host_s_own_helper_goes_before_the_store_and_the_store_before_what_the_file_says() {
    let case = basic();
    helper(&case, "test", RIGHT);
    helper(
        &case,
        "wrong",
        r#"echo '{"Username":"ana","Secret":"wrong"}'"#,
    );
    case.docker_config(
        r#"{"credHelpers":{"HOST":"test"},"credsStore":"wrong","auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#,
    );
    resolve(&case, &[]).success();
    case.docker_config(r#"{"credsStore":"test","auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#);
    resolve(&case, &[]).success();
    assert_eq!(asked(&case), ["test get registry.test"; 2]);
}

#[test]
fn fifty_images_of_one_host_ask_a_helper_once() {
    let case = case(Registry::builder().basic("ana", "right"));
    let images: Vec<_> = (0..50).map(|number| format!("team/r{number}")).collect();
    for image in &images {
        case.registry
            .push(image, "main", &Image::single("linux/amd64", image));
    }
    case.images(images.iter().map(|image| format!("{image}:main")));
    case.docker_config(STORE);
    helper(&case, "test", RIGHT);
    with_helpers(&case, case.project.command(["update"]))
        .run()
        .success();
    assert_eq!(asked(&case), ["test get registry.test"]);
    assert_shown_only_its_own(&case.registry, Some("ana"));
}

#[test]
fn the_helpers_of_several_hosts_run_side_by_side_and_each_host_is_shown_its_own() {
    let one = basic();
    let two = Registry::builder().basic("bob", "good").start();
    two.push("team/app", "main", &Image::single("linux/amd64", "b"));
    let (first, second) = (one.registry.host(), two.host());
    let text =
        format!("[images]\none = \"{first}/team/app:main\"\ntwo = \"{second}/team/app:main\"\n");
    one.project.file("images.toml", text);
    one.docker_config(STORE);
    // Each waits until the other one is there
    let meet = format!(
        "touch {0}/met-$server; while [ $(ls {0} | grep -c met-) != 2 ]; do :; done",
        bin(&one).display()
    );
    let answer = format!(
        "if [ $server = {first} ]; then {RIGHT}; else echo '{{\"Username\":\"bob\",\"Secret\":\"good\"}}'; fi"
    );
    helper(&one, "test", &format!("{meet}\n{answer}"));
    with_helpers(&one, one.project.command(["update"]))
        .run()
        .success();
    assert_shown_only_its_own(&one.registry, Some("ana"));
    assert_shown_only_its_own(&two, Some("bob"));
}

#[test]
fn a_helper_that_is_missing_or_knows_nothing_is_warned_of_once_and_the_next_place_is_looked_into() {
    let case = basic();
    case.docker_config(r#"{"credHelpers":{"HOST":"test"}}"#);
    case.registry
        .push("team/web", "main", &Image::single("linux/amd64", "b"));
    case.images(["team/app:main", "team/web:main"]);
    let podman = case.project.home().join(".config/containers/auth.json");
    let auths =
        r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#.replace("HOST", &case.registry.host());
    case.project.file(podman, auths);
    let warning = |lack: &str| {
        format!(
            "warning: registry.test: the credential helper docker-credential-test (named in \
             [HOME]/.docker/config.json) {lack}\n"
        )
    };
    for (script, lack) in [
        (None, "is not installed"),
        (
            Some("echo credentials not found in native keychain; exit 1"),
            "has no credentials for it",
        ),
        (Some("echo '{}'"), "has no credentials for it"),
    ] {
        if let Some(script) = script {
            helper(&case, "test", script);
        }
        let run = |arguments: &[&str]| {
            with_helpers(&case, case.project.command(arguments))
                .run()
                .success()
        };
        assert_eq!(run(&["update"]).stderr, warning(lack), "{script:?}");
        assert_eq!(run(&["update", "-q"]).stderr, "", "{script:?}");
        let verbose = run(&["update", "-v"]).stderr;
        assert_eq!(verbose.matches(&warning(lack)).count(), 1, "{verbose}");
        assert!(
            verbose.contains("credentials from [HOME]/.config/containers/auth.json"),
            "{verbose}"
        );
    }
}

#[test]
fn a_store_without_a_login_to_the_host_is_the_usual_case_and_told_with_v_alone() {
    let case = case(Registry::builder());
    case.docker_config(STORE);
    helper(
        &case,
        "test",
        "echo credentials not found in native keychain; exit 1",
    );
    assert_eq!(resolve(&case, &[]).success().stderr, "");
    let outcome = resolve(&case, &["-v"]).success();
    for line in [
        "registry.test: docker-credential-test (named in [HOME]/.docker/config.json) has no login for it\n",
        "registry.test: no credentials, asking anonymously\n",
    ] {
        assert!(outcome.stderr.contains(line), "{outcome}");
    }
}

#[test]
fn what_the_file_says_itself_stands_in_for_a_store_that_is_missing_and_for_no_other() {
    let file = r#"{"credsStore":"test","auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#;
    let (missing, empty) = (basic(), basic());
    missing.docker_config(file);
    resolve(&missing, &[]).success();
    empty.docker_config(file);
    helper(
        &empty,
        "test",
        "echo credentials not found in native keychain; exit 1",
    );
    resolve(&empty, &[]).exits(3);
    assert_shown_only_its_own(&empty.registry, None);
}

#[test]
fn a_missing_helper_does_not_keep_public_images_from_being_asked_and_is_named_where_one_is_refused()
{
    let public = case(Registry::builder());
    let private = case(Registry::builder().private("team/app"));
    for case in [&public, &private] {
        case.docker_config(STORE);
    }
    resolve(&public, &[]).success();
    assert_snapshot!(resolve(&private, &["-q"]).exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:team/app:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and install the credential helper docker-credential-test (named in [HOME]/.docker/config.json), or log in with `docker login registry.test` if it is private
    "#);
    let basic = basic();
    basic.docker_config(STORE);
    assert_snapshot!(resolve(&basic, &[]).exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    warning: registry.test: the credential helper docker-credential-test (named in [HOME]/.docker/config.json) is not installed
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401; it requires a user name and a password, but none are stored for it
    hint: install the credential helper docker-credential-test (named in [HOME]/.docker/config.json), or log in with `docker login registry.test`
    "#);
}

#[test]
fn a_helper_that_fails_is_no_anonymous_try() {
    let case = basic();
    case.docker_config(STORE);
    helper(&case, "test", "echo 'the vault is locked'; exit 1");
    assert_snapshot!(resolve(&case, &[]).exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: docker-credential-test (named in [HOME]/.docker/config.json) gives no credentials for registry.test: it ended with exit status: 1: the vault is locked
    hint: pass `--anonymous` to ask without credentials, which is enough for public images
    "#);
    for (script, cause) in [
        (
            "echo hunter2",
            "its output is not the JSON of a credential helper",
        ),
        ("exit 0", "it printed nothing"),
        (
            r#"echo '{"Username":"ana","Secret":"hunter2"}'; exit 1"#,
            "it ended with exit status: 1\n",
        ),
    ] {
        helper(&case, "test", script);
        let outcome = resolve(&case, &["-v"]).exits(3);
        assert!(
            outcome.stderr.contains(cause) && !outcome.stderr.contains("hunter2"),
            "{outcome}"
        );
    }
    assert_shown_only_its_own(&case.registry, None);
    resolve(&case, &["--anonymous"]).exits(3);
    assert_eq!(asked(&case).len(), 4);
}

#[test]
fn a_helper_s_name_leads_nowhere_but_to_the_path() {
    let case = basic();
    helper(&case, "test", RIGHT);
    for name in [
        "../bin/docker-credential-test",
        "test get; x",
        "test x",
        "/bin/sh",
        "$(x)",
    ] {
        case.docker_config(&format!(r#"{{"credHelpers":{{"HOST":"{name}"}}}}"#));
        let outcome = resolve(&case, &[]).exits(2);
        let message = format!(
            "[HOME]/.docker/config.json cannot be used: `{name}` is not the name of a credential helper"
        );
        assert!(outcome.stderr.contains(&message), "{outcome}");
    }
    assert!(asked(&case).is_empty());
}

#[test]
fn a_helper_out_of_the_directory_that_somebody_stands_in_is_not_run() {
    let case = basic();
    case.docker_config(STORE);
    helper(&case, "test", "exit 1");
    // Elements of PATH that are empty or relative mean the current directory
    let run = case.project.command([
        "resolve",
        &format!("{}/team/app:main", case.registry.host()),
    ]);
    let outcome = run
        .current_dir(bin(&case))
        .env("PATH", ":.:/usr/bin:/bin")
        .run()
        .exits(3);
    assert!(
        outcome.stderr.contains("docker-credential-test"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("is not installed"), "{outcome}");
    assert_eq!(asked(&case), [""; 0]);
}

#[test]
fn a_helper_is_run_only_where_a_registry_wants_to_be_shown_something() {
    let case = case(Registry::builder().open());
    case.docker_config(STORE);
    helper(&case, "test", RIGHT);
    resolve(&case, &[]).success();
    assert!(asked(&case).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_helper_that_hangs_ends_with_the_run() {
    for (arguments, signal, status) in [
        (&["--timeout", "1"][..], None, 3),
        (&[], Some("INT"), 130),
        (&[], Some("TERM"), 143),
    ] {
        let case = basic();
        case.docker_config(STORE);
        let place = bin(&case).join("pid");
        helper(
            &case,
            "test",
            &format!(
                "echo $$ >{0}.new; mv {0}.new {0}; exec sleep 1000",
                place.display()
            ),
        );
        let child = with_helpers(&case, case.resolving("team/app:main", arguments)).spawn();
        let pid = loop {
            match read(&place) {
                Some(pid) => break pid.trim().to_owned(),
                None => std::thread::yield_now(),
            }
        };
        if let Some(signal) = signal {
            let sent = std::process::Command::new("kill")
                .args(["-s", signal, &child.id().to_string()])
                .status();
            assert!(sent.expect("there is a `kill`").success());
        }
        case.project.wait(child).exits(status);
        // A zombie has ended, and waits for whoever inherits it
        let state = || read(format!("/proc/{pid}/stat").as_ref()).unwrap_or_default();
        let is_running = || !state().is_empty() && !state().contains(") Z");
        while is_running() {
            std::thread::yield_now();
        }
    }
}
