//! Keys of images in a line of a template, which is no YAML before it is rendered: behind a dash, in braces, behind an
//! action.

use crate::scan::actions::{self, LastEnds};

const IMAGE: &str = "image";
/// The endings of a text right before a key; spaces may follow.
const BEFORE: [&str; 8] = ["-", "?", "{", ",", "[", "}}", "%}", "%>"];
/// The letters of an escape in double quotes, and how many digits it has.
const ESCAPES: [(char, usize); 3] = [('x', 2), ('u', 4), ('U', 8)];

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
    let key = |behind| {
        Some(ImageKey {
            column,
            behind,
            is_quoted,
        })
    };
    let Some(value) = rest.strip_prefix(':') else {
        return if rest.is_empty() || rest.starts_with('#') {
            key(None)
        } else {
            None
        };
    };
    // `image:a` is a text to YAML, `"image":a` in braces is not
    let at = line.len() - value.len();
    let is_end =
        value.is_empty() || value.starts_with(char::is_whitespace) || ends.closes(line, at);
    if is_quoted || is_end {
        key(Some(at))
    } else {
        None
    }
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
    while let Some(word) = rest
        .split_whitespace()
        .next_back()
        .filter(|word| word.starts_with(['&', '!']))
    {
        rest = rest[..rest.len() - word.len()].trim_end();
    }
    let is_value = rest
        .strip_suffix(':')
        .is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
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
    let single = || {
        word.strip_prefix('\'')
            .and_then(|word| word.strip_suffix('\''))
    };
    let Some(mut rest) = word
        .strip_prefix('"')
        .and_then(|word| word.strip_suffix('"'))
    else {
        return single().unwrap_or(word).to_owned();
    };
    let mut said = String::new();
    while let Some((before, escape)) = rest.split_once('\\') {
        let letter = escape.chars().next();
        let digits = ESCAPES
            .iter()
            .find(|(name, _)| Some(*name) == letter)
            .map_or(0, |(_, digits)| *digits);
        let code = escape
            .get(1..=digits)
            .and_then(|code| u32::from_str_radix(code, 16).ok());
        said.push_str(before);
        said.extend(code.and_then(char::from_u32));
        rest = escape.get(1 + digits..).unwrap_or_default();
    }
    said + rest
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
