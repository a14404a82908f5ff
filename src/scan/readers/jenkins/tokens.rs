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

/// The end of the text that begins at a place: `${…}` in double quotes may have texts of its own.
fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut walk = TextWalk {
        bytes,
        at: start,
        open: Vec::new(),
        short: 0,
    };
    walk.open_text();
    while let (Some(part), Some(byte)) = (walk.open.last().copied(), bytes.get(walk.at)) {
        if *byte == b'\n' && walk.short > 0 {
            return None;
        }
        match part {
            OpenPart::Text(delimiter) => walk.pass_text(delimiter, *byte),
            OpenPart::Code => walk.pass_code(*byte)?,
        }
    }
    walk.open.is_empty().then_some(walk.at)
}

/// What is open at a place of a text: a text in it, or code in such a text.
#[derive(Clone, Copy)]
enum OpenPart {
    Text(Delimiter),
    Code,
}

/// What begins and ends a text: a quote, or three of them.
#[derive(Clone, Copy)]
struct Delimiter {
    quote: u8,
    length: usize,
}

impl Delimiter {
    /// Whether a text with it ends with its line.
    fn is_short(self) -> bool {
        self.length == 1
    }
}

/// A place in a text, with what is open there.
struct TextWalk<'t> {
    bytes: &'t [u8],
    at: usize,
    open: Vec<OpenPart>,
    /// The texts among them that end with their line.
    short: usize,
}

impl TextWalk<'_> {
    /// Goes behind the quotes with which a text begins.
    fn open_text(&mut self) {
        let quote = self.bytes[self.at];
        let is_triple = self.is_at(&[quote; 3]);
        let length = if is_triple { 3 } else { 1 };
        let delimiter = Delimiter { quote, length };
        self.at += length;
        self.short += usize::from(delimiter.is_short());
        self.open.push(OpenPart::Text(delimiter));
    }

    /// Goes over a letter of a text, or what opens or ends a part there.
    fn pass_text(&mut self, delimiter: Delimiter, byte: u8) {
        if byte == b'\\' {
            self.at += 2;
        } else if self.is_at(&[delimiter.quote; 3][..delimiter.length]) {
            self.at += delimiter.length;
            self.short -= usize::from(delimiter.is_short());
            self.open.pop();
        } else if delimiter.quote == b'"' && self.is_at(b"${") {
            self.at += 2;
            self.open.push(OpenPart::Code);
        } else {
            self.at += 1;
        }
    }

    /// Goes over a sign of code, or a comment; `None` if that does not end.
    fn pass_code(&mut self, byte: u8) -> Option<()> {
        let rest = &self.bytes[self.at..];
        match byte {
            // What is behind `//` on the line of a text that ends with it would leave that open
            b'/' if self.short == 0 && self.is_at(b"//") => {
                self.at += memchr::memchr(b'\n', rest)?;
            }
            b'/' if self.is_at(b"/*") => self.at += 2 + memmem::find(&rest[2..], b"*/")? + 2,
            b'\'' | b'"' => self.open_text(),
            b'{' => {
                self.at += 1;
                self.open.push(OpenPart::Code);
            }
            b'}' => {
                self.at += 1;
                self.open.pop();
            }
            _ => self.at += 1,
        }
        Some(())
    }

    fn is_at(&self, start: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(start)
    }
}
