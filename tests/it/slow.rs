//! Whom a run waited for when its time was over: it need not be the registry.

use std::net::TcpListener;
use std::path::PathBuf;

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
        run.env("PATH", &path).run()
    };
    for command in ["update", "resolve HOST/team/app:main"] {
        let outcome = run(command).exits(3);
        let words =
            format!("0 of 1 answers received, still waiting for 1 from registry.test{words}\n");
        assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
    }
    let document = document(&run("update --format json").exits(3));
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

#[test]
fn a_slow_mirror_is_named_where_the_time_is_over() {
    let case = case(Registry::builder().open());
    let mirror = Registry::builder().open().start();
    mirror.fault(Fault::on("HEAD", MANIFEST).hold().always());
    case.project.redact(&mirror.host(), "mirror.test");
    let config = format!(
        "[registries.\"{}\"]\nmirrors = [\"{}\"]\n",
        case.registry.host(),
        mirror.host()
    );
    let place = case.project.home().join(".config/imagelock/config.toml");
    case.project.file(place, config);
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
