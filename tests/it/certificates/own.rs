//! Servers whose certificate is its own authority, as docker's instructions make it with `openssl req -x509`.

use super::*;

const OWN: Face = Face::Tls(Certificate::Own);
const EXPIRED: Face = Face::Tls(Certificate::OwnExpired);
const OF_AN_AUTHORITY: &str = "its certificate is that of an authority (`CA:TRUE`)";

/// A scene with the server's certificates beside `config.toml`, as `own.pem` and `expired.pem`.
fn scene(face: Face) -> Scene {
    let scene = Scene::new(face, face);
    let [own, expired] = scene.hub.own_certificates();
    scene.project.file("config/own.pem", own);
    scene.project.file("config/expired.pem", expired);
    scene
}

/// Asserts that the registry is refused with these words, before it was shown anything.
#[track_caller]
fn is_refused(scene: &Scene, outcome: Outcome, words: &str) {
    let outcome = outcome.exits(3);
    assert!(outcome.stderr.contains(words), "no `{words}` in {outcome}");
    assert_eq!(scene.hub.requests(), []);
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_where_it_is_the_ca_file() {
    let scene = scene(OWN);
    is_refused(&scene, scene.resolve(REGISTRY, ""), OF_AN_AUTHORITY);
    scene
        .resolve(REGISTRY, &ca_file(REGISTRY, "own.pem"))
        .success();
    assert_shown_only_its_own(&scene.hub);
}

#[test]
fn a_certificate_that_is_its_own_authority_is_trusted_where_docker_keeps_it() {
    let scene = scene(OWN);
    scene.docker_certificate("registry.example/ca.crt", &scene.hub.own_certificates()[0]);
    scene.resolve(REGISTRY, "").success();
}

#[test]
fn a_certificate_that_is_its_own_authority_is_enough_where_the_machine_trusts_nobody() {
    let scene = scene(OWN);
    let nobody = scene.project.file("nobody.pem", "");
    let run = scene.resolving(REGISTRY, &ca_file(REGISTRY, "own.pem"));
    run.env("SSL_CERT_FILE", nobody).run().success();
}

#[test]
fn a_certificate_that_is_its_own_authority_is_refused_for_another_name() {
    let scene = scene(OWN);
    let outcome = scene.resolve("other.example", &ca_file("other.example", "own.pem"));
    let words = "not for that name, but for registry.example, tokens.registry.example, 127.0.0.1";
    is_refused(&scene, outcome, words);
}

#[test]
fn a_certificate_that_is_its_own_authority_is_refused_when_it_has_expired() {
    let scene = scene(EXPIRED);
    let outcome = scene.resolve(REGISTRY, &ca_file(REGISTRY, "expired.pem"));
    is_refused(
        &scene,
        outcome,
        "has expired: it was valid until Fri, 01 Jan 2021 00:00:00 GMT",
    );
}

#[test]
fn a_certificate_that_is_its_own_authority_helps_no_other_registry() {
    let scene = scene(OWN);
    let here = scene.hub.listen(&scene.registry.host(), OWN);
    let with_tls = format!("[registries.\"{here}\"]\nplain-http = false\n");
    let outcome = scene.resolve(&here, &(with_tls + &ca_file(REGISTRY, "own.pem")));
    is_refused(&scene, outcome, OF_AN_AUTHORITY);
}

#[test]
fn a_certificate_that_is_its_own_authority_vouches_for_no_other_of_its_kind() {
    let (scene, stranger) = (scene(OWN), scene(OWN));
    // The same names, and another key
    scene
        .project
        .file("config/stranger.pem", &stranger.hub.own_certificates()[0]);
    let outcome = scene.resolve(REGISTRY, &ca_file(REGISTRY, "stranger.pem"));
    is_refused(&scene, outcome, OF_AN_AUTHORITY);
}
