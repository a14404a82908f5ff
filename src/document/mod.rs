//! Files as people wrote them: a text with a name, and problems at places of it.
//!
//! Owns what `images.toml`, `config.toml` and `images.lock` share: typed reading of TOML that collects every problem
//! instead of stopping at the first, and the masking of what may be a secret in a quoted line. Prints nothing.

mod findings;
mod lines;
mod mask;
mod outline;
mod survey;
mod syntax;
mod table;
mod value;
mod words;

use std::fmt;
use std::ops::Range;

pub use findings::Findings;
pub use lines::LineIndex;
pub use mask::{has_credentials, is_harmful, shown, shown_path};
pub use table::{Placed, Table, TableEntry, TomlDocument};
pub use words::{count_of, first_listed, listed, plural};

/// What some editors put before the text, and no part of it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text without a byte order mark.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// A text and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name as it is shown: `images.toml`, or the path that was given.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
    /// Whether a byte order mark stands before the text.
    has_mark: bool,
    /// What is never shown beside what [`Source::masked_text`] finds by itself: values of unknown keys.
    hidden: Vec<Range<usize>>,
    /// Whether lines of it may be shown at all.
    is_quoted: bool,
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

    /// The same, of which no line is ever shown: a file of somebody else, in which anything may be a secret.
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

    /// Where lines and characters are: worth its pass over the text where many places are asked for.
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

/// The last boundary of a character that is not behind the offset.
fn boundary_before(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
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
    /// How many problems behind it are not told.
    pub left_out: usize,
}

impl Problem {
    /// A problem at a place.
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span,
            label: None,
            help: None,
            other: None,
            left_out: 0,
        }
    }

    /// The way out, or what stands under the place: for formats that show no lines.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref().or(self.label.as_deref())
    }

    /// The same, with words under the underlined place.
    pub fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: Some(label.into()),
            ..self
        }
    }

    /// The same, with a way out.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// The same, with the other place that belongs to it.
    pub fn other(self, span: Range<usize>, what: impl Into<String>) -> Self {
        Self {
            other: Some((span, what.into())),
            ..self
        }
    }
}

/// The problems of one source, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// Where they are.
    pub source: Source,
    /// What they are: never none, and no more than anybody reads.
    pub list: Vec<Problem>,
}

impl Problems {
    /// How many there are, with those that are not told.
    pub fn count(&self) -> usize {
        self.list.len() + left_out(&self.list)
    }
}

/// How many problems there are behind those of a list.
pub fn left_out(list: &[Problem]) -> usize {
    list.last().map_or(0, |last| last.left_out)
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count() {
            1 => write!(out, "`{}` has a problem", self.source.name),
            count => write!(out, "`{}` has {count} problems", self.source.name),
        }
    }
}
