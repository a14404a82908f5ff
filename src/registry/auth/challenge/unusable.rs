//! A realm that no token can be asked from, as it may be shown: whoever has to correct it has to see it.
//!
//! What is no URL is stripped as a text, so where in doubt more of it is left out than is secret.

use std::fmt;

use crate::document::is_harmful;

/// The largest part of a realm that is repeated, in characters.
const SHOWN_MAX: usize = 200;
/// What stands in the place of what is not repeated.
const LEFT_OUT: &str = "…";

/// A realm that no token can be asked from, without credentials and query, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableRealm {
    shown: String,
    fault: &'static str,
}

impl UnusableRealm {
    pub(super) fn new(realm: &str, fault: &'static str) -> Self {
        let shown = shown_realm(realm);
        Self { shown, fault }
    }
}

impl fmt::Display for UnusableRealm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown.as_str() {
            "" => out.write_str("it is empty"),
            shown => write!(out, "{} (`{shown}`)", self.fault),
        }
    }
}

/// A realm in a line: without control characters, credentials and query, and not longer than a person reads.
pub(super) fn shown_realm(realm: &str) -> String {
    let is_shown = |letter: &char| !letter.is_control() && !is_harmful(*letter);
    let realm: String = realm.trim().chars().filter(is_shown).collect();
    let (scheme, rest) = match realm.find("//") {
        Some(at) => realm.split_at(at + "//".len()),
        None => ("", realm.as_str()),
    };
    let mut shown = format!("{scheme}{}", without_secrets(rest));
    if let Some((end, _)) = shown.char_indices().nth(SHOWN_MAX) {
        shown.truncate(end);
        shown += LEFT_OUT;
    }
    shown
}

/// Host and path. A password may have any letter, and a sign that ends a host or a path does not end it.
fn without_secrets(rest: &str) -> String {
    let end = rest.find(['?', '#', '&', ';']).unwrap_or(rest.len());
    let (place, query) = rest.split_at(end);
    let behind = |text: &str| last_at(text).map(|at| text[at..].to_owned());
    match behind(place) {
        Some(place) => place,
        None if last_at(query).is_some() && !begins_with_host(place) => LEFT_OUT.to_owned(),
        None if query.is_empty() => place.to_owned(),
        None => format!("{place}{}{LEFT_OUT}", &query[..1]),
    }
}

/// The place behind the last `@`, as it is or escaped.
fn last_at(text: &str) -> Option<usize> {
    let plain = text.rfind('@').map(|at| at + 1);
    let escaped = text.rfind("%40").map(|at| at + "%40".len());
    plain.max(escaped)
}

/// Whether what stands before a path can only be a host, with a port or without: no user name ends in `:`.
fn begins_with_host(place: &str) -> bool {
    let host = place.split(['/', '\\']).next().unwrap_or_default();
    let port = host.split_once(':').map_or("", |(_, port)| port);
    host.starts_with('[') || port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realm_is_shown_without_credentials_query_and_what_steers_a_terminal() {
        let cases = [
            ("https://h:5002:5002/token", "https://h:5002:5002/token"),
            ("/token?service=a", "/token?…"),
            ("OpenAI API", "OpenAI API"),
            ("", ""),
            ("https://h/a?password=hunter2", "https://h/a?…"),
            ("https://h/a?account=ana@corp.example", "https://h/a?…"),
            ("https://h:1:1/t&password=hunter2", "https://h:1:1/t&…"),
            ("https://h:1:1/t;password=hunter2", "https://h:1:1/t;…"),
            ("https://ana:hun&ter2@h/token", "https://…"),
            ("https://ana:hun;ter2@h/token", "https://…"),
            ("https://h:5000/a#hunter2", "https://h:5000/a#…"),
            ("https://ana:hunter2@h/token", "https://h/token"),
            ("https://ana:hunter2%40h/token", "https://h/token"),
            ("ana:hunter2@h/token", "h/token"),
            ("https://ana:hun/ter@2@h/token", "https://h/token"),
            ("https://ana:hun?ter2@h/token", "https://…"),
            ("https://ana:hun#ter2@h/token", "https://…"),
            ("https:\\\\ana:hunter2@h", "h"),
            ("https://h/\u{1b}[31m\u{202e}a\u{9b}", "https://h/[31ma"),
        ];
        for (realm, expected) in cases {
            assert_eq!(shown_realm(realm), expected, "{realm}");
        }
        assert_eq!(shown_realm(&"a".repeat(4000)).chars().count(), 201);
    }
}
