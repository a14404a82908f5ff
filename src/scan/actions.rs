//! Actions of template engines: where they end, and which of them are about the lines around them.

use crate::document::shown;
use crate::yaml::Node;

/// The delimiters of an action: of Go's templates, of Jinja, and of ERB.
pub(super) const ACTIONS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>")];
/// The longest part of an expression that is shown, in characters.
const SHOWN_MAX: usize = 60;
/// The longest part of a line in which a password is looked for that ends behind what is shown, in characters.
const MASKED_MAX: usize = 1024;
/// The longest part of a text that is far too long for a reference, in bytes.
const CUT_MAX: usize = 256;
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

/// Whether a text has the name of something that a script of a build fills in, as autoconf and Meson do: `@BASE@`. What
/// may be a password before a host is none.
pub(super) fn has_placeholder(text: &str) -> bool {
    let parts: Vec<&str> = text.split('@').collect();
    let is_name = |name: &str| {
        let is_letter = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
        !name.is_empty() && name.bytes().all(is_letter)
    };
    let is_apart = |before: &str, behind: &str| {
        (before.is_empty() || before.ends_with(['/', ':', '-', '.']))
            && (behind.is_empty() || behind.starts_with(['/', ':', '-', '.']))
    };
    parts
        .windows(3)
        .any(|it| is_name(it[1]) && is_apart(it[0], it[2]))
}

/// An expression as people are shown it: the beginning of its first line.
pub(super) fn shortened(text: &str) -> String {
    let text = text.trim_start();
    let letters = || text.char_indices().take(SHOWN_MAX + 1);
    let line_end = letters().find(|(_, letter)| *letter == '\n');
    match (line_end, letters().nth(SHOWN_MAX)) {
        (None, Some(_)) => {
            // A password is known by the `@` behind it, which may be cut off
            let line = text.char_indices().take(MASKED_MAX);
            let mut line_end = line.skip_while(|(_, letter)| *letter != '\n');
            let end = line_end.next().map(|(at, _)| at);
            let end = end.or_else(|| Some(text.char_indices().nth(MASKED_MAX)?.0));
            let line = shown(&text[..end.unwrap_or(text.len())]);
            line.chars().take(SHOWN_MAX).chain(['…']).collect()
        }
        (line_end, _) => {
            let end = line_end.map_or(text.len(), |(at, _)| at);
            text[..end].trim_end().to_owned()
        }
    }
}

/// The word that a text begins with, with the actions and variables in it, which may have spaces; of a text in quotes,
/// what is between these. What is behind it is none of an image.
pub(super) fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let (quote, inner) = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => (Some(quote), &text[1..]),
        _ => (None, text),
    };
    let mut at = 0;
    while let Some(letter) = inner[at..].chars().next() {
        let rest = &inner[at..];
        if letter.is_whitespace() || Some(letter) == quote {
            break;
        }
        let variable = || rest.strip_prefix("${")?.find('}').map(|end| end + 3);
        let length = length(rest).or_else(variable);
        at += length.unwrap_or(letter.len_utf8());
    }
    &inner[..at]
}

/// The beginning of a text, without what may be a password before an `@`.
pub(super) fn cut(text: &str) -> String {
    let shown = text.rsplit_once('@').map_or(text, |(_, host)| host);
    format!("{}…", &shown[..boundary(shown, CUT_MAX)])
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
    Divides,
    Ends,
}

/// The kind of the action that a text begins with, by its number.
pub(super) fn kind(text: &str) -> Option<usize> {
    ACTIONS
        .iter()
        .position(|(begin, _)| text.starts_with(begin))
}

/// Whether a text begins with what begins an action.
pub(super) fn begins(text: &str) -> bool {
    kind(text).is_some()
}

pub(super) fn length(text: &str) -> Option<usize> {
    let (begin, end) = ACTIONS[kind(text)?];
    let length = text[begin.len()..].find(end)?;
    Some(begin.len() + length + end.len())
}

/// The last end of each kind of action in a text: an action that begins before it is closed.
pub(super) struct LastEnds([Option<usize>; ACTIONS.len()]);

impl LastEnds {
    pub(super) fn of(text: &str) -> Self {
        Self(ACTIONS.map(|(_, end)| text.rfind(end)))
    }

    /// Whether an action begins at a place of the text, and is closed.
    pub(super) fn closes(&self, text: &str, at: usize) -> bool {
        let is_closed = |kind: usize| self.0[kind] >= Some(at + ACTIONS[kind].0.len());
        kind(&text[at..]).is_some_and(is_closed)
    }
}

/// The effect of an action on what is around it; `None` for a value.
pub(super) fn control(action: &str) -> Option<ActionControl> {
    let inner = action.get(2..)?.trim_start_matches(['-', '+', '~']);
    let mut words = inner
        .trim_start()
        .split(|it: char| !it.is_ascii_alphabetic());
    match words.next()? {
        word if BEGINNINGS.contains(&word) => Some(ActionControl::Begins),
        word if DIVISIONS.contains(&word) => Some(ActionControl::Divides),
        word if word.starts_with(END) => Some(ActionControl::Ends),
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
    let is_mapping = |(key, _): &(Node<'_>, Node<'_>)| key.is_mapping();
    node.is_mapping() && node.entries().first().is_some_and(is_mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_filled_in_is_told_from_what_may_be_a_password() {
        for text in [
            "@BASE@",
            "ghcr.io/@PROJECT@/web:1",
            "web:@TAG@",
            "web-@A_1@.x",
        ] {
            assert!(has_placeholder(text), "{text}");
        }
        for text in [
            "user:PASS@host/web",
            "user:@PASS@host",
            "a@PASS@b",
            "web@sha256:1",
            "@@",
            "@a@",
        ] {
            assert!(!has_placeholder(text), "{text}");
        }
    }

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
