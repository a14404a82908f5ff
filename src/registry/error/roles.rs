//! The part of who failed, in its name.

use super::Error;
use crate::reference::Registry;

impl Error {
    /// The same failure with the part of who failed, if that is this token server.
    pub(in crate::registry) fn of_token_server(
        mut self,
        server: &str,
        registry: &Registry,
    ) -> Self {
        if let Some(host) = self.host_mut()
            && let Some(way) = host.strip_prefix(server)
            // The proxy on the way, if anything; a longer name is another one
            && (way.is_empty() || way.starts_with(' '))
        {
            *host = format!("the token server {server} of {registry}{way}");
        }
        self
    }

    /// Who failed, where it is a server that gave no answer or none that can be read.
    fn host_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Unreachable { host, .. }
            | Self::Tls { host, .. }
            | Self::Proxy { host, .. }
            | Self::Broken { host, .. }
            | Self::Server { host, .. }
            | Self::RateLimited { host, .. }
            | Self::Compressed { host, .. }
            | Self::Protocol { host, .. }
            | Self::NotHttp { host, .. } => Some(host),
            Self::Refused(_)
            | Self::CredentialsRejected { .. }
            | Self::UntrustedRealm { .. }
            | Self::NoTokens { .. }
            | Self::NoIdentityTokens { .. }
            | Self::CredentialsFile { .. }
            | Self::Certificates { .. }
            | Self::Helper { .. }
            | Self::Challenge { .. }
            | Self::NoSuchTag { .. }
            | Self::NoSuchRepository { .. }
            | Self::TagList { .. }
            | Self::NoSuchDigest { .. }
            | Self::WrongDigest { .. }
            | Self::BehindMirrors { .. }
            | Self::Mirrors { .. }
            | Self::Setup { .. } => None,
        }
    }
}
