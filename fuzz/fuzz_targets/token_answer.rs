//! Answers of token servers: any bytes are read, and what is found was there.
#![no_main]

use std::time::Duration;

use imagelock::internals::registry::Authorization;
use imagelock::internals::registry::read_answer;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    let Ok((secret, lifetime)) = read_answer(body) else {
        return;
    };
    assert!(lifetime >= Duration::from_secs(60));
    // What is passed over may be broken: a text that is not UTF-8, a number that is too large. A list is read as the
    // fields in their order, which is serde's doing and does no harm
    let Ok(answer @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let is_given = |name: &str| answer[name].as_str() == Some(secret.expose());
    assert!(!secret.expose().is_empty() && (is_given("token") || is_given("access_token")));
    if let Some(authorization) = Authorization::bearer(&secret, false) {
        assert!(!format!("{authorization:?} {secret:?}").contains("Bearer"));
    }
});
