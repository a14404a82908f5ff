//! Texts with parameters of Tekton: `$(params.a)`, `$(params["a"])`, `$(inputs.params.a)`
//! (<https://tekton.dev/docs/pipelines/tasks/#using-variable-substitution>).

use std::collections::BTreeMap;

use crate::yaml::Node;

/// The beginning and the end of a variable.
const BEGIN: &str = "$(";
const END: char = ')';
/// The word before the name of a parameter, and the older one before that.
const PARAMETERS: &str = "params";
const INPUTS: &str = "inputs.";
/// The longest text that is taken apart, in bytes: no reference is nearly as long.
const TEXT_MAX: usize = 1024;

/// A text, as far as parameters make it.
pub(super) struct ParameterText<'y> {
    pub(super) written: &'y str,
    pub(super) parts: Vec<TextPart<'y>>,
}

pub(super) enum TextPart<'y> {
    Literal(&'y str),
    /// A parameter, by its name.
    Parameter(&'y str),
    /// Another variable.
    Other,
}

impl<'y> ParameterText<'y> {
    pub(super) fn of(node: Node<'y>) -> Option<Self> {
        let written = node.as_str().filter(|text| text.len() <= TEXT_MAX)?;
        let (mut parts, mut rest) = (Vec::new(), written);
        while let Some(at) = rest.find(BEGIN) {
            let (before, variable) = rest.split_at(at);
            let inner = &variable[BEGIN.len()..];
            let end = inner.find(END)?;
            if !before.is_empty() {
                parts.push(TextPart::Literal(before));
            }
            parts.push(name(&inner[..end]).map_or(TextPart::Other, TextPart::Parameter));
            rest = &inner[end + END.len_utf8()..];
        }
        if !rest.is_empty() {
            parts.push(TextPart::Literal(rest));
        }
        Some(Self { written, parts })
    }

    /// The parameter that the text is as a whole.
    pub(super) fn whole(&self) -> Option<&'y str> {
        match self.parts[..] {
            [TextPart::Parameter(name)] => Some(name),
            _ => None,
        }
    }

    pub(super) fn has_parameters(&self) -> bool {
        let is_parameter = |part: &TextPart<'_>| matches!(part, TextPart::Parameter(_));
        self.parts.iter().any(is_parameter)
    }
}

/// The name of the parameter that a variable is.
fn name(variable: &str) -> Option<&str> {
    let variable = variable.strip_prefix(INPUTS).unwrap_or(variable);
    let rest = variable.strip_prefix(PARAMETERS)?;
    let (name, behind) = named(rest)?;
    behind.is_empty().then_some(name)
}

/// The name behind `params`, and what follows it.
fn named(text: &str) -> Option<(&str, &str)> {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    let (name, behind) = if let Some(rest) = text.strip_prefix('.') {
        rest.split_at(rest.find(|it| !is_of_name(it)).unwrap_or(rest.len()))
    } else {
        let quote = ["[\"", "['"].into_iter().find(|it| text.starts_with(it))?;
        let rest = &text[quote.len()..];
        let is_inner = |letter: char| is_of_name(letter) || letter == '.';
        let (name, behind) = rest.split_at(rest.find(|it| !is_inner(it))?);
        (name, behind.strip_prefix(&quote[1..])?.strip_prefix(']')?)
    };
    (!name.is_empty()).then_some((name, behind))
}

/// How often each parameter is named in the text of an object, whatever for.
pub(super) fn occurrences(object: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for (at, word) in object.match_indices(PARAMETERS) {
        if let Some((name, _)) = named(&object[at + word.len()..]) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}
