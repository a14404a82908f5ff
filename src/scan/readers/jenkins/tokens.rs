//! The tokens of Groovy: words, texts and signs, without comments
//! (<https://groovy-lang.org/syntax.html>).

use std::ops::Range;

use memchr::memmem;

use crate::document::Problem;

/// The delimiters of texts of several lines.
const TRIPLES: [&str; 2] = ["'''", "\"\"\""];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    /// A text in quotes.
    Text,
    /// A text between slashes.
    Pattern,
    Sign,
}

/// A token, by its bytes: of a text with its quotes.
#[derive(Debug, Clone)]
pub(super) struct GroovyToken {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
    /// The length of the delimiter of a text.
    pub(super) quote: usize,
    /// Whether it is the first one of its line.
    pub(super) begins_line: bool,
}

impl GroovyToken {
    /// The bytes within the quotes.
    pub(super) fn inner(&self) -> Range<usize> {
        let start = self.span.start + self.quote;
        start..self.span.end.saturating_sub(self.quote).max(start)
    }

    /// Whether an operand ends here, behind which a slash divides.
    fn is_operand(&self, text: &str) -> bool {
        match self.kind {
            TokenKind::Word => &text[self.span.clone()] != "return",
            TokenKind::Text | TokenKind::Pattern => true,
            TokenKind::Sign => matches!(&text[self.span.clone()], ")" | "]" | "}"),
        }
    }
}

/// The tokens of a file.
///
/// # Errors
/// Where a text of several lines is not closed.
pub(super) fn tokens(text: &str) -> Result<Vec<GroovyToken>, Box<Problem>> {
    let mut found: Vec<GroovyToken> = Vec::new();
    let mut lexer = GroovyLexer {
        text,
        at: 0,
        no_pattern_before: 0,
    };
    if text.starts_with("#!") {
        lexer.line();
    }
    let mut line = 0;
    while lexer.at < text.len() {
        let start = lexer.at;
        let divides = found.last().is_some_and(|last| last.is_operand(text));
        if let Some((kind, quote)) = lexer.token(divides)? {
            let before = &text[line..start];
            found.push(GroovyToken {
                kind,
                span: start..lexer.at,
                quote,
                begins_line: found.is_empty() || before.contains('\n'),
            });
            line = lexer.at;
        }
    }
    Ok(found)
}

struct GroovyLexer<'t> {
    text: &'t str,
    at: usize,
    /// The place before which no text between slashes ends.
    no_pattern_before: usize,
}

impl GroovyLexer<'_> {
    /// Goes over a token, white space or a comment.
    fn token(&mut self, divides: bool) -> Result<Option<(TokenKind, usize)>, Box<Problem>> {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else {
            return Ok(None);
        };
        let is_inner = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
        if first.is_whitespace() {
            self.at += first.len_utf8();
        } else if rest.starts_with("//") {
            self.line();
        } else if rest.starts_with("/*") {
            self.to(2, "*/");
        } else if matches!(first, '\'' | '"') {
            return Ok(Some((TokenKind::Text, self.quoted()?)));
        } else if !divides && rest.starts_with("$/") {
            self.to(2, "/$");
            return Ok(Some((TokenKind::Pattern, 0)));
        } else if !divides && first == '/' && self.pattern() {
            return Ok(Some((TokenKind::Pattern, 0)));
        } else if is_inner(first) {
            self.at += rest.find(|it| !is_inner(it)).unwrap_or(rest.len());
            return Ok(Some((TokenKind::Word, 0)));
        } else {
            self.at += first.len_utf8();
            return Ok(Some((TokenKind::Sign, 0)));
        }
        Ok(None)
    }

    /// Goes to the end of the line.
    fn line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    /// Goes behind an end, or to that of the file.
    fn to(&mut self, begin: usize, end: &str) {
        let rest = &self.text.as_bytes()[self.at + begin..];
        let length = memmem::find(rest, end.as_bytes()).map(|it| it + end.len());
        self.at += begin + length.unwrap_or(rest.len());
    }

    /// Goes over a text between slashes, if it ends on its line: anything else may be a division.
    fn pattern(&mut self) -> bool {
        if self.at < self.no_pattern_before {
            return false;
        }
        let (mut is_escaped, start) = (false, self.at + 1);
        self.no_pattern_before = self.text.len();
        for (at, byte) in self.text.as_bytes()[start..].iter().enumerate() {
            match byte {
                b'\n' => {
                    self.no_pattern_before = start + at;
                    return false;
                }
                b'/' if !is_escaped => {
                    self.no_pattern_before = 0;
                    self.at = start + at + 1;
                    return true;
                }
                _ => is_escaped = *byte == b'\\' && !is_escaped,
            }
        }
        false
    }

    /// Goes over a text in quotes, and returns the length of these. What is not closed on its line ends there.
    fn quoted(&mut self) -> Result<usize, Box<Problem>> {
        let start = self.at;
        let rest = &self.text[start..];
        let is_triple = TRIPLES.iter().any(|triple| rest.starts_with(triple));
        match end_of_text(self.text.as_bytes(), start) {
            Some(end) => self.at = end,
            None if is_triple => {
                return Err(Problem::at(start..start + 3, "this text is not closed"));
            }
            None => {
                self.line();
                return Ok(0);
            }
        }
        Ok(if is_triple { 3 } else { 1 })
    }
}

/// What is open at a place of a text: a text in it, or code in such a text.
enum OpenPart {
    Text { quote: u8, is_triple: bool },
    Code,
}

/// The end of the text that begins at a place: `${…}` in double quotes may have texts of its own.
fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let begin = |at: usize| {
        let quote = bytes[at];
        let is_triple = bytes[at..].starts_with(&[quote, quote, quote]);
        (OpenPart::Text { quote, is_triple }, is_triple)
    };
    let length = |is_triple: bool| if is_triple { 3 } else { 1 };
    let (first, is_triple) = begin(start);
    let mut open = vec![first];
    let mut at = start + length(is_triple);
    // The texts that end with their line
    let mut short = usize::from(!is_triple);
    while let (Some(part), Some(byte)) = (open.last(), bytes.get(at)) {
        let is_line_end = *byte == b'\n' && short > 0;
        match part {
            _ if is_line_end => return None,
            OpenPart::Text { .. } if *byte == b'\\' => at += 2,
            OpenPart::Text { quote, is_triple } => {
                let closing = [*quote; 3];
                if bytes[at..].starts_with(&closing[..length(*is_triple)]) {
                    at += length(*is_triple);
                    short -= usize::from(!is_triple);
                    open.pop();
                } else if *quote == b'"' && bytes[at..].starts_with(b"${") {
                    at += 2;
                    open.push(OpenPart::Code);
                } else {
                    at += 1;
                }
            }
            // What is behind `//` on the line of a text that ends with it would leave that open
            OpenPart::Code if short == 0 && bytes[at..].starts_with(b"//") => {
                at += memchr::memchr(b'\n', &bytes[at..])?;
            }
            OpenPart::Code if bytes[at..].starts_with(b"/*") => {
                at += 2 + memmem::find(&bytes[at + 2..], b"*/")? + 2;
            }
            OpenPart::Code => match byte {
                b'\'' | b'"' => {
                    let (inner, is_triple) = begin(at);
                    at += length(is_triple);
                    short += usize::from(!is_triple);
                    open.push(inner);
                }
                b'{' => {
                    at += 1;
                    open.push(OpenPart::Code);
                }
                b'}' => {
                    at += 1;
                    open.pop();
                }
                _ => at += 1,
            },
        }
    }
    open.is_empty().then_some(at)
}
