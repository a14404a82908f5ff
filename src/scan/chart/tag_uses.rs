//! Tags that templates use for something else than an image: as a label, which may have no digest in it, or in a
//! comparison of versions.

use std::collections::BTreeSet;

use super::around::{ActionKind, kind};
use super::fallback::{TAG, tag_path};
use super::pieces::{Piece, pieces};
use super::tokens::tokens;
use super::values_path::ValuesPath;

/// The functions that take a text for a version.
const COMPARISONS: [&str; 2] = ["semver", "semverCompare"];
/// The ends of keys whose values are images.
const IMAGE: &str = "image";

/// All tags that a template uses for something else. A tag whose image nobody names may be that of any, and counts for
/// none.
pub(super) fn read(text: &str) -> BTreeSet<ValuesPath> {
    let pieces = pieces(text);
    let mut found = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Action(inner) = piece else {
            continue;
        };
        if inner.trim_start().starts_with("/*") || !inner.contains(TAG) {
            continue;
        }
        let words = tokens(inner);
        let compares = words.iter().any(|word| COMPARISONS.contains(word));
        let is_value = || kind(inner) == ActionKind::Prints && is_behind_key(&pieces[..at]);
        if compares || is_value() {
            let tags = words.iter().filter_map(|word| tag_path(word));
            found.extend(tags.filter(|tag| !tag.is_alone()));
        }
    }
    found
}

/// Whether what comes next is the value of a key that is no image, from its first letter on.
fn is_behind_key(before: &[Piece<'_>]) -> bool {
    let Some(Piece::Text(text)) = before.last() else {
        return false;
    };
    let line = text.rsplit('\n').next().unwrap_or_default();
    // Behind an action, the line has begun before
    let is_whole = text.contains('\n') || before.len() == 1;
    let line = line.trim_end_matches(['"', '\'', ' ']);
    let Some(key) = line.strip_suffix(':').filter(|_| is_whole) else {
        return false;
    };
    let key = key.trim_start_matches([' ', '-']).trim_matches(['"', '\'']);
    let is_key = !key.is_empty() && !key.contains([' ', ':', '"', '\'']);
    is_key && !key.to_ascii_lowercase().ends_with(IMAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::chart::values_path::has;

    fn is_used(template: &str) -> bool {
        has(
            &read(template),
            &["web".to_owned(), "image".to_owned()],
            TAG,
        )
    }

    #[test]
    fn a_tag_that_is_a_label_or_is_compared_is_used_for_something_else() {
        for template in [
            "labels:\n  app.kubernetes.io/version: {{ .Values.web.image.tag | quote }}\n",
            "  version: \"{{ .Values.web.image.tag | default .Chart.AppVersion }}\"\n",
            "{{ if semverCompare \">=15\" .Values.web.image.tag }}a{{ end }}",
            "  version: {{ .image.tag }}\n",
        ] {
            assert!(is_used(template), "{template}");
        }
        for template in [
            "image: {{ .Values.web.image.repository }}:{{ .Values.web.image.tag }}\n",
            "image: \"nginx:{{ .Values.web.image.tag }}\"\n",
            "image: {{ .Values.web.image.tag }}\n",
            "  version: {{ .Values.api.image.tag }}\n",
            "  version: {{ .tag }}\n",
            "{{/* version: */}}{{ if .Values.web.image.tag }}a{{ end }}",
        ] {
            assert!(!is_used(template), "{template}");
        }
    }
}
