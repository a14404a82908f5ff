//! Realms, redirects, and who is shown what.

conversations! {
    // Secrets, and whom they are for
    authenticate_of_where_it_led_to_is_not_for_the_first: "authenticate-of-where-it-led-to-is-not-for-the-first.txt",
    basic_and_a_redirect_to_who_refuses: "basic-and-a-redirect-to-who-refuses.txt",
    config_at_a_cdn: "config-at-a-cdn.txt",
    containerd_4950_mirror_gets_its_own: "containerd-4950-mirror-gets-its-own.txt",
    cookies_are_not_kept: "cookies-are-not-kept.txt",
    cve_2020_15157_basic_stays_home: "cve-2020-15157-basic-stays-home.txt",
    ggcr_1408_secret_in_the_place: "ggcr-1408-secret-in-the-place.txt",
    ggcr_2193_realm_gets_no_credentials: "ggcr-2193-realm-gets-no-credentials.txt",
    ggcr_2193_realm_in_plain_http: "ggcr-2193-realm-in-plain-http.txt",
    ggcr_2337_token_stays_home: "ggcr-2337-token-stays-home.txt",
    ghsa_vh4v_redirect_to_another_port: "ghsa-vh4v-redirect-to-another-port.txt",
    krustlet_665_not_where_a_redirect_led: "krustlet-665-not-where-a-redirect-led.txt",
    realm_that_looks_alike: "realm-that-looks-alike.txt",
    realm_with_a_fragment: "realm-with-a-fragment.txt",
    realm_with_credentials: "realm-with-credentials.txt",
    realm_with_the_port_of_https: "realm-with-the-port-of-https.txt",
    redirect_for_ever: "redirect-for-ever.txt",
    redirect_on_one_host: "redirect-on-one-host.txt",
    redirect_there_and_back: "redirect-there-and-back.txt",
    redirect_with_credentials: "redirect-with-credentials.txt",
    redirect_with_the_port_of_https: "redirect-with-the-port-of-https.txt",
    redirect_without_a_place: "redirect-without-a-place.txt",
    regclient_1093_redirect_to_http: "regclient-1093-redirect-to-http.txt",
    secret_in_an_error: "secret-in-an-error.txt",
    token_and_a_redirect_to_who_refuses: "token-and-a-redirect-to-who-refuses.txt",
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
}
