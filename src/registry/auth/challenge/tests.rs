//! The scanner against what registries send, and against anything.

use proptest::prelude::*;

use super::{RawChallenge, challenges, choose, error_code, scan};
use crate::registry::http::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

const HEADERS: &str = include_str!("../../../../fixtures/challenges/headers.tsv");

fn headers(lines: &str) -> HeaderMap {
    let value = |line: &str| HeaderValue::from_bytes(line.replace('␉', "\t").as_bytes()).unwrap();
    lines
        .split('␤')
        .map(|line| (WWW_AUTHENTICATE, value(line)))
        .collect()
}

fn shown(challenges: &[RawChallenge]) -> String {
    let one = |raw: &RawChallenge| {
        let parameters: Vec<_> = raw
            .parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{}{{{}}}", raw.scheme, parameters.join("|"))
    };
    challenges.iter().map(one).collect::<Vec<_>>().join(" + ")
}

fn chosen(challenges: &[RawChallenge]) -> String {
    match choose(challenges, &"https://registry.example/v2/".parse().unwrap()) {
        None => "-".to_owned(),
        Some(Ok(challenge)) => challenge.to_string(),
        Some(Err(error)) => format!("error: {error}"),
    }
}

#[test]
fn what_registries_send_is_read_and_met() {
    let mut wrong = Vec::new();
    for row in HEADERS.lines().filter(|row| !row.starts_with('#')) {
        let [lines, read, met] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {row}")
        };
        let found = challenges(&headers(lines));
        if (shown(&found).as_str(), chosen(&found).as_str()) != (read, met) {
            wrong.push(format!(
                "{lines}\n  read {}\n  met  {}",
                shown(&found),
                chosen(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_relative_realm_of_a_registry_without_tls_is_without_it() {
    let found = scan(b"Bearer realm=\"/token\"");
    let met = choose(
        &found,
        &"http://127.0.0.1:5000/v2/a/manifests/b".parse().unwrap(),
    );
    assert_eq!(
        met.unwrap().unwrap().to_string(),
        "Bearer, realm http://127.0.0.1:5000/token"
    );
}

#[test]
fn the_word_of_an_error_is_repeated_and_no_other_text() {
    let of = |text: &str| {
        error_code(&headers(&format!(
            "Bearer realm=\"https://a\",error=\"{text}\""
        )))
    };
    assert_eq!(
        of("insufficient_scope").as_deref(),
        Some("insufficient_scope")
    );
    assert_eq!(of("the token eyJh.eyJ.x is bad"), None);
    assert_eq!(of(&"a".repeat(41)), None);
}

proptest! {
    #[test]
    fn no_bytes_make_the_scanner_panic_or_find_more_than_there_is(
        value in proptest::collection::vec(any::<u8>(), 0..200)
    ) {
        let found = scan(&value);
        prop_assert!(found.len() <= value.len());
        choose(&found, &"https://registry.example/v2/".parse().unwrap());
    }

    #[test]
    fn no_pieces_of_challenges_make_the_scanner_panic(
        pieces in proptest::collection::vec(
            prop::sample::select(&["Bearer", "Basic", " ", ",", "=", "\"", "\\", "realm", "https://a", "\t", "é"][..]),
            0..24,
        )
    ) {
        let found = scan(pieces.concat().as_bytes());
        choose(&found, &"https://registry.example/v2/".parse().unwrap());
    }

    #[test]
    fn a_quoted_value_is_read_as_it_was_meant(value in "[ -~é]{0,40}") {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        let found = scan(format!("Other a=b, Bearer realm=\"{quoted}\", x=y").as_bytes());
        prop_assert_eq!(found[1].parameter("realm"), Some(value.as_str()));
        prop_assert_eq!(found[1].parameter("x"), Some("y"));
    }
}

#[test]
fn a_repository_is_no_other_type_however_it_is_written_and_few_others_are_asked_for() {
    let scopes = |value: &str| {
        let value = format!("Bearer realm=\"https://a/token\",scope=\"{value}\"");
        super::other_scopes(&headers(&value))
    };
    assert_eq!(
        scopes("registry:catalog:* repository:team/secret:pull"),
        ["registry:catalog:*"]
    );
    assert_eq!(
        scopes("Repository:team/secret:pull REPOSITORY:a:pull"),
        [""; 0]
    );
    assert_eq!(scopes(&"registry:catalog:* ".repeat(50)).len(), 4);
}
