//! SOCKS: who resolves the name, and what is said where it leads nowhere.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::{resolve, run};
use crate::support::command::{Outcome, Project};
use crate::support::hub::{Certificate, Face, Hub, Names};
use crate::support::registry::{Image, Registry};

/// A registry that a hub leads to under this name.
fn led_to(name: &str, face: Face) -> (Registry, Hub) {
    let registry = Registry::builder().open().start();
    registry.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    let hub = Names::default().lead(name, &registry.host(), face).start();
    (registry, hub)
}

/// Resolves `HOST/acme/app:1` by way of the hub, as a SOCKS server that this variable names.
fn by_way_of(hub: &Hub, scheme: &str, name: &str, host: &str) -> Outcome {
    let project = Project::new();
    project.file(
        "config.toml",
        "[registries.\"0.0.0.0:80\"]\nplain-http = true\n",
    );
    let reference = format!("{host}/acme/app:1");
    let run = project.command(["resolve", &reference, "-v", "--config", "config.toml"]);
    hub.reached_by(run)
        .env("HTTPS_PROXY", "")
        .env(name, hub.proxy().replace("http://", scheme))
        .run()
}

fn targets(hub: &Hub) -> Vec<String> {
    hub.connections()
        .into_iter()
        .map(|connection| connection.target)
        .collect()
}

#[test]
fn a_name_is_resolved_by_the_socks_server_where_the_variable_says_socks5h() {
    for name in ["HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        let (_registry, hub) = led_to("registry.test", Face::Tls(Certificate::Good));
        by_way_of(&hub, "socks5h://", name, "registry.test").success();
        assert_eq!(targets(&hub), ["registry.test:443"], "{name}");
    }
}

#[test]
fn a_name_is_resolved_here_where_the_variable_says_socks5() {
    let (_registry, hub) = led_to("0.0.0.0:80", Face::Plain);
    by_way_of(&hub, "socks5://", "ALL_PROXY", "0.0.0.0:80").success();
    assert_eq!(targets(&hub), ["0.0.0.0:80"]);
    // No name service is asked for such a name
    let host = format!("{}.test", "a".repeat(64));
    let outcome = by_way_of(&hub, "socks5://", "ALL_PROXY", &host).exits(3);
    let proxy = hub.proxy().trim_start_matches("http://");
    let words = format!("{host} cannot be reached through the proxy {proxy} after 5 attempts");
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
    assert!(
        outcome
            .stderr
            .contains("its name cannot be resolved on this machine: "),
        "{outcome}"
    );
    assert!(
        outcome.stderr.contains(&format!("`socks5h://{proxy}`")),
        "{outcome}"
    );
    assert_eq!(targets(&hub).len(), 1);
}

#[test]
fn a_registry_on_this_machine_is_not_asked_by_way_of_a_socks_server() {
    let (registry, hub) = led_to("registry.test", Face::Tls(Certificate::Good));
    by_way_of(&hub, "socks5h://", "ALL_PROXY", &registry.host()).success();
    assert_eq!(targets(&hub), [""; 0]);
}

#[test]
fn what_is_not_to_be_trusted_behind_a_socks_server_is_told_apart() {
    let (_registry, hub) = led_to("registry.test", Face::Tls(Certificate::UnknownAuthority));
    let outcome = by_way_of(&hub, "socks5h://", "ALL_PROXY", "registry.test").exits(3);
    assert!(
        outcome
            .stderr
            .contains("its certificate was not issued by an authority"),
        "{outcome}"
    );
    assert_eq!(targets(&hub).len(), 1);
}

#[test]
fn a_socks_server_that_makes_no_connection_is_named() {
    let (_registry, hub) = led_to("registry.test", Face::Plain);
    let outcome = by_way_of(&hub, "socks5h://", "ALL_PROXY", "other.test").exits(3);
    let proxy = hub.proxy().trim_start_matches("http://");
    let words = format!("the proxy {proxy} after 5 attempts: it refuses to connect to that host");
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
}

#[test]
fn a_socks_server_that_is_not_there_is_named() {
    // Nobody is given this port
    let outcome = resolve(&[("ALL_PROXY", "socks5h://me:hunter2@127.0.0.1:1")]).exits(3);
    let words =
        "through the proxy 127.0.0.1:1 after 5 attempts: it cannot be reached: no connection";
    assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
    assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
}

/// A SOCKS server that says this to whoever greets it without a password, once.
fn answering(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let host = listener
        .local_addr()
        .expect("a bound socket has an address")
        .to_string();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("somebody comes");
        client
            .read_exact(&mut [0; 3])
            .expect("a greeting has three bytes");
        client.write_all(answer).expect("the client reads");
    });
    host
}

#[test]
fn a_socks_server_that_wants_to_know_who_asks_is_named_and_not_asked_again() {
    let host = answering(&[5, 0xff]);
    let outcome = run(
        &Project::new(),
        &["resolve", "registry.test/acme/app:1"],
        &[("ALL_PROXY", &format!("socks5h://{host}"))],
    );
    let outcome = outcome.exits(3);
    let words = format!("through the proxy {host}: it requires authentication");
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
    assert!(
        outcome
            .stderr
            .contains(&format!("`socks5h://USER:PASSWORD@{host}`")),
        "{outcome}"
    );
}
