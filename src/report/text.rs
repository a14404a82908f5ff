//! Text for people, line by line.

use std::fmt::Display;

use super::plain::{harmless_lines, plain_line};

/// Lines for people. Each is one line, fit for a terminal and for the log of a runner, whatever was put into its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportText(String);

impl ReportText {
    /// One more line.
    pub fn line(&mut self, line: impl Display) {
        self.0
            .push_str(&harmless_lines(&plain_line(&line.to_string())));
        self.0.push('\n');
    }

    /// More lines.
    pub fn lines<L: Display>(&mut self, lines: impl IntoIterator<Item = L>) {
        lines.into_iter().for_each(|line| self.line(line));
    }

    /// The lines of another one below these.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines, with their ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<L: Display> FromIterator<L> for ReportText {
    fn from_iter<I: IntoIterator<Item = L>>(lines: I) -> Self {
        let mut text = Self::default();
        text.lines(lines);
        text
    }
}
