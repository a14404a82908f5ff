//! The table, row by row.

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
        assert_eq!(verdict(status), Verdict::Again, "{status}");
    }
    for status in [200, 301, 400, 401, 403, 404, 405, 410, 501] {
        assert_eq!(verdict(status), Verdict::Answer, "{status}");
    }
    assert_eq!(verdict(429), Verdict::Pause);
}

#[test]
fn a_wait_is_written_in_seconds_or_as_a_date() {
    assert_eq!((wait("0"), wait(" 61 ")), (Some(0), Some(61)));
    assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
    assert_eq!(wait("Sun, 06 Nov 1994 08:48:37 GMT"), Some(0));
    for unreadable in ["", "soon", "-1", "1.5", "880.092µs", "99999999999999999999"] {
        assert_eq!(wait(unreadable), None, "{unreadable}");
    }
}

#[test]
fn a_quota_is_told_from_a_rate() {
    let remaining = |value: &'static str| {
        HeaderMap::from_iter([("ratelimit-remaining".parse().unwrap(), HeaderValue::from_static(value))])
    };
    assert!(is_quota(&remaining("0;w=21600"), None) && is_quota(&remaining("0"), None));
    assert!(!is_quota(&remaining("10;w=21600"), None) && !is_quota(&HeaderMap::new(), None));
    assert!(is_quota(&HeaderMap::new(), Some("You have reached your unauthenticated pull rate limit.")));
    assert!(!is_quota(&HeaderMap::new(), Some("TOOMANYREQUESTS: Rate exceeded")));
}

#[test]
fn waits_double_and_spread_by_a_fifth() {
    for (attempt, milliseconds) in [(1, 200), (2, 400), (3, 800), (4, 1600)] {
        let wait = backoff(attempt).as_millis();
        assert!(wait >= milliseconds * 8 / 10 && wait <= milliseconds * 12 / 10, "{attempt}: {wait}");
    }
}
