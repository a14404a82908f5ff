//! Actions of template engines: where they end, and which of them are about the lines around them.

use crate::yaml::Node;

/// The delimiters of an action: of Go's templates, of Jinja, and of ERB.
pub(super) const ACTIONS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>")];
/// The longest part of an expression that is shown, in characters.
const SHOWN_MAX: usize = 60;
/// Letters that stand in the place of an action, by its length in bytes; nobody writes them.
pub(super) const MARKS: [char; 2] = ['\u{e000}', '\u{f0000}'];
/// The words of actions up to whose end something is rendered, or not.
const BEGINNINGS: [&str; 9] = [
    "if", "with", "range", "for", "define", "block", "macro", "unless", "call",
];
/// The words between two of which one is rendered.
const DIVISIONS: [&str; 3] = ["else", "elif", "elsif"];
/// The word that such an action ends with, or begins with: `endif`.
const END: &str = "end";

/// Whether a text has something that a template engine replaces, or what was filled in for it.
pub(super) fn has_action(text: &str) -> bool {
    ACTIONS.iter().any(|(begin, _)| text.contains(begin)) || text.contains(MARKS)
}

/// An expression as people are shown it: the beginning of its first line.
pub(super) fn shortened(text: &str) -> String {
    let text = text.trim_start();
    let letters = || text.char_indices().take(SHOWN_MAX + 1);
    let line_end = letters()
        .find(|(_, letter)| *letter == '\n')
        .map(|(at, _)| at);
    let cut = letters().nth(SHOWN_MAX).map(|(at, _)| at);
    match (line_end, cut) {
        (None, Some(end)) => format!("{}…", &text[..end]),
        (line_end, _) => text[..line_end.unwrap_or(text.len())].trim_end().to_owned(),
    }
}

/// The last boundary of a character that is not behind a place.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    let mut places = (0..=at.min(text.len())).rev();
    places
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The effect of an action on what is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActionControl {
    /// `if`, `range`: what is behind it is rendered, or not, or often.
    Begins,
    /// `else`.
    Divides,
    /// `end`, `endif`.
    Ends,
}

/// Whether a text begins with what begins an action.
pub(super) fn begins(text: &str) -> bool {
    ACTIONS.iter().any(|(begin, _)| text.starts_with(begin))
}

/// The length of the action that a text begins with.
pub(super) fn length(text: &str) -> Option<usize> {
    let (begin, end) = ACTIONS.iter().find(|(begin, _)| text.starts_with(begin))?;
    text[begin.len()..]
        .find(end)
        .map(|length| begin.len() + length + end.len())
}

/// The last end of each kind of action in a text: an action that begins before it is closed.
pub(super) struct LastEnds([Option<usize>; ACTIONS.len()]);

impl LastEnds {
    pub(super) fn of(text: &str) -> Self {
        Self(ACTIONS.map(|(_, end)| text.rfind(end)))
    }

    /// Whether an action begins at a place of the text, and is closed.
    pub(super) fn closes(&self, text: &str, at: usize) -> bool {
        let kind = ACTIONS
            .iter()
            .position(|(begin, _)| text[at..].starts_with(begin));
        kind.is_some_and(|kind| self.0[kind].is_some_and(|last| last >= at + ACTIONS[kind].0.len()))
    }
}

/// The effect of an action on what is around it; `None` for a value.
pub(super) fn control(action: &str) -> Option<ActionControl> {
    let inner = action
        .get(2..)?
        .trim_start_matches(['-', '+', '~'])
        .trim_start();
    let word = inner
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next()?;
    match word {
        _ if BEGINNINGS.contains(&word) => Some(ActionControl::Begins),
        _ if DIVISIONS.contains(&word) => Some(ActionControl::Divides),
        _ if word.starts_with(END) => Some(ActionControl::Ends),
        _ => None,
    }
}

/// A line without its actions.
pub(super) fn without(line: &str) -> String {
    let mut rest = line;
    let mut kept = String::new();
    while let Some(at) = rest.find(['{', '<']) {
        let length = length(&rest[at..]);
        if length.is_none() && begins(&rest[at..]) {
            // What is not closed once is not closed behind that either
            break;
        }
        kept.push_str(&rest[..at + usize::from(length.is_none())]);
        rest = &rest[at + length.unwrap_or(1)..];
    }
    kept + rest
}

/// `{{ … }}` without quotes, which YAML reads as a mapping of a mapping.
pub(super) fn is_action(node: Node<'_>) -> bool {
    node.is_mapping()
        && node
            .entries()
            .first()
            .is_some_and(|(key, _)| key.is_mapping())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_about_lines_are_told_from_values() {
        let cases = [
            ("{{- if .a }}", Some(ActionControl::Begins)),
            ("{%- for a in b %}", Some(ActionControl::Begins)),
            ("{{else}}", Some(ActionControl::Divides)),
            ("{% endif %}", Some(ActionControl::Ends)),
            ("{{- end -}}", Some(ActionControl::Ends)),
            ("<% end %>", Some(ActionControl::Ends)),
            ("{{ .Values.image }}", None),
            ("{{ include \"a\" . }}", None),
        ];
        for (action, expected) in cases {
            assert_eq!(control(action), expected, "{action}");
        }
    }
}
