//! Servers that are not to be trusted, and machines that trust nobody: what is refused, and what is said of it.

use crate::support::command::{Outcome, Project};
use crate::support::hub::{Certificate, Face, Hub, Names, REGISTRY, TOKENS, docker_hub};
use crate::support::raw::Raw;
use crate::support::registry::{Image, Registry};

/// A registry with `alpine:3.20`.
fn registry() -> Registry {
    let registry = docker_hub().start();
    registry.push(
        "library/alpine",
        "3.20",
        &Image::single("linux/amd64", "alpine"),
    );
    registry
}

/// Docker Hub's two names, where the registry and the token server show these faces.
fn names(registry: &Registry, face: Face, tokens: Face) -> Hub {
    let names = Names::default().lead(REGISTRY, &registry.host(), face);
    names.lead(TOKENS, &registry.token_host(), tokens).start()
}

fn update(project: &Project, hub: &Hub) -> Outcome {
    project.file("images.toml", "[images]\nbase = \"alpine:3.20\"\n");
    hub.reached_by(project.command(["update"])).run()
}

/// Asserts that a registry with this face is refused before a byte of HTTP, with these words.
#[track_caller]
fn is_refused(face: Face, words: &[&str]) {
    let (registry, project) = (registry(), Project::new());
    let hub = names(&registry, face, Face::Tls(Certificate::Good));
    let outcome = update(&project, &hub).exits(3);
    for expected in words.iter().chain(&["registry-1.docker.io", "hint: "]) {
        assert!(
            outcome.stderr.contains(expected),
            "no `{expected}` in {outcome}"
        );
    }
    assert!(!project.exists("images.lock"));
    let sent = hub
        .requests_to(REGISTRY)
        .into_iter()
        .find(|request| request.line.contains("/v2/"));
    assert_eq!(
        sent, None,
        "a question went to a server that is not trusted"
    );
    assert_eq!(
        hub.hosts(),
        [TOKENS, REGISTRY],
        "and Docker Hub's token server"
    );
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused() {
    is_refused(
        Face::Tls(Certificate::UnknownAuthority),
        &[
            "not issued by an authority that this machine trusts",
            "`SSL_CERT_FILE`",
            "`certs.d/docker.io/ca.crt`",
            "\n    [registries.\"docker.io\"]\n    ca-file = \"authority.pem\"\n",
        ],
    );
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    is_refused(
        Face::Tls(Certificate::WrongName),
        &[
            "not for that name, but for elsewhere.test",
            "check the name of the registry",
        ],
    );
}

#[test]
fn a_certificate_that_has_expired_is_refused() {
    let words = "has expired: it was valid until Fri, 01 Jan 2021 00:00:00 GMT";
    is_refused(Face::Tls(Certificate::Expired), &[words, "clock"]);
}

#[test]
fn a_certificate_that_is_not_valid_yet_is_refused() {
    let words = "is not valid yet: it is valid from Wed, 01 Jan 2110 00:00:00 GMT";
    is_refused(Face::Tls(Certificate::NotYetValid), &[words, "clock"]);
}

#[test]
fn an_authority_that_passes_for_a_server_is_refused() {
    is_refused(
        Face::Tls(Certificate::OfAnAuthority),
        &[
            "belongs to an authority (`CA:TRUE`)",
            "CA:FALSE",
            "certs.d/docker.io/ca.crt",
        ],
    );
}

#[test]
fn a_server_that_has_nothing_in_common_with_this_client_is_told_apart() {
    is_refused(
        Face::Alert(70),
        &["no TLS version or cipher", "ProtocolVersion", "TLS 1.2"],
    );
    is_refused(
        Face::Alert(71),
        &["no TLS version or cipher", "InsufficientSecurity"],
    );
    is_refused(
        Face::Alert(40),
        &[
            "no TLS version or cipher",
            "that a client certificate is missing",
        ],
    );
}

#[test]
fn a_server_that_breaks_the_handshake_off_is_quoted() {
    is_refused(
        Face::Alert(80),
        &["it aborted the handshake (InternalError)", "operator"],
    );
}

#[test]
fn a_server_that_speaks_plain_http_is_refused_and_never_spoken_to_in_the_open() {
    is_refused(
        Face::Plain,
        &["it does not speak TLS", "\n    plain-http = true\n"],
    );
}

#[test]
fn a_token_server_that_is_not_trusted_is_named_and_gets_no_credentials() {
    let (registry, project) = (registry(), Project::new());
    let hub = names(
        &registry,
        Face::Tls(Certificate::Good),
        Face::Tls(Certificate::UnknownAuthority),
    );
    let auths =
        r#"{ "auths": { "https://index.docker.io/v1/": { "auth": "dGVzdGVyOmh1bnRlcjI=" } } }"#;
    project.file(project.home().join(".docker/config.json"), auths);
    let outcome = update(&project, &hub).exits(3);
    assert!(
        outcome
            .stderr
            .contains("caused by: the token server auth.docker.io of docker.io (through"),
        "{outcome}"
    );
    assert!(
        outcome.stderr.contains("cannot be reached securely"),
        "{outcome}"
    );
    assert_eq!(hub.requests_to(TOKENS), []);
    assert!(
        hub.requests()
            .iter()
            .all(|request| request.authorization.is_empty())
    );
}

#[test]
fn a_bad_certificate_is_not_asked_for_again_and_again() {
    let (registry, project) = (registry(), Project::new());
    let hub = names(
        &registry,
        Face::Tls(Certificate::Expired),
        Face::Tls(Certificate::Good),
    );
    update(&project, &hub).exits(3);
    let connections = hub.connections().into_iter();
    let to_registry = connections.filter(|connection| connection.target.starts_with(REGISTRY));
    // One while the token is under way, and one for the question
    assert!(to_registry.count() <= 2);
}

#[test]
fn a_proxy_that_knows_no_such_host_is_no_answer() {
    let project = Project::new();
    let hub = Names::default().start();
    let outcome = update(&project, &hub).exits(3);
    assert!(outcome.stderr.contains("registry-1.docker.io"), "{outcome}");
    assert!(outcome.stderr.contains("NO_PROXY"), "{outcome}");
    assert_eq!(hub.hosts(), [TOKENS, REGISTRY]);
}

#[test]
fn without_any_authority_a_registry_on_loopback_is_asked_in_the_open() {
    let registry = Registry::builder().start();
    let pushed = registry.push(
        "library/alpine",
        "3.20",
        &Image::single("linux/amd64", "alpine"),
    );
    let project = Project::new();
    project.file(
        "images.toml",
        format!(
            "[images]\nbase = \"{}/library/alpine:3.20\"\n",
            registry.host()
        ),
    );
    let nobody = project.file(project.home().join("nobody.pem"), "");
    let run = project
        .command(["update"])
        .env("SSL_CERT_FILE", nobody)
        .env("SSL_CERT_DIR", "");
    run.run().success();
    assert!(project.read("images.lock").contains(&pushed));
}

#[test]
fn where_a_file_of_roots_is_empty_those_built_in_do_not_take_its_place() {
    let (registry, project) = (registry(), Project::new());
    let hub = Names::docker_hub(&registry).start();
    project.file("images.toml", "[images]\nbase = \"alpine:3.20\"\n");
    let nobody = project.file(project.home().join("nobody.pem"), "");
    let outcome = hub
        .reached_by(project.command(["update"]))
        .env("SSL_CERT_FILE", nobody)
        .run()
        .exits(2);
    let words = "`SSL_CERT_FILE` names `[HOME]/nobody.pem`, which contains no certificate";
    assert!(outcome.stderr.contains(words), "{outcome}");
    assert_eq!(hub.hosts(), [""; 0]);
}

/// Resolves at a server on loopback that answers everything with these bytes.
fn resolve_at(answer: &'static [u8]) -> Outcome {
    let server = Raw::answering(move |_| answer.to_vec());
    let project = Project::new();
    project.redact(&server.host(), "loopback.test");
    project
        .run(["resolve", &format!("{}/team/app:1", server.host())])
        .exits(3)
}

#[test]
fn a_server_of_tls_that_is_asked_in_plain_http_is_told_apart() {
    let answers: [&[u8]; 2] = [
        b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html><title>400 The plain HTTP request was sent to HTTPS port</title>",
    ];
    for answer in answers {
        let outcome = resolve_at(answer);
        assert!(
            outcome
                .stderr
                .contains("it speaks TLS, but was asked in plain HTTP"),
            "{outcome}"
        );
        let lines = "\n    [registries.\"loopback.test\"]\n    plain-http = false\n";
        assert!(outcome.stderr.contains(lines), "{outcome}");
    }
}

/// The lines of `config.toml` that have a server on loopback asked in TLS.
const IN_TLS: &str = "\n    [registries.\"loopback.test\"]\n    plain-http = false\n";

#[test]
fn a_server_of_tls_on_loopback_that_hangs_up_on_plain_http_is_told_apart() {
    // It closes the connection; the second is an alert, which is no HTTP
    for answer in [&b""[..], b"\x15\x03\x01\x00\x02\x02\x50"] {
        let outcome = resolve_at(answer);
        assert!(outcome.stderr.contains(IN_TLS), "{outcome}");
        assert!(outcome.stderr.contains("if it speaks TLS, "), "{outcome}");
        assert!(!outcome.stderr.contains("certs.d"), "{outcome}");
    }
}

#[test]
fn a_server_that_has_answered_in_plain_http_and_hangs_up_later_is_not_taken_for_one_of_tls() {
    let server = Raw::answering(|request| {
        let is_later = String::from_utf8_lossy(request).contains("/team/later/");
        let answer = "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n";
        let answer = if is_later { "" } else { answer };
        answer.as_bytes().to_vec()
    });
    let project = Project::new();
    let image = |repository| format!("{}/team/{repository}:1", server.host());
    let outcome = project
        .run(["resolve", &image("first"), &image("later")])
        .exits(1);
    let check = format!("check that a registry listens on {}\n", server.host());
    assert!(outcome.stderr.contains(&check), "{outcome}");
    assert!(!outcome.stderr.contains("TLS"), "{outcome}");
}

#[test]
fn servers_of_tls_say_in_many_words_that_they_were_asked_in_plain_http() {
    for (status, body) in [
        (
            "400 Bad Request",
            "Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        ),
        (
            "400 ",
            "Bad Request\nThis combination of host and port requires TLS.\n",
        ),
        (
            "400 Bad Request",
            "The client sent a plain HTTP request, but this server only speaks HTTPS on this port.",
        ),
        ("497 ", "<html>https only</html>"),
    ] {
        let answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\n\r\n{body}");
        let outcome = resolve_at(answer.into_bytes().leak());
        let words = "it speaks TLS, but was asked in plain HTTP";
        assert!(outcome.stderr.contains(words), "{outcome}");
        assert!(outcome.stderr.contains(IN_TLS), "{outcome}");
    }
}

/// Resolves an image of a registry that has a server that hangs up as its only mirror, written so.
fn resolve_by_mirror(before: &str) -> Outcome {
    let server = Raw::answering(|_| Vec::new());
    let project = Project::new();
    project.redact(&server.host(), "loopback.test");
    let config = format!(
        "[registries.\"registry.test\"]\nmirrors = [\"{before}{}/cache\"]\nfallback = false\n",
        server.host()
    );
    project.file("config.toml", config);
    let arguments = ["resolve", "registry.test/a:1", "--config", "config.toml"];
    project.run(arguments).exits(3)
}

#[test]
fn a_mirror_on_loopback_that_hangs_up_on_plain_http_is_told_apart() {
    let outcome = resolve_by_mirror("");
    assert!(outcome.stderr.contains(IN_TLS), "{outcome}");
    // What its entry says of plain HTTP does not hold where it is written with a scheme
    let outcome = resolve_by_mirror("http://");
    let words = "if it speaks TLS, write `https://` in place of `http://` before that mirror";
    assert!(outcome.stderr.contains(words), "{outcome}");
    let outcome = resolve_by_mirror("https://");
    assert!(!outcome.stderr.contains("speaks TLS"), "{outcome}");
}

#[test]
fn a_token_server_that_hangs_up_on_plain_http_is_not_mended_by_the_registrys_entry() {
    let tokens = Raw::answering(|_| Vec::new());
    let answer = format!(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"http://{}/token\"\r\nContent-Length: 0\r\n\r\n",
        tokens.host()
    );
    let outcome = resolve_at(answer.into_bytes().leak());
    assert!(
        outcome.stderr.contains("did not answer after 5 attempts"),
        "{outcome}"
    );
    assert!(!outcome.stderr.contains("plain-http"), "{outcome}");
}

#[test]
fn a_registry_that_config_toml_has_asked_in_plain_http_and_that_hangs_up_is_told_apart() {
    let proxy = Raw::answering(|_| Vec::new());
    let project = Project::new();
    project.file(
        "config.toml",
        "[registries.\"registry.test\"]\nplain-http = true\n",
    );
    let run = project.command(["resolve", "registry.test/a:1", "--config", "config.toml"]);
    let outcome = run
        .env("HTTP_PROXY", format!("http://{}", proxy.host()))
        .run()
        .exits(3);
    let lines = "\n    [registries.\"registry.test\"]\n    plain-http = false\n";
    assert!(outcome.stderr.contains(lines), "{outcome}");
}

#[test]
fn roots_of_trust_that_are_named_and_not_there_are_an_error() {
    for name in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        let (registry, project) = (registry(), Project::new());
        let hub = names(
            &registry,
            Face::Tls(Certificate::Good),
            Face::Tls(Certificate::Good),
        );
        project.file("images.toml", "[images]\nbase = \"alpine:3.20\"\n");
        let run = hub
            .reached_by(project.command(["update"]))
            .env(name, "/nowhere/roots");
        let outcome = run.run().exits(2);
        assert!(
            outcome.stderr.contains(&format!(
                "`{name}` names `/nowhere/roots`, which does not exist"
            )),
            "{outcome}"
        );
        assert_eq!(hub.hosts(), [""; 0]);
    }
}
