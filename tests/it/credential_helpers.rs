//! Credential helpers: programs on the path that know what files do not say.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::command::{Outcome, Run};
use crate::support::registry::{Builder, Image, Registry};
use crate::support::scene::{Scene, assert_shown_only_its_own};

const RIGHT: &str = r#"echo '{"Username":"ana","Secret":"right"}'"#;
const STORE: &str = r#"{"credsStore":"test"}"#;

/// A registry that answers `ana` alone, whose password is `right`.
fn basic() -> Scene {
    scene(Registry::builder().basic("ana", "right"))
}

fn scene(builder: Builder) -> Scene {
    let scene = Scene::new(builder);
    scene
        .registry
        .push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    scene
}

/// Puts a helper on the path, which notes each time what it was asked for.
fn helper(scene: &Scene, name: &str, script: &str) {
    let (path, log) = (
        bin(scene).join(format!("docker-credential-{name}")),
        bin(scene).join("log"),
    );
    let head = format!(
        "server=$(cat)\necho \"{name} $* $server\" >>{}\n",
        log.display()
    );
    scene.project.script(path, &(head + script));
}

fn bin(scene: &Scene) -> PathBuf {
    scene.project.home().join("bin")
}

/// What the helpers were asked for, in order, with the registry shown as `registry.test`.
fn asked(scene: &Scene) -> Vec<String> {
    let log = read(&bin(scene).join("log")).unwrap_or_default();
    scene
        .project
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
fn with_helpers<'a>(scene: &Scene, run: Run<'a>) -> Run<'a> {
    run.env("PATH", format!("{}:/usr/bin:/bin", bin(scene).display()))
}

fn resolve(scene: &Scene, arguments: &[&str]) -> Outcome {
    with_helpers(scene, scene.resolving("team/app:main", arguments)).run()
}

#[test]
fn a_helper_is_asked_for_the_host_and_its_answer_is_shown_to_that_host() {
    for config in [STORE, r#"{"credHelpers":{"HOST":"test"}}"#] {
        for scene in [
            basic(),
            scene(Registry::builder().user("ana", "right").private("team/app")),
        ] {
            scene.docker_config(config);
            helper(&scene, "test", RIGHT);
            let outcome = resolve(&scene, &["-v"]).success();
            let source = "credentials from docker-credential-test (by [HOME]/.docker/config.json)";
            assert!(
                outcome.stderr.contains(source) && !outcome.stderr.contains("warning"),
                "{outcome}"
            );
            assert_eq!(asked(&scene), ["test get registry.test"]);
        }
    }
}

#[test]
fn a_host_s_own_helper_goes_before_the_store_and_the_store_before_what_the_file_says() {
    let scene = basic();
    helper(&scene, "test", RIGHT);
    helper(
        &scene,
        "wrong",
        r#"echo '{"Username":"ana","Secret":"wrong"}'"#,
    );
    scene.docker_config(
        r#"{"credHelpers":{"HOST":"test"},"credsStore":"wrong","auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#,
    );
    resolve(&scene, &[]).success();
    scene.docker_config(r#"{"credsStore":"test","auths":{"HOST":{"auth":"YW5hOndyb25n"}}}"#);
    resolve(&scene, &[]).success();
    assert_eq!(asked(&scene), ["test get registry.test"; 2]);
}

#[test]
fn fifty_images_of_one_host_ask_a_helper_once() {
    let scene = scene(Registry::builder().basic("ana", "right"));
    let images: Vec<_> = (0..50).map(|number| format!("team/r{number}")).collect();
    for image in &images {
        scene
            .registry
            .push(image, "main", &Image::single("linux/amd64", image));
    }
    scene.images(images.iter().map(|image| format!("{image}:main")));
    scene.docker_config(STORE);
    helper(&scene, "test", RIGHT);
    with_helpers(&scene, scene.project.command(["update"]))
        .run()
        .success();
    assert_eq!(asked(&scene), ["test get registry.test"]);
    assert_shown_only_its_own(&scene.registry, Some("ana"));
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
    let scene = basic();
    scene.docker_config(r#"{"credHelpers":{"HOST":"test"}}"#);
    scene
        .registry
        .push("team/web", "main", &Image::single("linux/amd64", "b"));
    scene.images(["team/app:main", "team/web:main"]);
    let podman = scene.project.home().join(".config/containers/auth.json");
    let auths =
        r#"{"auths":{"HOST":{"auth":"YW5hOnJpZ2h0"}}}"#.replace("HOST", &scene.registry.host());
    scene.project.file(podman, auths);
    let warning = |lack: &str| {
        format!(
            "warning: registry.test: the credential helper docker-credential-test (by \
             [HOME]/.docker/config.json) {lack}\n"
        )
    };
    for (script, lack) in [
        (None, "is not installed"),
        (
            Some("echo credentials not found in native keychain; exit 1"),
            "knows no credentials for it",
        ),
        (Some("echo '{}'"), "knows no credentials for it"),
    ] {
        if let Some(script) = script {
            helper(&scene, "test", script);
        }
        let run = |arguments: &[&str]| {
            with_helpers(&scene, scene.project.command(arguments))
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
    let scene = scene(Registry::builder());
    scene.docker_config(STORE);
    helper(
        &scene,
        "test",
        "echo credentials not found in native keychain; exit 1",
    );
    assert_eq!(resolve(&scene, &[]).success().stderr, "");
    let outcome = resolve(&scene, &["-v"]).success();
    for line in [
        "registry.test: docker-credential-test (by [HOME]/.docker/config.json) has no login to it\n",
        "registry.test: no credentials, asked anonymously\n",
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
    let public = scene(Registry::builder());
    let private = scene(Registry::builder().private("team/app"));
    for scene in [&public, &private] {
        scene.docker_config(STORE);
    }
    resolve(&public, &[]).success();
    assert_snapshot!(resolve(&private, &["-q"]).exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:team/app:pull` was asked for anonymously at registry.test, and grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `team/app`, and install the credential helper docker-credential-test (by [HOME]/.docker/config.json), or log in with `docker login registry.test` if it is private
    "#);
    let basic = basic();
    basic.docker_config(STORE);
    assert_snapshot!(resolve(&basic, &[]).exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    warning: registry.test: the credential helper docker-credential-test (by [HOME]/.docker/config.json) is not installed
    error: cannot resolve `registry.test/team/app:main`
    caused by: registry.test refuses access: 401; it wants a user name and a password, and there are none for it
    hint: install the credential helper docker-credential-test (by [HOME]/.docker/config.json), or log in with `docker login registry.test`
    "#);
}

#[test]
fn a_helper_that_fails_is_no_anonymous_try() {
    let scene = basic();
    scene.docker_config(STORE);
    helper(&scene, "test", "echo 'the vault is locked'; exit 1");
    assert_snapshot!(resolve(&scene, &[]).exits(3), @r#"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/team/app:main`
    caused by: docker-credential-test (by [HOME]/.docker/config.json) gives no credentials for registry.test: it ended with exit status: 1: the vault is locked
    hint: pass `--anonymous` to ask without credentials
    "#);
    for (script, cause) in [
        (
            "echo hunter2",
            "what it printed is not the JSON of a credential helper",
        ),
        ("exit 0", "it printed nothing"),
        (
            r#"echo '{"Username":"ana","Secret":"hunter2"}'; exit 1"#,
            "it ended with exit status: 1\n",
        ),
    ] {
        helper(&scene, "test", script);
        let outcome = resolve(&scene, &["-v"]).exits(3);
        assert!(
            outcome.stderr.contains(cause) && !outcome.stderr.contains("hunter2"),
            "{outcome}"
        );
    }
    std::fs::set_permissions(
        bin(&scene).join("docker-credential-test"),
        std::fs::Permissions::from_mode(0o644),
    )
    .expect("it can be made no program");
    let outcome = resolve(&scene, &[]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("it cannot be run: Permission denied"),
        "{outcome}"
    );
    assert_shown_only_its_own(&scene.registry, None);
    resolve(&scene, &["--anonymous"]).exits(3);
    assert_eq!(asked(&scene).len(), 4);
}

#[test]
fn a_helper_s_name_leads_nowhere_but_to_the_path() {
    let scene = basic();
    helper(&scene, "test", RIGHT);
    for name in [
        "../bin/docker-credential-test",
        "test get; x",
        "test x",
        "/bin/sh",
        "$(x)",
    ] {
        scene.docker_config(&format!(r#"{{"credHelpers":{{"HOST":"{name}"}}}}"#));
        let outcome = resolve(&scene, &[]).exits(2);
        let message = format!(
            "[HOME]/.docker/config.json cannot be used: `{name}` is no name of a credential helper"
        );
        assert!(outcome.stderr.contains(&message), "{outcome}");
    }
    assert!(asked(&scene).is_empty());
}

#[test]
fn a_helper_out_of_the_directory_that_somebody_stands_in_is_not_run() {
    let scene = basic();
    scene.docker_config(STORE);
    helper(&scene, "test", "exit 1");
    // Elements of PATH that are empty or relative mean the current directory
    let run = scene.project.command([
        "resolve",
        &format!("{}/team/app:main", scene.registry.host()),
    ]);
    let outcome = run
        .current_dir(bin(&scene))
        .env("PATH", ":.:/usr/bin:/bin")
        .run()
        .exits(3);
    assert!(
        outcome.stderr.contains("docker-credential-test"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("is not installed"), "{outcome}");
    assert_eq!(asked(&scene), [""; 0]);
}

#[test]
fn a_helper_is_run_only_where_a_registry_wants_to_be_shown_something() {
    let scene = scene(Registry::builder().open());
    scene.docker_config(STORE);
    helper(&scene, "test", RIGHT);
    resolve(&scene, &[]).success();
    assert!(asked(&scene).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_helper_that_hangs_ends_with_the_run() {
    for (arguments, signal, status) in [
        (&["--timeout", "1"][..], None, 3),
        (&[], Some("INT"), 130),
        (&[], Some("TERM"), 143),
    ] {
        let scene = basic();
        scene.docker_config(STORE);
        let place = bin(&scene).join("pid");
        helper(
            &scene,
            "test",
            &format!(
                "echo $$ >{0}.new; mv {0}.new {0}; exec sleep 1000",
                place.display()
            ),
        );
        let child = with_helpers(&scene, scene.resolving("team/app:main", arguments)).spawn();
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
        scene.project.wait(child).exits(status);
        // A zombie has ended, and waits for whoever inherits it
        let state = || read(format!("/proc/{pid}/stat").as_ref()).unwrap_or_default();
        let is_running = || !state().is_empty() && !state().contains(") Z");
        while is_running() {
            std::thread::yield_now();
        }
    }
}
