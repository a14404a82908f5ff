//! A text with something in the place of actions, so that what is YAML around them can be read.

use std::ops::Range;

use crate::document::Source;
use crate::scan::actions::{ACTIONS, MARKS, control, has_action, kind, length, shortened};
use crate::scan::mention::{Mention, Obstacle};

/// The letter that fills up marks which are too short.
const PADDING: &str = "x";

/// The tags of Jinja that write another file in their place.
const INCLUDES: [&str; 2] = ["extends", "include"];

/// The tags of Jinja and Django between which nothing is an action; they write nothing themselves.
const LITERALS: [&str; 4] = ["raw", "endraw", "verbatim", "endverbatim"];

/// The text with marks of the same length in the place of actions. In the place of those that are alone on their lines,
/// or decide about what is around them, there is nothing. `None` where what begins and ends as an action may be texts
/// with keys between them.
pub(super) fn filled(text: &str) -> Option<String> {
    let actions = actions(text);
    let mut written = actions.iter().map(|action| &text[action.clone()]);
    if written.any(may_have_key) {
        return None;
    }
    let is_nothing =
        |action: &Range<usize>| control(&text[action.clone()]).is_some() || is_alone(text, action);
    let nothing: Vec<bool> = actions.iter().map(is_nothing).collect();
    Some(fill(text, &actions, &nothing))
}

/// The same for a text whose lines are read, which is no YAML: what decides within a line has a part in that.
pub(super) fn filled_lines(text: &str) -> String {
    let actions = actions(text);
    let nothing = at_edges(text, &actions).into_iter().zip(&actions);
    let nothing = nothing.map(|(is_at_edge, action)| {
        let written = &text[action.clone()];
        let writes_nothing = control(written).is_some() || is_of_literal(written);
        is_at_edge && writes_nothing || is_alone(text, action)
    });
    let nothing: Vec<bool> = nothing.collect();
    fill(text, &actions, &nothing)
}

/// Whether an action begins or ends a text in which nothing is one.
fn is_of_literal(action: &str) -> bool {
    let inner = action.strip_prefix("{%").unwrap_or_default();
    let inner = inner.trim_start_matches(['-', '+']).trim_start();
    let word = inner.split(|it: char| !it.is_ascii_alphabetic()).next();
    word.is_some_and(|word| LITERALS.contains(&word))
}

/// For each action whether its line has nothing but actions before it, or behind it.
fn at_edges(text: &str, actions: &[Range<usize>]) -> Vec<bool> {
    let is_blank = |part: Option<&str>| part.is_none_or(|part| part.trim().is_empty());
    let mut found = Vec::with_capacity(actions.len());
    let (mut at, mut is_first) = (0, true);
    for action in actions {
        let before = &text[at..action.start];
        is_first = is_blank(before.rsplit('\n').next()) && (is_first || before.contains('\n'));
        found.push(is_first);
        at = action.end;
    }
    let (mut at, mut is_last) = (text.len(), true);
    for (action, is_at_edge) in actions.iter().zip(&mut found).rev() {
        let behind = &text[action.end..at];
        is_last = is_blank(behind.split('\n').next()) && (is_last || behind.contains('\n'));
        *is_at_edge |= is_last;
        at = action.start;
    }
    found
}

/// The text with marks, or nothing, in the place of actions.
fn fill(text: &str, actions: &[Range<usize>], nothing: &[bool]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut at = 0;
    for (action, is_nothing) in actions.iter().zip(nothing) {
        let length = action.len();
        filled.push_str(&text[at..action.start]);
        let letters = if *is_nothing {
            " ".repeat(length)
        } else {
            marks(length)
        };
        filled.push_str(&letters);
        at = action.end;
    }
    filled + &text[at..]
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

/// A mention of a text in which actions were filled in, as it stands in the text with actions.
pub(super) fn restored(source: &Source, mention: Mention) -> Mention {
    let span = mention.span.clone();
    let text = source.text.get(span.clone()).unwrap_or_default();
    if let Err(Obstacle::Expression(shown)) = &mention.image
        && !has_action(shown)
        && !has_action(&mention.written)
    {
        // It is shown by another text than its own, which may have passwords in it
        return mention;
    }
    if has_action(text) {
        return Mention::undecided(span, shortened(text));
    }
    if has_action(&mention.written) {
        return Mention::undecided(span, shortened(&emptied(&mention.written)));
    }
    mention
}

/// The first action that has a line for itself and may write any lines there: a file that is included, a macro.
pub(super) fn writes_lines(text: &str) -> Option<String> {
    let mut actions = actions(text).into_iter();
    let action = actions.find(|it| is_alone(text, it) && writes(&text[it.clone()]))?;
    Some(shortened(&text[action]))
}

/// Whether an action writes something: it decides about no lines, sets nothing, and is no comment.
fn writes(action: &str) -> bool {
    let inner = action[2..].trim_start_matches(['-', '+', '~']).trim_start();
    if action.starts_with("<%") {
        return inner.starts_with('=');
    }
    if action.starts_with("{%") {
        return INCLUDES.iter().any(|word| inner.starts_with(word));
    }
    let is_assignment = inner.starts_with('$') && inner.contains('=');
    control(action).is_none() && !is_assignment && !inner.starts_with("/*")
}

/// The places of the actions of a text.
pub(super) fn actions(text: &str) -> Vec<Range<usize>> {
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
    fn what_decides_within_a_line_leaves_a_mark_there() {
        let blank = |text: &str| filled_lines(text).replace(MARKS, "#").replace(PADDING, "#");
        let cases = [
            ("{% if a %}b{% endif %} \n", "          b            \n"),
            ("{% if a %}{% if b %} c\n", "                     c\n"),
            ("{{ a }}\nb\n", "       \nb\n"),
            ("{% raw %}b{%- endraw -%}\n", "         b              \n"),
        ];
        for (text, expected) in cases {
            assert_eq!(filled_lines(text), expected);
        }
        for text in [
            "b {% if a %}c{% endif %}d",
            "b {% if a %}c\n{% else %}d",
            "b {% raw %}c{% endraw %}d",
        ] {
            assert!(blank(text).starts_with("b #"), "{text}");
        }
        filled_lines(&"{% if a %}b".repeat(100_000));
    }

    #[test]
    fn what_may_write_lines_is_told_from_what_sets_or_decides_something() {
        for text in [
            "a\n{% include 'b' %}\n",
            "{{- include \"a\" . -}}",
            "{{ m.stage() }}\n",
            "<%= a %>",
        ] {
            assert!(writes_lines(text).is_some(), "{text}");
        }
        for text in [
            "{% set a = 1 %}\n{% if a %}\n{{ end }}\n{{ $a := 1 }}\n{{/* a */}}\n",
            "FROM {{ a }}\n<% b %>\n{{",
            "{% import 'a' as b %}",
        ] {
            assert_eq!(writes_lines(text), None, "{text}");
        }
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
