//! How the images of a text are written, which decides what one more looks like, and what goes with one.

use std::ops::Range;

use super::lines;
use crate::document::{Table, TableEntry};

/// The entries of a table; none of what is no table.
pub(super) fn members<'d>(entry: &'d TableEntry<'d>) -> &'d [TableEntry<'d>] {
    let table = entry.as_table();
    table.map(|table| table.entries()).unwrap_or_default()
}

/// Whether a table has a header of its own.
pub(super) fn is_header(entry: &TableEntry<'_>, text: &str) -> bool {
    entry.as_table().is_some() && text[entry.span.clone()].starts_with('[')
}

/// Whether the keys of an image stand between the braces of an inline table.
pub(super) fn is_inline(root: Table<'_>, image: &TableEntry<'_>, text: &str) -> bool {
    let is_within = |entry: &TableEntry<'_>| text[entry.span.clone()].starts_with('{');
    is_within(image) || root.get("images").is_some_and(is_within)
}

/// The end of everything that belongs to an entry.
pub(super) fn end(entry: &TableEntry<'_>) -> usize {
    // Of one that is implicit the span is that of its key
    members(entry)
        .iter()
        .map(end)
        .fold(entry.span.end, usize::max)
}

/// The lines of an image, with their line ends and the comments between them, in the order of the text. Of one with
/// dotted keys they need not be together.
pub(super) fn line_ranges(image: &TableEntry<'_>, text: &str) -> Vec<Range<usize>> {
    if image.is_implicit() {
        let members = members(image).iter();
        let lines = members.flat_map(|member| line_ranges(member, text));
        return lines.fold(Vec::new(), |ranges, next| with_line(ranges, next, text));
    }
    let is_header = is_header(image, text);
    let first = if is_header {
        &image.span
    } else {
        &image.key_span
    };
    std::iter::once(lines::start(text, first.start)..lines::end(text, end(image) - 1)).collect()
}

/// The ranges, and one more behind them, in one with the last where nothing but comments is between the two.
fn with_line(mut ranges: Vec<Range<usize>>, next: Range<usize>, text: &str) -> Vec<Range<usize>> {
    let says_nothing = |line: &str| lines::is_blank(line) || lines::is_comment(line);
    match ranges.last_mut() {
        Some(last) if text[last.end..next.start].lines().all(says_nothing) => last.end = next.end,
        _ => ranges.push(next),
    }
    ranges
}
