//! How much of a body is left.

use std::fmt::Write as _;

/// The length of `and 1000 more`, with its lines.
const MORE_LENGTH: usize = 40;

/// A number of bytes that may still be written.
#[derive(Debug)]
pub(super) struct Space {
    left: usize,
}

impl Space {
    pub(super) fn new(left: usize) -> Self {
        Self { left }
    }

    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// A part of it, which does not count before it is taken.
    pub(super) fn part(&self, most: usize) -> Self {
        Self {
            left: self.left.min(most),
        }
    }

    pub(super) fn take(&mut self, length: usize) {
        self.left = self.left.saturating_sub(length);
    }

    /// As many of the lines as there is space for, and how many more there are.
    pub(super) fn fill(&mut self, lines: &[String]) -> String {
        let mut text = String::new();
        for (index, line) in lines.iter().enumerate() {
            if text.len() + line.len() + MORE_LENGTH > self.left {
                let _ = write!(text, "\nand {} more\n", lines.len() - index);
                break;
            }
            text.push_str(line);
        }
        self.take(text.len());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_space_is_counted() {
        let lines = ["one\n", "two\n", "three\n"].map(str::to_owned);
        assert_eq!(Space::new(100).fill(&lines), "one\ntwo\nthree\n");
        assert_eq!(Space::new(45).fill(&lines), "one\n\nand 2 more\n");
        assert_eq!(Space::new(0).fill(&lines), "\nand 3 more\n");
        assert_eq!(Space::new(0).fill(&[]), "");
    }
}
