//! The words of registries, token servers and credential helpers, as they may be shown: one line, without what looks
//! like a secret.
//!
//! Some repeat in an error all that they were sent, and helpers are wrappers around other programs. What stands behind
//! a name of a secret is one if it is no word of a sentence: `token: has expired` tells of one, and `token: x7Kq` shows
//! it.

mod names;
mod tokens;
mod urls;
mod value;

use self::names::{SecretName, next_piece};

/// The largest part that is repeated, in characters.
const SHOWN_MAX: usize = 200;
/// What stands in the place of a secret.
const MASK: &str = "***";

/// The beginning of a text in one line: what follows a line break would look like words of this program.
pub(super) fn shown(text: &str) -> String {
    let text = urls::without_users(text, MASK);
    let text = without_named(&text);
    let text = tokens::without(&text, MASK);
    let in_line = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.trim().chars().map(in_line).take(SHOWN_MAX).collect()
}

/// The same text without what stands behind the names of secrets.
fn without_named(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let before = shown.chars().next_back();
        let (piece, after) = next_piece(rest);
        shown.push_str(piece);
        rest = after;
        let name = SecretName::of(piece, before);
        if let Some((join, after)) = name.and_then(|name| name.split_secret(rest)) {
            shown.push_str(join);
            shown.push_str(MASK);
            rest = after;
        }
    }
    shown
}

#[cfg(test)]
mod tests;
