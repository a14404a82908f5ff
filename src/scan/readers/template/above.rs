//! Whether a comment may stand above a line of a template: what is rendered then has to say the same.

use crate::scan::actions::{self, ACTIONS};
use crate::scan::filled::actions;

/// The marks within an action that take away the white space around it.
const TRIMS: [char; 2] = ['-', '~'];

/// Whether a comment may stand above each of the lines that begin at these places, in order.
pub(in crate::scan) fn take_comments(text: &str, lines: &[usize]) -> bool {
    let actions = actions(text);
    let is_within = |line: usize| {
        let next = actions.partition_point(|action| action.end <= line);
        actions.get(next).is_some_and(|action| action.start < line)
    };
    let mut places = lines.iter();
    places.all(|line| !is_within(*line) && !is_trimmed(text, *line)) && !are_in_blocks(text, lines)
}

/// Whether an action before or behind the end of the line above takes that end away: what was a line of its own would
/// then stand beside something, or something beside the comment.
fn is_trimmed(text: &str, line: usize) -> bool {
    let (before, behind) = (text[..line].trim_end(), text[line..].trim_start());
    let ends = |(_, end): &(&str, &str)| {
        let inner = before.strip_suffix(end);
        inner.is_some_and(|inner| inner.ends_with(TRIMS))
    };
    let begins = |(begin, _): &(&str, &str)| {
        let inner = behind.strip_prefix(begin);
        inner.is_some_and(|inner| inner.starts_with(TRIMS))
    };
    ACTIONS.iter().any(ends) || ACTIONS.iter().any(begins)
}

/// Whether one of some lines is a part of a text over several lines, as its indentation shows it: `key: |` above it.
fn are_in_blocks(text: &str, lines: &[usize]) -> bool {
    let (mut block, mut start) = (None, 0);
    for line in text.split_inclusive('\n') {
        let place = start;
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let indentation = indentation(line);
        let is_in_block = block.is_some_and(|block| indentation > block);
        if is_in_block && lines.binary_search(&place).is_ok() {
            return true;
        }
        // Actions stand anywhere, and may be nothing when they are rendered
        if !is_in_block && !actions::begins(line.trim_start()) {
            block = opens_block(line).then_some(indentation);
        }
    }
    false
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a text over several lines begins behind a line (YAML 1.2.2, section 8.1).
fn opens_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default().trim_end();
    let style = line.trim_end_matches(|it: char| it.is_ascii_digit() || matches!(it, '+' | '-'));
    let before = style.strip_suffix(['|', '>']);
    before.is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t', '-', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a comment may stand above the line with `image`.
    fn takes(text: &str) -> bool {
        let image = text.find("image").unwrap();
        let line = text[..image].rfind('\n').map_or(0, |at| at + 1);
        take_comments(text, &[line])
    }

    #[test]
    fn a_comment_may_stand_where_it_is_one_when_it_is_rendered() {
        for text in [
            "image: {{ .a }}\n",
            "spec:\n  {{- if .b }}\n  image: {{ .a }}\n  {{- end }}\n",
            "spec: # |\n  image: {{ .a }}\n",
            "a: |\n  b\nspec:\n  - image: {{ .a }}\n",
        ] {
            assert!(takes(text), "{text}");
        }
    }

    #[test]
    fn actions_that_are_not_closed_cost_no_time() {
        for begin in ["{", "{%", "<%", "{{\""] {
            let text = format!("image: {}\n", begin.repeat(500_000));
            assert!(takes(&text), "{begin}");
        }
    }

    #[test]
    fn where_it_would_be_something_else_it_may_not() {
        for text in [
            "a: b\n{{- with .c }}image: {{ . }}{{ end }}\n",
            "a: {{ .b -}}\nimage: {{ .a }}\n",
            "a: {% b -%}\n\nimage: {{ .a }}\n",
            "data:\n  a: |\n    b: c\n    image: {{ .a }}\n",
            "data:\n  a: >-\n    {{ if .b }}\n    c:\n      image: {{ .a }}\n",
            "{{ fail (list\n  \"image\" .a) }}\n",
        ] {
            assert!(!takes(text), "{text}");
        }
    }
}
