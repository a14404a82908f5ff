//! Variables in the name of an image as the runner reads them: Go's `os.Expand`, with `$$` for a dollar
//! (<https://docs.gitlab.com/ci/variables/where_variables_can_be_used/>, "GitLab Runner internal variable expansion").

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VariablePart<'t> {
    /// Text that stands for itself.
    Literal(&'t str),
    /// A variable, or an input of the file, by its name: `NAME`, `inputs.name`.
    Variable(&'t str),
    /// Neither of them: `${NAME:-default}`, which the runner does not know, and `$[[ inputs.name | function ]]`.
    Other(&'t str),
}

/// The beginning of the name of an input (<https://docs.gitlab.com/ci/inputs/>).
pub(super) const INPUTS: &str = "inputs.";

pub(super) fn parts(text: &str) -> Vec<VariablePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        parts.push(VariablePart::Literal(&rest[..dollar]));
        let (part, length) = after_dollar(&rest[dollar..]);
        parts.push(part);
        rest = &rest[dollar + length..];
    }
    parts.push(VariablePart::Literal(rest));
    parts.retain(|part| *part != VariablePart::Literal(""));
    parts
}

/// The variables that a text names.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    parts(text).into_iter().filter_map(|part| match part {
        VariablePart::Variable(name) => Some(name),
        VariablePart::Literal(_) | VariablePart::Other(_) => None,
    })
}

/// The variable that is all of a text.
pub(super) fn whole(text: &str) -> Option<&str> {
    if let [VariablePart::Variable(name)] = parts(text)[..] {
        Some(name)
    } else {
        None
    }
}

/// The part that begins with a dollar, and its length.
fn after_dollar(text: &str) -> (VariablePart<'_>, usize) {
    let behind = &text[1..];
    if behind.starts_with('$') {
        return (VariablePart::Literal("$"), 2);
    }
    if behind.starts_with("[[") {
        let end = text.find("]]").map_or(text.len(), |end| end + 2);
        let inner = text[..end].strip_prefix("$[[").unwrap_or_default();
        let inner = inner.strip_suffix("]]").unwrap_or_default().trim();
        let is_input = inner.strip_prefix(INPUTS).is_some_and(is_input_name);
        return match is_input {
            true => (VariablePart::Variable(inner), end),
            false => (VariablePart::Other(&text[..end]), end),
        };
    }
    if let Some(inner) = behind.strip_prefix('{') {
        let Some(end) = inner.find('}') else {
            return (VariablePart::Other(text), text.len());
        };
        let length = end + "${}".len();
        return match name_length(inner) == end && end > 0 {
            true => (VariablePart::Variable(&inner[..end]), length),
            false => (VariablePart::Other(&text[..length]), length),
        };
    }
    match name_length(behind) {
        // A dollar before anything else stays
        0 => (VariablePart::Literal("$"), 1),
        length => (VariablePart::Variable(&behind[..length]), length + 1),
    }
}

fn name_length(text: &str) -> usize {
    text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
        .unwrap_or(text.len())
}

fn is_input_name(text: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    !text.is_empty() && text.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::VariablePart::{Literal, Other, Variable};
    use super::*;

    #[test]
    fn texts_are_taken_apart_as_the_runner_does() {
        let cases: [(&str, &[VariablePart<'_>]); 16] = [
            ("alpine:3", &[Literal("alpine:3")]),
            ("$A", &[Variable("A")]),
            ("${A}", &[Variable("A")]),
            ("a:$B-c", &[Literal("a:"), Variable("B"), Literal("-c")]),
            ("a:${B}c", &[Literal("a:"), Variable("B"), Literal("c")]),
            (
                "$A/$B:$C",
                &[
                    Variable("A"),
                    Literal("/"),
                    Variable("B"),
                    Literal(":"),
                    Variable("C"),
                ],
            ),
            ("$$A", &[Literal("$"), Literal("A")]),
            ("a$", &[Literal("a"), Literal("$")]),
            ("$.", &[Literal("$"), Literal(".")]),
            ("$é", &[Literal("$"), Literal("é")]),
            ("${A:-b}c", &[Other("${A:-b}"), Literal("c")]),
            ("${A", &[Other("${A")]),
            ("${}", &[Other("${}")]),
            (
                "a:$[[ inputs.b ]]c",
                &[Literal("a:"), Variable("inputs.b"), Literal("c")],
            ),
            ("$[[inputs.b-c]]", &[Variable("inputs.b-c")]),
            (
                "$[[ inputs.b | expand_vars ]]",
                &[Other("$[[ inputs.b | expand_vars ]]")],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
        assert_eq!(
            (whole("$A"), whole("${A}"), whole("a$A"), whole("$$A")),
            (Some("A"), Some("A"), None, None)
        );
    }
}
