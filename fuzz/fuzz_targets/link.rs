//! `Link`: any bytes are read, and what leads to a next page does so beside another link, too.
#![no_main]

use http::header::{HeaderMap, HeaderValue, LINK};
use imagelock::internals::registry::next_query;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = HeaderValue::from_bytes(bytes) else {
        return;
    };
    let mut headers = HeaderMap::from_iter([(LINK, value.clone())]);
    let read = next_query(&headers);
    if let (Ok(Some(query)), Ok(text)) = (&read, value.to_str()) {
        assert!(!query.is_empty() && !query.contains(['#', '>']));
        assert!(text.contains(&format!("?{query}")));
        assert!(text.to_ascii_lowercase().contains("next"));
    }
    headers.append(LINK, HeaderValue::from_static("</?a>; rel=last"));
    assert_eq!(next_query(&headers), read);
});
