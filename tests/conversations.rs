//! Registries as they are met, each a transcript in `fixtures/conversations`: see its README for which and why.

mod support;

use std::path::Path;

use support::conversation;

/// A test for each of these files, and the list of them.
macro_rules! conversations {
    ($($name:ident: $file:literal,)*) => {
        /// All files that are tested.
        const FILES: &[&str] = &[$($file),*];
        $(
            #[test]
            fn $name() {
                let text = include_str!(concat!("../fixtures/conversations/", $file));
                conversation::check($file, text);
            }
        )*
    };
}

conversations! {
    // Registries, and what they answer to who has not logged in
    acr_466_basic_and_bearer: "acr-466-basic-and-bearer.txt",
    artifact_registry_public: "artifact-registry-public.txt",
    artifactory_basic: "artifactory-basic.txt",
    artifactory_bearer: "artifactory-bearer.txt",
    artipie_521_open_root: "artipie-521-open-root.txt",
    chainguard: "chainguard.txt",
    containerd_3291_anonymous_is_404: "containerd-3291-anonymous-is-404.txt",
    containerd_6684_head_is_403: "containerd-6684-head-is-403.txt",
    containers_image_211_challenge_at_the_root: "containers-image-211-challenge-at-the-root.txt",
    distribution_basic: "distribution-basic.txt",
    distribution_open: "distribution-open.txt",
    distribution_token: "distribution-token.txt",
    diun_1614_head_is_404: "diun-1614-head-is-404.txt",
    docker_hub_hardened_expired: "docker-hub-hardened-expired.txt",
    docker_hub_missing: "docker-hub-missing.txt",
    docker_hub_no_such_tag: "docker-hub-no-such-tag.txt",
    docker_hub_public: "docker-hub-public.txt",
    ecr_private: "ecr-private.txt",
    ecr_private_not_logged_in: "ecr-private-not-logged-in.txt",
    ecr_public: "ecr-public.txt",
    gcr_public: "gcr-public.txt",
    ggcr_54_access_token_alone: "ggcr-54-access-token-alone.txt",
    ggcr_971_head_without_digest: "ggcr-971-head-without-digest.txt",
    ghcr_public: "ghcr-public.txt",
    gitea_28039_realm_of_the_root_url: "gitea-28039-realm-of-the-root-url.txt",
    gitea_36907_two_challenges_in_one_header: "gitea-36907-two-challenges-in-one-header.txt",
    gitlab_private: "gitlab-private.txt",
    gitlab_public: "gitlab-public.txt",
    gradle_oci_144_no_basic_unasked: "gradle-oci-144-no-basic-unasked.txt",
    harbor_18856_basic_after_bearer: "harbor-18856-basic-after-bearer.txt",
    harbor_private: "harbor-private.txt",
    harbor_public: "harbor-public.txt",
    jib_2898_anonymous_is_400: "jib-2898-anonymous-is-400.txt",
    kubernetes: "kubernetes.txt",
    mcr: "mcr.txt",
    nexus_basic: "nexus-basic.txt",
    nvidia_1945_another_realm_after_expiry: "nvidia-1945-another-realm-after-expiry.txt",
    oras_go_1227_expired_token_is_400: "oras-go-1227-expired-token-is-400.txt",
    quay_missing: "quay-missing.txt",
    quay_public: "quay-public.txt",
    redhat_missing: "redhat-missing.txt",
    redhat_missing_in_plain_text: "redhat-missing-in-plain-text.txt",
    regclient_149_refused_without_challenge: "regclient-149-refused-without-challenge.txt",
    regclient_363_head_without_digest: "regclient-363-head-without-digest.txt",
    suse: "suse.txt",
    zot_open_with_challenge: "zot-open-with-challenge.txt",
    zot_token: "zot-token.txt",
}

#[test]
fn every_file_is_tested() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/conversations");
    let mut tested: Vec<String> = FILES.iter().map(ToString::to_string).collect();
    tested.push("README.md".to_owned());
    tested.sort();
    assert_eq!(conversation::files(&directory), tested);
}

/// What the support says of a case that is changed in one place.
fn problems(file: &str, from: &str, to: &str) -> String {
    assert!(file.contains(from), "`{from}` is not there to be changed");
    conversation::problems(&file.replacen(from, to, 1))
}

#[test]
fn a_conversation_that_goes_otherwise_is_told_as_what_was_expected_and_what_came() {
    let file = include_str!("../fixtures/conversations/ghcr-public.txt");
    let changes = [
        (
            "> HEAD https",
            "> GET https",
            "request 1 is not that of line 6:\n  - GET https://ghcr.io/v2/acme/app",
        ),
        ("scope=repository:acme/app:pull\n", "scope=wrong\n", "  -   ?scope=wrong\n"),
        ("Bearer token-of-app", "Bearer another", "  -   authorization: Bearer another\n"),
        ("> authorization: Bearer token-of-app\n", "", "  +   authorization: Bearer token-of-app\n"),
        ("> GET", "> accept: text/html\n> GET", "  -   accept: text/html\n"),
        (
            "= exit 0",
            "> GET https://ghcr.io/v2/\n< 200\n= exit 0",
            "this did not happen (line 22):\n  - GET https",
        ),
        ("= exit 0", "= exit 1", "exit Some(1) was expected, Some(0) came"),
        ("= locked", "= says it all\n= locked", "stderr does not say: it all"),
        ("= locked sha256:bc", "= locked sha256:00", "locked was expected: [\"sha256:00"),
        ("image ghcr.io", "image quay.io", "`quay.io` has no part in it and was connected to"),
        ("\"token-of-app\"", "\"app\"", "  +   authorization: Bearer app"),
        ("Bearer token-of-app", "Bearer ghcr", "the secret `ghcr` was printed or written"),
        ("< 401\n", "", "line 7: no answer"),
    ];
    for (from, to, expected) in changes {
        let problems = problems(file, from, to);
        assert!(problems.contains(expected), "no `{expected}` for `{to}` in:\n{problems}");
    }
}
