//! Mentions of images: what a word stands for, and what of it may be shown.

use super::value::{ValueOrigin, WordResult, WordValue};
use super::written::PlacedText;
use crate::document::{has_credentials, shown};
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};

/// The mention of what a word stands for.
pub(super) fn of(word: &PlacedText, outcome: WordResult) -> Mention {
    let word = without_quotes(word);
    match outcome {
        Ok(WordValue { text, origin }) => {
            let pinning = match origin {
                ValueOrigin::Place(place) => Pinning::Reference(place),
                ValueOrigin::Digest(place) => Pinning::Digest(place),
                ValueOrigin::Pieces => Pinning::Unsafe(Hindrance::Escapes),
                ValueOrigin::Argument(name) => Pinning::Unsafe(Hindrance::Variable(name)),
            };
            // No reference has a dollar of its own
            let has_variables = word.text().contains('$');
            Mention::read(word.span(), text, pinning).with_defaults(has_variables)
        }
        Err(unknown) => Mention::unresolved(word.span(), word.text().to_owned(), unknown.obstacle),
    }
}

/// A word without the quotes around it.
fn without_quotes(word: &PlacedText) -> PlacedText {
    let text = word.text();
    let is_within = |quote: char| text.starts_with(quote) && text.ends_with(quote);
    if text.len() > 2 && ['"', '\''].into_iter().any(is_within) {
        return word.part(1..text.len() - 1);
    }
    word.clone()
}

/// Hides what no one should see of a word that is no reference, since it may be anything: a password before an `@`,
/// what steers a terminal.
pub(super) fn hide_secrets(mention: &mut Mention) {
    let Err(obstacle) = &mut mention.image else {
        return;
    };
    mention.written = without_secrets(&mention.written);
    if let Obstacle::Expression(text) = obstacle {
        *text = without_secrets(text);
    }
}

/// Braces part words where they are looked at for secrets, and stand in a password: `user:pass${X}@host`.
fn without_secrets(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, host)) if has_credentials(text) => format!("***@{}", shown(host)),
        _ => shown(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_password_is_hidden() {
        let cases = [
            ("user:pass@host/a:1", "***@host/a:1"),
            ("user:pass${X}@host/a", "***@host/a"),
            ("a:$X@sha256:1", "a:$X@sha256:1"),
            ("a\u{202e}b", "a???b"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_secrets(text), expected);
        }
    }
}
