//! Proxies that lead nowhere, and answers that are no HTTP.

use super::{UNKNOWN, proxy, resolve, resolve_plain, run};
use crate::support::command::Project;
use crate::support::hub::{Certificate, Face, Names};
use crate::support::raw::Raw;
use crate::support::registry::Registry;

#[test]
fn a_proxy_that_wants_to_know_who_asks_is_named_and_not_asked_again() {
    let proxy = proxy(UNKNOWN);
    let variable = format!("http://{}", proxy.host());
    for outcome in [
        resolve(&[("HTTPS_PROXY", &variable)]),
        resolve_plain(&[("HTTP_PROXY", &variable)]),
    ] {
        let outcome = outcome.exits(3);
        let words = "registry.test cannot be reached through the proxy";
        let words = format!("{words} {}: it requires authentication (407)", proxy.host());
        assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
        assert!(
            outcome.stderr.contains("http://USER:PASSWORD@"),
            "{outcome}"
        );
    }
    assert_eq!(proxy.requests().len(), 2);
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    // Nobody is given this port
    let variable = "http://127.0.0.1:1";
    for outcome in [
        resolve(&[("HTTPS_PROXY", variable)]),
        resolve_plain(&[("HTTP_PROXY", variable)]),
    ] {
        let outcome = outcome.exits(3);
        let words = "through the proxy 127.0.0.1:1 after 5 attempts: it cannot be reached: ";
        assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
        assert!(
            outcome.stderr.contains("check the proxy variables"),
            "{outcome}"
        );
    }
}

#[test]
fn a_proxy_that_makes_no_connection_is_named() {
    for answer in [
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
    ] {
        let proxy = proxy(answer);
        let outcome = resolve(&[("HTTPS_PROXY", &format!("http://{}", proxy.host()))]).exits(3);
        let words = format!(
            "the proxy {} after 5 attempts: it refuses to connect to that host",
            proxy.host()
        );
        assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
        assert!(
            outcome.stderr.contains("ask the proxy's operator"),
            "{outcome}"
        );
    }
}

#[test]
fn a_proxy_that_goes_away_is_named() {
    let proxy = proxy("");
    let outcome = resolve(&[("HTTPS_PROXY", &format!("http://{}", proxy.host()))]).exits(3);
    assert!(
        outcome
            .stderr
            .contains("after 5 attempts: it closed the connection"),
        "{outcome}"
    );
}

#[test]
fn what_goes_wrong_behind_a_proxy_names_it_as_well() {
    let registry = Registry::builder().open().start();
    let face = Face::Tls(Certificate::UnknownAuthority);
    let hub = Names::default()
        .lead("registry.test", &registry.host(), face)
        .start();
    let project = Project::new();
    let outcome = hub
        .reached_by(project.command(["resolve", "registry.test/acme/app:1"]))
        .run()
        .exits(3);
    let proxy = hub.proxy().trim_start_matches("http://");
    let words = format!("registry.test (through the proxy {proxy}) cannot be reached securely");
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
}

#[test]
fn an_answer_that_is_no_http_is_not_taken_for_a_broken_connection() {
    let answers: [&[u8]; 4] = [
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"HTTP/1.1 9999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x50",
    ];
    for answer in answers {
        let server = Raw::answering(move |_| answer.to_vec());
        let reference = format!("{}/acme/app:1", server.host());
        let outcome = run(&Project::new(), &["resolve", &reference], &[]).exits(3);
        assert!(
            outcome
                .stderr
                .contains("does not answer like a registry: its answer is not HTTP"),
            "{outcome}"
        );
        assert_eq!(server.requests().len(), 1, "{outcome}");
    }
}

#[test]
fn a_variable_that_is_no_address_is_an_error_and_shows_nothing_of_its_password() {
    for value in [
        "http://user:PA#SSECRET@127.0.0.1:3128",
        "http://user:PASSECRET",
        "ftp://u:PASSECRET@127.0.0.1",
    ] {
        let outcome = resolve(&[("HTTPS_PROXY", value)]).exits(2);
        assert!(
            outcome
                .stderr
                .contains("`HTTPS_PROXY` is not the address of a proxy"),
            "{outcome}"
        );
        assert!(
            !outcome.to_string().contains("SSECRET") && !outcome.to_string().contains("user:P"),
            "{outcome}"
        );
    }
}
