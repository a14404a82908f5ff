//! Whatever a token server answers: a token or a sentence, and a life of a minute at least.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Values of every type, as token servers with a bug might write them.
fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~é]{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
    ]
}

fn tokens() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[ -~é]{0,12}")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_reading_an_answer_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_answer(&body);
    }

    #[test]
    fn an_answer_of_any_types_has_a_token_or_is_an_error(
        token in values(), access_token in values(), expires_in in values(), more in values()
    ) {
        let body = json!({ "token": token, "access_token": access_token, "expires_in": expires_in, "more": more });
        if let Ok((secret, lifetime)) = read_answer(body.to_string().as_bytes()) {
            let is_given = |value: &Value| value.as_str() == Some(secret.expose());
            prop_assert!(!secret.expose().is_empty() && (is_given(&token) || is_given(&access_token)));
            prop_assert!(lifetime >= LIFETIME_MIN);
            renew_at(lifetime);
        }
    }

    #[test]
    fn a_token_that_is_there_is_found_whatever_life_it_is_given(
        token in tokens(), access_token in tokens(), expires_in in values()
    ) {
        let body = json!({ "token": token, "access_token": access_token, "expires_in": expires_in });
        let given = [token, access_token].into_iter().flatten().find(|token| !token.is_empty());
        let read = read_answer(body.to_string().as_bytes()).ok().map(|(secret, _)| secret.expose().to_owned());
        prop_assert_eq!(read, given);
    }

    #[test]
    fn a_life_is_as_long_as_it_is_said(seconds in 60_u32..) {
        for written in [json!(seconds), json!(f64::from(seconds)), json!(seconds.to_string())] {
            let body = json!({ "token": "T", "expires_in": written }).to_string();
            let lifetime = read_answer(body.as_bytes()).map(|(_, lifetime)| lifetime);
            prop_assert_eq!(lifetime, Ok(Duration::from_secs(seconds.into())));
        }
    }
}
