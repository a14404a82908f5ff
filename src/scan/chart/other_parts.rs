//! Keys beside the name of an image that templates may make a part of it: `{{ .repository }}/{{ .name }}:{{ .tag }}`.
//!
//! Values do not show it. So such a key counts for nothing only if templates use the name of the image, and never that
//! key.

use std::collections::BTreeSet;

use super::pieces::{Piece, pieces};
use super::tokens::{joined, tokens};
use super::values_path::{ValuesPath, has};
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
/// All uses of such keys, and of those of names, in a template.
pub(super) fn read(text: &str) -> BTreeSet<ValuesPath> {
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
pub(super) fn is_unused(all: &BTreeSet<ValuesPath>, place: &ValuesPlace, key: &str) -> bool {
    has(all, &place.keys, &place.name_key) && !has(all, &place.keys, key)
}

/// The use of a key that a word is.
fn key_use(word: &str) -> Option<ValuesPath> {
    ValuesPath::of(word, |key| PARTS.contains(&key) || NAMES.contains(&key))
}

/// The uses in an action; what is printed behind `name:` is that of something else.
fn without_names(uses: Vec<ValuesPath>, before: &str) -> impl Iterator<Item = ValuesPath> {
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
