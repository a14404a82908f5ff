//! The images of contexts.

use std::ops::Range;

use super::text::BakeFile;
use super::value::BakeValue;
use crate::document::Source;
use crate::scan::links::IMAGE_SCHEME;
use crate::scan::mention::{Mention, Obstacle};
use crate::scan::readers::hcl::{LENGTH_MAX, ResolvedText};

/// The image of a context; `None` where it is a directory, an address or another target.
pub(super) fn mention(source: &Source, file: &BakeFile, value: &BakeValue) -> Option<Mention> {
    let mut pieces = ResolvedText::of(&file.scope, &value.matrix, &value.text, LENGTH_MAX);
    let known = pieces.text();
    let may_be = pieces.obstacle.is_some() && IMAGE_SCHEME.starts_with(&known);
    if !may_be && !known.starts_with(IMAGE_SCHEME) {
        return None;
    }
    let span = behind_prefix(source, &value.text.span);
    if let Some(obstacle) = pieces.obstacle {
        let written = source.text.get(span.clone()).unwrap_or_default();
        return Some(Mention::unresolved(span, written, obstacle));
    }
    pieces.strip(IMAGE_SCHEME.len());
    Some(match value.text.variable(IMAGE_SCHEME) {
        // As with an argument of a Dockerfile: an empty default leaves it to who uses the file
        Some(name) if pieces.is_empty() => {
            let obstacle = Obstacle::Variable(name.to_owned());
            Mention::unresolved(span, format!("${{{name}}}"), obstacle)
        }
        _ => Mention::read(span, pieces.text(), pieces.pinning(&file.scope))
            .with_defaults(value.text.has_variables()),
    })
}

/// The place of a text without what makes it an image.
fn behind_prefix(source: &Source, span: &Range<usize>) -> Range<usize> {
    let text = source.text.get(span.clone());
    let has_prefix = text.is_some_and(|text| text.starts_with(IMAGE_SCHEME));
    span.start + if has_prefix { IMAGE_SCHEME.len() } else { 0 }..span.end
}
