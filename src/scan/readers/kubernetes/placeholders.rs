//! Texts in whose place another tool puts an image, before Kubernetes reads them.

use crate::scan::actions::{self, MARKS, has_action};

/// The scheme of images that ko builds and puts in its place.
const KO_SCHEME: &str = "ko://";
/// The image that Istio's injection replaces (<https://istio.io/latest/docs/setup/additional-setup/gateway/>); Docker
/// Hub has none of that name.
pub(in crate::scan) const INJECTED: &str = "auto";
/// The image that projects of kubebuilder build, before a kustomization says its name
/// (<https://book.kubebuilder.io/reference/project-config>); Docker Hub has none of that name.
const BUILT: &str = "controller:latest";
/// The types of texts in schemas.
const TYPES: [&str; 2] = ["string", "bytes"];
/// The brackets of variables: of shells and Flux, and of Kubernetes and Tekton.
const BRACKETS: [(char, char); 2] = [('{', '}'), ('(', ')')];
/// The longest text that may be an image, in bytes: no reference is nearly as long, and aliases repeat long texts
/// often.
pub(super) const TEXT_MAX: usize = 1024;
/// What stands in the place of a variable.
const FILLING: char = 'x';

/// Whether another tool puts an image in the place of a text before Kubernetes reads it.
pub(in crate::scan) fn is_placeholder(text: &str) -> bool {
    is_name_of_tool(text) || text.contains('$') || has_action(text)
}

/// Whether a text in the place of an image is none, and needs nobody to say which one it is: what ko builds, a pattern
/// that a policy holds images against.
pub(in crate::scan) fn is_no_image(text: &str) -> bool {
    text.starts_with(KO_SCHEME) || is_pattern(text)
}

/// Whether a text is a pattern of images (<https://kyverno.io/docs/policy-types/cluster-policy/validate/#wildcards>).
fn is_pattern(text: &str) -> bool {
    let is_pattern = text.starts_with('!') || text.contains(['*', '|', '?']);
    is_pattern && !text.contains('$') && !has_action(text)
}

/// Whether a text is a type, or a field of something, as CUE writes them: `string`, `parameter.image`.
pub(in crate::scan) fn is_of_schema(text: &str) -> bool {
    let mut words = text.split('.');
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|it| it.is_ascii_alphabetic())
            && letters.all(|it| it.is_ascii_alphanumeric() || it == '_')
    };
    TYPES.contains(&text) || text.contains('.') && words.all(is_name)
}

/// Whether a tool knows a text by itself: it is no image, and has no variable.
pub(super) fn is_name_of_tool(text: &str) -> bool {
    text == INJECTED || text == BUILT || text.starts_with(KO_SCHEME)
}

/// The text with a letter in the place of each variable and action; `None` where it has none.
pub(in crate::scan::readers) fn filled(text: &str) -> Option<String> {
    if text.len() > TEXT_MAX {
        return None;
    }
    let mut filled = String::new();
    let (mut rest, mut is_filled) = (text, false);
    while let Some(letter) = rest.chars().next() {
        let variable = actions::length(rest).or_else(|| variable(rest));
        let mark = MARKS.contains(&letter).then(|| letter.len_utf8());
        let length = variable.or(mark);
        is_filled |= length.is_some();
        filled.push(length.map_or(letter, |_| FILLING));
        rest = &rest[length.unwrap_or(letter.len_utf8())..];
    }
    is_filled.then_some(filled)
}

/// The length of the variable that a text begins with: `${A}`, `$(a)`, `$A`.
fn variable(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('$')?;
    let first = inner.chars().next()?;
    let length = match BRACKETS.iter().find(|(open, _)| *open == first) {
        Some((open, close)) => bracketed(inner, *open, *close)?,
        None => word(inner)?,
    };
    Some(1 + length)
}

/// The length of what is in brackets, of which there may be others within.
fn bracketed(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
        }
        if depth == 0 {
            return Some(at + letter.len_utf8());
        }
    }
    None
}

fn word(text: &str) -> Option<usize> {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let length = text.find(|letter| !is_of_word(letter));
    let begins = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    begins.then(|| length.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ko_builds_and_patterns_are_no_images() {
        for text in [
            "ko://acme.example/app",
            "!*:latest",
            "*:*",
            "acme/* | ghcr.io/acme/*",
            "nginx:?*",
        ] {
            assert!(is_no_image(text), "{text}");
        }
        for text in ["nginx", "acme/app", "${A:-*}", "{{ a | b }}", "IMAGE"] {
            assert!(!is_no_image(text), "{text}");
        }
    }

    #[test]
    fn types_and_fields_are_those_of_a_schema() {
        for text in ["string", "parameter.image", "context.output.image"] {
            assert!(is_of_schema(text), "{text}");
        }
        for text in [
            "nginx",
            "a.b:1",
            "ghcr.io/acme/app",
            "app.v1.",
            "python3.11",
        ] {
            assert!(!is_of_schema(text), "{text}");
        }
    }

    #[test]
    fn a_letter_stands_for_each_variable_and_action() {
        for (text, expected) in [
            ("ghcr.io/acme/a:${TAG}", Some("ghcr.io/acme/a:x")),
            ("${A:-${B}}/c:$TAG-1", Some("x/c:x-1")),
            ("$(params.image)", Some("x")),
            ("{{ a }}:{{ b }}", Some("x:x")),
            ("a$", None),
            ("a:$1", None),
            ("${a", None),
            ("a:1", None),
        ] {
            assert_eq!(filled(text).as_deref(), expected, "{text}");
        }
        assert_eq!(filled(&"${".repeat(TEXT_MAX)), None);
    }
}
