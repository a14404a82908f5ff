//! The real registry as a mirror of Docker Hub: another of its kind pulls through it.

use crate::needs::Need;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::case::{RealCase, says};
use super::index;
use crate::distribution::{Distribution, Mode, PASSWORD, USER};
use crate::programs::skopeo;

trials! {
    [Need::Registry, Need::Skopeo] => [
        a_mirror_that_pulls_through_answers_with_the_digests_of_its_upstream,
    ],
    [Need::Registry] => [
        a_mirror_answers_from_what_it_keeps_while_its_upstream_is_down,
        a_mirror_is_not_shown_the_password_of_the_registry_behind_it,
    ],
}

const HUB: &str = "https://index.docker.io/v1/";

/// What is behind a mirror of Docker Hub that wants a password, and the case of the mirror; nobody is asked but it.
fn mirrored() -> (Distribution, RealCase) {
    let upstream = Distribution::start(Mode::Open);
    let mirror = Distribution::builder(Mode::Htpasswd)
        .pulls_through(&upstream)
        .start();
    let case = RealCase::of(mirror);
    case.config_of(
        "docker.io",
        &format!("mirrors = [\"{}\"]\nfallback = false", case.registry.host()),
    );
    case.manifest(
        "base = { image = \"alpine:3.20\", platforms = [\"linux/amd64\", \"linux/arm64\"] }",
    );
    (upstream, case)
}

fn a_mirror_that_pulls_through_answers_with_the_digests_of_its_upstream() {
    let (upstream, case) = mirrored();
    let image = index();
    let digest = upstream.push("library/alpine", "3.20", &image);
    case.run_as((USER, PASSWORD), "update").success();
    let expected = format!(
        "[images.base]\nimage = \"docker.io/library/alpine\"\ntag = \"3.20\"\ndigest = \"{digest}\"\n"
    );
    assert!(case.lock().contains(&expected), "{}", case.lock());
    let platform = image.platform_digest("linux/arm64/v8");
    assert!(
        case.lock()
            .contains(&format!("\"linux/arm64\" = \"{platform}\"")),
        "{}",
        case.lock()
    );
    let seen = skopeo::digest(&format!("{}/library/alpine:3.20", upstream.host()), None);
    assert_eq!(seen, digest);
}

fn a_mirror_answers_from_what_it_keeps_while_its_upstream_is_down() {
    let (upstream, case) = mirrored();
    upstream.push("library/alpine", "3.20", &index());
    case.run_as((USER, PASSWORD), "update").success();
    let lock = case.lock();
    drop(upstream);
    case.run_with_docker("verify --fresh").success();
    // It keeps the index alone. Whether the manifests below it are there, its upstream knows
    let outcome = case.run_with_docker("verify --present").exits(3);
    says(&outcome, &["registry.test answered 500"]);
    case.forget_lock();
    case.run_with_docker("update").success();
    assert_eq!(case.lock(), lock);
}

fn a_mirror_is_not_shown_the_password_of_the_registry_behind_it() {
    let (upstream, case) = mirrored();
    upstream.push("library/alpine", "3.20", &index());
    // The mirror would take it
    let auth = STANDARD.encode(format!("{USER}:{PASSWORD}"));
    case.docker_entry(HUB, &json!({ "auth": auth }));
    let outcome = case.run_with_docker("update").exits(3);
    says(&outcome, &["registry.test refuses access: 401"]);
    assert!(!case.project.exists("images.lock"));
}
