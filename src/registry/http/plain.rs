//! Plain HTTP: who says that a server is asked in it, and so who can have it asked in TLS.

use url::Url;

use super::setting::with_setting;
use crate::reference::Registry;
use crate::registry::host::Endpoint;

/// Who says that a server is asked in plain HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlainHttp {
    /// The settings of a registry under this name in `config.toml`, or the default on loopback.
    Setting(Registry),
    /// A mirror in `config.toml` that is written with `http://`.
    Mirror,
    /// A realm or a redirect.
    Elsewhere,
    /// The server itself: it has answered in it.
    Server,
}

impl PlainHttp {
    /// Who says it of a URL in a conversation; `None` if it is asked in TLS.
    pub fn of(url: &Url, peer: Option<&Endpoint>) -> Option<Self> {
        if url.scheme() != "http" {
            return None;
        }
        let its_own = peer.filter(|peer| peer.is_at(url));
        Some(match its_own {
            Some(peer) if peer.has_written_scheme => Self::Mirror,
            Some(peer) => Self::Setting(peer.registry.clone()),
            None => Self::Elsewhere,
        })
    }

    /// The edit that has the server asked in TLS, behind the condition for it, like `if it speaks TLS, `; `None` if it
    /// speaks none.
    pub fn remedy(&self, condition: &str) -> Option<String> {
        Some(match self {
            Self::Setting(registry) => with_setting(
                &format!("{condition}add this to `config.toml`:"),
                registry.as_str(),
                "plain-http = false",
            ),
            Self::Mirror => format!(
                "{condition}write `https://` in place of `http://` before that mirror in `config.toml`"
            ),
            Self::Elsewhere => format!(
                "{condition}the operator of the registry has to name it with `https://` in the challenge or the redirect"
            ),
            Self::Server => return None,
        })
    }
}
