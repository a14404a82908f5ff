//! Expansions: the mark of one is all that is left, but for the commands within it.

use super::frame::FrameEnd;
use super::word::MARK;
use super::{MAKE_SHELL, ShellDialect, WordReader};

impl WordReader<'_> {
    /// An expansion, of which the mark is left; what is substituted by commands is read too.
    pub(super) fn dollar(&mut self) -> Option<()> {
        // The word begins before what make takes away
        self.open_word();
        if self.dialect == ShellDialect::Make {
            if !self.rest().starts_with("$$") {
                return self.make_variable();
            }
            self.at += 1;
        }
        let behind = self.rest()[1..].chars().next();
        match behind {
            // Arithmetic, in which `<<` shifts
            Some('(') if self.rest().starts_with("$((") => self.skip_pair(1, ('(', ')')),
            Some('(') => self.begin(FrameEnd::Parenthesis, 2),
            Some('{') => self.skip_pair(1, ('{', '}')),
            // `$'…'` has escapes of its own, and ends as other quotes do
            Some('\'') if !self.frame().is_in_quotes => {
                self.mark(1);
                self.single_quotes()
            }
            Some(letter) if letter.is_ascii_alphanumeric() || letter == '_' => {
                let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
                let rest = &self.rest()[1..];
                let length = rest.find(|it| !is_name(it)).unwrap_or(rest.len());
                self.mark(1 + length);
                Some(())
            }
            Some(letter @ ('@' | '*' | '#' | '?' | '-' | '$' | '!')) => {
                self.mark(1 + letter.len_utf8());
                Some(())
            }
            _ => {
                self.mark(1);
                Some(())
            }
        }
    }

    /// A variable or a function of make. One of them runs commands (GNU make, "The shell Function").
    fn make_variable(&mut self) -> Option<()> {
        if self.rest().starts_with(MAKE_SHELL) {
            return self.begin(FrameEnd::Parenthesis, MAKE_SHELL.len());
        }
        match self.rest()[1..].chars().next() {
            Some('(') => self.skip_pair(1, ('(', ')')),
            Some('{') => self.skip_pair(1, ('{', '}')),
            behind => {
                self.mark(1 + behind.map_or(0, char::len_utf8));
                Some(())
            }
        }
    }

    /// Takes what stands between a pair of letters for an expansion.
    pub(super) fn skip_pair(&mut self, before: usize, (begin, end): (char, char)) -> Option<()> {
        let mut depth = 0_usize;
        let rest = &self.rest()[before..];
        let length = rest.char_indices().find_map(|(at, letter)| {
            depth += usize::from(letter == begin);
            depth -= usize::from(letter == end && depth > 0);
            (depth == 0).then_some(at + letter.len_utf8())
        })?;
        self.mark(before + length);
        Some(())
    }

    pub(super) fn mark(&mut self, length: usize) {
        let word = self.open_word();
        word.is_changed = true;
        word.text.push(MARK);
        self.at += length;
    }
}
