//! The rules for realms: the token servers that a registry may name, and those that may be sent its credentials.
//!
//! The realm is the registry's word, and a registry may lie: a credential that follows any realm is a credential
//! for anybody who can answer for a registry once (GHSA-xf85-363p-868w). Too strict breaks people: token servers of
//! their own host are common. So credentials stay with the owner of the registry's domain, and whoever has another
//! arrangement writes it into `config.toml`. Anonymous requests follow any realm that is not near (CVE-2026-48978).

use public_suffix::{DEFAULT_PROVIDER, EffectiveTLDProvider as _};
use url::{Host, Url};

use super::challenge::Distrust;
use crate::registry::error::Error;
use crate::registry::host::Endpoint;
use crate::registry::http::{address, authority};

/// Registries whose token server is known to be in another domain: host of the registry, host of the realm.
const KNOWN: [(&str, &str); 2] = [
    ("nvcr.io", "authn.nvidia.com"),
    ("registry.redhat.io", "sso.redhat.com"),
];

/// Domains of registries in which each customer has a name, and which are not in the Public Suffix List. What is below
/// `github.io` or `us-east-1.amazonaws.com` is, and has no domain in common.
const OF_CUSTOMERS: [&str; 26] = [
    "aliyuncs.com",
    "amazonaws.com",
    "amazonaws.com.cn",
    "azurecr.cn",
    "azurecr.io",
    "azurecr.us",
    "baidubce.com",
    "cloudsmith.io",
    "container-registry.com",
    "ghe.com",
    "gitea.cloud",
    "jetbrains.space",
    "jfrog.io",
    "myhuaweicloud.com",
    "nip.io",
    "ntruss.com",
    "on.aws",
    "openshiftapps.com",
    "ovh.net",
    "ovh.us",
    "scw.cloud",
    "sonatype.app",
    "sslip.io",
    "tencentcloudcr.com",
    "volces.com",
    "vultrcr.com",
];

/// Checks that tokens may be asked for at a realm, without credentials.
///
/// # Errors
/// Where the realm is at an address of this machine or network, and the registry is elsewhere.
pub fn check(endpoint: &Endpoint, realm: &Url) -> Result<(), Error> {
    let is_allowed = is_for_guests(&endpoint.root_url(), realm) || is_trusted(endpoint, realm);
    match address::of(realm) {
        Some(near) if !is_allowed => Err(refused(endpoint, realm, Distrust::Near(near))),
        _ => Ok(()),
    }
}

/// Whether anybody may be sent from a place to a realm: not from elsewhere to one that is near.
pub fn is_for_guests(place: &Url, realm: &Url) -> bool {
    is_same(place, realm) || address::of(realm).is_none() || address::of(place).is_some()
}

/// Checks that a realm may be sent the credentials of the registry.
///
/// # Errors
/// Where it is not the registry's own host and port, nor in its domain, nor known or trusted to belong to it.
pub fn check_with_credentials(endpoint: &Endpoint, realm: &Url) -> Result<(), Error> {
    check(endpoint, realm)?;
    let registry = endpoint.root_url();
    let is_its_own = is_same(&registry, realm) || is_of_one_domain(&registry, realm);
    if is_its_own || is_known(&registry, realm) || is_trusted(endpoint, realm) {
        Ok(())
    } else {
        Err(refused(endpoint, realm, Distrust::Foreign))
    }
}

/// Whether a realm is remembered for a registry from run to run: its own host and port, one in its own domain, or one
/// that the machine trusts. A neighbour at the same provider is nobody to be told what is asked for.
pub fn is_remembered(endpoint: &Endpoint, realm: &Url) -> bool {
    let registry = endpoint.root_url();
    let is_in_its_domain = || is_of_one_domain(&registry, realm) && !is_of_customers(&registry);
    let is_its_own = is_same(&registry, realm) || is_in_its_domain();
    check(endpoint, realm).is_ok() && (is_its_own || is_trusted(endpoint, realm))
}

fn is_of_customers(url: &Url) -> bool {
    let name = url.host_str().unwrap_or_default();
    let is_below = |domain: &&str| {
        let below = name.strip_suffix(*domain);
        below.is_some_and(|below| below.ends_with('.'))
    };
    OF_CUSTOMERS.iter().any(is_below)
}

fn refused(endpoint: &Endpoint, realm: &Url, distrust: Distrust) -> Error {
    Error::UntrustedRealm {
        registry: endpoint.registry.clone(),
        host: endpoint.host(),
        realm: authority(realm),
        distrust,
    }
}

fn is_same(registry: &Url, realm: &Url) -> bool {
    registry.host() == realm.host()
        && registry.port_or_known_default() == realm.port_or_known_default()
}

/// Whether both hosts are of one owner, as far as names tell.
fn is_of_one_domain(registry: &Url, realm: &Url) -> bool {
    let domain = registrable_domain(registry);
    domain.is_some() && domain == registrable_domain(realm)
}

/// The domain that somebody can register: `docker.io` of `auth.docker.io`, none of `co.uk`, `registry` or an address.
fn registrable_domain(url: &Url) -> Option<&str> {
    match url.host()? {
        Host::Domain(name) => DEFAULT_PROVIDER.effective_tld_plus_one(name).ok(),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

fn is_known(registry: &Url, realm: &Url) -> bool {
    KNOWN.contains(&(authority(registry).as_str(), authority(realm).as_str()))
}

/// Whether the asked host's own entry in `config.toml` names it. A mirror's entry is the mirror's, and not that of the
/// registry that it answers for.
fn is_trusted(endpoint: &Endpoint, realm: &Url) -> bool {
    let trusted = |text: &String| Url::parse(&format!("{}://{text}/", realm.scheme()));
    let mut trusted = endpoint
        .trusted_realms
        .iter()
        .filter_map(|text| trusted(text).ok());
    trusted.any(|trusted| is_same(&trusted, realm))
}

#[cfg(test)]
mod tests;
