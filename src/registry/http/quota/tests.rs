//! What registries say of a quota, and what only looks like one.

use proptest::prelude::*;
use reqwest::header::HeaderValue;

use super::*;

fn read(limit: &str, remaining: &str) -> Option<Quota> {
    let header = |name: &'static str, value: &str| {
        (
            reqwest::header::HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    Quota::read(
        &HeaderMap::from_iter([header(LIMIT, limit), header(REMAINING, remaining)]),
        false,
    )
}

fn quota(limit: Option<u64>, remaining: u64, window: Option<u64>) -> Quota {
    Quota {
        limit,
        remaining,
        window: window.map(Duration::from_secs),
        is_logged_in: false,
    }
}

fn is_used_up_by(remaining: &str, wait: Option<u64>) -> bool {
    is_used_up(
        read("", remaining).as_ref(),
        wait.map(Duration::from_secs),
        b"",
    )
}

#[test]
fn a_quota_is_read_with_the_time_that_it_is_for() {
    assert_eq!(
        read("100;w=21600", "76;w=21600"),
        Some(quota(Some(100), 76, Some(21600)))
    );
    assert_eq!(
        read(" 100 ; w=21600", "76 "),
        Some(quota(Some(100), 76, Some(21600)))
    );
    assert_eq!(read("many", "76;w=6h"), Some(quota(None, 76, None)));
    assert_eq!(
        read("10, 10;window=1;burst=5", "9"),
        Some(quota(Some(10), 9, None))
    );
    for unreadable in [
        "",
        ";w=21600",
        "-1;w=21600",
        "1.5",
        "99999999999999999999",
        "x",
    ] {
        assert_eq!(read("100;w=21600", unreadable), None, "{unreadable}");
    }
    assert_eq!(Quota::read(&HeaderMap::new(), false), None);
}

#[test]
fn a_quota_is_told_as_far_as_it_is_known() {
    assert_eq!(
        quota(Some(100), 76, Some(21600)).to_string(),
        "76 of 100 pulls in 6 h"
    );
    assert_eq!(quota(None, 76, None).to_string(), "76 pulls");
}

#[test]
fn little_is_less_than_a_tenth() {
    let is_low = |limit, remaining| quota(limit, remaining, None).is_low();
    assert!(is_low(Some(100), 9) && is_low(Some(100), 0) && is_low(None, 0) && is_low(Some(1), 0));
    assert!(
        !is_low(Some(100), 10)
            && !is_low(None, 1)
            && !is_low(Some(1), 1)
            && !is_low(Some(9), u64::MAX)
    );
}

#[test]
fn nothing_left_of_what_is_granted_for_hours_is_a_quota_that_is_used_up() {
    assert!(is_used_up_by("0;w=21600", None) && is_used_up_by("0;w=21600", Some(1)));
    assert!(is_used_up_by("0", None) && is_used_up_by("0", Some(61)));
    assert!(!is_used_up_by("10;w=21600", None) && !is_used_up_by("", None));
}

#[test]
fn nothing_left_of_what_is_granted_for_a_minute_is_a_rate() {
    assert!(!is_used_up_by("0;w=60", None) && !is_used_up_by("0", Some(60)));
}

#[test]
fn the_words_of_docker_hub_are_a_quota_in_whatever_form() {
    for body in [
        r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit"}]}"#,
        r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your unauthenticated pull rate limit."}]}"#,
        r#"{"message":"toomanyrequests: You have reached your pull rate limit."}"#,
        r#"{"details":"You have reached your pull rate limit."}"#,
        "toomanyrequests: You have reached your PULL RATE LIMIT",
        "<html>\n<p>You have reached your pull rate limit</p>",
    ] {
        assert!(is_used_up(None, Some(WAIT_MAX), body.as_bytes()), "{body}");
    }
}

#[test]
fn the_words_of_other_limits_are_a_rate() {
    for body in [
        "",
        "Too Many Requests (HAP429)",
        r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"Rate exceeded"}]}"#,
        r#"{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: 880.092µs, allowed: 44000/minute"}]}"#,
        r#"{"message":"toomanyrequests: too many requests"}"#,
        r#"{"errors":null}"#,
    ] {
        assert!(!is_used_up(None, None, body.as_bytes()), "{body}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_reading_a_quota_panic(
        limit in prop::collection::vec(any::<u8>(), 0..40), remaining in prop::collection::vec(any::<u8>(), 0..40),
        body in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let headers = [(LIMIT, limit), (REMAINING, remaining)].into_iter().filter_map(|(name, value)| {
            Some((reqwest::header::HeaderName::from_static(name), HeaderValue::from_bytes(&value).ok()?))
        });
        let quota = Quota::read(&headers.collect(), false);
        is_used_up(quota.as_ref(), None, &body);
        quota.map(|quota| quota.to_string());
    }

    #[test]
    fn what_is_granted_and_left_is_read_as_it_was_meant(limit: u64, remaining: u64, window: u64) {
        let read = read(&format!("{limit};w={window}"), &format!("{remaining};w={window}"));
        prop_assert_eq!(read, Some(quota(Some(limit), remaining, Some(window))));
        prop_assert!(read.is_some_and(|quota| quota.to_string().starts_with(&remaining.to_string())));
        prop_assert!(remaining == 0 || read.is_none_or(|quota| !is_used_up(Some(&quota), None, b"")));
    }
}
