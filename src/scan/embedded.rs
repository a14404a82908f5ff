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
    /// The beginnings of the lines in the text and in the file, and their indentation there.
    Indented {
        text: Vec<usize>,
        file: Vec<usize>,
        indentation: usize,
    },
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
            BlockLines::Indented {
                text: starts(&scalar.text, 0),
                file: starts(&file[first_line..place.end], first_line),
                indentation: place.start - first_line,
            }
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
            BlockLines::Indented {
                text,
                file,
                indentation,
            } => {
                let line = text
                    .partition_point(|start| *start <= part.start)
                    .checked_sub(1)?;
                file.get(line)? + indentation + (part.start - text[line])
            }
            BlockLines::Changed => return None,
        };
        let found = start..start + part.len();
        let is_within = self.place.start <= found.start && found.end <= self.place.end;
        (is_within && self.file.get(found.clone()) == self.text.get(part.clone())).then_some(found)
    }
}

/// The beginnings of the lines of a text that itself begins at an offset.
fn starts(text: &str, offset: usize) -> Vec<usize> {
    let behind = text.match_indices('\n').map(|(at, _)| offset + at + 1);
    std::iter::once(offset).chain(behind).collect()
}
