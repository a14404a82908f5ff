//! Builds of Google Cloud Build: the images that steps run in
//! (<https://cloud.google.com/build/docs/build-config-file-schema>).
//!
//! Substitutions are read by their defaults in the file; those that Cloud Build makes are open
//! (<https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values>). What the build itself makes
//! is no image of a registry.

use std::rc::Rc;

use crate::document::Source;
use crate::scan::built::BuiltNames;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::Mentions;
use crate::scan::name::{begins_with_word, ends_with_word};
use crate::scan::parameters::{ParameterPlaces, ValuePart, ValueSet};
use crate::yaml::{Node, Yaml};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a Cloud Build file",
    all: Some("Google Cloud Build"),
    is_named: |file| {
        let is_called_so = ["cloudbuild", "cloud-build"]
            .iter()
            .any(|word| begins_with_word(file.stem, word) || ends_with_word(file.stem, word));
        is_called_so && (file.is_yaml() || file.ending == "json")
    },
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The beginning of the names that a file may give values; Cloud Build sets the others.
const OWN: char = '_';

/// All images of the steps of a build.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(_: &Source, yaml: &Yaml) -> Mentions {
    let mut places = ParameterPlaces::new(take_apart);
    for root in yaml.documents() {
        let mut built = BuiltNames::default();
        let images = root.get("images").into_iter().flat_map(Node::items);
        images
            .filter_map(Node::as_str)
            .for_each(|image| built.add(image));
        let sets = Rc::new(vec![substitutions(root)]);
        for step in root.get("steps").into_iter().flat_map(Node::items) {
            if let Some((key, name)) = step.entry("name")
                && !name.as_str().is_some_and(|name| built.has(name))
            {
                places.image(key, name, &sets);
            }
            let arguments = || step.get("args").into_iter();
            let texts = arguments().flat_map(Node::items).chain(arguments());
            let texts = texts.chain(step.get("script")).filter_map(Node::as_str);
            built.add_command(texts.flat_map(str::split_whitespace));
        }
    }
    Ok(places.mentions(yaml.documents()))
}

/// The defaults that the file has.
fn substitutions(root: Node<'_>) -> ValueSet<'_> {
    let all = root.get("substitutions").map(Node::entries);
    let all = all.unwrap_or_default().into_iter();
    let named = all.filter_map(|(name, value)| Some((name.as_str()?.to_owned(), vec![value])));
    named.collect()
}

/// `$_NAME` and `${_NAME}`; `$$` is a dollar.
fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        parts.push(ValuePart::Literal(&rest[..dollar]));
        let behind = &rest[dollar + 1..];
        let (part, length) = if behind.starts_with('$') {
            (ValuePart::Literal("$"), 1)
        } else if let Some(inner) = behind.strip_prefix('{') {
            let end = inner.find('}').unwrap_or(inner.len());
            let length = (end + 2).min(behind.len());
            match end > 0 && name_length(inner) == end {
                true => (ValuePart::Value(&inner[..end]), length),
                // Bash's ways of cutting and replacing, where the build asks for them
                false => (ValuePart::Open(&rest[dollar..=dollar + length]), length),
            }
        } else {
            match name_length(behind) {
                0 => (ValuePart::Literal("$"), 0),
                length => (ValuePart::Value(&behind[..length]), length),
            }
        };
        parts.push(match part {
            ValuePart::Value(name) if !name.starts_with(OWN) => {
                ValuePart::Open(&rest[dollar..=dollar + length])
            }
            part => part,
        });
        rest = &behind[length..];
    }
    parts.push(ValuePart::Literal(rest));
    parts.retain(|part| *part != ValuePart::Literal(""));
    parts
}

fn name_length(text: &str) -> usize {
    text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
        .unwrap_or(text.len())
}
