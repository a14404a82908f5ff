//! Open places of a file: those of which the image cannot be determined, and those that name what the file builds.
//!
//! Says what to do there, in the words that `init` and `check` share, and puts the comment above them that leaves them
//! out, where nothing else of the file changes.

use std::collections::BTreeSet;

use super::advice::{self, way_out};
use super::comments::commented;
use super::kind::FileKind;
use super::lines::LineEnds;
use super::mention::Mention;
use super::read::Used;

/// The most bytes that are read again to try places one by one, where a comment above one of them would change
/// something.
const TRIED_MAX: usize = 4 << 20;
/// The most places that are tried so.
const TRIED_PLACES_MAX: usize = 16;

/// The open places of a file.
#[derive(Debug, Default)]
pub struct OpenPlaces {
    ends: LineEnds,
    /// The beginnings of the lines above which a comment leaves out just what is open there.
    lines: Vec<usize>,
    /// The file with comments above these lines.
    commented: Option<Used>,
}

impl OpenPlaces {
    /// Those of a file.
    pub fn of(used: &Used) -> Self {
        if !used.mentions.iter().any(is_open) {
            return Self::default();
        }
        let ends = LineEnds::of(&used.source.text);
        let mut lines = lines(used, &ends);
        let mut all = commented(used, &lines);
        if all.is_none() {
            let alone = |line: &usize| commented(used, &[*line]).is_some();
            let most = TRIED_MAX / used.source.text.len().max(1);
            lines.truncate(most.min(TRIED_PLACES_MAX));
            lines.retain(alone);
            all = commented(used, &lines);
        }
        if all.is_none() {
            lines.clear();
        }
        Self {
            ends,
            lines,
            commented: all,
        }
    }

    /// What to do at a place; `None` where it is not open. `exclude` is what to write below `[files]` in `images.toml`
    /// to leave the whole file out, if that can name the file.
    pub fn advice(
        &self,
        kind: FileKind,
        mention: &Mention,
        exclude: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        if !is_open(mention) {
            return None;
        }
        let change = mention.image.as_ref().err();
        let change = change.and_then(|obstacle| advice::change(kind, obstacle, &mention.written));
        let line = self.ends.line(mention.span.start).start;
        let takes_comment = self.lines.binary_search(&line).is_ok();
        let ways = change.into_iter().chain(way_out(takes_comment, exclude));
        Some(ways.collect::<Vec<_>>().join(", or "))
    }

    /// The file with a comment above each open place that can have one, and the numbers of the lines of these comments;
    /// `None` where none can. `used` is the file without them.
    pub fn commented(self, used: &Used) -> Option<(Used, Vec<usize>)> {
        let index = used.source.lines();
        let lines = self.lines.iter().enumerate();
        let numbers = lines.map(|(above, line)| above + index.line(*line));
        Some((self.commented?, numbers.collect()))
    }
}

/// Whether a place is open.
fn is_open(mention: &Mention) -> bool {
    mention.image.is_err()
}

/// The beginnings of the lines with open places and no others.
fn lines(used: &Used, ends: &LineEnds) -> Vec<usize> {
    let start = |mention: &Mention| ends.line(mention.span.start).start;
    let (open, others): (Vec<_>, Vec<_>) = used.mentions.iter().partition(|it| is_open(it));
    let others: BTreeSet<usize> = others.into_iter().map(start).collect();
    let lines = open.into_iter().map(start);
    let lines: BTreeSet<usize> = lines.filter(|line| !others.contains(line)).collect();
    lines.into_iter().collect()
}
