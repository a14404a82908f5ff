//! Where credentials are, and of what kinds.

conversations! {
    // Identity tokens and registry tokens
    helper_gives_an_identity_token: "helper-gives-an-identity-token.txt",
    identity_token_answer_without_token: "identity-token-answer-without-token.txt",
    identity_token_does_not_follow: "identity-token-does-not-follow.txt",
    identity_token_for_basic: "identity-token-for-basic.txt",
    identity_token_for_two_repositories: "identity-token-for-two-repositories.txt",
    identity_token_has_expired: "identity-token-has-expired.txt",
    identity_token_is_refused: "identity-token-is-refused.txt",
    identity_token_stays_home: "identity-token-stays-home.txt",
    identity_token_where_post_is_unknown: "identity-token-where-post-is-unknown.txt",
    regclient_908_identity_token: "regclient-908-identity-token.txt",
    registry_token_for_basic: "registry-token-for-basic.txt",
    registry_token_is_refused: "registry-token-is-refused.txt",
    registry_token_needs_no_realm: "registry-token-needs-no-realm.txt",
    rust_oci_client_199_registry_token: "rust-oci-client-199-registry-token.txt",

    // Credential helpers
    docker_credential_rs_16_store_knows_nothing: "docker-credential-rs-16-store-knows-nothing.txt",
    docker_credential_rs_22_helper_by_host: "docker-credential-rs-22-helper-by-host.txt",
    docker_credential_rs_store_before_file: "docker-credential-rs-store-before-file.txt",
    docker_desktop_store: "docker-desktop-store.txt",
    ecr_login_helper: "ecr-login-helper.txt",
    helper_is_not_asked_anonymously: "helper-is-not-asked-anonymously.txt",
    helper_is_not_asked_unasked: "helper-is-not-asked-unasked.txt",
    indexable_2954_helper_is_missing: "indexable-2954-helper-is-missing.txt",

    // Other files of credentials
    docker_before_podman: "docker-before-podman.txt",
    podman_vendor_is_not_library: "podman-vendor-is-not-library.txt",
}
