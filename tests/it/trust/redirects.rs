//! Redirects: none out of TLS, none into the networks of this machine, and what is shown stays where it belongs.

use crate::support::command::{Outcome, Project};
use crate::support::hub::{Certificate, Face, Hub, Names};
use crate::support::registry::{Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/main";
/// `ana:right`, as docker writes it.
const AUTH: &str = "YW5hOnJpZ2h0";

/// Resolves where `registry.example`, to a question with a password, sends on to there.
fn redirected(location: &str) -> (Outcome, Hub) {
    let registry = Registry::builder().basic("ana", "right").start();
    registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    registry.fault(
        Fault::on("HEAD", MANIFEST)
            .after(1)
            .status(307)
            .header("location", location),
    );
    let open = Registry::builder().open().start();
    open.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let face = Face::Tls(Certificate::Good);
    let hub = Names::default().lead("registry.example", &registry.host(), face);
    let hub = hub
        .lead("cdn.example", &open.host(), face)
        .lead("10.0.0.1", &open.host(), face)
        .start();
    let project = Project::new();
    let auths = format!(r#"{{"auths":{{"registry.example":{{"auth":"{AUTH}"}}}}}}"#);
    project.file(project.home().join(".docker/config.json"), auths);
    let run = project.command(["resolve", "registry.example/team/app:main"]);
    // Plain HTTP goes through the proxy as well, where it would be seen
    let outcome = hub.reached_by(run).env("HTTP_PROXY", hub.proxy()).run();
    (outcome, hub)
}

fn shown_to(hub: &Hub, host: &str) -> Vec<String> {
    hub.requests_to(host)
        .into_iter()
        .map(|request| request.authorization)
        .collect()
}

#[test]
fn a_redirect_out_of_tls_or_into_a_near_network_is_refused_with_both_hosts_and_the_reason() {
    let cases = [
        (
            "http://registry.example/v2/team/app/manifests/main",
            "an insecure URL, http://registry.example",
        ),
        (
            "http://cdn.example/v2/team/app/manifests/main",
            "an insecure URL, http://cdn.example",
        ),
        (
            "https://10.0.0.1/v2/team/app/manifests/main",
            "10.0.0.1, which is a private address",
        ),
        (
            "https://169.254.169.254/latest/meta-data",
            "169.254.169.254, which is a link-local address",
        ),
        (
            "https://localhost:8443/",
            "localhost:8443, which is a loopback address",
        ),
    ];
    for (location, words) in cases {
        let (outcome, hub) = redirected(location);
        let outcome = outcome.exits(3);
        let words =
            format!("registry.example does not answer like a registry: it redirects to {words}");
        assert!(outcome.stderr.contains(&words), "no `{words}` in {outcome}");
        assert_eq!(hub.hosts(), ["registry.example"]);
    }
}

#[test]
fn what_is_shown_to_a_registry_is_not_shown_where_it_redirects_to() {
    let (outcome, hub) = redirected("https://cdn.example/v2/team/app/manifests/main");
    outcome.success();
    assert_eq!(
        shown_to(&hub, "registry.example"),
        ["", &format!("Basic {AUTH}")]
    );
    assert_eq!(shown_to(&hub, "cdn.example"), [""]);
}

#[test]
fn the_registrys_own_host_is_itself_in_whatever_way_it_is_written() {
    for host in [
        "https://REGISTRY.example:443",
        "https://registry.example",
        "",
    ] {
        let (outcome, hub) = redirected(&format!("{host}{MANIFEST}"));
        outcome.success();
        let basic = format!("Basic {AUTH}");
        assert_eq!(shown_to(&hub, "registry.example"), ["", &basic, &basic]);
        assert_eq!(hub.hosts(), ["registry.example"]);
    }
}
