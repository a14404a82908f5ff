//! The lines of a text by their places, whatever they end with.

use std::ops::Range;

/// The start of the line that has this byte.
pub(super) fn start(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at];
    let newline = before.iter().rposition(|byte| *byte == b'\n');
    newline.map_or(0, |newline| newline + 1)
}

/// The end of the line that has this byte, behind its line end.
pub(super) fn end(text: &str, at: usize) -> usize {
    let behind = &text.as_bytes()[at..];
    let newline = behind.iter().position(|byte| *byte == b'\n');
    newline.map_or(text.len(), |newline| at + newline + 1)
}

/// The line above a place where a line begins; `None` for the first.
pub(super) fn above(text: &str, start_of_line: usize) -> Option<Range<usize>> {
    (start_of_line > 0).then(|| start(text, start_of_line - 1)..start_of_line)
}

/// The line that begins at a place; `None` at the end of the text.
pub(super) fn below(text: &str, start_of_line: usize) -> Option<Range<usize>> {
    (start_of_line < text.len()).then(|| start_of_line..end(text, start_of_line))
}

/// The start of the comments that stand directly above a place where a line begins; that place where there are none.
pub(super) fn first_of_comments(text: &str, start_of_line: usize) -> usize {
    let mut start = start_of_line;
    while let Some(above) = above(text, start).filter(|above| is_comment(&text[above.clone()])) {
        start = above.start;
    }
    start
}

/// The end of the comments that stand directly below a line's end; that place where there are none.
pub(super) fn end_of_comments(text: &str, end_of_line: usize) -> usize {
    let mut end = end_of_line;
    while let Some(below) = below(text, end).filter(|below| is_comment(&text[below.clone()])) {
        end = below.end;
    }
    end
}

/// The line end for a line below this byte: that of its own line, else that of the first line, else ours.
pub(super) fn ending(text: &str, at: usize) -> &'static str {
    let of = |at: usize| match &text[start(text, at)..end(text, at)] {
        line if line.ends_with("\r\n") => Some("\r\n"),
        line if line.ends_with('\n') => Some("\n"),
        _ => None,
    };
    of(at).or_else(|| of(0)).unwrap_or("\n")
}

/// The white space at the beginning of the line that has this byte.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = &text[start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether there is nothing on a line.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Whether there is nothing on a line but a comment.
pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// Whether a line is the header of a table.
pub(super) fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}
