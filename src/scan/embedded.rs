//! Texts within a file of YAML that are files themselves, and where parts of them stand.

use std::ops::Range;

use super::mention::{Hindrance, Mention};
use crate::yaml::{Node, Scalar};

/// A text that is a scalar: a block, whose lines have an indentation before each, or on one line.
pub(super) struct EmbeddedText<'t> {
    file: &'t str,
    node: Node<'t>,
    text: &'t str,
    place: Range<usize>,
    lines: BlockLines,
}

/// The lines of a text, as they stand in a file.
enum BlockLines {
    /// They are the same bytes.
    Verbatim,
    /// The beginnings of the lines in the text and in the file, behind the indentation.
    Indented(Vec<(usize, usize)>),
    /// In no way that is followed.
    Changed,
}

impl<'t> EmbeddedText<'t> {
    pub(super) fn of(file: &'t str, node: Node<'t>, scalar: &'t Scalar) -> Self {
        let place = scalar.verbatim.clone().unwrap_or_else(|| node.span());
        let first_line = file[..place.start].trim_end_matches(' ').len();
        let lines = if scalar.verbatim.is_some() {
            BlockLines::Verbatim
        } else if file[..first_line].ends_with('\n') {
            BlockLines::Indented(starts(
                &scalar.text,
                file,
                first_line..place.end,
                place.start - first_line,
            ))
        } else {
            // Where something stands before it, it is no block
            BlockLines::Changed
        };
        Self {
            file,
            node,
            text: &scalar.text,
            place,
            lines,
        }
    }

    /// The same text, of which something is replaced before it is read.
    pub(super) fn changed(self) -> Self {
        Self {
            lines: BlockLines::Changed,
            ..self
        }
    }

    /// The beginning of the text; all of it would be long.
    pub(super) fn start(&self) -> Range<usize> {
        self.node.span().start..self.node.span().start
    }

    /// A mention of the text, with places in the file; where there is none, nothing may be written.
    pub(super) fn moved(&self, mention: Mention) -> Mention {
        let is_shared = self.node.aliases() > 0;
        let mention = if is_shared { mention.shared() } else { mention };
        mention.moved(|part| self.place(part), self.start(), &Hindrance::Escapes)
    }

    /// The place of a part of the text in the file; `None` for what was folded or escaped.
    pub(super) fn place(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let start = match &self.lines {
            BlockLines::Verbatim => self.place.start + part.start,
            BlockLines::Indented(starts) => {
                let behind = starts.partition_point(|(text, _)| *text <= part.start);
                let (text, file) = starts.get(behind.checked_sub(1)?)?;
                file + (part.start - text)
            }
            BlockLines::Changed => return None,
        };
        let found = start..start + part.len();
        let is_within = self.place.start <= found.start && found.end <= self.place.end;
        (is_within && self.file.get(found.clone()) == self.text.get(part.clone())).then_some(found)
    }
}

/// The beginnings of the lines of a block in its text and in the file. A line end of the block is one of the text, or a
/// space if lines are folded (YAML 1.2.2, 8.1.3), and none before empty lines. At a line that is not found there, it
/// ends.
fn starts(text: &str, file: &str, block: Range<usize>, indentation: usize) -> Vec<(usize, usize)> {
    let mut starts = Vec::new();
    let mut at = text.len() - text.trim_start_matches('\n').len();
    let mut line_start = block.start;
    for line in file[block].split_inclusive('\n') {
        let written = line.trim_end_matches(['\r', '\n']);
        let written = written.get(indentation..).unwrap_or_default();
        let Some(rest) = text[at..].strip_prefix(written) else {
            break;
        };
        starts.push((at, line_start + indentation));
        let is_end = rest.starts_with('\n') || (rest.starts_with(' ') && !written.is_empty());
        at += written.len() + usize::from(is_end);
        line_start += line.len();
    }
    starts
}
