//! One image less: its lines, or its part of a line, and what is about it alone.

use std::ops::Range;

use super::form::{self, line_ranges, members};
use super::lines;
use crate::document::{Table, TableEntry};
use crate::manifest::ImageName;

/// The parts of the text that go with an image, from its end to its beginning; `None` where the form that the image is
/// written in cannot be changed without a loss.
pub(super) fn deletions(
    root: Table<'_>,
    text: &str,
    name: &ImageName,
) -> Option<Vec<Range<usize>>> {
    let images = root.get("images")?;
    let is_meant = |image: &TableEntry<'_>| image.key == name.as_str();
    let index = members(images).iter().position(is_meant)?;
    if text[images.span.clone()].starts_with('{') {
        return Some(vec![within(members(images), index, text)?]);
    }
    let ranges = line_ranges(&members(images)[index], text).into_iter().rev();
    Some(ranges.map(|lines| with_surroundings(lines, text)).collect())
}

/// A member of an inline table with one comma; `None` where a comment is in the way, or dotted keys are.
pub(super) fn within(members: &[TableEntry<'_>], index: usize, text: &str) -> Option<Range<usize>> {
    let image = &members[index];
    if members.iter().any(TableEntry::is_implicit) {
        return None;
    }
    let (start, end) = (image.key_span.start, form::end(image));
    let (range, gap) = match (members.get(index + 1), index.checked_sub(1)) {
        (Some(next), _) => (start..next.key_span.start, end..next.key_span.start),
        (None, Some(before)) => {
            let before = form::end(&members[before]);
            (before..end, before..start)
        }
        (None, None) => return None,
    };
    (!text[gap].contains('#')).then_some(range)
}

/// The lines with what would make no sense without them: comments above that would be about nothing, but not the head
/// of the file; a second blank line; and at the end of the text the line end before them, where it has none itself.
pub(super) fn with_surroundings(lines: Range<usize>, text: &str) -> Range<usize> {
    let Range { mut start, end } = lines;
    let next = lines::below(text, end).map(|next| &text[next]);
    // What follows directly may be what they are about, too
    if next.is_none_or(|next| lines::is_blank(next) || lines::is_header(next)) {
        let first = lines::first_of_comments(text, start);
        // At the very beginning they are about the file
        start = if first == 0 { start } else { first };
    }
    if next.is_none_or(lines::is_blank)
        && let Some(above) = lines::above(text, start)
        && lines::is_blank(&text[above.clone()])
    {
        start = above.start;
    }
    if end == text.len() && !text.ends_with('\n') {
        let before = text[..start].strip_suffix('\n');
        start = before.map_or(start, |before| before.trim_end_matches('\r').len());
    }
    start..end
}
