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
    challenge_beyond_ascii: "challenge-beyond-ascii.txt",
    containerd_3291_anonymous_is_404: "containerd-3291-anonymous-is-404.txt",
    containerd_6684_head_is_403: "containerd-6684-head-is-403.txt",
    containers_image_211_challenge_at_the_root: "containers-image-211-challenge-at-the-root.txt",
    distribution_basic: "distribution-basic.txt",
    distribution_open: "distribution-open.txt",
    distribution_token: "distribution-token.txt",
    diun_1614_head_is_404: "diun-1614-head-is-404.txt",
    docker_docs_11662_invalid_token: "docker-docs-11662-invalid-token.txt",
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
    nexus_bearer: "nexus-bearer.txt",
    nvidia_1945_another_realm_after_expiry: "nvidia-1945-another-realm-after-expiry.txt",
    oras_go_1227_expired_token_is_400: "oras-go-1227-expired-token-is-400.txt",
    quay_missing: "quay-missing.txt",
    quay_public: "quay-public.txt",
    rattler_2628_one_probe: "rattler-2628-one-probe.txt",
    redhat_missing: "redhat-missing.txt",
    redhat_missing_in_plain_text: "redhat-missing-in-plain-text.txt",
    regclient_149_refused_without_challenge: "regclient-149-refused-without-challenge.txt",
    regclient_363_head_without_digest: "regclient-363-head-without-digest.txt",
    regclient_936_quoted_scheme: "regclient-936-quoted-scheme.txt",
    suse: "suse.txt",
    zot_open_with_challenge: "zot-open-with-challenge.txt",
    zot_token: "zot-token.txt",

    // Registries, and what they answer to who has logged in
    artifact_registry_private: "artifact-registry-private.txt",
    credentials_of_nobody_else: "credentials-of-nobody-else.txt",
    distribution_3792_get_without_digest: "distribution-3792-get-without-digest.txt",
    distribution_on_another_port: "distribution-on-another-port.txt",
    distribution_wrong_password: "distribution-wrong-password.txt",
    docker_hub_anonymous_flag: "docker-hub-anonymous-flag.txt",
    docker_hub_private: "docker-hub-private.txt",
    docker_hub_wrong_password: "docker-hub-wrong-password.txt",
    ghcr_expired_password: "ghcr-expired-password.txt",
    ghcr_without_read_packages: "ghcr-without-read-packages.txt",
    gitea_private: "gitea-private.txt",
    gitlab_deploy_token: "gitlab-deploy-token.txt",
    gitlab_not_a_member: "gitlab-not-a-member.txt",
    nvcr_oauthtoken: "nvcr-oauthtoken.txt",
    oras_go_504_names_of_docker_hub: "oras-go-504-names-of-docker-hub.txt",
    oras_go_617_legacy_key: "oras-go-617-legacy-key.txt",
    quay_public_logged_in: "quay-public-logged-in.txt",
    quay_robot: "quay-robot.txt",
    rust_oci_client_6_opaque_token: "rust-oci-client-6-opaque-token.txt",
    zot_token_logged_in: "zot-token-logged-in.txt",

    // Token servers, and what goes wrong with them
    artifact_keeper_821_no_scope_in_the_challenge: "artifact-keeper-821-no-scope-in-the-challenge.txt",
    containerd_2273_a_token_for_each_repository: "containerd-2273-a-token-for-each-repository.txt",
    containers_image_1968_one_token: "containers-image-1968-one-token.txt",
    ggcr_1806_one_refresh: "ggcr-1806-one-refresh.txt",
    ggcr_negotiate: "ggcr-negotiate.txt",
    image_factory_573_token_server_is_not_there: "image-factory-573-token-server-is-not-there.txt",
    realm_with_a_query: "realm-with-a-query.txt",
    regclient_963_relative_realm: "regclient-963-relative-realm.txt",
    token_as_text_plain: "token-as-text-plain.txt",
    token_both_differ: "token-both-differ.txt",
    token_is_empty_and_access_token_not: "token-is-empty-and-access-token-not.txt",
    token_is_empty_twice: "token-is-empty-twice.txt",
    token_is_missing: "token-is-missing.txt",
    token_is_not_json: "token-is-not-json.txt",
    token_is_null: "token-is-null.txt",
    token_issued_at_rubbish: "token-issued-at-rubbish.txt",
    token_issued_at_zero: "token-issued-at-zero.txt",
    token_of_a_portal: "token-of-a-portal.txt",
    token_server_redirects: "token-server-redirects.txt",
    token_server_redirects_with_credentials: "token-server-redirects-with-credentials.txt",
    token_with_line_break: "token-with-line-break.txt",

    // HEAD, GET, and digests
    containerd_5632_schema_1: "containerd-5632-schema-1.txt",
    containerd_7390_octet_stream: "containerd-7390-octet-stream.txt",
    digest_in_capitals: "digest-in-capitals.txt",
    digest_is_another: "digest-is-another.txt",
    digest_is_gone: "digest-is-gone.txt",
    digest_is_there: "digest-is-there.txt",
    distribution_1485_head_is_405: "distribution-1485-head-is-405.txt",
    distribution_2384_no_digest_anywhere: "distribution-2384-no-digest-anywhere.txt",
    distribution_2395_platforms_of_an_index: "distribution-2395-platforms-of-an-index.txt",
    errors_are_null: "errors-are-null.txt",
    ggcr_1394_digest_of_colons: "ggcr-1394-digest-of-colons.txt",
    head_is_403_and_get_too: "head-is-403-and-get-too.txt",
    head_is_404_and_get_too: "head-is-404-and-get-too.txt",
    head_is_501: "head-is-501.txt",
    jib_2898_400_without_a_challenge: "jib-2898-400-without-a-challenge.txt",
    kaniko_298_digest_without_algorithm: "kaniko-298-digest-without-algorithm.txt",
    missing_in_harbors_words: "missing-in-harbors-words.txt",
    oras_go_1177_length_of_head: "oras-go-1177-length-of-head.txt",
    refused_without_a_challenge_anywhere: "refused-without-a-challenge-anywhere.txt",
    rust_oci_client_149_digest_of_another_body: "rust-oci-client-149-digest-of-another-body.txt",
    rust_oci_client_192_empty_digest: "rust-oci-client-192-empty-digest.txt",
    skopeo_1253_page_for_a_manifest: "skopeo-1253-page-for-a-manifest.txt",
    skopeo_1253_page_for_an_error: "skopeo-1253-page-for-an-error.txt",

    // Limits and failures
    containers_image_1078_quota_in_other_words: "containers-image-1078-quota-in-other-words.txt",
    docker_hub_quota: "docker-hub-quota.txt",
    ggcr_1569_429_is_waited_for: "ggcr-1569-429-is-waited-for.txt",
    ggcr_750_rate_exceeded: "ggcr-750-rate-exceeded.txt",
    hub_feedback_1907_hap429: "hub-feedback-1907-hap429.txt",
    hyper_2136_connection_is_closed: "hyper-2136-connection-is-closed.txt",
    microsoft_193_outage: "microsoft-193-outage.txt",
    request_timeout_then_good: "request-timeout-then-good.txt",
    server_error_then_good: "server-error-then-good.txt",
    token_server_error_then_good: "token-server-error-then-good.txt",

    // Secrets, and whom they are for
    authenticate_of_where_it_led_to_is_not_for_the_first: "authenticate-of-where-it-led-to-is-not-for-the-first.txt",
    config_at_a_cdn: "config-at-a-cdn.txt",
    containerd_4950_mirror_gets_its_own: "containerd-4950-mirror-gets-its-own.txt",
    cookies_are_not_kept: "cookies-are-not-kept.txt",
    cve_2020_15157_basic_stays_home: "cve-2020-15157-basic-stays-home.txt",
    ggcr_1408_secret_in_the_place: "ggcr-1408-secret-in-the-place.txt",
    ggcr_2193_realm_gets_no_credentials: "ggcr-2193-realm-gets-no-credentials.txt",
    ggcr_2193_realm_in_plain_http: "ggcr-2193-realm-in-plain-http.txt",
    ggcr_2337_token_stays_home: "ggcr-2337-token-stays-home.txt",
    ghsa_vh4v_redirect_to_another_port: "ghsa-vh4v-redirect-to-another-port.txt",
    realm_that_looks_alike: "realm-that-looks-alike.txt",
    realm_with_credentials: "realm-with-credentials.txt",
    redirect_for_ever: "redirect-for-ever.txt",
    redirect_on_one_host: "redirect-on-one-host.txt",
    redirect_there_and_back: "redirect-there-and-back.txt",
    redirect_with_credentials: "redirect-with-credentials.txt",
    redirect_with_the_port_of_https: "redirect-with-the-port-of-https.txt",
    redirect_without_a_place: "redirect-without-a-place.txt",
    regclient_1093_redirect_to_http: "regclient-1093-redirect-to-http.txt",
    secret_in_an_error: "secret-in-an-error.txt",
    token_expires_between_head_and_get: "token-expires-between-head-and-get.txt",

    // Realms and near addresses
    ggcr_2243_realm_of_a_near_registry: "ggcr-2243-realm-of-a-near-registry.txt",
    nvcr_authn_with_a_key: "nvcr-authn-with-a-key.txt",
    realm_at_a_public_address: "realm-at-a-public-address.txt",
    realm_beside_a_near_registry: "realm-beside-a-near-registry.txt",
    realm_of_a_neighbour_on_a_shared_domain: "realm-of-a-neighbour-on-a-shared-domain.txt",
    redirect_within_the_network: "redirect-within-the-network.txt",
    regclient_1095_redirect_to_this_machine: "regclient-1095-redirect-to-this-machine.txt",

    // Redirects to registries that want a token of their own
    redirect_to_a_registry_with_passwords: "redirect-to-a-registry-with-passwords.txt",

    // Identity tokens and registry tokens
    identity_token_stays_home: "identity-token-stays-home.txt",

    // Credential helpers
    helper_is_not_asked_anonymously: "helper-is-not-asked-anonymously.txt",
    helper_is_not_asked_unasked: "helper-is-not-asked-unasked.txt",

    // Other files of credentials
    docker_before_podman: "docker-before-podman.txt",

    // Challenges and scopes of other kinds
    image_factory_573_basic_without_a_password: "image-factory-573-basic-without-a-password.txt",
    image_factory_573_bearer_refused_is_no_basic: "image-factory-573-bearer-refused-is-no-basic.txt",
    scope_of_another_repository: "scope-of-another-repository.txt",
    suse_scope_that_is_none: "suse-scope-that-is-none.txt",
    suse_scope_with_broken_quotes: "suse-scope-with-broken-quotes.txt",
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
