//! The part of a text that is read, known before any of it is kept: each token takes fifty bytes as it is read, and
//! each error five hundred.

use std::borrow::Cow;

use toml_parser::decoder::Encoding;
use toml_parser::lexer::Token;
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span};

use super::outline::DEPTH_MAX;

/// The most words, marks and spaces that a text may have. A lock of the largest size that is read has fewer.
pub(super) const TOKENS_MAX: usize = 2_000_000;
/// Of how many broken lines the errors are kept.
const BROKEN_LINES_MAX: usize = 2_000;
/// The length from which on a text is worth a look, in bytes.
const LENGTH_MIN: usize = 64 * 1024;

/// The part of a text that is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Readable<'t> {
    /// The text, or its beginning where there are more broken lines than anybody mends at once.
    pub(super) text: &'t str,
    /// The number of broken lines behind it.
    pub(super) broken_lines_behind: usize,
}

/// The part of a text that is read; none where it has more than [`TOKENS_MAX`] tokens.
pub(super) fn readable(text: &str) -> Option<Readable<'_>> {
    let mut broken = BrokenLines {
        text,
        count: 0,
        last: 0,
        end: text.len(),
    };
    if text.len() < LENGTH_MIN {
        return Some(broken.readable());
    }
    let tokens: Vec<Token> = Source::new(text).lex().take(TOKENS_MAX + 1).collect();
    if tokens.len() > TOKENS_MAX {
        return None;
    }
    let mut note = |error: ParseError| broken.note(&error);
    let mut decoder = Decoder(Source::new(text));
    let mut guard = RecursionGuard::new(&mut decoder, DEPTH_MAX);
    parse_document(&tokens, &mut guard, &mut note);
    Some(broken.readable())
}

/// Finds what is wrong with keys and values, which a parser leaves to who reads them.
struct Decoder<'t>(Source<'t>);

impl EventReceiver for Decoder<'_> {
    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if let Some(text) = self.0.get(span) {
            Raw::new_unchecked(text.as_str(), encoding, span)
                .decode_key(&mut Cow::Borrowed(""), error);
        }
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if let Some(text) = self.0.get(span) {
            // What it is does not matter
            let _ = Raw::new_unchecked(text.as_str(), encoding, span)
                .decode_scalar(&mut Cow::Borrowed(""), error);
        }
    }
}

/// The lines in which a parser finds errors, which it does in their order.
struct BrokenLines<'t> {
    text: &'t str,
    count: usize,
    /// The place of the last error.
    last: usize,
    /// The end of the lines whose errors are kept.
    end: usize,
}

impl<'t> BrokenLines<'t> {
    fn note(&mut self, error: &ParseError) {
        let place = error.unexpected().or_else(|| error.context());
        let at = place.map_or(self.last, |span| span.start());
        let at = at.clamp(self.last, self.text.len());
        if self.count == 0 || self.text.as_bytes()[self.last..at].contains(&b'\n') {
            self.count += 1;
            if self.count == BROKEN_LINES_MAX + 1 {
                self.end = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            }
        }
        self.last = at;
    }

    fn readable(&self) -> Readable<'t> {
        Readable {
            text: &self.text[..self.end],
            broken_lines_behind: self.count.saturating_sub(BROKEN_LINES_MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_broken_is_read_as_a_whole() {
        let text = "a = [1, 2]\n".repeat(10_000);
        assert_eq!(
            readable(&text),
            Some(Readable {
                text: &text,
                broken_lines_behind: 0
            })
        );
    }

    #[test]
    fn of_many_broken_lines_the_first_are_read_and_the_others_counted() {
        let text = "a = 1\n= =\n".repeat(10_000);
        let read = readable(&text).unwrap();
        assert_eq!(read.broken_lines_behind, 10_000 - BROKEN_LINES_MAX);
        assert_eq!(read.text.len(), BROKEN_LINES_MAX * 10 + 6);
    }

    #[test]
    fn a_line_with_several_errors_is_one() {
        for line in ["=\n", "[a\n", "a = ,\n", "=\r\n"] {
            let text = line.repeat(40_000);
            let read = readable(&text).unwrap();
            let expected = (BROKEN_LINES_MAX * line.len(), 40_000 - BROKEN_LINES_MAX);
            assert_eq!(
                (read.text.len(), read.broken_lines_behind),
                expected,
                "{line:?}"
            );
        }
    }

    #[test]
    fn a_text_of_too_many_tokens_is_not_read() {
        assert_eq!(readable(&"[".repeat(TOKENS_MAX)), None);
        assert!(readable(&format!("a = '{}'", "[".repeat(TOKENS_MAX))).is_some());
    }
}
