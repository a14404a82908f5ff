//! Letters of a pattern that no tag has.

use std::iter::Peekable;
use std::str::Chars;

use crate::reference::Tag;

/// The first letter that each match has, and no tag: the `/` of `acme/app:main-(?<build>\d+)`. Looks no deeper than is
/// certain: not into groups, not if there are alternatives, not if blanks mean nothing.
pub(super) fn find_foreign(pattern: &str) -> Option<char> {
    let mut letters = pattern.chars().peekable();
    let mut depth = 0_usize;
    let mut found = None;
    while let Some(letter) = letters.next() {
        let literal = match letter {
            '\\' => letters.next().filter(|letter| !letter.is_alphanumeric()),
            '[' => {
                skip_class(&mut letters);
                None
            }
            '(' => {
                depth += 1;
                if has_blanks_ignored(letters.clone()) {
                    return None;
                }
                None
            }
            ')' => {
                depth = depth.saturating_sub(1);
                None
            }
            '{' => {
                letters.find(|letter| *letter == '}');
                None
            }
            '|' if depth == 0 => return None,
            '.' | '^' | '$' | '*' | '+' | '?' | '|' => None,
            letter => Some(letter),
        };
        let is_needed = depth == 0 && !matches!(letters.peek(), Some('?' | '*' | '{'));
        let is_foreign = |letter: &char| !Tag::may_have(*letter);
        found = found.or(literal.filter(is_foreign).filter(|_| is_needed));
    }
    found
}

/// Skips `[a-z]` behind its bracket.
fn skip_class(letters: &mut Peekable<Chars<'_>>) {
    letters.next_if_eq(&'^');
    letters.next_if_eq(&']');
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            ']' => return,
            _ => {}
        }
    }
}

/// Whether a group begins with a flag by which blanks mean nothing: `(?x)`, `(?ix:`.
fn has_blanks_ignored(mut letters: Peekable<Chars<'_>>) -> bool {
    let is_flagged = letters.next() == Some('?');
    let mut flags = letters.take_while(|letter| letter.is_ascii_alphabetic() || *letter == '-');
    is_flagged && flags.any(|flag| flag == 'x')
}
