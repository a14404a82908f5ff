//! The table, row by row.

use proptest::prelude::*;
use reqwest::header::HeaderValue;

use super::*;

fn wait(value: &str) -> Option<u64> {
    let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(value).unwrap())]);
    let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
    retry_after(&headers, now).map(|wait| wait.as_secs())
}

#[test]
fn servers_in_trouble_are_asked_again_and_nobody_else() {
    let verdict = |status: u16| verdict(StatusCode::from_u16(status).unwrap());
    for status in [408, 500, 502, 503, 504, 522, 599] {
        assert_eq!(verdict(status), RetryVerdict::Again, "{status}");
    }
    for status in [200, 301, 400, 401, 403, 404, 405, 410, 501] {
        assert_eq!(verdict(status), RetryVerdict::Answer, "{status}");
    }
    assert_eq!(verdict(429), RetryVerdict::Pause);
}

#[test]
fn a_wait_is_written_in_seconds_or_as_a_date() {
    assert_eq!((wait("0"), wait(" 61 ")), (Some(0), Some(61)));
    assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
    assert_eq!(wait("Sun, 06 Nov 1994 08:48:37 GMT"), Some(0));
    assert_eq!(wait("Fri, 31 Dec 9999 23:59:59 GMT"), Some(252_618_189_022));
    assert_eq!(wait(&u64::MAX.to_string()), Some(u64::MAX));
    assert_eq!(wait("99999999999999999999"), Some(u64::MAX));
}

#[test]
fn a_wait_that_cannot_be_read_is_none() {
    for unreadable in [
        "",
        " ",
        "soon",
        "-1",
        "+1",
        "1.5",
        "1 s",
        "0x10",
        "880.092µs",
        "1994-11-06T08:50:37Z",
    ] {
        assert_eq!(wait(unreadable), None, "{unreadable}");
    }
    assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
}

#[test]
fn waits_double_and_spread_by_a_fifth() {
    for (attempt, milliseconds) in [(1, 200), (2, 400), (3, 800), (4, 1600)] {
        let wait = backoff(attempt).as_millis();
        assert!(
            wait >= milliseconds * 8 / 10 && wait <= milliseconds * 12 / 10,
            "{attempt}: {wait}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_reading_a_wait_panic(value in prop::collection::vec(any::<u8>(), 0..40)) {
        let headers = HeaderValue::from_bytes(&value).map(|value| HeaderMap::from_iter([(RETRY_AFTER, value)]));
        retry_after(&headers.unwrap_or_default(), SystemTime::now());
    }

    #[test]
    fn seconds_and_dates_are_read_as_they_were_meant(seconds: u64, ahead in 0_u64..(1 << 36)) {
        prop_assert_eq!(wait(&seconds.to_string()), Some(seconds));
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        prop_assert_eq!(wait(&httpdate::fmt_http_date(now + Duration::from_secs(ahead))), Some(ahead));
    }

    #[test]
    fn no_number_of_tries_makes_a_wait_panic(number: u32) {
        prop_assert!(backoff(number) >= BACKOFF / 2 && pause(number) >= PAUSE / 2);
    }
}
