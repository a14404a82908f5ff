//! The hosts that need no proxy, by the rules that docker and all that is written in Go have for `NO_PROXY`
//! (`golang.org/x/net/http/httpproxy`).

use std::net::{IpAddr, Ipv6Addr};

use idna::punycode;
use url::{Host, Url};

/// The dots of internationalized names (UTS #46, 2.3).
const DOTS: [char; 4] = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// The entries of `NO_PROXY`. One that cannot be read holds for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoProxy(Vec<Exception>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Exception {
    hosts: ExceptedHosts,
    /// As it is written; empty for all ports.
    port: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ExceptedHosts {
    /// `*`
    All,
    /// The address of a network and the length of its prefix.
    Network(IpAddr, u32),
    Address(IpAddr),
    /// `corp.example` for itself and what is below it, `.corp.example` for what is below it.
    Domain(String),
}

impl NoProxy {
    /// Reads a list with commas.
    pub fn read(list: &str) -> Self {
        let entries = list.split(',').map(|entry| entry.trim().to_lowercase());
        Self(entries.filter_map(|entry| exception(&entry)).collect())
    }

    /// Whether the host and port of a URL are asked without a proxy.
    pub fn covers(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        let port = port.map(|port| port.to_string()).unwrap_or_default();
        let is_meant = |it: &Exception| it.port.is_empty() || it.port == port;
        let mut entries = self.0.iter().filter(|entry| is_meant(entry));
        url.host()
            .is_some_and(|host| entries.any(|entry| entry.hosts.contain(&host)))
    }
}

impl ExceptedHosts {
    fn contain(&self, host: &Host<&str>) -> bool {
        let address = match host {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(IpAddr::V4(*address)),
            Host::Ipv6(address) => Some(address.to_canonical()),
        };
        match (self, host) {
            (Self::All, _) => true,
            (Self::Network(network, length), _) => {
                address.is_some_and(|address| is_in(address, *network, *length))
            }
            (Self::Address(excepted), _) => address == Some(*excepted),
            (Self::Domain(domain), Host::Domain(name)) => {
                let before = name.strip_suffix(domain.as_str());
                before
                    .is_some_and(|it| domain.starts_with('.') || it.is_empty() || it.ends_with('.'))
            }
            (Self::Domain(_), Host::Ipv4(_) | Host::Ipv6(_)) => false,
        }
    }
}

fn exception(entry: &str) -> Option<Exception> {
    let of = |hosts, port: &str| {
        let port = port.to_owned();
        Some(Exception { hosts, port })
    };
    if entry == "*" {
        return of(ExceptedHosts::All, "");
    }
    if let Some((network, length)) = network(entry) {
        return of(ExceptedHosts::Network(network, length), "");
    }
    let (host, port) = host_and_port(entry).unwrap_or((entry, ""));
    if let Ok(address) = host.parse::<IpAddr>() {
        return of(ExceptedHosts::Address(address.to_canonical()), port);
    }
    let domain = host.strip_prefix('*').filter(|it| it.starts_with('.'));
    match domain.unwrap_or(host) {
        "" => None,
        domain => of(ExceptedHosts::Domain(in_ascii(domain)), port),
    }
}

/// A network in CIDR notation. One of mapped addresses is one of IPv4, if its prefix is long enough for that.
fn network(entry: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = entry.split_once('/')?;
    let address = address.parse::<IpAddr>().ok()?;
    let is_number = length.bytes().all(|byte| byte.is_ascii_digit());
    let length = length.parse::<u32>().ok().filter(|_| is_number)?;
    match (address, address.to_canonical()) {
        (IpAddr::V4(_), _) => (length <= 32).then_some((address, length)),
        (_, mapped @ IpAddr::V4(_)) if (96..=128).contains(&length) => Some((mapped, length - 96)),
        (IpAddr::V6(_), _) => (length <= 128).then_some((address, length)),
    }
}

fn is_in(address: IpAddr, network: IpAddr, length: u32) -> bool {
    let (differing, free) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => (
            u128::from(address.to_bits() ^ network.to_bits()),
            32 - length,
        ),
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            (bits_between(address, network), 128 - length)
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    differing.checked_shr(free).unwrap_or_default() == 0
}

fn bits_between(one: Ipv6Addr, other: Ipv6Addr) -> u128 {
    one.to_bits() ^ other.to_bits()
}

/// `HOST:PORT` or `[HOST]:PORT`, by the rules of Go's `net.SplitHostPort`; `None` without a port, or where it cannot be
/// told what is one.
fn host_and_port(entry: &str) -> Option<(&str, &str)> {
    let (host, port) = entry.rsplit_once(':')?;
    let bare = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let is_ambiguous = bare.is_none() && host.contains(':');
    let host = bare.unwrap_or(host);
    let has_brackets = host.contains(['[', ']']) || port.contains(['[', ']']);
    (!is_ambiguous && !has_brackets).then_some((host, port))
}

/// A name as it stands in URLs, the other letters of its labels encoded (RFC 3492).
fn in_ascii(name: &str) -> String {
    if name.is_ascii() {
        return name.to_owned();
    }
    let encode = |label: &str| match punycode::encode_str(label) {
        Some(encoded) if !label.is_ascii() => format!("xn--{encoded}"),
        _ => label.to_owned(),
    };
    let labels: Vec<_> = name.split(DOTS).map(encode).collect();
    labels.join(".")
}
