//! The words of an action of Go's templates.

/// The letters that are words of their own.
const SIGNS: [char; 4] = ['(', ')', '|', ','];

/// The words of the text within an action, strings with their quotes, in order.
pub(super) fn tokens(inner: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = inner.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' | '`' => string_length(rest, first),
            sign if SIGNS.contains(&sign) => sign.len_utf8(),
            _ => rest.find(is_end).unwrap_or(rest.len()),
        };
        found.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    found
}

fn is_end(letter: char) -> bool {
    letter.is_whitespace() || SIGNS.contains(&letter) || matches!(letter, '"' | '\'' | '`')
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
