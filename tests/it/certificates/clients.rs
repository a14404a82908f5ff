//! The client's own certificate: who is shown it, and what is said where it is missing or wrong.

use super::*;
use crate::support::hub::certificates::{Authority, Wants};
use crate::support::registry::{Fault, Registry};

/// A registry that lets in clients alone that show a certificate.
fn mutual(wants: Wants) -> Case {
    case_of(Registry::builder().open(), Face::Mutual(wants), TRUSTED)
}

const BOTH: [Wants; 2] = [Wants::Certificate, Wants::CertificateInTls12];
/// Over HTTP/2, the alert comes when the handshake is over, as it does in all of TLS 1.3.
const ALL: [Wants; 3] = [
    Wants::Certificate,
    Wants::CertificateInTls12,
    Wants::CertificateInHttp2,
];

#[test]
fn a_registry_that_wants_a_certificate_is_shown_that_of_certs_d() {
    for wants in BOTH {
        let case = mutual(wants);
        let pair = case.hub().client();
        docker_certificate(&case, "registry.example/client.cert", &pair.certificate);
        docker_certificate(&case, "registry.example/client.key", &pair.key);
        resolve(&case, REGISTRY, "").success();
        assert_eq!(case.hub().shown_a_certificate(), [REGISTRY], "{wants:?}");
    }
}

#[test]
fn a_certificate_is_shown_to_nobody_but_its_registry() {
    // All of them ask for one
    let case = case_with(TRUSTED, TRUSTED);
    let pair = case.hub().client();
    docker_certificate(&case, "registry.example/client.cert", &pair.certificate);
    docker_certificate(&case, "registry.example/client.key", &pair.key);
    let redirect = Fault::on("HEAD", "/v2/team/app/manifests/main")
        .after(1)
        .status(307);
    case.registry.fault(redirect.header(
        "location",
        "https://other.example/v2/team/app/manifests/main",
    ));
    let outcome = resolve(&case, REGISTRY, "").exits(3);
    assert!(
        outcome
            .stderr
            .contains("other.example (redirected from registry.example)"),
        "{outcome}"
    );
    assert_eq!(case.hub().hosts(), ["other.example", REGISTRY, TOKENS]);
    assert_eq!(case.hub().shown_a_certificate(), [REGISTRY]);
    assert_shown_only_its_own(case.hub());
}

#[test]
fn a_registry_that_wants_a_certificate_and_gets_none_is_told_apart() {
    for wants in ALL {
        let case = mutual(wants);
        let outcome = resolve(&case, REGISTRY, "").exits(3);
        assert!(
            outcome.stderr.contains("cannot be reached securely"),
            "{outcome}"
        );
        assert!(
            outcome.stderr.contains("it requires a client certificate"),
            "{wants:?} {outcome}"
        );
        assert!(
            outcome
                .stderr
                .contains("certs.d/registry.example/client.cert"),
            "{outcome}"
        );
        assert_eq!(case.hub().connections().len(), 1, "it was asked again");
    }
}

#[test]
fn a_certificate_that_the_registry_does_not_take_is_told_apart() {
    for wants in ALL {
        let case = mutual(wants);
        let pair = Authority::new("a stranger").client("tester");
        docker_certificate(&case, "registry.example/client.cert", &pair.certificate);
        docker_certificate(&case, "registry.example/client.key", &pair.key);
        let outcome = resolve(&case, REGISTRY, "").exits(3);
        assert!(
            outcome.stderr.contains("it refuses the client certificate"),
            "{wants:?} {outcome}"
        );
        assert!(outcome.stderr.contains("certs.d"), "{outcome}");
        assert_eq!(case.hub().connections().len(), 1, "it was asked again");
    }
}
