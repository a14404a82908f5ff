//! Whom a run waited for when its time was over: it need not be the registry.

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::case::Case;
use crate::support::registry::{Builder, Fault, Image, Registry};
use crate::support::schema::document;

const MANIFEST: &str = "/v2/team/app/manifests/main";

fn case(builder: Builder) -> Case {
    let case = Case::with(builder);
    case.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    case.manifest("app = \"HOST/team/app:main\"\n");
    case
}

/// Asserts that a run of each command that asks says whom it waited for, to people and to programs.
#[track_caller]
fn is_named(case: &Case, words: &str, expected: &Value) {
    let path = format!("{}:/usr/bin:/bin", bin(case).display());
    let run = |command: &str| {
        let run = case.command(&format!("{command} --timeout 2"));
        run.env("PATH", &path).run().exits(3)
    };
    // Whoever is asked answers for other reasons, or never: how long the run takes to get there makes no difference
    let outcome = run("update --format json");
    let words = format!("0 of 1 answers received, still waiting for 1 from registry.test{words}");
    assert!(
        outcome.to_string().contains(&words),
        "no `{words}` in {outcome}"
    );
    let document = document(&outcome);
    assert_eq!(document["error"]["reason"], "timed-out");
    assert_eq!(document["error"]["waiting_for"], *expected, "{document}");
}

fn bin(case: &Case) -> PathBuf {
    case.project.home().join("bin")
}

#[test]
fn a_slow_credential_helper_is_named_where_the_time_is_over() {
    let case = case(Registry::builder().basic("ana", "right"));
    case.docker_config(r#"{"credsStore":"slow"}"#);
    case.project
        .script(bin(&case).join("docker-credential-slow"), "exec sleep 1000");
    is_named(
        &case,
        " (the credential helper `docker-credential-slow` for registry.test)",
        &json!([{
            "role": "credential-helper", "name": "docker-credential-slow",
            "registry": "registry.test", "proxy": null,
        }]),
    );
}

#[test]
fn a_slow_token_server_is_named_where_the_time_is_over() {
    for is_elsewhere in [true, false] {
        let case = case(Registry::builder().token_server_elsewhere(is_elsewhere));
        let hold = Fault::on("GET", "/token").hold();
        case.registry.fault(hold.always());
        let server = if is_elsewhere {
            "tokens.test"
        } else {
            "registry.test"
        };
        is_named(
            &case,
            &format!(" (the token server {server} of registry.test)"),
            &json!([{
                "role": "token-server", "name": server,
                "registry": "registry.test", "proxy": null,
            }]),
        );
    }
}

/// Has a mirror asked before the registry.
fn mirrored(case: &Case, mirror: &str) {
    let registry = case.registry.host();
    let config = format!("[registries.\"{registry}\"]\nmirrors = [\"{mirror}\"]\n");
    let place = case.project.home().join(".config/imagelock/config.toml");
    case.project.file(place, config);
}

#[test]
fn a_slow_mirror_is_named_where_the_time_is_over() {
    let case = case(Registry::builder().open());
    let mirror = Registry::builder().open().start();
    mirror.fault(Fault::on("HEAD", MANIFEST).hold().always());
    case.project.redact(&mirror.host(), "mirror.test");
    mirrored(&case, &mirror.host());
    is_named(
        &case,
        " (the mirror mirror.test)",
        &json!([{
            "role": "mirror", "name": "mirror.test", "registry": "mirror.test", "proxy": null,
        }]),
    );
}

#[test]
fn a_slow_host_that_a_registry_redirects_to_is_named_where_the_time_is_over() {
    let case = case(Registry::builder().open());
    let target = Registry::builder().open().start();
    target.fault(Fault::on("HEAD", MANIFEST).hold().always());
    case.project.redact(&target.host(), "storage.test");
    let location = format!("http://{}{MANIFEST}", target.host());
    let redirect = Fault::on("HEAD", MANIFEST).status(307);
    case.registry
        .fault(redirect.header("location", location).always());
    is_named(
        &case,
        " (storage.test, which registry.test redirects to)",
        &json!([{
            "role": "redirect-target", "name": "storage.test",
            "registry": "registry.test", "proxy": null,
        }]),
    );
}

#[test]
fn a_slow_proxy_is_named_where_the_time_is_over() {
    let case = case(Registry::builder().open());
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let proxy = listener
        .local_addr()
        .expect("it has an address")
        .to_string();
    case.project.redact(&proxy, "proxy.test");
    case.project.file(
        "images.toml",
        "[images]\napp = \"far.example/team/app:main\"\n",
    );
    let run = case.command("update --timeout 2");
    let outcome = run.env("HTTPS_PROXY", format!("http://{proxy}")).run();
    let words = "still waiting for 1 from far.example (far.example through the proxy proxy.test)";
    assert!(outcome.exits(3).stderr.contains(words));
}

/// Answers that have whoever gets one come again when the run is over: a retry, and a pause.
const LATER: [u16; 2] = [503, 429];

/// The same at this path, always.
fn later(status: u16, method: &str, path: &str) -> Fault {
    let fault = Fault::on(method, path).status(status);
    fault.header("retry-after", "2").always()
}

/// Asserts that a run says, below its error, who asked it to come again.
#[track_caller]
fn is_blamed(case: &Case, who: &str) {
    let outcome = case.run("update --timeout 2").exits(3);
    let words = format!("caused by: {who}");
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
}

#[test]
fn a_token_server_that_is_tried_again_is_named_where_the_time_is_over() {
    for status in LATER {
        let case = case(Registry::builder().token_server_elsewhere(true));
        case.registry.fault(later(status, "GET", "/token"));
        let who = "the token server tokens.test of registry.test";
        is_named(
            &case,
            &format!(" ({who})"),
            &json!([{
                "role": "token-server", "name": "tokens.test",
                "registry": "registry.test", "proxy": null,
            }]),
        );
        is_blamed(&case, who);
    }
}

#[test]
fn a_mirror_that_is_tried_again_is_named_where_the_time_is_over() {
    for status in LATER {
        let case = case(Registry::builder().open());
        let mirror = Registry::builder().open().start();
        mirror.fault(later(status, "HEAD", MANIFEST));
        case.project.redact(&mirror.host(), "mirror.test");
        mirrored(&case, &mirror.host());
        let who = "the mirror mirror.test";
        is_named(
            &case,
            &format!(" ({who})"),
            &json!([{
                "role": "mirror", "name": "mirror.test", "registry": "mirror.test", "proxy": null,
            }]),
        );
        is_blamed(&case, who);
    }
}

#[test]
fn a_host_that_a_registry_redirects_to_is_named_while_it_is_tried_again() {
    for status in LATER {
        let case = case(Registry::builder().open());
        let target = Registry::builder().open().start();
        target.fault(later(status, "HEAD", MANIFEST));
        case.project.redact(&target.host(), "storage.test");
        let location = format!("http://{}{MANIFEST}", target.host());
        let redirect = Fault::on("HEAD", MANIFEST).status(307);
        case.registry
            .fault(redirect.header("location", location).always());
        let who = "storage.test, which registry.test redirects to";
        is_named(
            &case,
            &format!(" ({who})"),
            &json!([{
                "role": "redirect-target", "name": "storage.test",
                "registry": "registry.test", "proxy": null,
            }]),
        );
        is_blamed(&case, who);
    }
}

#[test]
fn a_registry_that_got_no_request_is_not_asked_yet_where_the_time_is_over() {
    let never = || {
        Registry::builder()
            .open()
            .latency(|_| Duration::from_secs(3600))
    };
    let (case, other) = (case(never()), never().start());
    case.project.redact(&other.host(), "other.test");
    case.manifest(&format!(
        "app = \"HOST/team/app:main\"\nother = \"{}/team/app:main\"\n",
        other.host()
    ));
    let outcome = case.run("update -j 1 --timeout 2").exits(3);
    // Either may come first
    let words = |first, second| {
        format!(
            "0 of 2 answers received, 1 from {second} not asked yet, still waiting for 1 from {first}\n"
        )
    };
    let is_told = |first, second| outcome.stderr.contains(&words(first, second));
    assert!(
        is_told("registry.test", "other.test") || is_told("other.test", "registry.test"),
        "{outcome}"
    );
}

#[test]
fn a_slow_registry_is_named_once_where_the_time_is_over() {
    let case = case(Registry::builder().open());
    case.registry
        .fault(Fault::on("HEAD", MANIFEST).hold().always());
    is_named(
        &case,
        "",
        &json!([{
            "role": "registry", "name": "registry.test",
            "registry": "registry.test", "proxy": null,
        }]),
    );
}
