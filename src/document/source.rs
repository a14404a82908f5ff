//! A text with a name, and where its lines and columns are.

use std::fmt;
use std::ops::Range;

use super::lines::{LineIndex, boundary_before};
use super::mask;

/// The mark that some editors put before a text, and no part of it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text without a byte order mark.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// A text and what it is called. It may have secrets, which `{:?}` does not show either.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name as it is shown: `images.toml`, or the path that was given.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// Whether a byte order mark stands before the text.
    has_mark: bool,
    /// The places that are never shown beside what [`Source::masked_text`] finds by itself: values of unknown keys.
    pub(super) hidden: Vec<Range<usize>>,
    /// Whether lines of it may be shown at all.
    is_quoted: bool,
}

impl fmt::Debug for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Source");
        out.field("name", &self.name).finish_non_exhaustive()
    }
}

impl Source {
    /// A text under the name that it is shown with; a byte order mark is dropped.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        let has_mark = text.starts_with(BYTE_ORDER_MARK);
        if has_mark {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        Self {
            name: name.into(),
            text,
            has_mark,
            hidden: Vec::new(),
            is_quoted: true,
        }
    }

    /// The source without quotes of its lines: a file of somebody else, in which anything may be a secret.
    pub fn unquoted(self) -> Self {
        Self {
            is_quoted: false,
            ..self
        }
    }

    /// Another text in its place as a file: behind a byte order mark where this one has it.
    pub fn file_with(&self, text: &str) -> String {
        let mark = if self.has_mark { BYTE_ORDER_MARK } else { "" };
        format!("{mark}{text}")
    }

    /// Whether lines of it may be shown.
    pub fn is_quoted(&self) -> bool {
        self.is_quoted
    }

    /// The places of lines and characters: worth its pass over the text where many places are asked for.
    pub fn lines(&self) -> LineIndex<'_> {
        LineIndex::of(&self.text)
    }

    /// The line and the column of a byte of the text, both from 1; columns count characters. Of many places
    /// [`Source::lines`] tells them in one pass.
    ///
    /// An offset behind the end is the end, one within a character is its start.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..boundary_before(&self.text, offset)];
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (line, before[line_start..].chars().count() + 1)
    }

    /// The text as it may be shown: with `*` over what may be a secret, and without characters that steer a
    /// terminal. It has the length of the text in bytes, so that spans hold.
    pub fn masked_text(&self) -> String {
        mask::masked(&self.text, &self.hidden)
    }
}
