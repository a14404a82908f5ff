//! What the grammar of challenges makes (RFC 9110, 11.6.1) is read as it was meant.

use proptest::prelude::*;

use super::{RawChallenge, scan};

const TOKEN: &str = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,8}";
/// White space where the grammar allows it, and where it wants some.
const SPACE: &str = "[ \t]{0,2}";
const SEPARATION: &str = " {1,2}";

/// A challenge as it is written, and as it is meant.
type Written = (String, RawChallenge);

/// `name=value`, the value as a token or in quotes.
fn parameters() -> impl Strategy<Value = (String, (String, String))> {
    let token = TOKEN.prop_map(|value| (value.clone(), value));
    let quoted = "[ -~éß\t]{0,12}".prop_map(|value| (format!("\"{}\"", escaped(&value)), value));
    // White space around the sign is bad, and to be read (RFC 9110, 5.6.3)
    (TOKEN, SPACE, SPACE, prop_oneof![token, quoted]).prop_map(
        |(name, before, after, (written, value))| {
            (
                format!("{name}{before}={after}{written}"),
                (name.to_ascii_lowercase(), value),
            )
        },
    )
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Elements of a list stand between commas, and some are empty.
fn commas() -> impl Strategy<Value = String> {
    (SPACE, prop::sample::select(vec![",", ", ,", ",,"]), SPACE)
        .prop_map(|(before, commas, after)| [&before, commas, &after].concat())
}

fn with_parameters() -> impl Strategy<Value = Written> {
    let list = prop::collection::vec((parameters(), commas()), 0..4);
    (TOKEN, SEPARATION, list).prop_map(|(scheme, separation, list)| {
        let mut written = scheme.clone();
        for (index, ((parameter, _), comma)) in list.iter().enumerate() {
            written += if index == 0 { &separation } else { comma };
            written += parameter;
        }
        let parameters = list.into_iter().map(|((_, meant), _)| meant).collect();
        (
            written,
            RawChallenge {
                scheme: scheme.to_ascii_lowercase(),
                parameters,
            },
        )
    })
}

/// A token68, which is of no use to us, in the place of parameters.
fn with_token68() -> impl Strategy<Value = Written> {
    (TOKEN, SEPARATION, "[A-Za-z0-9._~+/-]{1,12}={0,2}").prop_map(|(scheme, separation, token)| {
        let written = [scheme.as_str(), &separation, &token].concat();
        (
            written,
            RawChallenge {
                scheme: scheme.to_ascii_lowercase(),
                parameters: Vec::new(),
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_grammar_makes_is_read_as_it_was_meant(
        list in prop::collection::vec((prop_oneof![4 => with_parameters(), 1 => with_token68()], commas()), 0..5)
    ) {
        let header: String = list.iter().map(|((written, _), comma)| [written.as_str(), comma].concat()).collect();
        let meant: Vec<RawChallenge> = list.into_iter().map(|((_, meant), _)| meant).collect();
        prop_assert_eq!(scan(header.as_bytes()), meant, "{}", header);
    }

    #[test]
    fn what_is_read_of_any_bytes_is_a_token_and_stood_there(value in prop::collection::vec(any::<u8>(), 0..200)) {
        for challenge in scan(&value) {
            let names = challenge.parameters.iter().map(|(name, _)| name);
            for word in names.chain([&challenge.scheme]) {
                prop_assert!(word.bytes().all(super::scanner::is_token) && !word.is_empty(), "{}", word);
                let is_there = |part: &[u8]| part.eq_ignore_ascii_case(word.as_bytes());
                prop_assert!(value.windows(word.len()).any(is_there), "{}", word);
            }
        }
    }
}
