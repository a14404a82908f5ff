//! Where credentials are, and of what kinds.

conversations! {
    // Identity tokens and registry tokens
    identity_token_stays_home: "identity-token-stays-home.txt",
    registry_token_for_basic: "registry-token-for-basic.txt",

    // Credential helpers
    helper_is_not_asked_anonymously: "helper-is-not-asked-anonymously.txt",
    helper_is_not_asked_unasked: "helper-is-not-asked-unasked.txt",

    // Other files of credentials
    docker_before_podman: "docker-before-podman.txt",
    podman_vendor_is_not_library: "podman-vendor-is-not-library.txt",
}
