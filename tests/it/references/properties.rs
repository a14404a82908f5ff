//! What holds for every text: nothing panics, nothing secret is echoed, what is displayed is read back.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use imagelock::reference::{Digest, Platform, Reference, Registry, Repository, Tag};
use proptest::prelude::*;

/// What every reading of a text says of it, as people and as logs see it.
fn everything_said_of(text: &str) -> String {
    fn said<T: FromStr<Err: Debug + Display>>(text: &str) -> String {
        text.parse::<T>()
            .err()
            .map(|error| format!("{error}\n{error:?}\n"))
            .unwrap_or_default()
    }
    [
        said::<Reference>(text),
        said::<Repository>(text),
        said::<Registry>(text),
        said::<Tag>(text),
        said::<Digest>(text),
        said::<Platform>(text),
    ]
    .concat()
}

const REGISTRY: &str = "(localhost|[a-z0-9]{1,5}(-{1,2}[a-zA-Z0-9]{1,3})?(\\.[a-zA-Z0-9]{1,5}){1,2}|\\[[a-f0-9]{1,4}::[a-f0-9]{1,4}\\])(:[1-9][0-9]{0,3})?/";
/// The first word has no dot, since it would be a registry.
const PATH: &str = "[a-z0-9]{1,4}((_|__|-{1,3})[a-z0-9]{1,4}){0,2}(/[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}){0,3}";
const TAG: &str = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const DIGEST: &str = "sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}";

/// Texts that the grammar makes, registry, tag and digest each there or not.
fn references() -> impl Strategy<Value = String> {
    let after = |sign: &'static str, part: &'static str| {
        proptest::option::of(part)
            .prop_map(move |part| part.map(|part| format!("{sign}{part}")).unwrap_or_default())
    };
    (
        after("", REGISTRY),
        PATH,
        after(":", TAG),
        after("@", DIGEST),
    )
        .prop_map(|(registry, path, tag, digest)| [registry, path, tag, digest].concat())
}

/// Pieces of references in any order.
fn texts_like_references() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "B",
        "0",
        "5000",
        "localhost",
        "docker.io",
        "[::1]",
        "library",
        "/",
        ":",
        ".",
        "-",
        "_",
        "@",
    ];
    let digest = format!("@sha256:{}", "0".repeat(64));
    let piece = prop::sample::select(
        pieces
            .map(str::to_owned)
            .into_iter()
            .chain([digest])
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    // A file of seeds beside the test would be one more file for each who runs it; a case that failed becomes a row
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_grammar_makes_is_read_and_its_canonical_form_means_the_same(text in references()) {
        let reference: Reference = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        let canonical = reference.to_string();
        prop_assert_eq!(canonical.parse(), Ok(reference.clone()));
        prop_assert_eq!(canonical.parse::<Reference>().map(|read| read.to_string()), Ok(canonical));
        prop_assert_eq!(reference.repository.to_string().parse(), Ok(reference.repository.clone()));
        prop_assert_eq!(reference.repository.familiar().parse(), Ok(reference.repository));
    }

    #[test]
    fn no_text_makes_a_reading_panic(text in any::<String>()) {
        everything_said_of(&text);
    }

    #[test]
    fn what_is_read_from_a_text_like_a_reference_has_a_canonical_form(text in texts_like_references()) {
        if let Ok(reference) = text.parse::<Reference>() {
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }
    }

    #[test]
    fn digests_are_displayed_as_they_are_read(text in DIGEST) {
        let digest: Digest = text.parse().unwrap();
        prop_assert_eq!(digest.to_string(), text);
        prop_assert_eq!(format!("{}:{}", digest.algorithm(), digest.hex()), digest.as_str());
        prop_assert!(digest.hex().starts_with(digest.short()));
    }

    #[test]
    fn a_body_has_the_digest_that_is_read_back(body in any::<Vec<u8>>(), other in DIGEST) {
        let digest = Digest::sha256(&body);
        prop_assert_eq!(digest.to_string().parse(), Ok(digest.clone()));
        let other = other.parse::<Digest>().unwrap().of_same_algorithm(&body);
        prop_assert_eq!(other.to_string().parse(), Ok(other.clone()));
        prop_assert!(other.algorithm() == "sha512" || other == digest);
    }

    #[test]
    fn a_normal_platform_stays_as_it_is(
        text in "(linux|Linux|macOS|windows|[a-z0-9]{1,5})/(x86_64|amd64|aarch64|arm64|arm|armhf|armel|i386|[A-Za-z0-9_.-]{1,6})(/(v?[1-9]|[A-Za-z0-9_.-]{1,4}))?"
    ) {
        let platform: Platform = text.parse().unwrap();
        prop_assert_eq!(platform.to_string().parse(), Ok(platform));
    }

    #[test]
    fn no_error_echoes_a_secret_before_an_at_sign(
        before in "(https://)?[a-z:/@%.]{0,8}", after in "[a-z:/@.%]{0,8}", host in "(@[a-z0-9.:/\\[\\]-]{0,20}){1,2}"
    ) {
        let text = format!("{before}HUNTER2{after}{host}");
        let said = everything_said_of(&text);
        prop_assert!(!said.to_ascii_uppercase().contains("HUNTER2"), "{} of {}", said, text);
    }
}
