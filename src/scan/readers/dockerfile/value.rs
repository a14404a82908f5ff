//! The value of a word of a Dockerfile, and the place of the file that says it, if it is one.

use std::ops::Range;

use super::pattern::NamePattern;
use super::written::PlacedText;
use crate::scan::mention::{Obstacle, final_digest};

/// The longest value that is followed: no reference is nearly as long, and a few arguments can double it often.
pub(super) const VALUE_MAX: usize = 1_024;
/// The longest part of a word that is shown and not followed, in characters.
const EXPRESSION_MAX: usize = 100;
/// The most parts of a word that may not be known, so that its shape is looked at: more than any name of a stage has.
const UNKNOWN_MAX: usize = 4;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct WordValue {
    pub(super) text: String,
    pub(super) origin: ValueOrigin,
}

impl WordValue {
    /// A word that is read as it is written.
    pub(super) fn literal(word: &PlacedText) -> Self {
        let place = word.exact(0..word.text().len());
        Self {
            text: word.text().to_owned(),
            origin: place.map_or(ValueOrigin::Pieces, ValueOrigin::Place),
        }
    }

    /// The place of the file that says it or its digest, if that is one.
    pub(super) fn place(&self) -> Option<Range<usize>> {
        match &self.origin {
            ValueOrigin::Place(place) | ValueOrigin::Digest(place) => Some(place.clone()),
            ValueOrigin::Pieces | ValueOrigin::Argument(_) => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum ValueOrigin {
    /// These bytes of the file are the value.
    Place(Range<usize>),
    /// A part of it is what arguments stand for, and these bytes are the digest that ends it.
    Digest(Range<usize>),
    /// It is written in pieces: with escapes, quotes, or over several lines.
    Pieces,
    /// A part of it is what this argument stands for.
    Argument(String),
}

/// The value of a word, or why nobody knows it.
pub(super) type WordResult = Result<WordValue, UnknownWord>;

/// A word whose value nobody knows before the build.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnknownWord {
    pub(super) obstacle: Obstacle,
    /// The shape of its value, if that is known.
    pub(super) pattern: Option<NamePattern>,
}

impl UnknownWord {
    /// A variable that has no value, or one that docker sets by itself.
    pub(super) fn variable(name: &str) -> Self {
        Self {
            obstacle: Obstacle::Variable(name.to_owned()),
            pattern: Some(NamePattern::variable(name)),
        }
    }

    /// A text that is not followed.
    pub(super) fn expression(text: &str) -> Self {
        let shown = match text.char_indices().nth(EXPRESSION_MAX) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        };
        Self {
            obstacle: Obstacle::Expression(shown),
            pattern: None,
        }
    }
}

/// A word that is not followed, as it is written.
pub(super) fn expression(word: &PlacedText) -> UnknownWord {
    UnknownWord::expression(word.text())
}

/// The parts of a word, from which its value is put together.
#[derive(Default)]
pub(super) struct WordParts {
    list: Vec<WordPart>,
    /// The first part that is not known, if one is not.
    obstacle: Option<Obstacle>,
    /// The length of the arguments' values.
    length: usize,
    /// The number of parts that are not known.
    unknown: usize,
}

enum WordPart {
    /// These bytes of the word, as they are.
    Literal(Range<usize>),
    Argument(String, WordValue),
    /// What nobody knows has this shape, if it has one.
    Unknown(Option<NamePattern>),
}

impl WordParts {
    pub(super) fn literal(&mut self, bytes: Range<usize>) {
        match self.list.last_mut() {
            Some(WordPart::Literal(last)) if last.end == bytes.start => last.end = bytes.end,
            _ => self.list.push(WordPart::Literal(bytes)),
        }
    }

    pub(super) fn argument(&mut self, name: String, outcome: WordResult) {
        match outcome {
            Ok(mut value) => {
                self.length += value.text.len();
                // It is not kept then, but is a part all the same
                if self.length > VALUE_MAX {
                    value.text = String::new();
                }
                self.list.push(WordPart::Argument(name, value));
            }
            Err(unknown) => {
                self.obstacle = self.obstacle.take().or(Some(unknown.obstacle));
                self.unknown += 1;
                // More of them have no shape
                if self.unknown <= UNKNOWN_MAX {
                    self.list.push(WordPart::Unknown(unknown.pattern));
                }
            }
        }
    }

    /// The value; what of arguments is only a part of it is added to the places that are shared.
    pub(super) fn join(mut self, word: &PlacedText, shared: &mut Vec<Range<usize>>) -> WordResult {
        let is_whole = matches!(self.list.as_slice(), [WordPart::Argument(..)]);
        if !is_whole || self.obstacle.is_some() {
            shared.extend(self.list.iter().filter_map(WordPart::place));
        }
        if let Some(obstacle) = self.obstacle.take() {
            let pattern = self.pattern(word);
            return Err(UnknownWord { obstacle, pattern });
        }
        if is_whole && let Some(WordPart::Argument(_, value)) = self.list.pop() {
            return Ok(value);
        }
        let text: String = self.list.iter().map(|part| part.text(word)).collect();
        if self.length.max(text.len()) > VALUE_MAX {
            return Err(expression(word));
        }
        Ok(WordValue {
            text,
            origin: self.origin(word),
        })
    }

    /// The shape of a value of which a part is not known.
    fn pattern(self, word: &PlacedText) -> Option<NamePattern> {
        if self.length > VALUE_MAX || self.unknown > UNKNOWN_MAX {
            return None;
        }
        let mut pattern = NamePattern::default();
        for part in self.list {
            match part {
                WordPart::Literal(_) | WordPart::Argument(..) => pattern.push_text(part.text(word)),
                WordPart::Unknown(inner) => pattern.push_all(inner?),
            }
        }
        Some(pattern)
    }

    /// The origin of a value of more than one part, or of a literal.
    fn origin(&self, word: &PlacedText) -> ValueOrigin {
        let argument = self.list.iter().find_map(|part| match part {
            WordPart::Argument(name, _) => Some(ValueOrigin::Argument(name.clone())),
            WordPart::Literal(_) | WordPart::Unknown(_) => None,
        });
        let place = || match self.list.as_slice() {
            [WordPart::Literal(bytes)] => word.exact(bytes.clone()).map(ValueOrigin::Place),
            _ => None,
        };
        let argument = argument.map(|argument| self.digest(word).unwrap_or(argument));
        argument.or_else(place).unwrap_or(ValueOrigin::Pieces)
    }

    /// The digest that ends a value behind arguments.
    fn digest(&self, word: &PlacedText) -> Option<ValueOrigin> {
        let WordPart::Literal(bytes) = self.list.last()? else {
            return None;
        };
        let digest = final_digest(&word.text()[bytes.clone()])?;
        let place = word.exact(bytes.start + digest.start..bytes.end)?;
        Some(ValueOrigin::Digest(place))
    }
}

impl WordPart {
    fn text<'a>(&'a self, word: &'a PlacedText) -> &'a str {
        match self {
            Self::Literal(bytes) => &word.text()[bytes.clone()],
            Self::Argument(_, value) => &value.text,
            Self::Unknown(_) => "",
        }
    }

    /// The place of an argument's value.
    fn place(&self) -> Option<Range<usize>> {
        match self {
            Self::Argument(_, value) => value.place(),
            Self::Literal(_) | Self::Unknown(_) => None,
        }
    }
}
