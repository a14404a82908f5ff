//! The words of an action of Go's templates.

use std::borrow::Cow;

/// The letters that are words of their own.
const SIGNS: [char; 4] = ['(', ')', '|', ','];

/// The longest path that another field is put behind: nobody writes one that is nearly as long.
const PATH_MAX: usize = 1024;

/// The words of the text within an action, strings with their quotes, in order.
pub(super) fn tokens(inner: &str) -> Vec<&str> {
    words(inner).collect()
}

/// The same one after the other.
pub(super) fn words(inner: &str) -> impl Iterator<Item = &str> {
    let mut rest = inner.trim_start();
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            '"' | '\'' | '`' => string_length(rest, first),
            sign if SIGNS.contains(&sign) => sign.len_utf8(),
            ':' if rest.starts_with(":=") => ":=".len(),
            '$' => rest.find(ends_variable).unwrap_or(rest.len()),
            // `with.Values` is a word, and a path
            letter if letter.is_alphabetic() => rest.find(ends_name).unwrap_or(rest.len()),
            _ => rest.find(is_end).unwrap_or(rest.len()),
        };
        let (word, behind) = rest.split_at(length);
        rest = behind.trim_start();
        Some(word)
    })
}

/// The words, in which what is in parentheses and a field of it are one path: `(.Values.global).imageRegistry`.
pub(super) fn joined<'t>(words: &[&'t str]) -> Vec<Cow<'t, str>> {
    let mut found: Vec<Cow<'t, str>> = Vec::with_capacity(words.len());
    let mut before = "";
    for word in words {
        let is_behind = std::ptr::eq(before.as_ptr().wrapping_add(before.len()), word.as_ptr());
        before = word;
        let last = found.len().checked_sub(3).map(|start| &found[start..]);
        let path = match last {
            Some([open, path, close]) if open == "(" && close == ")" => Some(path),
            _ => None,
        };
        let is_field = is_behind && word.starts_with('.');
        let path = path.filter(|path| path.len() < PATH_MAX);
        let path = path.filter(|path| is_field && path.len() > 1 && path.starts_with(['.', '$']));
        match path.map(|path| format!("{path}{word}")) {
            Some(path) => {
                found.truncate(found.len() - 3);
                found.push(path.into());
            }
            None => found.push((*word).into()),
        }
    }
    found
}

fn is_end(letter: char) -> bool {
    letter.is_whitespace() || SIGNS.contains(&letter) || matches!(letter, '"' | '\'' | '`')
}

fn ends_variable(letter: char) -> bool {
    is_end(letter) || matches!(letter, ':' | '=')
}

fn ends_name(letter: char) -> bool {
    !letter.is_alphanumeric() && letter != '_'
}

/// The length of a string with its quotes; one that is not closed goes on to the end.
fn string_length(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if quote != '`' => is_escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}
