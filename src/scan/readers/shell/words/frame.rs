//! What is open while words are read: commands within others, and a word.

use std::ops::Range;

use super::word::{ShellCommand, ShellWord};

/// What ends the commands of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameEnd {
    Text,
    Parenthesis,
    Backtick,
}

/// Commands within others: the text itself, or a substitution.
#[derive(Debug)]
pub(super) struct CommandFrame {
    pub(super) end: FrameEnd,
    pub(super) words: ShellCommand,
    pub(super) word: Option<OpenWord>,
    pub(super) is_in_quotes: bool,
    /// What the next word is, where it is none of the command.
    pub(super) redirection: Option<RedirectionKind>,
    pub(super) is_too_long: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RedirectionKind {
    File,
    /// The delimiter of a here-document; whether tabs before it do not count.
    Heredoc {
        has_tabs: bool,
    },
}

/// A word that is not at its end.
#[derive(Debug)]
pub(super) struct OpenWord {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) quotes: usize,
    pub(super) is_changed: bool,
}

impl CommandFrame {
    pub(super) fn new(end: FrameEnd) -> Self {
        Self {
            end,
            words: Vec::new(),
            word: None,
            is_in_quotes: false,
            redirection: None,
            is_too_long: false,
        }
    }
}

impl OpenWord {
    /// The word that ends at a place.
    pub(super) fn closed(self, text: &str, end: usize) -> ShellWord {
        let whole = self.start..end;
        let inner: Range<usize> = match self.quotes {
            0 => whole,
            _ => whole.start + 1..whole.end.saturating_sub(1).max(whole.start + 1),
        };
        let is_verbatim = !self.is_changed && text.get(inner.clone()) == Some(self.text.as_str());
        ShellWord {
            span: if is_verbatim { inner } else { self.start..end },
            text: self.text,
            is_verbatim,
        }
    }
}
