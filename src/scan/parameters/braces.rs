//! Values in braces behind a dollar, with or without a default.

use super::ValuePart;

/// The beginning of a value.
const BEGIN: &str = "${";

/// The parts of a text with `${NAME}` and `${NAME:-default}`, by these operators before a default. What stands
/// behind another dollar stands for itself.
pub(in crate::scan) fn in_braces<'t>(text: &'t str, operators: &[&str]) -> Vec<ValuePart<'t>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let inner = &rest[start + BEGIN.len()..];
        let Some(end) = inner.find('}') else {
            break;
        };
        let whole = &rest[start..start + BEGIN.len() + end + 1];
        let is_escaped = rest[..start].ends_with('$');
        parts.push(ValuePart::Literal(&rest[..start]));
        parts.push(match is_escaped {
            true => ValuePart::Open(whole),
            false => braced(&inner[..end], whole, operators),
        });
        rest = &inner[end + 1..];
    }
    parts.push(ValuePart::Literal(rest));
    parts.retain(|part| *part != ValuePart::Literal(""));
    parts
}

/// The part that the inside of braces is: `NAME`, and `NAME:-default` with one of these operators before a default
/// that is plain text; `whole` is it with its braces.
pub(in crate::scan) fn braced<'t>(
    inner: &'t str,
    whole: &'t str,
    operators: &[&str],
) -> ValuePart<'t> {
    let is_other = |it: char| !it.is_ascii_alphanumeric() && it != '_';
    let end = inner.find(is_other).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let default = operators.iter().find_map(|it| rest.strip_prefix(it));
    let default = default.filter(|it| !it.contains(['$', '{', '\\', '"', '\'']));
    match default {
        _ if name.is_empty() => ValuePart::Open(whole),
        None if rest.is_empty() => ValuePart::Value(name),
        Some(default) if !default.is_empty() => ValuePart::Defaulted(name, default),
        Some(_) | None => ValuePart::Open(whole),
    }
}
