//! What is wrong with a proxy, where that is the one at fault.

use url::Url;

use crate::registry::http::causes;

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
