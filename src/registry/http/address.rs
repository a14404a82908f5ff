//! Hosts that are near: this machine and its networks. A server elsewhere has no business to send anybody there.
//!
//! Of a URL, only what stands in it is judged. A name that the name service leads to such an address is not known by
//! it, so the rules that use this forbid credentials and downgrades as well.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The networks that are near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearAddress {
    /// This machine, by address or as `localhost`.
    Loopback,
    /// The link alone: clouds keep the credentials of machines there (`169.254.169.254`).
    LinkLocal,
    /// A network that is not the internet: RFC 1918, unique local addresses, and those shared by providers (RFC 6598).
    Private,
    /// No address at all, which leads to this machine all the same.
    Unspecified,
}

impl fmt::Display for NearAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Loopback => "a loopback address",
            Self::LinkLocal => "a link-local address",
            Self::Private => "a private address",
            Self::Unspecified => "an unspecified address",
        })
    }
}

/// What is known of the place of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whereabouts {
    /// It is near.
    Near,
    /// It is not.
    Elsewhere,
    /// It has a name that a proxy resolves.
    Hidden,
}

impl Whereabouts {
    /// Those of a server at this address, or, if only a proxy knows that, of one that is written so.
    pub fn of(address: Option<IpAddr>, url: &Url) -> Self {
        let near = address.map_or_else(|| of(url), of_ip);
        let is_known = address.is_some() || !matches!(url.host(), Some(Host::Domain(_)));
        match (near, is_known) {
            (Some(_), _) => Self::Near,
            (None, true) => Self::Elsewhere,
            (None, false) => Self::Hidden,
        }
    }

    /// Whether a server there may lead to names in this network: one that is hidden may be in a private one itself.
    pub fn may_lead_to(self, network: NearAddress) -> bool {
        match self {
            Self::Near => true,
            Self::Elsewhere => false,
            Self::Hidden => network == NearAddress::Private,
        }
    }

    /// Why a server there may not lead to a near address; `None` if it may.
    pub fn objection(self) -> Option<&'static str> {
        match self {
            Self::Near => None,
            Self::Elsewhere => Some("but its own address is not"),
            Self::Hidden => Some("but its own address is known to the proxy alone"),
        }
    }
}

/// The network of a URL's host, if it is near.
pub fn of(url: &Url) -> Option<NearAddress> {
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            (name == "localhost" || name.ends_with(".localhost")).then_some(NearAddress::Loopback)
        }
        Host::Ipv4(address) => of_v4(address),
        Host::Ipv6(address) => of_v6(address),
    }
}

/// The network of an address, if it is near.
pub fn of_ip(address: IpAddr) -> Option<NearAddress> {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

/// Whether a URL that came from outside is one as it is on the wire, of visible ASCII and with a host without escapes
/// (RFC 3986, 2 and 3.2.2). Others are refused before they are read: URLs are read as browsers do, which pass over
/// tabs, and the crate idna_adapter, whose version here has no tables for other letters, asserts in debug builds that
/// there are none.
pub fn is_plain(url: &str) -> bool {
    let is_slash = |letter| matches!(letter, '/' | '\\');
    let is_scheme =
        |text: &&str| !text.contains(|letter| is_slash(letter) || matches!(letter, '?' | '#'));
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.filter(is_scheme);
    let rest = scheme.map_or(url, |scheme| &url[scheme.len() + 1..]);
    let names_a_host =
        scheme.is_some() || rest.starts_with(is_slash) && rest[1..].starts_with(is_slash);
    let rest = rest.trim_start_matches(is_slash);
    let mut parts = rest.split(|letter| is_slash(letter) || matches!(letter, '?' | '#'));
    let host = parts.next().unwrap_or_default();
    url.bytes().all(|byte| byte.is_ascii_graphic()) && !(names_a_host && host.contains('%'))
}

fn of_v4(address: Ipv4Addr) -> Option<NearAddress> {
    match address.octets() {
        _ if address.is_loopback() => Some(NearAddress::Loopback),
        _ if address.is_link_local() => Some(NearAddress::LinkLocal),
        _ if address.is_private() => Some(NearAddress::Private),
        [100, 64..=127, ..] => Some(NearAddress::Private),
        _ if address.is_unspecified() => Some(NearAddress::Unspecified),
        _ => None,
    }
}

/// An address of IPv4 in the clothes of IPv6 is what it is.
fn of_v6(address: Ipv6Addr) -> Option<NearAddress> {
    match (address.to_canonical(), translated(address)) {
        (IpAddr::V4(inner), _) | (_, Some(inner)) => of_v4(inner),
        _ if address.is_loopback() => Some(NearAddress::Loopback),
        _ if address.is_unicast_link_local() => Some(NearAddress::LinkLocal),
        _ if address.is_unique_local() => Some(NearAddress::Private),
        _ if address.is_unspecified() => Some(NearAddress::Unspecified),
        _ => None,
    }
}

/// The address of IPv4 that a gateway makes of one of IPv6: NAT64 (RFC 6052, 2.1) and 6to4 (RFC 3056, 2).
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host: &str) -> Option<NearAddress> {
        of(&format!("https://{host}/").parse().unwrap())
    }

    #[test]
    fn this_machine_and_its_networks_are_near() {
        let cases = [
            (
                NearAddress::Loopback,
                "127.0.0.1 127.255.0.1 [::1] localhost LOCALHOST. a.localhost [::ffff:127.0.0.1]",
            ),
            // As URLs write them, too (WHATWG URL, 3.5)
            (
                NearAddress::Loopback,
                "127.1 2130706433 0x7f.0.0.1 0177.0.0.1",
            ),
            (
                NearAddress::LinkLocal,
                "169.254.169.254 [fe80::1] [::ffff:169.254.1.1] [64:ff9b::169.254.169.254]",
            ),
            (
                NearAddress::Private,
                "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.255",
            ),
            (
                NearAddress::Private,
                "[fc00::1] [fd12:3456::1] [::ffff:10.0.0.1] [64:ff9b::10.0.0.1] [2002:c0a8:101::1]",
            ),
            (NearAddress::Unspecified, "0.0.0.0 0 [::] [::ffff:0.0.0.0]"),
        ];
        for (expected, hosts) in cases {
            for host in hosts.split(' ') {
                assert_eq!(at(host), Some(expected), "{host}");
            }
        }
    }

    #[test]
    fn a_url_is_plain_where_its_host_has_no_escapes_and_all_of_it_is_visible_ascii() {
        for plain in [
            "https://h.example/%C3%89?%",
            "https://h.example",
            "//h.example/%",
            "/%C3%89",
            "%C3%89",
            "http:h#%",
            "/s3/k?t=00:00%2B00",
            "//h/a:%41",
        ] {
            assert!(is_plain(plain), "{plain}");
        }
        let others = [
            "https://É.example/",
            "https:É",
            "//%C3%89.example/a:b",
            "https:\t/É",
            "https:\t/%C3%89/",
            "https://h.example/é",
            "https://h /",
        ];
        for other in
            others
                .into_iter()
                .chain(["https:\\\\%C3%89.example\\", "//%C3%89/", "http://a%2eb/"])
        {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[test]
    fn the_internet_is_not_near() {
        let hosts = "8.8.8.8 172.32.0.1 172.15.0.1 100.63.0.1 100.128.0.1 169.253.0.1 192.169.0.1 126.0.0.1 \
                     [2001:db8::1] [::ffff:8.8.8.8] [fec0::1] [64:ff9b::8.8.8.8] [2002:808:808::1] ghcr.io localhost.evil.example mylocalhost 127.0.0.1.evil.example";
        for host in hosts.split_whitespace() {
            assert_eq!(at(host), None, "{host}");
        }
    }
}
