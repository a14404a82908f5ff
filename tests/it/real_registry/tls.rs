//! The real registry over TLS, with the certificate of a private authority.

use super::index;
use super::scene::{Scene, says};
use crate::support::distribution::{Clients, Distribution, Mode};

/// A registry that speaks TLS alone, and an image of it in the manifest.
fn scene(clients: Clients) -> Option<Scene> {
    let plain = Distribution::start(Mode::Open)?;
    plain.push("library/alpine", "3.20", &index());
    let scene = Scene::of(
        Distribution::builder(Mode::Open)
            .serves_store_of(&plain)
            .tls(clients)
            .start()?,
    );
    scene.manifest("base = \"@/library/alpine:3.20\"");
    Some(scene)
}

#[test]
fn an_authority_that_nobody_has_told_of_is_refused() {
    let Some(scene) = scene(Clients::Anybody) else {
        return;
    };
    let outcome = scene.config("plain-http = false").run(&["update"]).exits(3);
    says(&outcome, &["registry.test", "authority", "SSL_CERT_FILE"]);
    assert_eq!(scene.registry.requests(), [""; 0]);
}

#[test]
fn an_authority_in_the_environment_is_trusted_and_spoken_to_in_http_2() {
    let Some(scene) = scene(Clients::Anybody) else {
        return;
    };
    scene.config("plain-http = false");
    let run = scene
        .project
        .command(["update"])
        .env("SSL_CERT_FILE", scene.registry.authority());
    run.run().success();
    assert_eq!(
        scene.registry.requests(),
        ["HEAD /v2/library/alpine/manifests/3.20 HTTP/2.0"]
    );
}

#[test]
fn an_authority_in_the_machines_configuration_is_trusted() {
    let Some(scene) = scene(Clients::Anybody) else {
        return;
    };
    scene
        .config("ca-file = \"corp.pem\"")
        .copy(&scene.registry.authority(), ".config/imagelock/corp.pem");
    scene.run(&["update"]).success();
}

#[test]
fn an_authority_is_trusted_where_docker_keeps_it() {
    let Some(scene) = scene(Clients::Anybody) else {
        return;
    };
    scene.copy(&scene.registry.authority(), &scene.kept_by_docker("ca.crt"));
    scene.run(&["update"]).success();
}

#[test]
fn a_registry_that_speaks_tls_alone_is_told_from_one_that_is_broken() {
    let Some(scene) = scene(Clients::Anybody) else {
        return;
    };
    says(
        &scene.run(&["update"]).exits(3),
        &["registry.test", "plain-http"],
    );
}

#[test]
fn a_registry_that_wants_a_clients_certificate_gets_the_one_that_docker_keeps() {
    let Some(scene) = scene(Clients::WithCertificate) else {
        return;
    };
    scene.copy(&scene.registry.authority(), &scene.kept_by_docker("ca.crt"));
    says(
        &scene.run(&["update"]).exits(3),
        &["registry.test", "certificate"],
    );
    let [certificate, key] = scene.registry.client_certificate();
    scene.copy(&certificate, &scene.kept_by_docker("client.cert"));
    scene.copy(&key, &scene.kept_by_docker("client.key"));
    scene.run(&["update"]).success();
    assert_eq!(scene.registry.requests().len(), 1);
}
