//! The reason of an error, for programs.

use super::{Error, RateLimit};
use crate::exit::Reason;

impl Error {
    /// The word for programs.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Unreachable { .. } => Reason::Unreachable,
            Self::Tls { .. } => Reason::Tls,
            Self::Proxy { .. } => Reason::Proxy,
            Self::Broken { .. } => Reason::ConnectionBroken,
            Self::Server { .. } => Reason::ServerError,
            Self::RateLimited {
                reason: RateLimit::Quota { .. },
                ..
            } => Reason::QuotaUsedUp,
            Self::RateLimited { .. } => Reason::RateLimited,
            Self::Refused(_) => Reason::AccessRefused,
            Self::CredentialsRejected { .. } => Reason::CredentialsRejected,
            Self::UntrustedRealm { .. } => Reason::UntrustedRealm,
            Self::NoTokens { .. } | Self::NoIdentityTokens { .. } => Reason::NoToken,
            Self::CredentialsFile { .. } => Reason::CredentialsUnusable,
            Self::Certificates { .. } => Reason::CertificatesUnusable,
            Self::Helper { .. } => Reason::HelperFailed,
            Self::Challenge { .. } => Reason::Challenge,
            Self::NoSuchTag { .. } => Reason::NoSuchTag,
            Self::NoSuchDigest { .. } => Reason::NoSuchDigest,
            Self::WrongDigest { .. } => Reason::WrongDigest,
            Self::Protocol { .. } => Reason::NotARegistry,
            Self::Mirrors { .. } => Reason::MirrorsFailed,
            Self::Setup { .. } => Reason::Setup,
        }
    }
}
