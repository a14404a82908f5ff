//! A text with something in the place of actions, so that what is YAML around them can be read.

use std::ops::Range;

use crate::scan::actions::{ACTIONS, MARKS, control, kind, length};

/// The letter that fills up marks which are too short.
const PADDING: &str = "x";

/// The text with marks of the same length in the place of actions. In the place of those that are alone on their lines, or
/// decide about what is around them, there is nothing. `None` where what begins and ends as an action may be texts with keys
/// between them.
pub(super) fn filled(text: &str) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut at = 0;
    for action in actions(text) {
        let written = &text[action.clone()];
        if may_have_key(written) {
            return None;
        }
        filled.push_str(&text[at..action.start]);
        if control(written).is_some() || is_alone(text, &action) {
            filled.push_str(&" ".repeat(written.len()));
        } else {
            filled.push_str(&marks(written.len()));
        }
        at = action.end;
    }
    Some(filled + &text[at..])
}

/// Whether there is a line end or a colon in an action, which is no assignment.
fn may_have_key(action: &str) -> bool {
    let mut behind = action.split(':').skip(1);
    action.contains(['\n', '\r']) || behind.any(|behind| !behind.starts_with('='))
}

/// A text with `{{…}}` for marks.
pub(super) fn emptied(filled: &str) -> String {
    let mut text = String::new();
    let mut is_marked = false;
    for letter in filled.chars() {
        let is_mark = MARKS.contains(&letter);
        if !is_mark {
            text.push(letter);
        } else if !is_marked {
            text.push_str("{{…}}");
        }
        is_marked = is_mark;
    }
    text
}

/// The places of the actions of a text.
fn actions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // What is not closed once is not closed behind that either
    let mut unclosed = [false; ACTIONS.len()];
    let mut at = 0;
    while let Some(start) = text[at..].find(['{', '<']).map(|start| at + start) {
        let kind = kind(&text[start..]).filter(|kind| !unclosed[*kind]);
        let length = kind.and_then(|_| length(&text[start..]));
        if let (Some(kind), None) = (kind, length) {
            unclosed[kind] = true;
        }
        found.extend(length.map(|length| start..start + length));
        at = start + length.unwrap_or(1);
    }
    found
}

/// Whether a line has nothing but actions, and dashes before them.
fn is_alone(text: &str, action: &Range<usize>) -> bool {
    let before = text[..action.start].trim_end_matches([' ', '\t', '-']);
    let behind = text[action.end..].trim_start_matches([' ', '\t']);
    let begins = before.is_empty() || before.ends_with('\n');
    begins && (behind.is_empty() || behind.starts_with(['\n', '\r']))
}

fn marks(length: usize) -> String {
    let [three, four] = MARKS.map(String::from);
    // Four, or eight, and the rest in threes
    let fours = length % three.len();
    match length.checked_sub(fours * four.len()) {
        Some(rest) => four.repeat(fours) + &three.repeat(rest / three.len()),
        None => four + PADDING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_has_the_length_of_what_was_there() {
        for inner in 0..20 {
            let text = format!("a: {{{{{}}}}}b", "é".repeat(inner));
            let filled = filled(&text).unwrap();
            assert_eq!(filled.len(), text.len());
            assert!(filled.contains(MARKS) && !filled.contains("{{"), "{filled}");
        }
    }

    #[test]
    fn actions_of_lines_leave_nothing_and_the_others_a_mark() {
        let cases = [
            (
                "{{ if a }}\nb: c\n{{ end }}\n",
                "          \nb: c\n         \n",
            ),
            ("a: b{{ if c }}d{{ end }}\n", "a: b          d         \n"),
            ("a: {{ b", "a: {{ b"),
            ("a: {b: c}", "a: {b: c}"),
        ];
        for (text, expected) in cases {
            assert_eq!(filled(text).as_deref(), Some(expected));
        }
        assert_eq!(
            emptied(&filled("a:{{ b }}-{{ cd }}").unwrap()),
            "a:{{…}}-{{…}}"
        );
    }

    #[test]
    fn what_may_be_texts_with_keys_between_them_is_no_action() {
        for text in [
            "a: \"{{\"\nimage: b\nc: \"}}\"",
            "{a: \"{{\", image: b, c: \"}}\"}",
            "{% a: b %}",
        ] {
            assert_eq!(filled(text), None, "{text}");
        }
        assert!(filled("a: {{ $b := c }}d").is_some());
    }
}
