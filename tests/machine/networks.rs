//! Redirects from the internet into near networks, by names: where a server leads to is judged by its addresses.

use crate::needs::Need;
use crate::programs::namespace::{address, inside};
use crate::support::command::{Outcome, Project};
use crate::support::raw::Raw;

trials! {
    [Need::Networks] => [
        a_redirect_of_a_public_host_to_a_name_of_a_near_address_is_refused,
        a_redirect_of_a_token_server_to_a_name_of_a_near_address_is_refused,
        a_redirect_of_a_mirror_to_a_name_of_a_near_address_is_refused,
        a_second_redirect_is_judged_as_the_first,
        a_redirect_of_a_host_that_its_proxy_alone_resolves_to_a_private_name_is_followed,
        a_redirect_of_a_host_that_its_proxy_alone_resolves_to_a_name_of_this_machine_is_refused,
        redirects_within_a_private_network_and_within_the_internet_are_followed,
    ],
}

const PATH: &str = "/v2/acme/app/manifests/1";
const DIGEST: &str = "sha256:4f3c1a9e4f3c1a9e4f3c1a9e4f3c1a9e4f3c1a9e4f3c1a9e4f3c1a9e4f3c1a9e";

/// A server at the address of a name that answers everything so, and its host by name.
fn server(name: &str, answer: String) -> (Raw, String) {
    let raw = Raw::answering_at(address(name), move |_| answer.clone().into_bytes());
    let (_, port) = raw
        .host()
        .rsplit_once(':')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("it has a port");
    (raw, format!("{name}:{port}"))
}

fn with_digest() -> String {
    let of_type = "Content-Type: application/vnd.oci.image.index.v1+json";
    format!(
        "HTTP/1.1 200 OK\r\n{of_type}\r\nContent-Length: 9\r\nDocker-Content-Digest: {DIGEST}\r\n\r\n"
    )
}

fn to(url: &str) -> String {
    format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n")
}

fn resolve(host: &str, more: &str, variables: &[(&str, &str)]) -> Outcome {
    let project = Project::new();
    project.file(
        "config.toml",
        format!("[registries.\"{host}\"]\nplain-http = true\n{more}"),
    );
    let reference = format!("{host}/acme/app:1");
    let run = project.command(["resolve", &reference, "--config", "config.toml", "-v"]);
    let run = variables
        .iter()
        .fold(run, |run, (name, value)| run.env(name, value));
    run.run()
}

#[track_caller]
fn refused(outcome: Outcome, from: &str, to: &str, kind: &str) {
    refused_beside(outcome, from, to, kind, "but its own address is not");
}

#[track_caller]
fn refused_beside(outcome: Outcome, from: &str, to: &str, kind: &str, own: &str) {
    let outcome = outcome.exits(3);
    let (name, _) = to.split_once(':').expect("it has a port");
    let words = format!(
        "{from} does not answer like a registry: it redirects to {to}, whose address {} is {kind}, {own}",
        address(name)
    );
    assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
}

fn a_redirect_of_a_public_host_to_a_name_of_a_near_address_is_refused() {
    inside(
        "networks::a_redirect_of_a_public_host_to_a_name_of_a_near_address_is_refused",
        || {
            for (name, kind) in [
                ("internal.test", "a loopback address"),
                ("corp.test", "a private address"),
                ("metadata.test", "a link-local address"),
            ] {
                let (target, target_host) = server(name, with_digest());
                let (_registry, host) =
                    server("registry.test", to(&format!("http://{target_host}{PATH}")));
                refused(resolve(&host, "", &[]), &host, &target_host, kind);
                assert_eq!(target.requests(), [""; 0]);
            }
        },
    );
}

fn a_redirect_of_a_token_server_to_a_name_of_a_near_address_is_refused() {
    inside(
        "networks::a_redirect_of_a_token_server_to_a_name_of_a_near_address_is_refused",
        || {
            let token = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"token\":\"t\"}";
            let (target, target_host) = server("corp.test", token.to_owned());
            let (_tokens, tokens_host) =
                server("cdn.test", to(&format!("http://{target_host}/token")));
            let challenge =
                format!("WWW-Authenticate: Bearer realm=\"http://{tokens_host}/token\"");
            let (_registry, host) = server(
                "registry.test",
                format!("HTTP/1.1 401 Unauthorized\r\n{challenge}\r\nContent-Length: 0\r\n\r\n"),
            );
            refused(
                resolve(&host, "", &[]),
                &format!("the token server {tokens_host} of {host}"),
                &target_host,
                "a private address",
            );
            assert_eq!(target.requests(), [""; 0]);
        },
    );
}

fn a_redirect_of_a_mirror_to_a_name_of_a_near_address_is_refused() {
    inside(
        "networks::a_redirect_of_a_mirror_to_a_name_of_a_near_address_is_refused",
        || {
            let (target, target_host) = server("internal.test", with_digest());
            let (_mirror, mirror_host) =
                server("cdn.test", to(&format!("http://{target_host}{PATH}")));
            let more = format!("mirrors = [\"http://{mirror_host}\"]\nfallback = false\n");
            let outcome = resolve("registry.example", &more, &[]);
            refused(outcome, &mirror_host, &target_host, "a loopback address");
            assert_eq!(target.requests(), [""; 0]);
        },
    );
}

fn a_second_redirect_is_judged_as_the_first() {
    inside("networks::a_second_redirect_is_judged_as_the_first", || {
        let (target, target_host) = server("corp.test", with_digest());
        let (_second, second_host) = server("cdn.test", to(&format!("http://{target_host}{PATH}")));
        let (_first, host) = server("registry.test", to(&format!("http://{second_host}{PATH}")));
        let from = format!("{second_host} (redirected from {host})");
        refused(
            resolve(&host, "", &[]),
            &from,
            &target_host,
            "a private address",
        );
        assert_eq!(target.requests(), [""; 0]);
    });
}

fn a_redirect_of_a_host_that_its_proxy_alone_resolves_to_a_private_name_is_followed() {
    inside(
        "networks::a_redirect_of_a_host_that_its_proxy_alone_resolves_to_a_private_name_is_followed",
        || {
            let (target, target_host) = server("corp.test", with_digest());
            let (proxy, _) = server("internal.test", to(&format!("http://{target_host}{PATH}")));
            let proxy = format!("http://{}", proxy.host());
            let variables = [("HTTP_PROXY", &*proxy), ("NO_PROXY", "corp.test")];
            // Its address may be private as well
            resolve("registry.example", "", &variables).success();
            assert_eq!(target.requests().len(), 1);
        },
    );
}

fn a_redirect_of_a_host_that_its_proxy_alone_resolves_to_a_name_of_this_machine_is_refused() {
    inside(
        "networks::a_redirect_of_a_host_that_its_proxy_alone_resolves_to_a_name_of_this_machine_is_refused",
        || {
            for (name, kind) in [
                ("internal.test", "a loopback address"),
                ("metadata.test", "a link-local address"),
            ] {
                let (target, target_host) = server(name, with_digest());
                let (proxy, _) =
                    server("internal.test", to(&format!("http://{target_host}{PATH}")));
                let proxy = format!("http://{}", proxy.host());
                let variables = [("HTTP_PROXY", &*proxy), ("NO_PROXY", name)];
                let outcome = resolve("registry.example", "", &variables);
                let own = "but its own address is known to the proxy alone";
                refused_beside(outcome, "registry.example", &target_host, kind, own);
                assert_eq!(target.requests(), [""; 0]);
            }
        },
    );
}

fn redirects_within_a_private_network_and_within_the_internet_are_followed() {
    inside(
        "networks::redirects_within_a_private_network_and_within_the_internet_are_followed",
        || {
            for (from, name) in [
                ("registry.test", "cdn.test"),
                ("corp.test", "cdn.test"),
                ("corp.test", "internal.test"),
                ("internal.test", "corp.test"),
            ] {
                let (target, target_host) = server(name, with_digest());
                // By name and by address
                for to_host in [target_host, target.host()] {
                    let (_registry, host) = server(from, to(&format!("http://{to_host}{PATH}")));
                    let outcome = resolve(&host, "", &[]).success();
                    assert!(outcome.stdout.contains(DIGEST), "{outcome}");
                }
            }
        },
    );
}
