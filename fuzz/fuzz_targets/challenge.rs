//! `WWW-Authenticate`: any bytes are read, and where the crate http-auth reads a header, we read the same.
#![no_main]

use http::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use http_auth::parser::ChallengeParser;
use imagelock::internals::registry::{RawChallenge, challenges, choose, error_code};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = HeaderValue::from_bytes(bytes) else {
        return;
    };
    let headers = HeaderMap::from_iter([(WWW_AUTHENTICATE, value)]);
    let read = challenges(&headers);
    if !read.iter().any(has_encoded_realm)
        && let Some(Ok(challenge)) = choose(
            &read,
            &"https://registry.example/v2/".parse().expect("a URL"),
        )
    {
        let _ = challenge.to_string();
    }
    let _ = error_code(&headers);
    if let Some(expected) = std::str::from_utf8(bytes).ok().and_then(by_http_auth) {
        assert_eq!(read, expected);
    }
});

/// Of labels in Punycode the crate idna asserts in debug builds what does not hold without the tables of idna_adapter; a
/// release build reads them or calls them no URL.
fn has_encoded_realm(challenge: &RawChallenge) -> bool {
    challenge
        .parameter("realm")
        .is_some_and(|realm| realm.to_ascii_lowercase().contains("xn--"))
}

/// What http-auth reads; `None` where it is stricter than we are.
fn by_http_auth(header: &str) -> Option<Vec<RawChallenge>> {
    let mut read = Vec::new();
    for challenge in ChallengeParser::new(header) {
        let challenge = challenge.ok()?;
        let parameters = challenge.params.iter();
        let parameters = parameters
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_unescaped()))
            .collect();
        read.push(RawChallenge {
            scheme: challenge.scheme.to_ascii_lowercase(),
            parameters,
        });
    }
    Some(read)
}
