//! Keys of images in a line of a template, which is no YAML before it is rendered: behind a dash, in braces, behind an
//! action.

use super::value::TemplateValue;
use crate::scan::actions::{self, LastEnds};

const IMAGE: &str = "image";
/// The endings of a text right before a key; spaces may follow.
const BEFORE: [&str; 8] = ["-", "?", "{", ",", "[", "}}", "%}", "%>"];
/// The letters of an escape in double quotes, and how many digits it has.
const ESCAPES: [(char, usize); 3] = [('x', 2), ('u', 4), ('U', 8)];

/// The functions that write a mapping as YAML, or as JSON.
const WRITERS: [&str; 3] = ["toYaml", "toJson", "to_nice_yaml"];

/// A key of an image, in bytes of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ImageKey {
    pub(super) column: usize,
    /// The end of its colon; `None` where the line ends before there is one.
    pub(super) behind: Option<usize>,
    /// Whether it may stand in JSON, where no line has to be deeper than another.
    pub(super) is_quoted: bool,
}

/// All keys of images in a line.
pub(super) fn keys(line: &str) -> Vec<ImageKey> {
    let mut found = Vec::new();
    // What is not closed once is not closed behind that either
    let (mut has_actions, mut has_quotes) = (true, [true, true]);
    let ends = LastEnds::of(line);
    let mut at = 0;
    while let Some(first) = line[at..].chars().next() {
        let rest = &line[at..];
        let quote = ['"', '\''].iter().position(|quote| *quote == first);
        let mut length = first.len_utf8();
        if has_actions && actions::begins(rest) {
            let action = actions::length(rest);
            has_actions = action.is_some();
            length = action.unwrap_or(length);
        } else if first == '#' && line[..at].ends_with([' ', '\t']) {
            return found;
        } else if let Some(kind) = quote.filter(|kind| has_quotes[*kind] && is_start(&line[..at])) {
            let quoted = quoted_length(rest);
            has_quotes[kind] = quoted.is_some();
            length = quoted.unwrap_or(length);
            found.extend(quoted.and_then(|length| key(line, &ends, at, length)));
        } else if rest.starts_with(IMAGE) {
            length = IMAGE.len();
            found.extend(key(line, &ends, at, length));
        }
        at += length;
    }
    found
}

/// The key that a word is, if it is one and the image's.
fn key(line: &str, ends: &LastEnds, column: usize, length: usize) -> Option<ImageKey> {
    let word = &line[column..column + length];
    let is_quoted = word.len() > IMAGE.len();
    let behind = &line[column + length..];
    let rest = behind.trim_start();
    if unquoted(word) != IMAGE || !may_stand_behind(&line[..column]) {
        return None;
    }
    let end = |value: &str| line.len() - value.len();
    // `image:a` is a text to YAML, `"image":a` in braces is not
    let is_end = |value: &str| {
        value.is_empty() || value.starts_with(char::is_whitespace) || ends.closes(line, end(value))
    };
    let value = rest.strip_prefix(':');
    let is_key = match value {
        Some(value) => is_quoted || is_end(value),
        None => rest.is_empty() || rest.starts_with('#'),
    };
    is_key.then(|| ImageKey {
        column,
        behind: value.map(end),
        is_quoted,
    })
}

/// Whether a word may begin behind a text.
fn is_start(before: &str) -> bool {
    before.is_empty()
        || before.ends_with(|last: char| {
            last.is_whitespace() || matches!(last, '{' | ',' | '[' | '}' | '>' | ':')
        })
}

/// Whether a key may stand behind a text, which is no prose then.
fn may_stand_behind(before: &str) -> bool {
    let mut rest = before.trim_end();
    if rest.is_empty() || BEFORE.iter().any(|before| rest.ends_with(before)) {
        return is_start(before);
    }
    if rest.len() == before.len() {
        return false;
    }
    // Anchors and tags
    while let Some(word) = rest.split_whitespace().next_back()
        && word.starts_with(['&', '!'])
    {
        rest = rest[..rest.len() - word.len()].trim_end();
    }
    let is_value = rest == ":" || rest.ends_with(" :");
    rest.is_empty() || is_value || BEFORE.iter().any(|before| rest.ends_with(before))
}

/// The length of the text in quotes that a text begins with.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = quote == '"',
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The text of a word, with or without quotes.
fn unquoted(word: &str) -> String {
    let within = |quote: char| word.strip_prefix(quote)?.strip_suffix(quote);
    let Some(mut rest) = within('"') else {
        return within('\'').unwrap_or(word).to_owned();
    };
    let mut said = String::new();
    while let Some((before, escape)) = rest.split_once('\\') {
        let letter = escape.chars().next();
        let escaped = ESCAPES.iter().find(|(name, _)| Some(*name) == letter);
        let digits = escaped.map_or(0, |(_, digits)| *digits);
        let code = escape.get(1..=digits);
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        said.push_str(before);
        said.extend(code.and_then(char::from_u32));
        rest = escape.get(1 + digits..).unwrap_or_default();
    }
    said + rest
}

/// The actions that write a key `image` themselves, of which nobody can tell what it says: `{{ "image: nginx" }}`,
/// `{{ "image" }}: nginx`, `{{ toYaml (dict "image" "nginx") }}`.
pub(super) fn written_by_actions(text: &str) -> Vec<TemplateValue> {
    let ends = LastEnds::of(text);
    let (mut found, mut behind) = (Vec::new(), 0);
    for (start, _) in text.match_indices(['{', '<']) {
        if start < behind || !actions::begins(&text[start..]) || !ends.closes(text, start) {
            continue;
        }
        behind = start + actions::length(&text[start..]).unwrap_or_default();
        if writes_key(&text[start..behind], &text[behind..]) {
            found.push(TemplateValue::Undecided(start..behind));
        }
    }
    found
}

fn writes_key(action: &str, behind: &str) -> bool {
    if !action.contains(IMAGE) {
        return false;
    }
    let is_key = behind.trim_start_matches(['"', '\'']).starts_with(':');
    let writes_mapping = WRITERS.iter().any(|writer| action.contains(writer));
    let mut literals = action.split(['"', '\'', '`']).skip(1).step_by(2);
    literals.any(|literal| {
        let text = literal.trim_start_matches(|it: char| !it.is_alphabetic());
        match text.strip_prefix(IMAGE).map(str::trim) {
            Some("") => is_key || writes_mapping,
            Some(rest) => rest.starts_with(':'),
            None => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_wherever_they_may_stand() {
        for (line, behind) in [
            ("image: a", &[6][..]),
            ("  - image : a", &[11]),
            ("- {name: a, image: b}", &[18]),
            ("{ \"image\":a, 'image': b }", &[10, 21]),
            ("{{ if true }}image: a{{ end }}", &[19]),
            ("{% if a %} - image: b {% else %} - image: c", &[19, 41]),
            ("- &a !!map image: a", &[17]),
            ("{\"im\\u0061ge\": a}", &[14]),
            (": image: a", &[8]),
            ("image:{{ .a }}", &[6]),
        ] {
            let found: Vec<usize> = keys(line)
                .into_iter()
                .filter_map(|key| key.behind)
                .collect();
            assert_eq!(found, behind, "{line}");
        }
    }

    #[test]
    fn what_is_prose_or_something_else_has_none() {
        for line in [
            "my-image: a",
            "imagePullPolicy: a",
            "image:a",
            "the image: a",
            "[echo, \"{image: a}\"]",
            "{{ fail \"{image: a}\" }}",
            "a # {image: a}",
            "SELECT image FROM a",
        ] {
            assert_eq!(keys(line), [], "{line}");
        }
    }

    #[test]
    fn a_long_line_takes_time_that_grows_with_it() {
        for part in ["{{", " \"", " '", "image: ", "{image", "<%"] {
            keys(&part.repeat(200_000));
        }
    }
}
