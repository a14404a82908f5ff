//! Files as people wrote them: a text with a name, and problems at places of it.
//!
//! Owns what `images.toml`, `config.toml` and `images.lock` share: typed reading of TOML that collects every problem
//! instead of stopping at the first, and the masking of what may be a secret in a quoted line. Prints nothing.

mod mask;

use std::fmt;
use std::ops::Range;

/// What some editors put before the text, and no part of it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name as it is shown: `images.toml`, or the path that was given.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

impl Source {
    /// A text under the name that it is shown with; a byte order mark is dropped.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        Self { name: name.into(), text }
    }

    /// The line and the column of a byte of the text, both from 1; columns count characters.
    ///
    /// An offset behind the end is the end, one within a character is its start.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let end = offset.min(self.text.len());
        // A character has at most four bytes
        let boundary = (0..=end).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default();
        let before = &self.text[..boundary];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }

    /// The text as it may be shown: with `*` over what may be a secret, and without characters that steer a
    /// terminal. It has the length of the text in bytes, so that spans hold.
    pub fn masked_text(&self) -> String {
        mask::mask(&self.text)
    }
}

/// Something wrong, or doubtful, at a place of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: a sentence in lower case without a full stop.
    pub message: String,
    /// Where, in bytes of the source's text.
    pub span: Range<usize>,
    /// What stands under the underlined place.
    pub label: Option<String>,
    /// The way out.
    pub help: Option<String>,
    /// Another place of the same source that belongs to it, with what it is: for anything given twice.
    pub other: Option<(Range<usize>, String)>,
}

/// All problems of one source, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// Where they are.
    pub source: Source,
    /// What they are; never empty.
    pub list: Vec<Problem>,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list.len() {
            1 => write!(out, "`{}` has a problem", self.source.name),
            count => write!(out, "`{}` has {count} problems", self.source.name),
        }
    }
}
