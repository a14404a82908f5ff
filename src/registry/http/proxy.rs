//! Proxies: which one leads to a server, and what is wrong with it where that is the one at fault.
//!
//! The variables are obeyed by the HTTP client; this asks the same rules again, so that an error names who stood
//! between. A proxy's credentials are in its variable and are never part of its name.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::causes;

/// The HTTP client's word for all that goes wrong before a proxy has led anywhere.
const TUNNEL: &str = "tunnel error: ";
/// The same of a proxy that speaks SOCKS.
const SOCKS: &str = "SOCKS error: ";
/// Its words where it is to resolve a name for such a proxy, and cannot.
const UNRESOLVED: &str = "error resolving for socks proxy";

/// The fault of a proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyFault {
    /// It answered 407: it wants credentials, and got none or wrong ones.
    #[error("it requires authentication (407)")]
    Credentials,
    /// The same of a proxy that speaks SOCKS.
    #[error("it requires authentication")]
    SocksCredentials,
    /// `socks5` gives the proxy an address, and there is none for the name.
    #[error("its name cannot be resolved on this machine: {0}")]
    Unresolved(String),
    /// There is no connection to it.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It was reached and answered the question for a connection with something else than one.
    #[error("it refuses to connect to that host")]
    Refused,
    /// It went away.
    #[error("it closed the connection")]
    Broken,
}

impl ProxyFault {
    /// The fault behind an error of the HTTP client on the way through a proxy; `None` where the proxy did its part.
    pub fn of(error: &reqwest::Error, url: &Url) -> Option<Self> {
        let root = causes(error).last();
        let root = root.map(ToString::to_string).unwrap_or_default();
        let said = |of: &str| {
            causes(error).find_map(|cause| Some(cause.to_string().strip_prefix(of)?.to_owned()))
        };
        if said(UNRESOLVED).is_some() {
            return Some(Self::Unresolved(root));
        }
        if let Some(words) = said(SOCKS) {
            return Some(Self::of_socks(&words));
        }
        match said(TUNNEL).as_deref() {
            Some("proxy authorization required") => Some(Self::Credentials),
            Some("failed to create underlying connection") => Some(Self::Unreachable(root)),
            Some("unexpected end of file" | "io error establishing tunnel") => Some(Self::Broken),
            Some(_) => Some(Self::Refused),
            // Without TLS no tunnel is dug: who is connected to is the proxy
            None if url.scheme() == "http" && error.is_connect() => Some(Self::Unreachable(root)),
            None => None,
        }
    }

    fn of_socks(words: &str) -> Self {
        match words {
            // Why not is hidden
            "failed to create underlying connection" => {
                Self::Unreachable("no connection".to_owned())
            }
            "io error during SOCKS handshake" => Self::Broken,
            "server does not support user/pass authentication" | "credentials not accepted" => {
                Self::SocksCredentials
            }
            _ => Self::Refused,
        }
    }

    /// Whether every try would end in it.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Credentials | Self::SocksCredentials)
    }

    /// The way out.
    pub fn hint(&self, proxy: &str) -> String {
        let around = "hosts in `NO_PROXY` are reached without it";
        let credentials = |scheme| {
            let remedy = "set the user name and the password in the proxy variable";
            format!("{remedy}: `{scheme}://USER:PASSWORD@{proxy}`")
        };
        match self {
            Self::Credentials => credentials("http"),
            Self::SocksCredentials => credentials("socks5h"),
            Self::Unresolved(_) => format!(
                "write `socks5h://{proxy}` into the proxy variable to let the proxy resolve names"
            ),
            Self::Refused => format!("ask the proxy's operator to allow that host; {around}"),
            Self::Unreachable(_) | Self::Broken => format!(
                "check the proxy variables (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`); {around}"
            ),
        }
    }
}

/// The proxy that leads to a URL, as host and port.
pub fn of(url: &Url, matcher: &Matcher) -> Option<String> {
    let proxy = matcher.intercept(&url.as_str().parse().ok()?)?;
    // Not all of the authority: of a variable that is read otherwise than it was meant, that may be a password
    let (host, port) = (proxy.uri().host()?, proxy.uri().port_u16());
    Some(port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(matcher: &Matcher, url: &str) -> Option<String> {
        of(&url.parse().unwrap(), matcher)
    }

    #[test]
    fn names_in_no_proxy_hold_for_what_is_below_them_and_a_star_for_all() {
        let direct = |no: &str, url: &str| {
            through(
                &Matcher::builder().all("proxy.corp:3128").no(no).build(),
                url,
            )
            .is_none()
        };
        for no in [
            "corp.example",
            ".corp.example",
            "ghcr.io, Corp.Example",
            "registry.corp.example",
            "*",
        ] {
            assert!(direct(no, "https://registry.corp.example:5000/v2/"), "{no}");
        }
        for no in ["", "example.org", "orp.example", "other.corp.example"] {
            assert!(!direct(no, "https://registry.corp.example/v2/"), "{no}");
        }
        assert!(direct("10.0.0.0/8,[2001:db8::1]", "https://10.1.2.3/v2/"));
    }

    #[test]
    fn a_proxy_is_named_without_its_credentials() {
        let matcher = Matcher::builder()
            .https("http://me:hunter2@proxy.corp:3128")
            .build();
        assert_eq!(
            through(&matcher, "https://ghcr.io/v2/").as_deref(),
            Some("proxy.corp:3128")
        );
        assert_eq!(through(&matcher, "http://ghcr.io/v2/"), None);
        let matcher = Matcher::builder()
            .all("me:hunter2@[2001:db8::1]:3128")
            .no("ghcr.io")
            .build();
        assert_eq!(
            through(&matcher, "http://quay.io/v2/").as_deref(),
            Some("[2001:db8::1]:3128")
        );
        assert_eq!(through(&matcher, "https://ghcr.io/v2/"), None);
    }
}
