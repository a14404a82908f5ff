//! Authorities: how one is named, and for whom it vouches then.

use super::*;
use crate::support::command::Project;
use crate::support::registry::{Fault, Image, Registry};

const UNKNOWN: &str = "not issued by an authority that this machine trusts";

#[test]
fn an_authority_in_a_ca_file_vouches_for_the_registry_and_its_token_server() {
    let case = case_with(PRIVATE, PRIVATE);
    assert!(
        resolve(&case, REGISTRY, "")
            .exits(3)
            .stderr
            .contains(UNKNOWN)
    );
    // Relative to the directory of `config.toml`
    private_authority(&case, "config/corp.pem");
    resolve(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem")).success();
    assert_shown_only_its_own(case.hub());
    private_authority(&case, "absolute.pem");
    let absolute = case.project.path().join("absolute.pem");
    resolve(
        &case,
        REGISTRY,
        &ca_file(REGISTRY, &absolute.to_string_lossy()),
    )
    .success();
}

#[test]
fn a_ca_file_stands_beside_the_authorities_of_the_machine() {
    let case = case_with(PRIVATE, TRUSTED);
    private_authority(&case, "config/corp.pem");
    resolve(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem")).success();
    let case = case_with(TRUSTED, PRIVATE);
    private_authority(&case, "config/corp.pem");
    resolve(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem")).success();
}

#[test]
fn one_file_may_hold_several_authorities() {
    let case = case_with(PRIVATE, PRIVATE);
    let both = [
        b"Subject: caf\xe9\n".to_vec(),
        read(case.hub().authority()),
        read(case.hub().private_authority()),
    ];
    case.project.file("config/both.pem", both.concat());
    let nobody = case.project.file("nobody.pem", "");
    let run = resolving(&case, REGISTRY, &ca_file(REGISTRY, "both.pem"));
    run.env("SSL_CERT_FILE", nobody).run().success();
}

#[test]
fn a_ca_file_holds_for_its_registry_and_no_other() {
    let case = case_with(PRIVATE, PRIVATE);
    private_authority(&case, "config/corp.pem");
    let outcome = resolve(&case, "other.example", &ca_file(REGISTRY, "corp.pem")).exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    // Nor does that of a token server's own entry hold for a registry that sends there
    let case = case_with(TRUSTED, PRIVATE);
    private_authority(&case, "config/corp.pem");
    let outcome = resolve(&case, REGISTRY, &ca_file(TOKENS, "corp.pem")).exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    assert_eq!(case.hub().requests_to(TOKENS), []);
}

#[test]
fn a_ca_file_holds_where_the_registry_redirects_to() {
    let case = case_of(Registry::builder().open(), PRIVATE, PRIVATE);
    private_authority(&case, "config/corp.pem");
    let location = "https://other.example/v2/team/app/manifests/main";
    let redirect = Fault::on("HEAD", "/v2/team/app/manifests/main")
        .status(307)
        .header("location", location);
    case.registry.fault(redirect);
    resolve(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem")).success();
    assert_eq!(case.hub().requests_to("other.example").len(), 1);
}

#[test]
fn a_mirror_has_the_authorities_of_its_own_entry() {
    let case = case_of(Registry::builder().open(), PRIVATE, PRIVATE);
    private_authority(&case, "config/corp.pem");
    let mirrored =
        format!("[registries.\"ghcr.io\"]\nmirrors = [\"{REGISTRY}\"]\nfallback = false\n");
    let outcome = resolve(
        &case,
        "ghcr.io",
        &format!("{mirrored}ca-file = \"corp.pem\"\n"),
    )
    .exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    resolve(
        &case,
        "ghcr.io",
        &format!("{mirrored}{}", ca_file(REGISTRY, "corp.pem")),
    )
    .success();
}

#[test]
fn the_variables_of_openssl_name_authorities_for_everybody() {
    let case = case_with(PRIVATE, PRIVATE);
    let authority = case.hub().private_authority();
    resolving(&case, REGISTRY, "")
        .env("SSL_CERT_FILE", &authority)
        .run()
        .success();
    // openssl's name for a file in such a directory is a hash and a number
    private_authority(&case, "authorities/0123abcd.0");
    let directory = case.project.path().join("authorities");
    let nobody = case.project.file("nobody.pem", "");
    let run = resolving(&case, REGISTRY, "").env("SSL_CERT_DIR", directory);
    run.env("SSL_CERT_FILE", nobody).run().success();
}

#[test]
fn an_authority_in_the_registrys_directory_of_certs_d_vouches_for_it() {
    for place in [".docker", ".config/docker", ".config/containers"] {
        let case = case_with(PRIVATE, PRIVATE);
        let authority = read(case.hub().private_authority());
        let file = case
            .project
            .home()
            .join(place)
            .join("certs.d")
            .join(REGISTRY)
            .join("ca.crt");
        case.project.file(file, authority);
        resolve(&case, REGISTRY, "").success();
        assert_shown_only_its_own(case.hub());
        let outcome = resolve(&case, "other.example", "").exits(3);
        assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    }
}

#[test]
fn the_first_certs_d_that_has_the_registrys_directory_is_the_only_one() {
    let case = case_with(PRIVATE, PRIVATE);
    let home = case.project.home();
    let authority = read(case.hub().private_authority());
    case.project.file(
        home.join(".config/containers/certs.d")
            .join(REGISTRY)
            .join("ca.crt"),
        authority,
    );
    docker_certificate(&case, "registry.example/readme.txt", "nothing yet");
    let outcome = resolve(&case, REGISTRY, "").exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
}

#[test]
fn docker_hub_has_a_directory_under_either_name() {
    for name in ["docker.io", "registry-1.docker.io"] {
        let registry = Registry::builder().open().start();
        registry.push(
            "library/alpine",
            "3.20",
            &Image::index(&["linux/amd64"], "a"),
        );
        let hub = Names::default()
            .lead("registry-1.docker.io", &registry.host(), PRIVATE)
            .start();
        let project = Project::new();
        let place = project
            .home()
            .join(".docker/certs.d")
            .join(name)
            .join("ca.crt");
        project.file(place, read(hub.private_authority()));
        hub.reached_by(project.command(["resolve", "alpine:3.20"]))
            .run()
            .success();
    }
}

/// A registry on loopback that speaks TLS, and how it is asked.
fn on_loopback(case: &Case) -> String {
    let registry = Registry::builder().open().start();
    registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let host = case.hub().listen(&registry.host(), PRIVATE);
    // Lives as long as the process
    std::mem::forget(registry);
    host
}

#[test]
fn a_registry_on_loopback_speaks_tls_where_there_are_certificates_for_it() {
    let case = case_with(PRIVATE, PRIVATE);
    let host = on_loopback(&case);
    private_authority(&case, "config/corp.pem");
    resolve(&case, &host, &ca_file(&host, "corp.pem")).success();
    docker_certificate(
        &case,
        &format!("{host}/ca.crt"),
        read(case.hub().private_authority()),
    );
    resolve(&case, &host, "").success();
    // Unless it is said that it does not
    resolve(
        &case,
        &host,
        &format!("[registries.\"{host}\"]\nplain-http = true\n"),
    )
    .exits(3);
}

#[test]
fn a_ca_file_is_enough_where_the_machine_trusts_nobody() {
    let case = case_with(PRIVATE, PRIVATE);
    private_authority(&case, "config/corp.pem");
    let nobody = case.project.file("nobody.pem", "");
    let run = resolving(&case, REGISTRY, &ca_file(REGISTRY, "corp.pem"));
    run.env("SSL_CERT_FILE", nobody).run().success();
}
