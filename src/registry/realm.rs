//! Whether a token server may be sent the credentials of a registry.
//!
//! The realm is the registry's word, and a registry may lie: a credential that follows any realm is a credential
//! for anybody who can answer for a registry once (GHSA-xf85-363p-868w). Anonymous requests follow any realm.

use url::Url;

use super::error::Error;
use super::exchange::authority;

/// Registries whose token server is known to be on another host: host of the registry, host of the realm.
const KNOWN: [(&str, &str); 4] = [
    ("registry-1.docker.io", "auth.docker.io"),
    ("registry.gitlab.com", "gitlab.com"),
    ("nvcr.io", "authn.nvidia.com"),
    ("registry.redhat.io", "sso.redhat.com"),
];

/// Checks that the realm is on the registry's own host and port, or is known to belong to it.
///
/// # Errors
/// Where it is not.
pub fn check(registry: &Url, realm: &Url) -> Result<(), Error> {
    let (host, realm_host) = (authority(registry), authority(realm));
    let is_same =
        registry.host() == realm.host() && registry.port_or_known_default() == realm.port_or_known_default();
    if is_same || KNOWN.contains(&(host.as_str(), realm_host.as_str())) {
        Ok(())
    } else {
        Err(Error::UntrustedRealm { host, realm: realm_host })
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    fn allows(registry: &str, realm: &str) -> bool {
        check(&registry.parse().unwrap(), &realm.parse().unwrap()).is_ok()
    }

    #[test]
    fn credentials_go_to_the_registrys_own_host_and_to_known_ones() {
        assert!(allows("https://ghcr.io/v2/", "https://ghcr.io/token"));
        assert!(allows("https://ghcr.io/v2/", "https://GHCR.io:443/token"));
        assert!(allows("https://registry-1.docker.io/v2/", "https://auth.docker.io/token"));
        assert!(allows("http://127.0.0.1:5000/v2/", "http://127.0.0.1:5000/auth"));
    }

    #[test]
    fn credentials_go_nowhere_else() {
        assert!(!allows("https://ghcr.io/v2/", "https://evil.example/token"));
        assert!(!allows("https://ghcr.io/v2/", "https://ghcr.io:8443/token"));
        assert!(!allows("https://ghcr.io/v2/", "https://ghcr.io.evil.example/token"));
        assert!(!allows("https://registry-1.docker.io/v2/", "https://auth.docker.io:8443/token"));
        assert!(!allows("https://auth.docker.io/v2/", "https://registry-1.docker.io/token"));
        assert!(!allows("http://127.0.0.1:5000/v2/", "http://127.0.0.1:8080/"));
    }
}
