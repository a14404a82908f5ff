//! The arguments before the first `FROM`, with the values that they have by default.

use std::collections::HashMap;
use std::ops::Range;

use super::value::{UnknownWord, VALUE_MAX, ValueOrigin, WordResult, WordValue};
use super::written::PlacedText;
use crate::scan::links::BuildArguments;

/// The arguments that `FROM` knows.
#[derive(Default)]
pub(super) struct Arguments {
    values: HashMap<String, WordResult>,
    /// The values that a build gives to those that are declared.
    pub(super) given: BuildArguments,
    /// Places of values of which something else is made than an image.
    pub(super) shared: Vec<Range<usize>>,
}

pub(super) enum ArgumentValue {
    Default(WordValue),
    Unset,
    /// It has one that nobody knows before the build.
    Unknown(UnknownWord),
}

impl Arguments {
    /// Takes a value, unless it is too long to be followed: each use would have it again.
    pub(super) fn set(&mut self, name: &str, value: WordResult) {
        let value = match value {
            Ok(value) if value.text.len() > VALUE_MAX => Err(too_long(name)),
            value => value,
        };
        self.values.insert(name.to_owned(), value);
    }

    /// Takes the value that a build gives to what a word declares, if it gives one.
    pub(super) fn take_given(&mut self, word: &str) -> bool {
        let name = word.split('=').next().unwrap_or_default();
        let Some(value) = self.given.get(name) else {
            return false;
        };
        let value = match value {
            Some(text) if text.len() > VALUE_MAX => Err(too_long(name)),
            Some(text) => Ok(WordValue {
                text: text.clone(),
                origin: ValueOrigin::Argument(name.to_owned()),
            }),
            None => Err(UnknownWord::variable(name)),
        };
        self.set(name, value);
        true
    }

    /// Takes the words of an `ARG` in a stage: a name alone hands the value to what the stage does.
    pub(super) fn hand_over(&mut self, rest: &PlacedText, escape: char) {
        for word in words(rest, escape) {
            self.share(word.text());
        }
    }

    /// Notes that something else than an image is made of an argument.
    pub(super) fn share(&mut self, name: &str) {
        if let Some(Ok(value)) = self.values.get(name) {
            self.shared.extend(value.place());
        }
    }

    pub(super) fn find(&self, name: &str) -> ArgumentValue {
        match self.values.get(name) {
            Some(Ok(value)) => ArgumentValue::Default(value.clone()),
            Some(Err(unknown)) => ArgumentValue::Unknown(unknown.clone()),
            None => match name {
                // Docker sets them by itself, by the platforms and the target (`dockerfile2llb/platform.go`)
                "BUILDPLATFORM" | "BUILDOS" | "BUILDOSVERSION" | "BUILDARCH" | "BUILDVARIANT"
                | "TARGETPLATFORM" | "TARGETOS" | "TARGETOSVERSION" | "TARGETARCH"
                | "TARGETVARIANT" | "TARGETSTAGE" => {
                    ArgumentValue::Unknown(UnknownWord::variable(name))
                }
                _ => ArgumentValue::Unset,
            },
        }
    }
}

/// An argument whose value is far longer than any reference.
fn too_long(name: &str) -> UnknownWord {
    UnknownWord::expression(&format!("${name}"))
}

/// The words of a line with their quotes and escapes, as buildkit's `parseWords` cuts them.
pub(super) fn words(rest: &PlacedText, escape: char) -> Vec<PlacedText> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut quote = None;
    let mut letters = rest.text().char_indices();
    while let Some((at, letter)) = letters.next() {
        match quote {
            None if letter.is_whitespace() => {
                words.push(rest.part(start..at));
                start = at + letter.len_utf8();
            }
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            Some(open) if letter == open => quote = None,
            _ if letter == escape && quote != Some('\'') => drop(letters.next()),
            _ => {}
        }
    }
    words.push(rest.part(start..rest.text().len()));
    words.retain(|word| !word.text().is_empty());
    words
}
