//! The one table of what is worth another try.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The number of retries after transport errors and 5xx.
pub const RETRIES_MAX: u32 = 4;
/// The same after a host said nothing for half a minute: four more would keep a person waiting for minutes.
pub const RETRIES_AFTER_SILENCE_MAX: u32 = 1;
/// The longest wait that a registry may ask for.
pub const WAIT_MAX: Duration = Duration::from_secs(60);
/// The first wait; each further one is twice as long.
const BACKOFF: Duration = Duration::from_millis(200);
/// The first pause of a host that says 429 and not for how long.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryVerdict {
    Answer,
    /// The server has failed, and may not the next time.
    Again,
    /// The host asks everybody to wait.
    Pause,
}

/// The verdict on a status.
///
/// 501 is an answer: it is how some registries say that they do not know HEAD. 408 and the 5xx are a server in
/// trouble, those of proxies (522) among them.
pub fn verdict(status: StatusCode) -> RetryVerdict {
    match status.as_u16() {
        429 => RetryVerdict::Pause,
        501 => RetryVerdict::Answer,
        408 | 500..=599 => RetryVerdict::Again,
        _ => RetryVerdict::Answer,
    }
}

/// The wait before retry number `attempt`, counted from 1.
pub fn backoff(attempt: u32) -> Duration {
    jitter(BACKOFF * 2_u32.saturating_pow(attempt.saturating_sub(1)))
}

/// The pause of a host that says nothing about its length; `pauses` had it before.
pub fn pause(pauses: u32) -> Duration {
    jitter(PAUSE * 2_u32.saturating_pow(pauses))
}

/// `Retry-After`: seconds or a date (RFC 9110, 10.2.3). `None` where it is absent or unreadable.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than there are numbers for are very many, and not none
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// Spreads waits by a fifth to either side, so that those who failed together do not come back together.
fn jitter(wait: Duration) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    let random = RandomState::new().hash_one(wait) % 1000;
    wait.mul_f64(0.8 + 0.4 * random as f64 / 1000.0)
}

#[cfg(test)]
mod tests;
