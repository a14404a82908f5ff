//! Texts that are blocks of YAML, and where parts of them stand.

use std::ops::Range;

/// A text that stands in a file as a block: lines of a literal block have an indentation before each.
pub(super) struct Block<'t> {
    file: &'t str,
    place: Range<usize>,
    text: &'t str,
    /// Where the lines of the text begin.
    lines: Vec<usize>,
    /// Where the lines of the file begin, from the block's first on.
    file_lines: Vec<usize>,
    indentation: usize,
}

impl<'t> Block<'t> {
    /// A text that stands at a place of a file.
    pub(super) fn new(file: &'t str, place: Range<usize>, text: &'t str) -> Self {
        let first_line = file[..place.start].rfind('\n').map_or(0, |newline| newline + 1);
        let lines = starts(text, 0);
        let file_lines = starts(&file[first_line..place.end], first_line);
        Self { file, indentation: place.start - first_line, place, text, lines, file_lines }
    }

    /// Where a part of the text is in the file. What does not read the same there was folded or escaped.
    pub(super) fn place(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let line = self.lines.partition_point(|start| *start <= part.start).checked_sub(1)?;
        let column = part.start - self.lines[line];
        let start = self.file_lines.get(line)? + self.indentation + column;
        let found = start..start + part.len();
        let is_within = self.place.start <= found.start && found.end <= self.place.end;
        (is_within && self.file.get(found.clone()) == self.text.get(part.clone())).then_some(found)
    }
}

/// Where the lines of a text begin that begins at an offset.
fn starts(text: &str, offset: usize) -> Vec<usize> {
    let behind = text.match_indices('\n').map(|(at, _)| offset + at + 1);
    std::iter::once(offset).chain(behind).collect()
}
