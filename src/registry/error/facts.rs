//! What programs want to know of an error beside its words.

use std::time::Duration;

use super::{Error, RateLimit};
use crate::registry::http::proxy::ProxyFault;
use crate::registry::http::tls::TlsFault;

/// Too many requests (RFC 6585 section 4).
const TOO_MANY_REQUESTS: u16 = 429;
/// Not found (RFC 9110 section 15.5.5).
const NOT_FOUND: u16 = 404;

impl Error {
    /// Whether the same question may have an answer later, without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Broken { .. }
            | Self::Server { .. }
            | Self::RateLimited { .. } => true,
            Self::Tls { fault, .. } => matches!(fault, TlsFault::Other(_)),
            Self::Proxy { fault, .. } => {
                matches!(fault, ProxyFault::Unreachable(_) | ProxyFault::Broken)
            }
            Self::Mirrors { failures, .. } => failures.iter().any(Self::is_transient),
            _ => false,
        }
    }

    /// The HTTP status that it comes from, where there is one.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Self::Server { status, .. }
            | Self::NoTokens { status, .. }
            | Self::NoIdentityTokens { status, .. } => Some(*status),
            Self::Refused(refusal) => Some(refusal.status),
            Self::RateLimited { .. } => Some(TOO_MANY_REQUESTS),
            Self::NoSuchTag { .. } | Self::NoSuchDigest { .. } => Some(NOT_FOUND),
            Self::Mirrors { failures, .. } => failures.last()?.http_status(),
            _ => None,
        }
    }

    /// How long the registry asks to wait, where it says so.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::RateLimited {
                reason: RateLimit::LongWait(wait),
                ..
            } => Some(*wait),
            Self::RateLimited {
                reason: RateLimit::Quota { wait, .. },
                ..
            } => *wait,
            Self::Mirrors { failures, .. } => failures.last()?.wait(),
            _ => None,
        }
    }
}
