//! Open places of a file: those of which the image cannot be determined, and those that name what the file builds.
//!
//! Says what to do there, in the words that `init` and `check` share, and puts the comment above them that leaves them out,
//! where nothing else of the file changes.

use std::collections::BTreeSet;

use super::advice::{change, way_out};
use super::comments::{comment, commented};
use super::mention::{Basis, Mention};
use super::read::Used;

/// The most places that are tried one by one where a comment above one of them would change something.
const TRIED_MAX: usize = 100;

/// The open places of a file.
#[derive(Debug, Default)]
pub struct OpenPlaces {
    /// The file with comments above all of them that can have one; `None` where none can.
    commented: Option<Used>,
    /// The beginnings of the lines of these.
    lines: Vec<usize>,
}

impl OpenPlaces {
    /// Those of a file, with the lines above which a comment leaves out just these.
    pub fn of(used: &Used) -> Self {
        let lines = lines(used);
        if lines.is_empty() {
            return Self::default();
        }
        if let Some(commented) = commented(used, &lines) {
            return Self {
                commented: Some(commented),
                lines,
            };
        }
        let alone = |line: &usize| commented(used, &[*line]).is_some();
        let lines: Vec<usize> = lines.into_iter().take(TRIED_MAX).filter(alone).collect();
        Self {
            commented: commented(used, &lines),
            lines,
        }
    }

    /// What to do at a place; `None` where it is not open. `exclude` is the line of `images.toml` that leaves the whole file
    /// out, if that can name the file.
    pub fn advice(
        &self,
        used: &Used,
        mention: &Mention,
        exclude: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        if !is_open(mention) {
            return None;
        }
        let obstacle = mention.image.as_ref().err();
        let change = obstacle.map(|obstacle| change(used.kind, obstacle));
        let takes_comment = self.commented.is_some()
            && self
                .lines
                .contains(&line_start(&used.source.text, mention.span.start));
        let ways = change.into_iter().chain(way_out(takes_comment, exclude));
        Some(ways.collect::<Vec<_>>().join(", or "))
    }

    /// The file with a comment above each open place that can have one, and the numbers of the lines of these comments;
    /// `None` where none can.
    pub fn commented(self) -> Option<(Used, Vec<usize>)> {
        let used = self.commented?;
        let index = used.source.lines();
        let mut shift = 0;
        let number = |line: &usize| {
            let number = index.line(line + shift);
            shift += comment(&used.source.text, line + shift).len();
            number
        };
        let numbers = self.lines.iter().map(number).collect();
        Some((used, numbers))
    }
}

/// Whether a place is open.
fn is_open(mention: &Mention) -> bool {
    mention.image.is_err() || mention.basis == Basis::Build
}

/// The beginnings of the lines with open places and no others.
fn lines(used: &Used) -> Vec<usize> {
    let text = &used.source.text;
    let start = |mention: &Mention| line_start(text, mention.span.start);
    let (open, others): (Vec<_>, Vec<_>) = used.mentions.iter().partition(|it| is_open(it));
    let others: BTreeSet<usize> = others.into_iter().map(start).collect();
    let lines = open.into_iter().map(start);
    let lines: BTreeSet<usize> = lines.filter(|line| !others.contains(line)).collect();
    lines.into_iter().collect()
}

/// The beginning of the line of a byte.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}
