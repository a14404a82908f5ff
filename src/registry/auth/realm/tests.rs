use super::super::challenge::{Challenge, RawChallenge, choose};
use super::*;
use crate::config::{Config, Scheme};
use crate::document::Source;
use crate::reference::Registry;

/// The host that is asked, where `config.toml` says this.
fn endpoint(registry: &str, config: &str) -> Endpoint {
    let (scheme, host) = registry.split_once("://").unwrap();
    let scheme = if scheme == "http" {
        Scheme::Http
    } else {
        Scheme::Https
    };
    let config = Config::parse(&Source::new("config.toml", config)).unwrap();
    Endpoint::own(&host.parse().unwrap(), Some(scheme), &config).unwrap()
}

/// What a registry may have of its clients at this realm: a question with credentials, one without, or none.
fn allowed(endpoint: &Endpoint, realm: &str) -> &'static str {
    let parameters = vec![("realm".to_owned(), realm.to_owned())];
    let challenge = RawChallenge {
        scheme: "bearer".to_owned(),
        parameters,
    };
    let Some(Ok(Challenge::Bearer(bearer))) = choose(&[challenge], &endpoint.root_url()) else {
        return "nothing";
    };
    match (
        check(endpoint, &bearer.realm),
        check_with_credentials(endpoint, &bearer.realm),
    ) {
        (Ok(()), Ok(())) => "credentials",
        (Ok(()), Err(_)) => "anonymous",
        (Err(_), Err(_)) => "nothing",
        (Err(error), Ok(())) => panic!("anonymous questions are the harmless ones: {error}"),
    }
}

/// Registry, realm, and what goes there: the rules of real registries, and the vectors of other clients' tests
/// (go-containerregistry `TestValidateRealmURL`, oras-go `client_test.go`).
const VECTORS: &str = "
https://ghcr.io                     https://ghcr.io/token                       credentials
https://ghcr.io                     https://GHCR.io:443/token                   credentials
https://ghcr.io:443                 https://ghcr.io/token                       credentials
https://quay.io                     /v2/auth                                    credentials
https://docker.io                   https://auth.docker.io/token                credentials
https://registry.gitlab.com         https://gitlab.com/jwt/auth                 credentials
https://nvcr.io                     https://nvcr.io/proxy_auth                  credentials
https://nvcr.io                     https://authn.nvidia.com/token              credentials
https://registry.redhat.io          https://sso.redhat.com/auth                 credentials
https://us-docker.pkg.dev           https://us-docker.pkg.dev/v2/token          credentials
https://registry.corp.example:5000  https://registry.corp.example:5001/auth     credentials
https://registry.corp.example       https://sso.corp.example/auth               credentials
https://registry.a.co.uk            https://sso.a.co.uk/auth                    credentials
https://registry.team.corp          https://sso.team.corp/auth                  credentials
http://registry.corp.example        https://sso.corp.example/auth               credentials
http://registry.corp.example        http://sso.corp.example/auth                credentials
http://127.0.0.1:5000               http://127.0.0.1:5000/auth                  credentials
https://10.0.0.1                    https://10.0.0.1/auth                       credentials
https://[::1]:5000                  https://[::1]:5000/auth                     credentials
https://localhost:5000              https://localhost:5000/auth                 credentials
https://8.8.8.8                     https://8.8.8.8/token                       credentials

https://ghcr.io                     https://evil.example/token                  anonymous
https://ghcr.io                     https://ghcr.io.evil.example/token          anonymous
https://ghcr.io                     https://ghcr.io@evil.example/token          nothing
https://ghcr.io                     https://notghcr.io/token                    anonymous
https://ghcr.io                     https://io/token                            anonymous
https://authn.nvidia.com            https://nvcr.io/token                       anonymous
https://nvcr.io                     https://authn.nvidia.com:8443/token         anonymous
https://nvcr.io                     https://sso.redhat.com/token                anonymous
https://a.github.io                 https://b.github.io/token                   anonymous
https://a.co.uk                     https://b.co.uk/token                       anonymous
https://co.uk                       https://uk/token                            anonymous
https://registry                    https://auth/token                          anonymous
https://registry                    https://registry:5001/token                 anonymous
https://registry.team.corp          https://registry.other.corp/token           anonymous
https://8.8.8.8                     https://8.8.8.8:8443/token                  anonymous
https://8.8.8.8                     https://8.8.4.4/token                       anonymous
https://registry.example            https://8.8.8.8/token                       anonymous
http://127.0.0.1:5000               http://127.0.0.1:8080/                      anonymous
http://127.0.0.1:5000               http://localhost:5000/                      anonymous
https://10.0.0.1                    https://10.0.0.2/auth                       anonymous
https://localhost:5000              https://localhost:5001/auth                 anonymous

https://ghcr.io                     http://ghcr.io/token                        nothing
https://ghcr.io                     ftp://ghcr.io/token                         nothing
https://registry.example            https://0.0.0.0/                            nothing
https://registry.example            https://[::]/                               nothing
https://registry.example            https://127.0.0.1/                          nothing
https://registry.example            https://[::1]/                              nothing
https://registry.example            https://[::ffff:127.0.0.1]/                 nothing
https://registry.example            https://169.254.169.254/                    nothing
https://registry.example            https://[::ffff:169.254.169.254]/           nothing
https://registry.example            https://10.0.0.1/                           nothing
https://registry.example            https://192.168.1.1/                        nothing
https://registry.example            https://172.16.0.1/                         nothing
https://registry.example            https://100.64.0.1/                         nothing
https://registry.example            https://[fd00::1]/                          nothing
https://registry.example            https://[fe80::1]/                          nothing
https://registry.example            https://localhost/                          nothing
https://registry.example            https://token.localhost/                    nothing
https://registry.example            https://2130706433/                         nothing
https://8.8.8.8                     https://10.0.0.1/                           nothing
";

#[test]
fn a_realm_gets_what_its_registry_may_send_there() {
    let rows = VECTORS.lines().filter(|line| !line.is_empty());
    for row in rows {
        let [registry, realm, expected] = row.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        assert_eq!(allowed(&endpoint(registry, ""), realm), expected, "{row}");
    }
}

#[test]
fn a_trusted_realm_gets_the_credentials_on_its_own_port_and_no_other_does() {
    let trusted = r#"trusted-realms = ["sso.example.net", "10.0.0.9:5001", "[2001:db8::1]:5001", "SSO.other.example:443"]"#;
    let config = format!("[registries.\"registry.example\"]\n{trusted}\n");
    let endpoint = endpoint("https://registry.example", &config);
    for realm in [
        "https://sso.example.net/token",
        "https://SSO.example.net:443/token",
        "https://10.0.0.9:5001/",
        "https://[2001:db8:0:0::1]:5001/",
        "https://sso.other.example/",
    ] {
        assert_eq!(allowed(&endpoint, realm), "credentials", "{realm}");
    }
    for realm in [
        "https://sso.example.net:8443/",
        "https://a.sso.example.net/",
        "https://example.net/",
    ] {
        assert_eq!(allowed(&endpoint, realm), "anonymous", "{realm}");
    }
    for realm in [
        "http://sso.example.net/",
        "https://10.0.0.9/",
        "https://10.0.0.9:5002/",
    ] {
        assert_eq!(allowed(&endpoint, realm), "nothing", "{realm}");
    }
}

#[test]
fn a_mirror_has_its_own_trust_and_not_that_of_the_registry_behind_it() {
    let config = r#"
        [registries."docker.io"]
        mirrors = ["cache.example"]
        trusted-realms = ["sso.hub.example"]
        [registries."cache.example"]
        trusted-realms = ["sso.cache.example.net"]
    "#;
    let config = Config::parse(&Source::new("config.toml", config)).unwrap();
    let [mirror, hub] = &Endpoint::all(&Registry::docker_hub(), &config).unwrap()[..] else {
        panic!()
    };
    assert_eq!(
        allowed(mirror, "https://sso.cache.example.net/"),
        "credentials"
    );
    assert_eq!(allowed(mirror, "https://sso.hub.example/"), "anonymous");
    assert_eq!(allowed(mirror, "https://auth.docker.io/"), "anonymous");
    assert_eq!(allowed(hub, "https://sso.hub.example/"), "credentials");
    assert_eq!(allowed(hub, "https://sso.cache.example.net/"), "anonymous");
}

#[test]
fn who_is_not_trusted_is_named_with_the_lines_that_change_it() {
    let endpoint = endpoint("https://docker.io", "");
    let error = check_with_credentials(&endpoint, &"https://sso.corp.example/".parse().unwrap())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "registry-1.docker.io asks for its credentials to be sent to sso.corp.example, which is not known to belong to it"
    );
    let hint = error.hint().unwrap();
    assert!(
        hint.ends_with(":\n[registries.\"docker.io\"]\ntrusted-realms = [\"sso.corp.example\"]"),
        "{hint}"
    );
}

#[test]
fn a_realm_is_remembered_in_the_domain_of_its_registry_and_no_neighbour_s_is() {
    let is_remembered = |registry: &str, realm: &str| {
        let config = "[registries.\"trusting.example\"]\ntrusted-realms = [\"sso.example.net\"]\n";
        is_remembered(&endpoint(registry, config), &realm.parse().unwrap())
    };
    for (registry, realm) in [
        ("https://ghcr.io", "https://ghcr.io/token"),
        ("https://registry.gitlab.com", "https://gitlab.com/jwt/auth"),
        ("https://registry.a.co.uk", "https://sso.a.co.uk/auth"),
        ("https://a.azurecr.io", "https://a.azurecr.io/oauth2/token"),
        ("https://trusting.example", "https://sso.example.net/token"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000/auth"),
    ] {
        assert!(is_remembered(registry, realm), "{registry} {realm}");
    }
    for (registry, realm) in [
        ("https://a.azurecr.io", "https://b.azurecr.io/oauth2/token"),
        ("https://a.jfrog.io", "https://b.jfrog.io/token"),
        ("https://a.github.io", "https://b.github.io/token"),
        ("https://a.co.uk", "https://b.co.uk/token"),
        (
            "https://1.dkr.ecr.us-east-1.amazonaws.com",
            "https://2.dkr.ecr.us-east-1.amazonaws.com/",
        ),
        (
            "https://1.dkr-ecr.eu-west-1.on.aws",
            "https://x.lambda-url.eu-west-1.on.aws/token",
        ),
        (
            "https://a.container-registry.com",
            "https://b.container-registry.com/service/token",
        ),
        (
            "https://a.c1.gra9.container-registry.ovh.net",
            "https://vps-1.vps.ovh.net/token",
        ),
        (
            "https://a.tencentcloudcr.com",
            "https://b.tencentcloudcr.com/service/token",
        ),
        ("https://nvcr.io", "https://authn.nvidia.com/token"),
        ("https://registry", "https://auth/token"),
        ("https://registry.example", "https://10.0.0.1/token"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5001/auth"),
        ("https://registry.example", "https://sso.example.net/token"),
    ] {
        assert!(!is_remembered(registry, realm), "{registry} {realm}");
    }
}

#[test]
fn anybody_may_be_sent_to_the_internet_to_the_same_host_and_from_near_to_near() {
    let is_for_guests = |place: &str, realm: &str| {
        super::is_for_guests(&place.parse().unwrap(), &realm.parse().unwrap())
    };
    assert!(is_for_guests("https://a.example", "https://b.example"));
    assert!(is_for_guests("https://10.0.0.1", "https://b.example"));
    assert!(is_for_guests("https://10.0.0.1", "https://10.0.0.1/token"));
    assert!(is_for_guests("https://10.0.0.1", "https://10.0.0.2/token"));
    assert!(!is_for_guests(
        "https://a.example",
        "https://10.0.0.2/token"
    ));
}
