//! What variables come to, without any file that sets them.

use proptest::prelude::*;

use super::*;
use crate::scan::links::beside_variables;

/// The text with its defaults, and the part of the written text that is all of that.
fn read(text: &str) -> Result<(String, Option<&str>), InterpolationError> {
    let read = interpolate(text)?;
    Ok((read.text, read.literal.map(|literal| &text[literal])))
}

#[test]
fn a_variable_comes_to_its_default() {
    let cases = [
        ("nginx:1.27", "nginx:1.27", Some("nginx:1.27")),
        ("${IMAGE:-nginx:1.27}", "nginx:1.27", Some("nginx:1.27")),
        ("${IMAGE-nginx:1.27}", "nginx:1.27", Some("nginx:1.27")),
        (
            "${image:-nginx-unprivileged:1.27}",
            "nginx-unprivileged:1.27",
            Some("nginx-unprivileged:1.27"),
        ),
        ("${A:-${B:-nginx}}", "nginx", Some("nginx")),
        ("${A:-${B-nginx}:${C:-1.27}}", "nginx:1.27", None),
        ("nginx:${TAG:-1.27}", "nginx:1.27", None),
        ("${R:-docker.io}/${N:-nginx}", "docker.io/nginx", None),
        ("nginx:${TAG:-}", "nginx:", None),
        ("${A:-}", "", Some("")),
        ("a$$b", "a$b", None),
        ("$${A}", "${A}", None),
        ("${A:-$$B}", "$B", None),
        ("${A:-{x}}", "{x}", Some("{x}")),
        ("${A:-a?b+c-d}", "a?b+c-d", Some("a?b+c-d")),
        ("${A-a:-b}", "a:-b", Some("a:-b")),
    ];
    for (text, expected, literal) in cases {
        assert_eq!(read(text), Ok((expected.to_owned(), literal)), "{text}");
    }
}

#[test]
fn a_variable_without_a_default_is_told_by_its_name() {
    let cases = [
        ("$IMAGE", "IMAGE"),
        ("${IMAGE}", "IMAGE"),
        ("nginx:$TAG-alpine", "TAG"),
        ("nginx:${TAG:?set it}", "TAG"),
        ("nginx:${TAG?set it}", "TAG"),
        ("${A:-${B}}", "B"),
        ("${A:-nginx}:${_b1}", "_b1"),
    ];
    for (text, name) in cases {
        assert_eq!(
            read(text),
            Err(InterpolationError::Variable(name.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn a_variable_that_brings_in_another_text_when_it_is_set_is_told() {
    let cases = [
        ("nginx:1.27${SUFFIX:+-alpine}", "SUFFIX"),
        ("nginx:1.27${SUFFIX+-alpine}", "SUFFIX"),
        ("${A:+nginx}", "A"),
        ("${A:-${B+nginx}}", "B"),
        ("${A:+}", "A"),
    ];
    for (text, name) in cases {
        assert_eq!(
            read(text),
            Err(InterpolationError::Switch(name.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn what_compose_refuses_is_unknown() {
    let deep = "${A:-".repeat(100_000) + &"}".repeat(100_000);
    for text in [
        "${", "${}", "${1}", "$1", "a$", "${A", "${A:-b", "${A b}", "${A:}", "$(A)", &deep,
    ] {
        assert_eq!(read(text), Err(InterpolationError::Invalid), "{text:.20}");
    }
}

#[test]
fn values_of_files_that_make_a_text_very_long_are_not_put_in() {
    let text = |uses: usize| "$A".repeat(uses);
    let value = |length: usize| format!("A={}\n", "a".repeat(length));
    for (uses, length, is_read) in [
        (1, 1_000, true),
        (100, 30, true),
        (100, 100, false),
        (1, 5_000, false),
        (1_000, 50_000, false),
    ] {
        let around = beside_variables(&value(length), ".env").unwrap();
        let read = interpolate_around(&text(uses), &around);
        let refused = InterpolationError::SetElsewhere("A".to_owned());
        assert!(
            if is_read {
                read.is_ok()
            } else {
                read == Err(refused)
            },
            "{uses} {length}"
        );
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_what_is_literal_is_all(text in "[$A{}:\\-+?é1]{0,24}") {
        if let Ok((text, Some(literal))) = read(&text) {
            prop_assert_eq!(text, literal);
        }
    }
}
