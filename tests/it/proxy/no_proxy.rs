//! `NO_PROXY` as docker and all that is written in Go read it; every URL of a run is decided by itself.
//!
//! `0.0.0.0` leads to this machine, and is no address that is asked without the proxy anyway.

use super::{UNKNOWN, proxy, run};
use crate::support::command::{Outcome, Project};
use crate::support::hub::{Certificate, Face, Names};
use crate::support::raw::Raw;
use crate::support::registry::{Builder, Fault, Image, Registry};

/// A registry that has `acme/app:1`, and the host that it is asked at.
fn registry(builder: Builder) -> (Registry, String) {
    let registry = builder.start();
    registry.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let host = registry.host().replace("127.0.0.1", "0.0.0.0");
    (registry, host)
}

fn resolve(config: &str, host: &str, variables: &[(&str, &str)]) -> Outcome {
    let project = Project::new();
    project.file("config.toml", config);
    let reference = format!("{host}/acme/app:1");
    let arguments = ["resolve", &reference, "--config", "config.toml"];
    run(&project, &arguments, variables)
}

fn plain(host: &str) -> String {
    format!("[registries.\"{host}\"]\nplain-http = true\n")
}

/// The hosts that a proxy was asked for over plain HTTP, each once.
fn asked(proxy: &Raw) -> Vec<String> {
    let requests = proxy.requests();
    let urls = requests.iter().filter_map(|it| it.split(' ').nth(1));
    let hosts = urls.filter_map(|url| url.split('/').nth(2).map(str::to_owned));
    let mut hosts: Vec<_> = hosts.collect();
    hosts.dedup();
    hosts
}

#[test]
fn an_entry_with_a_port_holds_for_that_port_alone() {
    let (_registry, host) = registry(Registry::builder().open());
    let port = host.rsplit(':').next().expect("it has a port");
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let with = |no: &str| {
        let variables = [("HTTP_PROXY", &*variable), ("NO_PROXY", no)];
        resolve(&plain(&host), &host, &variables)
    };
    let spaced = format!("ghcr.io:443 ,, {host} ,");
    let in_brackets = format!("[0.0.0.0]:{port}");
    let mapped = format!("[::ffff:0.0.0.0]:{port}");
    for no in [
        &host,
        &spaced,
        &in_brackets,
        &mapped,
        "0.0.0.0:",
        "::ffff:0:0/96",
    ] {
        with(no).success();
    }
    assert_eq!(proxy.requests(), Vec::<String>::new());
    for no in [
        "0.0.0.0:80",
        "[0.0.0.0]",
        "0.0.0.0/33",
        &format!("0.0.0.0:0{port}"),
    ] {
        with(no).exits(3);
    }
    assert_eq!(proxy.requests().len(), 4);
}

#[test]
fn a_star_in_front_of_a_domain_holds_for_what_is_below_it() {
    // No name service is asked for such a name
    let host = format!("{}.corp.example", "a".repeat(64));
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let with = |no: &str| resolve("", &host, &[("HTTPS_PROXY", &variable), ("NO_PROXY", no)]);
    for no in ["*.corp.example", "*.Corp.Example:443"] {
        let outcome = with(no).exits(3);
        assert!(
            outcome
                .stderr
                .contains("example cannot be reached after 5 attempts"),
            "{outcome}"
        );
    }
    assert_eq!(proxy.requests(), Vec::<String>::new());
    for no in ["*.corp.example:5000", "*corp.example", "*.b.corp.example"] {
        let outcome = with(no).exits(3);
        assert!(
            outcome.stderr.contains("requires authentication"),
            "{outcome}"
        );
    }
}

#[test]
fn an_empty_variable_does_not_hide_the_one_in_small_letters() {
    let (_registry, host) = registry(Registry::builder().open());
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let config = plain(&host);
    let direct = [
        ("HTTP_PROXY", &*variable),
        ("NO_PROXY", ""),
        ("no_proxy", &*host),
    ];
    resolve(&config, &host, &direct).success();
    assert_eq!(proxy.requests(), Vec::<String>::new());
    // The first that is filled is the one that holds
    let both = [
        ("HTTP_PROXY", &*variable),
        ("NO_PROXY", "ghcr.io"),
        ("no_proxy", &*host),
    ];
    resolve(&config, &host, &both).exits(3);
    assert_eq!(asked(&proxy), [&*host]);
    for (empty, filled) in [("HTTP_PROXY", "http_proxy"), ("ALL_PROXY", "all_proxy")] {
        let before = proxy.requests().len();
        resolve(&config, &host, &[(empty, ""), (filled, &variable)]).exits(3);
        assert_eq!(proxy.requests().len(), before + 1, "{filled}");
    }
    for (empty, filled) in [("HTTPS_PROXY", "https_proxy"), ("https_proxy", "all_proxy")] {
        let before = proxy.requests().len();
        resolve("", "registry.test", &[(empty, ""), (filled, &variable)]).exits(3);
        assert_eq!(proxy.requests().len(), before + 1, "{filled}");
    }
}

#[test]
fn a_token_server_is_decided_for_by_its_own_url() {
    let builder = Registry::builder().token_server_elsewhere(true);
    let (registry, host) = registry(builder.realm("https://auth.test/token"));
    let names = Names::default();
    let hub = names
        .lead(
            "auth.test",
            &registry.token_host(),
            Face::Tls(Certificate::Good),
        )
        .start();
    let project = Project::new();
    project.file("config.toml", plain(&host));
    let reference = format!("{host}/acme/app:1");
    let resolve = || {
        let run = project.command(["resolve", &reference, "--config", "config.toml"]);
        hub.reached_by(run).env("HTTP_PROXY", "http://127.0.0.1:1")
    };
    resolve().env("NO_PROXY", &host).run().success();
    assert_eq!(hub.hosts(), ["auth.test"]);
    let outcome = resolve().env("NO_PROXY", "auth.test:443").run().exits(3);
    assert!(
        outcome.stderr.contains("through the proxy 127.0.0.1:1"),
        "{outcome}"
    );
}

#[test]
fn a_redirect_is_decided_for_by_where_it_leads() {
    let (registry, host) = registry(Registry::builder().open());
    let (_target, target) = self::registry(Registry::builder().open());
    let location = format!("http://{target}/v2/acme/app/manifests/1");
    let fault = Fault::on("HEAD", "/v2/acme/app/manifests/1").always();
    registry.fault(fault.status(307).header("location", location));
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let with = |no: &str| {
        let variables = [("HTTP_PROXY", &*variable), ("NO_PROXY", no)];
        resolve(&plain(&host), &host, &variables)
    };
    with(&host).exits(3);
    assert_eq!(asked(&proxy), [&*target]);
    with(&format!("{host},{target}")).success();
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_mirror_is_decided_for_by_its_own_url() {
    let (_registry, host) = registry(Registry::builder().open());
    let (_mirror, mirror) = registry(Registry::builder().open());
    let config = format!("{}mirrors = [\"http://{mirror}\"]\n", plain(&host));
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let with = |no: &str| {
        let variables = [("HTTP_PROXY", &*variable), ("NO_PROXY", no)];
        resolve(&config, &host, &variables).success()
    };
    let outcome = with(&host);
    assert!(
        outcome.stderr.contains(&format!("answered by {host}")),
        "{outcome}"
    );
    assert_eq!(asked(&proxy), [&*mirror]);
    let outcome = with(&mirror);
    assert!(
        outcome.stderr.contains(&format!("answered by {mirror}")),
        "{outcome}"
    );
    assert_eq!(asked(&proxy), [&*mirror]);
}

#[test]
fn a_proxy_that_the_caller_of_a_cgi_program_may_have_set_is_not_used() {
    let (_registry, host) = registry(Registry::builder().open());
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let config = plain(&host);
    let with = |more: (&str, &str)| {
        let variables = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", &*variable), more];
        resolve(&config, &host, &variables)
    };
    let outcome = with(("NO_PROXY", "")).exits(2);
    assert!(
        outcome.stderr.contains("`HTTP_PROXY` is not used"),
        "{outcome}"
    );
    assert!(outcome.stderr.contains("`REQUEST_METHOD`"), "{outcome}");
    with(("NO_PROXY", &host)).success();
    with(("REQUEST_METHOD", "")).exits(3);
    assert_eq!(proxy.requests().len(), 1);
    let variables = [("REQUEST_METHOD", "GET"), ("HTTPS_PROXY", &*variable)];
    resolve("", "registry.test", &variables).exits(3);
    assert_eq!(proxy.requests().len(), 2);
}

#[test]
fn all_proxy_leads_on_where_a_cgi_program_does_not_use_http_proxy() {
    let (_registry, host) = registry(Registry::builder().open());
    let (of_caller, proxy) = (proxy(UNKNOWN), proxy(UNKNOWN));
    let (set_by_caller, variable) = (
        format!("http://{}", of_caller.host()),
        format!("http://{}", proxy.host()),
    );
    for (theirs, ours) in [("HTTP_PROXY", "ALL_PROXY"), ("http_proxy", "all_proxy")] {
        let variables = [
            ("REQUEST_METHOD", "GET"),
            (theirs, &*set_by_caller),
            (ours, &*variable),
        ];
        let before = proxy.requests().len();
        resolve(&plain(&host), &host, &variables).exits(3);
        assert_eq!(proxy.requests().len(), before + 1, "{ours}");
    }
    assert_eq!(of_caller.requests(), Vec::<String>::new());
}

#[test]
fn a_variable_that_decides_nothing_may_say_anything() {
    let (_registry, host) = registry(Registry::builder().open());
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    let outcome = resolve(
        "",
        "registry.test",
        &[
            ("HTTPS_PROXY", &variable),
            ("https_proxy", "no proxy"),
            ("HTTP_PROXY", "no proxy"),
        ],
    );
    let outcome = outcome.exits(3);
    assert!(
        outcome.stderr.contains("requires authentication"),
        "{outcome}"
    );
    let variables = [("HTTP_PROXY", "no proxy"), ("NO_PROXY", "0.0.0.0")];
    resolve(&plain(&host), &host, &variables).success();
    resolve(&plain(&host), &host, &variables[..1]).exits(2);
}

#[test]
fn the_proxy_that_was_asked_is_told() {
    let (registry, _) = registry(Registry::builder().open());
    let face = Face::Tls(Certificate::Good);
    let hub = Names::default()
        .lead("registry.test", &registry.host(), face)
        .start();
    let project = Project::new();
    let run = project.command(["resolve", "registry.test/acme/app:1", "-v"]);
    let with_credentials = hub.proxy().replace("http://", "http://me:hunter2@");
    let outcome = hub
        .reached_by(run)
        .env("HTTPS_PROXY", with_credentials)
        .run()
        .success();
    let proxy = hub.proxy().trim_start_matches("http://");
    let words = format!("registry.test: asked through the proxy {proxy}");
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
    assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
}
