//! Limits of how much may be asked, in words.

use std::time::Duration;

use crate::exit::Reason;
use crate::registry::duration::in_words;
use crate::registry::http::quota::Quota;

/// The limit that was hit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateLimit {
    /// A quota of pulls is used up.
    #[error("the quota of {} is used up{}", granted(.quota.as_deref()), until(*.wait))]
    Quota {
        /// The quota, where that is said.
        quota: Option<Box<Quota>>,
        /// For how long it is used up, where that is said.
        wait: Option<Duration>,
    },
    /// It asks to wait for longer than a person would.
    #[error("it asks to wait {}, which is longer than is waited for", in_words(*.0))]
    LongWait(Duration),
    /// It asked to wait again and again.
    #[error("it asked to wait again and again")]
    TooOften,
}

impl RateLimit {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Quota { .. } => Reason::QuotaUsedUp,
            Self::LongWait(_) | Self::TooOften => Reason::RateLimited,
        }
    }
}

fn granted(quota: Option<&Quota>) -> String {
    quota.map_or_else(|| "pulls".to_owned(), Quota::granted)
}

fn until(wait: Option<Duration>) -> String {
    wait.map(|wait| format!(" for another {}", in_words(wait)))
        .unwrap_or_default()
}
