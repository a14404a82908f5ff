//! Realms that no token can be asked from: whoever has to correct one has to see it.

use crate::support::case::Case;
use crate::support::command::{Outcome, Project};
use crate::support::hub::{Certificate, Face, Hub, Names};
use crate::support::registry::{Fault, Image, Registry};

const MANIFEST: &str = "/v2/team/app/manifests/main";

/// Resolves, with `-v`, where the registry challenges with these lines; `HOST` stands for its host.
fn challenged(lines: &[&str]) -> (Outcome, Case) {
    let case = Case::new();
    case.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let first = Fault::on("HEAD", MANIFEST).without_header("www-authenticate");
    let add = |fault: Fault, line: &&str| fault.header("www-authenticate", case.text(line));
    case.registry.fault(lines.iter().fold(first, add));
    let outcome = case.resolving("team/app:main", &["-v"]).run().exits(3);
    assert_eq!(case.registry.requests().len(), 1, "{outcome}");
    (outcome, case)
}

#[test]
fn a_realm_with_two_ports_is_shown_in_the_error_and_with_v() {
    assert_snapshot!(challenged(&["Bearer realm=\"https://HOST:5002/auth?service=x\",service=\"x\""]).0, @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    registry.test: registry.test asks for Bearer, but the realm of its Bearer challenge is not usable: it is not a URL (`https://registry.test:5002/auth?…`)
    error: cannot resolve `registry.test/team/app:main`
    caused by: cannot authenticate to registry.test: the realm of its Bearer challenge is not usable: it is not a URL (`https://registry.test:5002/auth?…`)
    hint: whoever runs the registry, or a proxy in front of it, has to correct the `realm` of its `WWW-Authenticate` header: the whole URL of its token server
    ");
}

#[test]
fn a_realm_that_cannot_be_used_is_shown_whatever_is_wrong_with_it() {
    for (realm, shown) in [
        ("HOST/token", "it is not a URL (`registry.test/token`)"),
        ("//HOST/token", "it is not a URL (`//registry.test/token`)"),
        (
            "ftp://HOST/token",
            "it is neither HTTPS nor HTTP (`ftp://registry.test/token`)",
        ),
        ("https:///", "it is not a URL (`https:///`)"),
        ("", "is not usable: it is empty"),
    ] {
        let (outcome, _) = challenged(&[&format!("Bearer realm=\"{realm}\"")]);
        assert_eq!(
            outcome.stderr.matches(shown).count(),
            2,
            "{shown} {outcome}"
        );
    }
    let long = format!("Bearer realm=\"https://{}:x/\"", "a".repeat(3000));
    let (outcome, _) = challenged(&[&long]);
    assert!(outcome.stderr.contains("aaa…`)"), "{outcome}");
    assert!(outcome.stderr.len() < 1500, "{outcome}");
}

#[test]
fn a_realm_is_shown_without_credentials_without_its_query_and_in_one_line() {
    for realm in [
        "http://me:hunter2@HOST/token",
        "https://me:hunter2@HOST:5002/token",
        "me:hunter2@HOST/token",
        "https://HOST:5002/token?password=hunter2",
        "https://me:hun/ter2@HOST/token",
        "https://\u{9b}31m\u{202e}HOST:5002/token#hunter2",
    ] {
        let (outcome, _) = challenged(&[&format!("Bearer realm=\"{realm}\"")]);
        assert!(outcome.stderr.contains("registry.test"), "{outcome}");
        for secret in ["hunter2", "ter2", "me:", "\u{9b}", "\u{202e}"] {
            assert!(!outcome.stderr.contains(secret), "{secret:?} {outcome}");
        }
    }
}

#[test]
fn a_realm_that_cannot_be_used_beside_basic_is_shown_with_v() {
    let lines = ["Bearer realm=\"https://HOST:5002/token\", Basic realm=\"https://HOST:1:2/\""];
    let (outcome, _) = challenged(&lines);
    let shown = "is not usable: it is not a URL (`https://registry.test:5002/token`)";
    assert!(outcome.stderr.contains(shown), "{outcome}");
    assert!(outcome.stderr.contains("asks for Basic"), "{outcome}");
    // The realm of Basic is a name for people (RFC 7617, 2)
    assert!(!outcome.stderr.contains(":1:2"), "{outcome}");
}

/// What is said of `registry.example`, which redirects to `cdn.example`, which challenges like this.
fn challenged_where_a_redirect_led(challenge: &str) -> (Outcome, Hub) {
    let (registry, target) = (
        Registry::builder().open().start(),
        Registry::builder().start(),
    );
    registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let location = format!("https://cdn.example{MANIFEST}");
    let away = Fault::on("HEAD", MANIFEST).status(307);
    registry.fault(away.header("location", location));
    let refused = Fault::on("HEAD", MANIFEST).replace_header("www-authenticate", challenge);
    target.fault(refused);
    let face = Face::Tls(Certificate::Good);
    let hub = Names::default().lead("registry.example", &registry.host(), face);
    let hub = hub.lead("cdn.example", &target.host(), face).start();
    let project = Project::new();
    let run = project.command(["resolve", "registry.example/team/app:main", "-v"]);
    (hub.reached_by(run).run().exits(3), hub)
}

#[test]
fn a_realm_that_cannot_be_used_where_a_redirect_led_is_shown() {
    let (outcome, hub) = challenged_where_a_redirect_led("Bearer realm=\"https://a.example:1:2/\"");
    let shown = "cannot authenticate to cdn.example (redirected from registry.example): the realm of its Bearer \
                 challenge is not usable: it is not a URL (`https://a.example:1:2/`)";
    assert!(outcome.stderr.contains(shown), "{outcome}");
    assert_eq!(hub.hosts(), ["cdn.example", "registry.example"]);
}

#[test]
fn a_realm_nearby_where_a_redirect_led_is_shown_with_v() {
    let (outcome, hub) = challenged_where_a_redirect_led("Bearer realm=\"https://10.0.0.1/token\"");
    let shown = "names 10.0.0.1 as its token server, which is a private address and not its own";
    assert!(outcome.stderr.contains(shown), "{outcome}");
    assert_eq!(hub.hosts(), ["cdn.example", "registry.example"]);
}
