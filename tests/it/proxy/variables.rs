//! The variables in their two cases, and whom they hold for.

use super::{UNKNOWN, proxy, resolve, resolve_plain, run};
use crate::support::command::Project;
use crate::support::hub::{Certificate, Face, Names};
use crate::support::registry::{Image, Registry};

#[test]
fn a_registry_on_this_machine_is_not_asked_by_way_of_a_proxy() {
    let proxy = proxy("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    let registry = Registry::builder().open().start();
    registry.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let reference = format!("{}/acme/app:1", registry.host());
    let variable = format!("http://{}", proxy.host());
    let variables = [
        ("HTTP_PROXY", variable.as_str()),
        ("ALL_PROXY", variable.as_str()),
    ];
    run(&Project::new(), &["resolve", &reference], &variables).success();
    assert_eq!(proxy.requests(), Vec::<String>::new());
    assert_eq!(registry.count("HEAD", "/v2/acme/app/manifests/1"), 1);
}

#[test]
fn a_registry_with_tls_is_asked_by_way_of_its_proxy_in_either_case_of_letters() {
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let proxy = proxy(UNKNOWN);
        // With and without its scheme
        for scheme in ["http://", ""] {
            resolve(&[
                (name, &format!("{scheme}{}", proxy.host())),
                ("HTTP_PROXY", "127.0.0.1:1"),
            ])
            .exits(3);
        }
        let requests = proxy.requests();
        let connect = "CONNECT registry.test:443 HTTP/1.1\r\n";
        assert!(
            requests.iter().all(|request| request.starts_with(connect)),
            "{name} {requests:?}"
        );
        assert_eq!(requests.len(), 2);
    }
}

#[test]
fn a_registry_without_tls_is_asked_by_way_of_its_proxy_in_either_case_of_letters() {
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let proxy = proxy(UNKNOWN);
        let variables = [
            (name, &*format!("http://{}", proxy.host())),
            ("HTTPS_PROXY", "127.0.0.1:1"),
        ];
        resolve_plain(&variables).exits(3);
        let requests = proxy.requests();
        assert!(
            requests[0]
                .starts_with("HEAD http://registry.test/v2/acme/app/manifests/1 HTTP/1.1\r\n"),
            "{name} {requests:?}"
        );
    }
}

#[test]
fn a_path_or_a_query_in_a_proxy_variable_makes_no_difference() {
    let proxy = proxy(UNKNOWN);
    for rest in ["/", "/path", "?a=b", "/path?a=b#c", "#c"] {
        let before = proxy.requests().len();
        resolve(&[("HTTPS_PROXY", &format!("http://{}{rest}", proxy.host()))]).exits(3);
        resolve_plain(&[("HTTP_PROXY", &format!("{}{rest}", proxy.host()))]).exits(3);
        assert_eq!(proxy.requests().len(), before + 2, "{rest}");
    }
}

/// `0.0.0.0` leads to this machine, and is no address that is asked without the proxy anyway.
#[cfg(target_os = "linux")]
#[test]
fn hosts_that_no_proxy_names_are_asked_directly() {
    let registry = Registry::builder().open().start();
    registry.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let host = registry.host().replace("127.0.0.1", "0.0.0.0");
    let proxy = proxy(UNKNOWN);
    let project = Project::new();
    project.file(
        "config.toml",
        format!("[registries.\"{host}\"]\nplain-http = true\n"),
    );
    let variable = format!("http://{}", proxy.host());
    let reference = format!("{host}/acme/app:1");
    let resolve = |name: &str, value: &str| {
        let arguments = ["resolve", &reference, "--config", "config.toml"];
        run(
            &project,
            &arguments,
            &[("HTTP_PROXY", &variable), (name, value)],
        )
    };
    for value in ["0.0.0.0", "ghcr.io, 0.0.0.0", "0.0.0.0/8"] {
        assert_eq!(resolve("NO_PROXY", value).code, Some(0), "{value}");
        assert_eq!(resolve("no_proxy", value).code, Some(0), "{value}");
    }
    assert_eq!(proxy.requests().len(), 0);
    resolve("NO_PROXY", "ghcr.io,10.0.0.0/8").exits(3);
    assert_ne!(proxy.requests().len(), 0);
}

#[test]
fn the_credentials_of_a_proxy_reach_it_and_nobody_else_and_are_not_printed() {
    let registry = Registry::builder().open().start();
    registry.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let face = Face::Tls(Certificate::Good);
    let hub = Names::default()
        .lead("registry.test", &registry.host(), face)
        .start();
    let project = Project::new();
    let with_credentials = hub.proxy().replace("http://", "http://me:hunter%402@");
    let run = project.command(["resolve", "registry.test/acme/app:1", "-v"]);
    let outcome = hub
        .reached_by(run)
        .env("HTTPS_PROXY", with_credentials)
        .run()
        .success();
    assert!(!outcome.to_string().contains("hunter"), "{outcome}");
    let connections = hub.connections();
    // me:hunter@2
    assert_eq!(connections[0].shown_to_proxy, "Basic bWU6aHVudGVyQDI=");
    assert!(
        !connections[0]
            .text()
            .to_ascii_lowercase()
            .contains("proxy-authorization")
    );
    assert!(
        registry
            .requests()
            .iter()
            .all(|request| !request.headers.contains_key("proxy-authorization"))
    );
}

#[test]
fn the_credentials_of_a_proxy_are_in_no_error() {
    let unknown = proxy(UNKNOWN);
    for host in [unknown.host(), "127.0.0.1:1".to_owned()] {
        let variable = format!("http://me:hunter2@{host}");
        for outcome in [
            resolve(&[("HTTPS_PROXY", &variable)]),
            resolve_plain(&[("HTTP_PROXY", &variable)]),
        ] {
            let outcome = outcome.exits(3);
            assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
        }
    }
    // To a registry without TLS they are shown with the question itself
    let basic = "proxy-authorization: basic bwu6ahvudgvymg==";
    let shown = |request: &String| request.to_ascii_lowercase().contains(basic);
    assert!(unknown.requests().iter().all(shown));
}
