//! Servers whose certificate is its own authority, as docker's instructions make it with `openssl req -x509`.

use super::*;

const OWN: Face = Face::Tls(Certificate::Own);
const EXPIRED: Face = Face::Tls(Certificate::OwnExpired);
const OF_AN_AUTHORITY: &str = "its certificate belongs to an authority (`CA:TRUE`)";

/// A case with the server's certificates beside `config.toml`, as `own.pem` and `expired.pem`.
fn case(face: Face) -> Case {
    let case = case_with(face, face);
    let [own, expired] = case.hub().own_certificates();
    case.project.file("config/own.pem", own);
    case.project.file("config/expired.pem", expired);
    case
}

/// Asserts that the registry is refused with these words, before it was shown anything.
#[track_caller]
fn is_refused(case: &Case, outcome: Outcome, words: &str) {
    let outcome = outcome.exits(3);
    assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
    assert_eq!(case.hub().requests(), []);
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_where_it_is_the_ca_file() {
    let case = case(OWN);
    is_refused(&case, resolve(&case, REGISTRY, ""), OF_AN_AUTHORITY);
    resolve(&case, REGISTRY, &ca_file(REGISTRY, "own.pem")).success();
    assert_shown_only_its_own(case.hub());
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_where_docker_keeps_it() {
    let case = case(OWN);
    docker_certificate(
        &case,
        "registry.example/ca.crt",
        &case.hub().own_certificates()[0],
    );
    resolve(&case, REGISTRY, "").success();
}

#[test]
fn a_certificate_that_is_its_own_authority_is_enough_where_the_machine_trusts_nobody() {
    let case = case(OWN);
    let nobody = case.project.file("nobody.pem", "");
    let run = resolving(&case, REGISTRY, &ca_file(REGISTRY, "own.pem"));
    run.env("SSL_CERT_FILE", nobody).run().success();
}

#[test]
fn a_certificate_that_is_its_own_authority_is_refused_for_another_name() {
    let case = case(OWN);
    let outcome = resolve(&case, "other.example", &ca_file("other.example", "own.pem"));
    let words = "not for that name, but for registry.example, tokens.registry.example, 127.0.0.1";
    is_refused(&case, outcome, words);
}

#[test]
fn a_certificate_that_is_its_own_authority_is_refused_when_it_has_expired() {
    let case = case(EXPIRED);
    let outcome = resolve(&case, REGISTRY, &ca_file(REGISTRY, "expired.pem"));
    is_refused(
        &case,
        outcome,
        "has expired: it was valid until Fri, 01 Jan 2021 00:00:00 GMT",
    );
}

#[test]
fn a_certificate_that_is_its_own_authority_helps_no_other_registry() {
    let case = case(OWN);
    let here = case.hub().listen(&case.registry.host(), OWN);
    let with_tls = format!("[registries.\"{here}\"]\nplain-http = false\n");
    let outcome = resolve(&case, &here, &(with_tls + &ca_file(REGISTRY, "own.pem")));
    is_refused(&case, outcome, OF_AN_AUTHORITY);
}

#[test]
fn a_certificate_that_is_its_own_authority_vouches_for_no_other_of_its_kind() {
    let (case, stranger) = (case(OWN), case(OWN));
    // The same names, and another key
    case.project
        .file("config/stranger.pem", &stranger.hub().own_certificates()[0]);
    let outcome = resolve(&case, REGISTRY, &ca_file(REGISTRY, "stranger.pem"));
    is_refused(&case, outcome, OF_AN_AUTHORITY);
}
