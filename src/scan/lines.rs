//! The lines of a text, by the places of their ends.

use std::ops::Range;

/// The ends of the lines of a text.
#[derive(Debug, Default)]
pub(super) struct LineEnds(Vec<usize>);

impl LineEnds {
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, without its end.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let number = self.0.partition_point(|newline| *newline < at);
        let before = number.checked_sub(1);
        let start = before.map_or(0, |before| self.0[before] + 1);
        start..self.0.get(number).copied().unwrap_or(usize::MAX - 1)
    }
}
