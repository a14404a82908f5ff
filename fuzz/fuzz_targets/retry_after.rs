//! `Retry-After` and the headers of quotas: any bytes are read, in any order of lines.
#![no_main]

use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use imagelock::internals::registry::retry_after;
use imagelock::internals::registry::{Quota, is_used_up};
use imagelock::registry::in_words;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let names = [
        RETRY_AFTER,
        HeaderName::from_static("ratelimit-limit"),
        HeaderName::from_static("ratelimit-remaining"),
    ];
    let mut lines = bytes.split(|&byte| byte == b'\n');
    let mut headers = HeaderMap::new();
    for (name, line) in names.into_iter().zip(&mut lines) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.insert(name, value);
        }
    }
    let wait = retry_after(
        &headers,
        SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30),
    );
    assert!(!in_words(wait.unwrap_or_default()).is_empty());
    let quota = Quota::read(&headers, false);
    is_used_up(quota.as_ref(), wait, lines.next().unwrap_or_default());
    if let Some(quota) = quota {
        assert!(quota.to_string().starts_with(&quota.remaining.to_string()));
        assert!(quota.remaining > 0 || quota.is_low());
    }
});
