//! Registries as references name them, and Docker Hub's several names.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use super::error::{ReferenceError, quotable};

/// The name of Docker Hub in canonical names.
const DOCKER_HUB: &str = "docker.io";
/// Other names of Docker Hub. `index.docker.io` is distribution/reference's; `registry-1.docker.io` is where the
/// same registry is reached, so that a lock would otherwise know one image by two names.
const DOCKER_HUB_ALIASES: [&str; 2] = ["index.docker.io", "registry-1.docker.io"];

/// The name of a registry as references write the tag: `docker.io`, `localhost:5000`, `[fc00::1]:5000`.
///
/// Docker Hub's other names are unified with `docker.io`; the case of other hosts is kept as written
/// (distribution/reference `normalize.go`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Registry(Arc<str>);

impl Registry {
    /// Docker Hub.
    pub fn docker_hub() -> Self {
        Self(DOCKER_HUB.into())
    }

    /// Whether this is Docker Hub, whose GETs of manifests are counted pulls.
    pub fn is_docker_hub(&self) -> bool {
        self.as_str() == DOCKER_HUB
    }

    /// The name as it stands in canonical references.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host without the port, IPv6 addresses without their brackets.
    pub fn host(&self) -> &str {
        let host = match self.0.rsplit_once(':') {
            Some((host, port)) if is_port(port) => host,
            _ => &self.0,
        };
        let inner = host.strip_prefix('[');
        inner.and_then(|it| it.strip_suffix(']')).unwrap_or(host)
    }

    /// Whether the host is this machine: `localhost`, a name below it, or a loopback address.
    pub fn is_loopback(&self) -> bool {
        let host = self.host().to_ascii_lowercase();
        let address = host.parse::<IpAddr>();
        let is_local = host == "localhost" || host.ends_with(".localhost");
        is_local || address.is_ok_and(|address| address.is_loopback())
    }

    /// `DOCKER.IO`: another registry by the grammar, and surely not what was meant.
    pub(super) fn is_docker_hub_in_upper_case(&self) -> bool {
        let is = |name: &str| self.as_str() != name && self.0.eq_ignore_ascii_case(name);
        is(DOCKER_HUB) || DOCKER_HUB_ALIASES.into_iter().any(is)
    }
}

impl FromStr for Registry {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        check_grammar(text).map_err(|error| misplaced(text).unwrap_or(error))?;
        Ok(if DOCKER_HUB_ALIASES.contains(&text) {
            Self::docker_hub()
        } else {
            Self(text.into())
        })
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The error for what people write in the place of a registry, where the grammar has no words for it.
fn misplaced(text: &str) -> Option<ReferenceError> {
    if text.is_empty() {
        return Some(ReferenceError::Empty);
    }
    if text.contains('@') {
        return Some(ReferenceError::Credentials);
    }
    let scheme = text.split_once("://");
    let address = scheme.map_or(text, |(_, address)| address);
    let host = address.split('/').next().unwrap_or_default();
    let meant = check_grammar(host).is_ok().then(|| host.to_owned());
    match scheme {
        Some(_) => Some(ReferenceError::Scheme { meant }),
        None => Some(ReferenceError::RegistryPath { meant: meant? }),
    }
}

/// `host[:port]` (distribution/reference `regexp.go`, `domain`).
fn check_grammar(text: &str) -> Result<(), ReferenceError> {
    // The last bracket ends an IPv6 address; the colon of a port is behind it
    let host_end = text.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = text[host_end..].find(':').map(|colon| host_end + colon);
    let host = &text[..colon.unwrap_or(text.len())];
    let port = colon.map(|colon| &text[colon + 1..]);
    match port {
        _ if looks_like_ipv6(text, port) => Err(ReferenceError::Brackets),
        port if !is_host(host) || port == Some("") => Err(ReferenceError::Registry(quotable(text))),
        Some(port) if !is_port(port) => Err(ReferenceError::Port(quotable(port))),
        _ => Ok(()),
    }
}

/// Whether there is a second colon, and nothing but what an address has.
fn looks_like_ipv6(text: &str, port: Option<&str>) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_hexdigit() || byte == b':';
    port.is_some_and(|port| port.contains(':')) && text.bytes().all(is_inner)
}

fn is_host(text: &str) -> bool {
    let rest = text.strip_prefix('[');
    match rest.and_then(|rest| rest.strip_suffix(']')) {
        // Embedded IPv4 is not in the grammar, though Rust reads it
        Some(address) => !address.contains('.') && address.parse::<Ipv6Addr>().is_ok(),
        None => text.split('.').all(is_host_word),
    }
}

fn is_host_word(word: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !word.is_empty() && word.bytes().all(inner) && !word.starts_with('-') && !word.ends_with('-')
}

/// `[0-9]+` in the grammar; the bound is TCP's.
pub(super) fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}
