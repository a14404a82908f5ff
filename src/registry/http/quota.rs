//! The quota of pulls that a registry grants, as Docker Hub tells it: `ratelimit-limit: 100;w=21600` beside
//! `ratelimit-remaining: 76;w=21600` (docker/docs `download-rate-limit.md`, hub-feedback#2464).
//!
//! A quota is told from a rate: a rate that is too high is lower after a wait, a quota that is used up stays so for
//! hours.

use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderMap;

use super::retry::WAIT_MAX;
use crate::exit::Reason;
use crate::registry::in_words;

const LIMIT: &str = "ratelimit-limit";
const REMAINING: &str = "ratelimit-remaining";
/// Docker Hub's words for a quota that is used up, whatever stands around them (containers/image#1078).
const WORDS: &[u8] = b"pull rate limit";
/// Of a smaller part than one in so many it is said that little is left.
const LOW: u64 = 10;

/// The pulls that are granted and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The number that is granted, where that is said.
    pub limit: Option<u64>,
    /// The number that is left.
    pub remaining: u64,
    /// In which time so many are granted, where that is said.
    pub window: Option<Duration>,
    /// Whether it is that of a user, and not that of everybody at one address.
    pub is_logged_in: bool,
}

impl Quota {
    /// Reads the headers of an answer, where they say how much is left. Nothing that is written there is an error.
    pub fn read(headers: &HeaderMap, is_logged_in: bool) -> Option<Self> {
        let (remaining, window) = count_and_window(headers, REMAINING)?;
        let (limit, window_of_limit) = count_and_window(headers, LIMIT).unzip();
        Some(Self {
            limit,
            remaining,
            window: window.or(window_of_limit.flatten()),
            is_logged_in,
        })
    }

    /// Whether it is one of pulls in hours. GitLab and others count requests in a minute by the same headers.
    pub fn is_of_hours(&self) -> bool {
        self.window.is_some_and(|window| window > WAIT_MAX)
    }

    /// Whether so little is left that it should be told.
    pub fn is_low(&self) -> bool {
        let is_small = |limit| self.remaining.saturating_mul(LOW) < limit;
        self.remaining == 0 || self.limit.is_some_and(is_small)
    }

    /// `100 pulls in 6 h`, as far as that is known.
    pub fn granted(&self) -> String {
        let limit = self.limit.map(|limit| format!("{limit} "));
        let window = self.window.map(in_words);
        let window = window.map(|window| format!(" in {window}"));
        let (limit, window) = (limit.unwrap_or_default(), window.unwrap_or_default());
        format!("{limit}pulls{window}")
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = if self.limit.is_some() { " of" } else { "" };
        write!(out, "{}{of} {}", self.remaining, self.granted())
    }
}

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
    #[error("it asks to wait {}, which is longer than imagelock waits", in_words(*.0))]
    LongWait(Duration),
    /// It asked to wait again and again, and answered nothing in between.
    #[error("it kept asking to wait and answered nothing in between{}", now(*.0))]
    TooOften(Option<Duration>),
    /// All waits for it are more than a run waits.
    #[error("{} would make more than {} in all", another(*.wait), in_words(*.most))]
    TooLong {
        /// The time that it asks for now, if it does.
        wait: Option<Duration>,
        /// The time that a run waits for a host in all.
        most: Duration,
    },
}

impl RateLimit {
    pub(in crate::registry) fn reason(&self) -> Reason {
        match self {
            Self::Quota { .. } => Reason::QuotaUsedUp,
            Self::LongWait(_) | Self::TooOften(_) | Self::TooLong { .. } => Reason::RateLimited,
        }
    }
}

fn granted(quota: Option<&Quota>) -> String {
    quota.map_or_else(|| "pulls".to_owned(), Quota::granted)
}

fn until(wait: Option<Duration>) -> String {
    let wait = wait.map(|wait| format!(" for another {}", in_words(wait)));
    wait.unwrap_or_default()
}

fn another(wait: Option<Duration>) -> String {
    match wait {
        Some(wait) => format!("it asks to wait another {}, which", in_words(wait)),
        None => "it keeps refusing, and the next wait".to_owned(),
    }
}

fn now(wait: Option<Duration>) -> String {
    let wait = wait.filter(|wait| !wait.is_zero());
    let wait = wait.map(|wait| format!("; now it asks for {}", in_words(wait)));
    wait.unwrap_or_default()
}

/// Whether a 429 says that a quota is used up: by its body, or by what is left where it has none, as that to a HEAD.
/// `wait` is what it asks to wait.
pub fn is_used_up(quota: Option<&Quota>, wait: Option<Duration>, body: &[u8]) -> bool {
    let is_empty = quota.is_some_and(|quota| match quota.window {
        _ if quota.remaining > 0 => false,
        Some(_) => quota.is_of_hours(),
        None => wait.is_none_or(|wait| wait > WAIT_MAX),
    });
    is_empty
        || body
            .windows(WORDS.len())
            .any(|words| words.eq_ignore_ascii_case(WORDS))
}

/// The count of a header, and the time that it is for in seconds: `76;w=21600`.
fn count_and_window(headers: &HeaderMap, name: &str) -> Option<(u64, Option<Duration>)> {
    let value = headers.get(name)?.to_str().ok()?;
    // What follows a comma are the policies of drafts (draft-ietf-httpapi-ratelimit-headers-03)
    let mut parts = value.split(',').next()?.split(';').map(str::trim);
    let count = parts.next()?.parse().ok()?;
    let window = parts.find_map(|part| part.strip_prefix("w=")?.trim().parse().ok());
    Some((count, window.map(Duration::from_secs)))
}

#[cfg(test)]
mod tests;
