//! `imagelock: ignore`, a comment by which a file asks to leave a place out.

use std::collections::BTreeSet;
use std::ops::Range;

use super::lines::LineEnds;
use crate::document::Source;

/// The words of the comment. A reason may follow.
const WORDS: &str = "imagelock: ignore";
/// The beginnings of comments of template engines: Go's, Jinja's, ERB's.
const BEGINNINGS: [&str; 7] = ["{{/*", "{{- /*", "{{-/*", "{#", "{#-", "{#+", "<%#"];
/// The ends of these.
const ENDS: [&str; 3] = ["}}", "#}", "%>"];
/// The comment as people paste it: each format that has comments takes this mark.
pub const COMMENT: &str = "# imagelock: ignore";

/// The comments of a file that say it.
#[derive(Debug)]
pub(super) struct Comments {
    /// The beginnings of the comments, in order.
    starts: Vec<usize>,
    /// The beginnings of the lines that have a comment for themselves on the line above.
    below: BTreeSet<usize>,
    lines: LineEnds,
}

impl Comments {
    pub(super) fn of(source: &Source) -> Self {
        let text = &source.text;
        let places = text.match_indices(WORDS);
        let starts: Vec<usize> = places.filter_map(|(at, _)| start(text, at)).collect();
        // Most files have none
        let all = if starts.is_empty() { "" } else { text };
        let lines = LineEnds::of(all);
        let mut comments = Self {
            starts,
            below: BTreeSet::new(),
            lines,
        };
        let is_alone = |start: &&usize| {
            let line = comments.lines.line(**start);
            let before = &text[line.start..**start];
            let comment = &text[**start..line.end.min(text.len())];
            before.trim_start().is_empty() && goes_to_end(comment)
        };
        // Only the first of a line may have it for itself
        let mut firsts = comments.starts.clone();
        firsts.dedup_by_key(|start| comments.lines.line(*start).start);
        let alone = firsts.iter().filter(is_alone);
        comments.below = alone
            .map(|start| comments.lines.line(*start).end + 1)
            .collect();
        comments
    }

    /// Whether a comment behind a place, or one that has the line above for itself, asks to leave it out.
    pub(super) fn leave_out(&self, place: &Range<usize>) -> bool {
        if self.starts.is_empty() {
            return false;
        }
        let line = self.lines.line(place.start);
        let before = self.starts.partition_point(|it| *it < place.end);
        // A block ends with the lines behind it, whose comments are those of what follows
        let next = self.starts.get(before);
        let is_behind = next.is_some_and(|start| *start < line.end);
        is_behind || self.below.contains(&line.start)
    }
}

/// The beginning of the comment that has the words at a place, if it begins with them and they end there.
fn start(text: &str, words: usize) -> Option<usize> {
    let is_inner = |letter: char| letter.is_alphanumeric() || letter == '-';
    let is_blank = |letter: char| letter.is_whitespace() && letter != '\n';
    let before = text[..words].trim_end_matches(is_blank);
    let is_whole = !text[words + WORDS.len()..].starts_with(is_inner);
    if !is_whole {
        return None;
    }
    let engine = BEGINNINGS.iter().find_map(|mark| before.strip_suffix(mark));
    let mut marks = ["#", "//"].into_iter();
    let plain = || marks.find_map(|mark| before.strip_suffix(mark));
    engine.or_else(plain).map(str::len)
}

/// Whether there is nothing behind a comment on its line. Of a template engine, it has an end of its own.
fn goes_to_end(comment: &str) -> bool {
    let is_of_engine = BEGINNINGS.iter().any(|mark| comment.starts_with(mark));
    let behind = |end: &&str| comment.split_once(*end).map(|(_, behind)| behind);
    let behind = ENDS.iter().find_map(behind);
    !is_of_engine || behind.is_none_or(|behind| behind.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_behind_or_above_leaves_a_place_out() {
        let cases = [
            ("image: nginx # imagelock: ignore", true),
            ("image: nginx #imagelock: ignore, built by CI", true),
            ("image: nginx # TODO # imagelock: ignore", true),
            ("x = \"nginx\" // imagelock: ignore", true),
            ("# imagelock: ignore\nFROM nginx", true),
            (
                "  # imagelock: ignore (built here)\r\n  image: nginx\r\n",
                true,
            ),
            (
                "- image: >-\n    nginx\n  # imagelock: ignore\n- image: other",
                false,
            ),
            ("image: nginx {{/* imagelock: ignore */}}", true),
            ("  {{- /* imagelock: ignore */ -}}  \nimage: nginx", true),
            (
                "{{/* imagelock: ignore, built here */}}\r\nimage: nginx",
                true,
            ),
            ("{# imagelock: ignore #}\nFROM nginx", true),
            ("<%# imagelock: ignore %>\nimage: nginx", true),
            ("{# imagelock: ignore #}a: b\nimage: nginx", false),
            ("{{/* imagelock: ignore */}} a: b\nimage: nginx", false),
            ("a: b {# imagelock: ignore #}\nimage: nginx", false),
            ("{{/* imagelock: ignored */}}\nimage: nginx", false),
            ("image: nginx # imagelock: ignored", false),
            ("image: nginx imagelock: ignore", false),
            ("# imagelock: ignore\n\nimage: nginx", false),
            ("a: b # imagelock: ignore\nimage: nginx", false),
            ("image: nginx\n# imagelock: ignore\n", false),
        ];
        for (text, expected) in cases {
            let source = Source::new("x", text);
            let at = source.text.find("nginx").unwrap();
            let block = source
                .text
                .find(">-")
                .map(|start| start..source.text.find("- image: other").unwrap());
            let span = block.unwrap_or(at..at + 5);
            assert_eq!(Comments::of(&source).leave_out(&span), expected, "{text:?}");
        }
    }
}
