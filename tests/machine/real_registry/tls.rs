//! The real registry over TLS, with the certificate of a private authority.

use super::case::{RealCase, says};
use super::index;
use crate::distribution::{Clients, Distribution, Mode};
use crate::needs::Need;

trials! {
    [Need::Registry] => [
        an_authority_that_nobody_has_told_of_is_refused,
        an_authority_in_the_environment_is_trusted_and_spoken_to_in_http_2,
        an_authority_in_the_machines_configuration_is_trusted,
        an_authority_is_trusted_where_docker_keeps_it,
        a_registry_that_speaks_tls_alone_is_told_from_one_that_is_broken,
        a_registry_that_wants_a_clients_certificate_gets_the_one_that_docker_keeps,
    ],
}

/// A registry that speaks TLS alone, and an image of it in the manifest.
fn case(clients: Clients) -> RealCase {
    let plain = Distribution::start(Mode::Open);
    plain.push("library/alpine", "3.20", &index());
    let case = RealCase::of(
        Distribution::builder(Mode::Open)
            .serves_store_of(&plain)
            .tls(clients)
            .start(),
    );
    case.manifest("base = \"HOST/library/alpine:3.20\"");
    case
}

fn an_authority_that_nobody_has_told_of_is_refused() {
    let case = case(Clients::Anybody);
    let outcome = case.config("plain-http = false").run("update").exits(3);
    says(&outcome, &["registry.test", "authority", "SSL_CERT_FILE"]);
    assert_eq!(case.registry.requests(), [""; 0]);
}

fn an_authority_in_the_environment_is_trusted_and_spoken_to_in_http_2() {
    let case = case(Clients::Anybody);
    case.config("plain-http = false");
    let run = case
        .project
        .command(["update"])
        .env("SSL_CERT_FILE", case.registry.authority());
    run.run().success();
    assert_eq!(
        case.registry.requests(),
        ["HEAD /v2/library/alpine/manifests/3.20 HTTP/2.0"]
    );
}

fn an_authority_in_the_machines_configuration_is_trusted() {
    let case = case(Clients::Anybody);
    case.config("ca-file = \"corp.pem\"")
        .copy(&case.registry.authority(), ".config/imagelock/corp.pem");
    case.run("update").success();
}

fn an_authority_is_trusted_where_docker_keeps_it() {
    let case = case(Clients::Anybody);
    case.copy(&case.registry.authority(), &case.kept_by_docker("ca.crt"));
    case.run("update").success();
}

fn a_registry_that_speaks_tls_alone_is_told_from_one_that_is_broken() {
    let case = case(Clients::Anybody);
    says(
        &case.run("update").exits(3),
        &["registry.test", "plain-http"],
    );
}

fn a_registry_that_wants_a_clients_certificate_gets_the_one_that_docker_keeps() {
    let case = case(Clients::WithCertificate);
    case.copy(&case.registry.authority(), &case.kept_by_docker("ca.crt"));
    says(
        &case.run("update").exits(3),
        &["registry.test", "certificate"],
    );
    let [certificate, key] = case.registry.client_certificate();
    case.copy(&certificate, &case.kept_by_docker("client.cert"));
    case.copy(&key, &case.kept_by_docker("client.key"));
    case.run("update").success();
    assert_eq!(case.registry.requests().len(), 1);
}
