//! A word of a command, and what stands in it for an expansion.

use std::ops::Range;

/// The letter that stands for an expansion in the text of a word; nobody writes it.
pub const MARK: char = '\u{e000}';

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellWord {
    /// The text without quotes, with a mark in the place of each expansion.
    pub text: String,
    /// The bytes of the text, without the quotes around it.
    pub span: Range<usize>,
    /// Whether the text stands there as it is.
    pub is_verbatim: bool,
}

/// A simple command: its words, without redirections.
pub type ShellCommand = Vec<ShellWord>;
