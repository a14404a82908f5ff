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
    assert_eq!(hub.hosts(), [REGISTRY], "only the registry was asked");
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
            .contains("caused by: auth.docker.io (through"),
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
    assert_eq!(hub.connections().len(), 1);
}

#[test]
fn a_proxy_that_knows_no_such_host_is_no_answer() {
    let project = Project::new();
    let hub = Names::default().start();
    let outcome = update(&project, &hub).exits(3);
    assert!(outcome.stderr.contains("registry-1.docker.io"), "{outcome}");
    assert!(outcome.stderr.contains("NO_PROXY"), "{outcome}");
    assert_eq!(hub.hosts(), [REGISTRY]);
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
