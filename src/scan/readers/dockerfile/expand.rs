//! Words with quotes, escapes and variables, as buildkit's `shell/lex.go` reads them.

use std::ops::Range;

use super::arguments::{ArgumentValue, Arguments};
use super::value::{UnknownWord, WordParts, WordResult, expression};
use super::written::PlacedText;

/// The depth of defaults within defaults: `${A:-${B:-…}}`.
const DEPTH_MAX: usize = 16;

/// The longest name of a variable that is followed.
const NAME_MAX: usize = 255;

/// The word is none to docker, as where a quote or a brace is not closed, or it is not followed.
struct BadExpression;

/// Expands a word. An expression that cuts or replaces a part of a variable is not followed, and one that docker would
/// not read is left to docker.
pub(super) fn expand(word: &PlacedText, escape: char, arguments: &mut Arguments) -> WordResult {
    let mut lexer = Lexer {
        word,
        at: 0,
        escape,
        depth: 0,
        arguments,
    };
    lexer
        .until(None)
        .unwrap_or_else(|BadExpression| Err(expression(word)))
}

struct Lexer<'w> {
    word: &'w PlacedText,
    at: usize,
    escape: char,
    depth: usize,
    arguments: &'w mut Arguments,
}

impl Lexer<'_> {
    /// Reads to the end, or over what ends a default.
    fn until(&mut self, end: Option<char>) -> Result<WordResult, BadExpression> {
        let mut parts = WordParts::default();
        loop {
            match self.peek() {
                None if end.is_some() => return Err(BadExpression),
                None => break,
                letter if letter == end => {
                    self.next();
                    break;
                }
                Some('\'') => self.single(&mut parts)?,
                Some('"') => self.double(&mut parts)?,
                Some('$') => self.dollar(&mut parts)?,
                Some(letter) => {
                    if letter == self.escape {
                        self.next();
                    }
                    // An escape at the very end is nothing
                    parts.literal(self.next());
                }
            }
        }
        Ok(parts.join(self.word, &mut self.arguments.shared))
    }

    /// `'…'`, in which nothing has a meaning.
    fn single(&mut self, parts: &mut WordParts) -> Result<(), BadExpression> {
        self.next();
        while self.peek().ok_or(BadExpression)? != '\'' {
            parts.literal(self.next());
        }
        self.next();
        Ok(())
    }

    /// `"…"`, in which the escape has a meaning before three characters only.
    fn double(&mut self, parts: &mut WordParts) -> Result<(), BadExpression> {
        self.next();
        loop {
            match self.peek().ok_or(BadExpression)? {
                '"' => break,
                '$' => self.dollar(parts)?,
                letter => {
                    let place = self.next();
                    let next = self.peek().filter(|_| letter == self.escape);
                    let is_escape =
                        next.is_some_and(|next| matches!(next, '"' | '$') || next == self.escape);
                    parts.literal(if is_escape { self.next() } else { place });
                }
            }
        }
        self.next();
        Ok(())
    }

    /// `$name` or `${…}`; a dollar before anything else is a dollar.
    fn dollar(&mut self, parts: &mut WordParts) -> Result<(), BadExpression> {
        let dollar = self.next();
        if self.peek() == Some('{') {
            self.next();
            return self.braces(parts);
        }
        let name = self.name()?;
        if name.is_empty() {
            parts.literal(dollar);
        } else {
            let outcome = self.plain(&name);
            parts.argument(name, outcome);
        }
        Ok(())
    }

    fn braces(&mut self, parts: &mut WordParts) -> Result<(), BadExpression> {
        if matches!(self.peek(), None | Some('{' | '}' | ':')) {
            return Err(BadExpression);
        }
        let name = self.name()?;
        let is_unset_if_empty = self.peek() == Some(':');
        if is_unset_if_empty {
            self.next();
        }
        let operator = self.peek().ok_or(BadExpression)?;
        self.next();
        let outcome = match operator {
            '-' | '+' | '?' => self.conditional(&name, operator, is_unset_if_empty)?,
            '}' if !is_unset_if_empty => self.plain(&name),
            '#' | '%' | '/' if !is_unset_if_empty => {
                self.arguments.share(&name);
                return Err(BadExpression);
            }
            _ => return Err(BadExpression),
        };
        parts.argument(name, outcome);
        Ok(())
    }

    /// `${name-default}`, `${name+instead}`, `${name?message}`, and those with a colon.
    fn conditional(
        &mut self,
        name: &str,
        operator: char,
        is_unset_if_empty: bool,
    ) -> Result<WordResult, BadExpression> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(BadExpression);
        }
        let word = self.until(Some('}'))?;
        self.depth -= 1;
        let found = match self.arguments.find(name) {
            ArgumentValue::Default(value) if value.text.is_empty() && is_unset_if_empty => {
                ArgumentValue::Unset
            }
            found => found,
        };
        Ok(match (found, operator) {
            (ArgumentValue::Unknown(unknown), _) => Err(unknown),
            (ArgumentValue::Default(value), '-' | '?') => Ok(value),
            (ArgumentValue::Default(_), _) | (ArgumentValue::Unset, '-') => word,
            (ArgumentValue::Unset, '?') => Err(UnknownWord::variable(name)),
            (ArgumentValue::Unset, _) => {
                WordParts::default().join(self.word, &mut self.arguments.shared)
            }
        })
    }

    /// The value of a variable. Without a default docker takes nothing for it, which nobody means who wrote it.
    fn plain(&self, name: &str) -> WordResult {
        match self.arguments.find(name) {
            ArgumentValue::Default(value) => Ok(value),
            ArgumentValue::Unset => Err(UnknownWord::variable(name)),
            ArgumentValue::Unknown(unknown) => Err(unknown),
        }
    }

    /// A name: letters and digits, digits alone, or one of the special parameters of a shell.
    fn name(&mut self) -> Result<String, BadExpression> {
        let start = self.at;
        match self.peek() {
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => drop(self.next()),
            Some(first) => {
                let is_number = first.is_numeric();
                let is_part = |letter: char| match is_number {
                    true => letter.is_numeric(),
                    false => letter.is_alphanumeric() || letter == '_',
                };
                while self.peek().is_some_and(is_part) {
                    self.next();
                }
            }
            None => {}
        }
        let name = self.word.text()[start..self.at].to_owned();
        Some(name)
            .filter(|name| name.len() <= NAME_MAX)
            .ok_or(BadExpression)
    }

    fn peek(&self) -> Option<char> {
        self.word.text()[self.at..].chars().next()
    }

    /// Steps over a character; nothing at the end. Returns its bytes.
    fn next(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        start..self.at
    }
}
