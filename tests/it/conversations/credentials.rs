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
    docker_auth_config_by_name: "docker-auth-config-by-name.txt",
    docker_auth_config_variable: "docker-auth-config-variable.txt",
    docker_before_podman: "docker-before-podman.txt",
    ggcr_2379_podman_login: "ggcr-2379-podman-login.txt",
    podman_key_of_the_library: "podman-key-of-the-library.txt",
    podman_keys_of_repositories: "podman-keys-of-repositories.txt",
    podman_keys_where_basic_is_wanted: "podman-keys-where-basic-is-wanted.txt",
    podman_one_of_two_users_is_wrong: "podman-one-of-two-users-is-wrong.txt",
    podman_one_repository_alone: "podman-one-repository-alone.txt",
    podman_vendor_is_not_library: "podman-vendor-is-not-library.txt",
    podman_where_docker_knows_nothing: "podman-where-docker-knows-nothing.txt",
}
