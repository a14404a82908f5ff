//! Keys beside the name of an image that templates may make a part of it: `{{ .repository }}/{{ .name }}:{{ .tag }}`.
//!
//! Values do not show it. So such a key counts for nothing only if templates use the name of the image, and never that key.

use std::collections::BTreeSet;

use super::pieces::{Piece, pieces};
use super::tokens::{joined, tokens};
use crate::scan::image_keys::{NAME, NAMES};
use crate::scan::mention::ValuesPlace;

/// The most uses in a chart: many more than any has.
pub(super) const USES_MAX: usize = 10_000;
/// The keys of such parts.
const PARTS: [&str; 7] = [
    "host",
    NAME,
    "namespace",
    "org",
    "organization",
    "prefix",
    "project",
];
/// The field of values in templates.
const VALUES: &str = "Values";

/// A key of values that a template uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyUse {
    /// The keys that lead to its mapping: from the root of the values, or the last of them.
    keys: Vec<String>,
    is_from_root: bool,
    key: String,
}

/// All uses of such keys, and of those of names, in a template.
pub(super) fn read(text: &str) -> BTreeSet<KeyUse> {
    let mut found = BTreeSet::new();
    let mut before = "";
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => before = text,
            Piece::Action(inner) => {
                let words = tokens(inner);
                let uses = joined(&words)
                    .iter()
                    .filter_map(|word| key_use(word))
                    .collect();
                found.extend(without_names(uses, before));
                before = "";
            }
        }
    }
    found
}

/// Whether templates use the name of an image, and nowhere a key beside it.
pub(super) fn is_unused(all: &BTreeSet<KeyUse>, place: &ValuesPlace, key: &str) -> bool {
    let is_there = |it: &KeyUse| match it.is_from_root {
        true => it.keys == place.keys,
        false => place.keys.ends_with(&it.keys),
    };
    let has = |key: &str| all.iter().any(|it| it.key == key && is_there(it));
    has(&place.name_key) && !has(key)
}

/// The use of a key that a word is.
fn key_use(word: &str) -> Option<KeyUse> {
    let path = word.strip_prefix(['.', '$'])?;
    let parts: Vec<&str> = word.split('.').collect();
    let (key, parts) = parts.split_last().filter(|_| !path.is_empty())?;
    let is_asked = PARTS.contains(key) || NAMES.contains(key);
    let values = parts.iter().position(|part| *part == VALUES);
    let keys = parts
        .get(values.unwrap_or_default() + 1..)
        .filter(|_| is_asked)?;
    Some(KeyUse {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        is_from_root: values.is_some(),
        key: (*key).to_owned(),
    })
}

/// The uses in an action; what is printed behind `name:` is that of something else.
fn without_names(uses: Vec<KeyUse>, before: &str) -> impl Iterator<Item = KeyUse> {
    let before = before.trim_end_matches([' ', '"', '\'']);
    let is_named = before.ends_with("name:");
    uses.into_iter()
        .filter(move |it| !is_named || it.key != NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_no_template_uses_is_no_part_of_a_name() {
        let place = ValuesPlace {
            keys: vec!["web".to_owned(), "image".to_owned()],
            name_key: "repository".to_owned(),
            other_part: Some(NAME),
            is_untagged: false,
            has_tag_key: true,
            is_whole: false,
            lacks_registry: false,
        };
        for (template, expected) in [
            ("{{ .Values.web.image.repository }}:{{ .t }}", true),
            (
                "name: {{ .Values.web.image.name }}\nimage: {{ .Values.web.image.repository }}",
                true,
            ),
            (
                "{{ .Values.web.image.repository }} {{ .Values.other.image.name }}",
                true,
            ),
            (
                "{{ .Values.web.image.repository }}/{{ .Values.web.image.name }}",
                false,
            ),
            (
                "{{ with .Values.web.image }}{{ .repository }}/{{ .name }}{{ end }}",
                false,
            ),
            (
                "{{ $n := .Values.web.image.name }}{{ .Values.web.image.repository }}/{{ $n }}",
                false,
            ),
            (
                "{{ printf \"%s/%s\" $image.repository $image.name }}",
                false,
            ),
            ("{{ include \"image\" .Values.web.image }}", false),
        ] {
            assert_eq!(
                is_unused(&read(template), &place, NAME),
                expected,
                "{template}"
            );
        }
    }
}
