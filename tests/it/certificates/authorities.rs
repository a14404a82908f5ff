//! Authorities: how one is named, and for whom it vouches then.

use super::*;
use crate::support::command::Project;
use crate::support::registry::{Fault, Image, Registry};

const UNKNOWN: &str = "not from an authority that this machine trusts";

#[test]
fn an_authority_in_a_ca_file_vouches_for_the_registry_and_its_token_server() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    assert!(
        scene
            .resolve(REGISTRY, "")
            .exits(3)
            .stderr
            .contains(UNKNOWN)
    );
    // Relative to the directory of `config.toml`
    scene.private_authority("config/corp.pem");
    scene
        .resolve(REGISTRY, &ca_file(REGISTRY, "corp.pem"))
        .success();
    assert_shown_only_its_own(&scene.hub);
    scene.private_authority("absolute.pem");
    let absolute = scene.project.path().join("absolute.pem");
    scene
        .resolve(REGISTRY, &ca_file(REGISTRY, &absolute.to_string_lossy()))
        .success();
}

#[test]
fn a_ca_file_stands_beside_the_authorities_of_the_machine() {
    let scene = Scene::new(PRIVATE, TRUSTED);
    scene.private_authority("config/corp.pem");
    scene
        .resolve(REGISTRY, &ca_file(REGISTRY, "corp.pem"))
        .success();
    let scene = Scene::new(TRUSTED, PRIVATE);
    scene.private_authority("config/corp.pem");
    scene
        .resolve(REGISTRY, &ca_file(REGISTRY, "corp.pem"))
        .success();
}

#[test]
fn one_file_may_hold_several_authorities() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    let both = [
        b"Subject: caf\xe9\n".to_vec(),
        read(scene.hub.authority()),
        read(scene.hub.private_authority()),
    ];
    scene.project.file("config/both.pem", both.concat());
    let nobody = scene.project.file("nobody.pem", "");
    let run = scene.resolving(REGISTRY, &ca_file(REGISTRY, "both.pem"));
    run.env("SSL_CERT_FILE", nobody).run().success();
}

#[test]
fn a_ca_file_holds_for_its_registry_and_no_other() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    scene.private_authority("config/corp.pem");
    let outcome = scene
        .resolve("other.example", &ca_file(REGISTRY, "corp.pem"))
        .exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    // Nor does that of a token server's own entry hold for a registry that sends there
    let scene = Scene::new(TRUSTED, PRIVATE);
    scene.private_authority("config/corp.pem");
    let outcome = scene
        .resolve(REGISTRY, &ca_file(TOKENS, "corp.pem"))
        .exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    assert_eq!(scene.hub.requests_to(TOKENS), []);
}

#[test]
fn a_ca_file_holds_where_the_registry_redirects_to() {
    let scene = Scene::of(Registry::builder().open(), PRIVATE, PRIVATE);
    scene.private_authority("config/corp.pem");
    let location = "https://other.example/v2/team/app/manifests/main";
    let redirect = Fault::on("HEAD", "/v2/team/app/manifests/main")
        .status(307)
        .header("location", location);
    scene.registry.fault(redirect);
    scene
        .resolve(REGISTRY, &ca_file(REGISTRY, "corp.pem"))
        .success();
    assert_eq!(scene.hub.requests_to("other.example").len(), 1);
}

#[test]
fn a_mirror_has_the_authorities_of_its_own_entry() {
    let scene = Scene::of(Registry::builder().open(), PRIVATE, PRIVATE);
    scene.private_authority("config/corp.pem");
    let mirrored =
        format!("[registries.\"ghcr.io\"]\nmirrors = [\"{REGISTRY}\"]\nfallback = false\n");
    let outcome = scene
        .resolve("ghcr.io", &format!("{mirrored}ca-file = \"corp.pem\"\n"))
        .exits(3);
    assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    scene
        .resolve(
            "ghcr.io",
            &format!("{mirrored}{}", ca_file(REGISTRY, "corp.pem")),
        )
        .success();
}

#[test]
fn the_variables_of_openssl_name_authorities_for_everybody() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    let authority = scene.hub.private_authority();
    scene
        .resolving(REGISTRY, "")
        .env("SSL_CERT_FILE", &authority)
        .run()
        .success();
    // openssl's name for a file in such a directory is a hash and a number
    scene.private_authority("authorities/0123abcd.0");
    let directory = scene.project.path().join("authorities");
    let nobody = scene.project.file("nobody.pem", "");
    let run = scene.resolving(REGISTRY, "").env("SSL_CERT_DIR", directory);
    run.env("SSL_CERT_FILE", nobody).run().success();
}

#[test]
fn an_authority_in_the_registrys_directory_of_certs_d_vouches_for_it() {
    for place in [".docker", ".config/docker", ".config/containers"] {
        let scene = Scene::new(PRIVATE, PRIVATE);
        let authority = read(scene.hub.private_authority());
        let file = scene
            .project
            .home()
            .join(place)
            .join("certs.d")
            .join(REGISTRY)
            .join("ca.crt");
        scene.project.file(file, authority);
        scene.resolve(REGISTRY, "").success();
        assert_shown_only_its_own(&scene.hub);
        let outcome = scene.resolve("other.example", "").exits(3);
        assert!(outcome.stderr.contains(UNKNOWN), "{outcome}");
    }
}

#[test]
fn the_first_certs_d_that_has_the_registrys_directory_is_the_only_one() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    let home = scene.project.home();
    let authority = read(scene.hub.private_authority());
    scene.project.file(
        home.join(".config/containers/certs.d")
            .join(REGISTRY)
            .join("ca.crt"),
        authority,
    );
    scene.docker_certificate("registry.example/readme.txt", "nothing yet");
    let outcome = scene.resolve(REGISTRY, "").exits(3);
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
fn on_loopback(scene: &Scene) -> String {
    let registry = Registry::builder().open().start();
    registry.push("team/app", "main", &Image::index(&["linux/amd64"], "a"));
    let host = scene.hub.listen(&registry.host(), PRIVATE);
    // Lives as long as the process
    std::mem::forget(registry);
    host
}

#[test]
fn a_registry_on_loopback_speaks_tls_where_there_are_certificates_for_it() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    let host = on_loopback(&scene);
    scene.private_authority("config/corp.pem");
    scene.resolve(&host, &ca_file(&host, "corp.pem")).success();
    scene.docker_certificate(
        &format!("{host}/ca.crt"),
        read(scene.hub.private_authority()),
    );
    scene.resolve(&host, "").success();
    // Unless it is said that it does not
    scene
        .resolve(
            &host,
            &format!("[registries.\"{host}\"]\nplain-http = true\n"),
        )
        .exits(3);
}

#[test]
fn a_ca_file_is_enough_where_the_machine_trusts_nobody() {
    let scene = Scene::new(PRIVATE, PRIVATE);
    scene.private_authority("config/corp.pem");
    let nobody = scene.project.file("nobody.pem", "");
    let run = scene.resolving(REGISTRY, &ca_file(REGISTRY, "corp.pem"));
    run.env("SSL_CERT_FILE", nobody).run().success();
}
