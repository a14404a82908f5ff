//! Texts that are blocks of YAML, and where parts of them stand.

use std::ops::Range;

use crate::document::Source;

/// Where a part of a text is in the file in which the text stands as a block: lines of a literal block have an indentation
/// before each. What does not read the same there was folded or escaped.
pub(super) fn place(
    source: &Source,
    block: Range<usize>,
    text: &str,
    part: &Range<usize>,
) -> Option<Range<usize>> {
    let (before, file) = (text.get(..part.start)?, &source.text);
    let first_line = file[..block.start].rfind('\n').map_or(0, |newline| newline + 1);
    let indentation = block.start - first_line;
    let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
    let lines_before = before.matches('\n').count();
    let line: usize = file[first_line..].split_inclusive('\n').take(lines_before).map(str::len).sum();
    let start = first_line + line + indentation + column;
    let found = start..start + part.len();
    let is_within = block.start <= found.start && found.end <= block.end;
    (is_within && file.get(found.clone()) == text.get(part.clone())).then_some(found)
}
