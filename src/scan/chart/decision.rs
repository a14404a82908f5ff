//! Whether a template only puts together what the values of its chart say: those are read where they stand.
//!
//! Nothing is rendered. Whatever is printed has to be a piece of an image in values, a sign between two, or a default that
//! the reader of values tells too; what an `if` asks for prints nothing. Anything else has a part in the image.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::around::{ActionKind, kind};
use super::pieces::{Piece, pieces};
use super::printed::{
    PrintedPaths, is_allowed_text, is_default, is_function, is_indentation, is_piece_key, last_key,
};
use super::tokens::{joined, tokens};

/// The reason why values alone do not decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OtherSource {
    /// Something that stands in the text, or is computed there.
    Text,
    /// A template of this name, which is in no chart of the repository.
    Missing(String),
    /// A template of this name in a file of the repository.
    Define { name: String, file: String },
}

/// What the template of a name comes to.
pub(super) type Decision = Result<PrintedPaths, OtherSource>;

/// The most variables of a file that are followed: many times what anybody has.
const VARIABLES_MAX: usize = 1000;

/// The variables of a template that hold nothing but pieces of images of its chart's values, wherever they get a value.
#[derive(Debug, Default)]
pub(in crate::scan) struct FileVariables(BTreeMap<String, Option<PrintedPaths>>);

impl FileVariables {
    /// Those in the text of a template.
    pub(in crate::scan) fn of(text: &str) -> Self {
        let mut found = Self::default();
        for piece in pieces(text) {
            let Piece::Action(inner) = piece else {
                continue;
            };
            let words = tokens(inner);
            let Some(sign) = words.iter().position(|it| matches!(*it, ":=" | "=")) else {
                continue;
            };
            let variables = words[..sign].iter().filter(|it| it.starts_with('$'));
            let value = match kind(inner) {
                ActionKind::Silent => found.value(&words[sign + 1..]),
                // What a block goes through, or begins with
                _ => None,
            };
            for variable in variables {
                let known = found.0.get(*variable).cloned();
                let mut value = value.clone();
                if let Some(known) = known {
                    value = value
                        .zip(known)
                        .and_then(|(mut value, known)| value.extend(known).then_some(value));
                }
                found.0.insert((*variable).to_owned(), value);
            }
            if found.0.len() > VARIABLES_MAX {
                return Self::default();
            }
        }
        found
    }

    /// The pieces that an expression comes to; `None` if anything else has a part in it.
    fn value(&self, words: &[&str]) -> Option<PrintedPaths> {
        let nothing = &mut |name: &str| Err(OtherSource::Missing(name.to_owned()));
        let mut reader = DecisionReader::new(false, self, nothing);
        reader.expression(words).ok()?;
        Some(reader.printed)
    }

    fn get(&self, variable: &str) -> Option<&PrintedPaths> {
        self.0.get(variable)?.as_ref()
    }
}

/// Whether the values of the chart alone decide what a text comes to, without any template that it includes.
pub(in crate::scan) fn values_decide(text: &str, variables: &FileVariables) -> bool {
    let nothing = &mut |name: &str| Err(OtherSource::Missing(name.to_owned()));
    let printed = read(text, DecisionReader::new(false, variables, nothing));
    printed.is_ok_and(|printed| printed.are_of_one_image())
}

/// What decides about a text that is the value of an image.
pub(super) fn of_value(
    text: &str,
    included: &mut dyn FnMut(&str) -> Decision,
) -> Result<(), OtherSource> {
    let printed = of_text(text, false, included)?;
    printed
        .are_of_one_image()
        .then_some(())
        .ok_or(OtherSource::Text)
}

/// What decides about a text, or the body of a template, in which paths begin at what it is given.
pub(super) fn of_text(
    text: &str,
    is_body: bool,
    included: &mut dyn FnMut(&str) -> Decision,
) -> Decision {
    read(
        text,
        DecisionReader::new(is_body, &FileVariables::default(), included),
    )
}

fn read<'t>(text: &'t str, mut reader: DecisionReader<'t, '_>) -> Decision {
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) if is_allowed_text(text) => {}
            Piece::Text(_) => return Err(OtherSource::Text),
            Piece::Action(inner) => reader.action(inner)?,
        }
    }
    Ok(reader.printed)
}

struct DecisionReader<'t, 'f> {
    is_body: bool,
    /// The variables of the file around the text.
    file: &'f FileVariables,
    included: &'f mut dyn FnMut(&str) -> Decision,
    printed: PrintedPaths,
    /// The variables, and whether what they hold is of the values.
    variables: BTreeMap<&'t str, bool>,
    /// The open blocks: whether the dot in them is of the values, and whether it is in their `else`.
    blocks: Vec<(bool, bool)>,
}

impl<'t, 'f> DecisionReader<'t, 'f> {
    fn new(
        is_body: bool,
        file: &'f FileVariables,
        included: &'f mut dyn FnMut(&str) -> Decision,
    ) -> Self {
        Self {
            is_body,
            file,
            included,
            printed: PrintedPaths::default(),
            variables: BTreeMap::new(),
            blocks: Vec::new(),
        }
    }

    fn action(&mut self, inner: &'t str) -> Result<(), OtherSource> {
        let words = tokens(inner);
        let dot = self.has_known_dot();
        match kind(inner) {
            ActionKind::Define => return Err(OtherSource::Text),
            ActionKind::Opens if words.first() == Some(&"with") => {
                let is_known = self.assignment(&words[1..]);
                self.blocks.push((is_known, dot));
            }
            ActionKind::Opens => {
                let is_range = words.first() == Some(&"range");
                self.blocks.push((dot && !is_range, dot));
            }
            ActionKind::Else => {
                if let Some((dot, outer)) = self.blocks.last_mut() {
                    *dot = *outer;
                }
            }
            ActionKind::Ends => {
                self.blocks.pop();
            }
            ActionKind::Silent => {
                self.assignment(&words);
            }
            ActionKind::Prints => self.expression(&words)?,
        }
        Ok(())
    }

    fn has_known_dot(&self) -> bool {
        self.blocks.last().is_some_and(|(dot, _)| *dot)
    }

    /// Notes what a variable holds, if there is one, and tells whether that is of the values.
    fn assignment(&mut self, words: &[&'t str]) -> bool {
        let (variable, words) = match words {
            [variable, ":=" | "=", rest @ ..] => (Some(*variable), rest),
            _ => (None, words),
        };
        let is_known = self.expression(words).is_ok();
        if let Some(variable) = variable {
            let known = self.variables.entry(variable).or_insert(true);
            *known &= is_known;
        }
        is_known
    }

    /// Goes through the words of what is printed.
    fn expression(&mut self, words: &[&'t str]) -> Result<(), OtherSource> {
        let words = joined(words);
        let mut at = 0;
        while let Some(word) = words.get(at) {
            at += 1;
            match word.as_bytes().first() {
                Some(b'"' | b'`') if is_default(&words, at - 1) || is_allowed_text(word) => {}
                Some(b'.' | b'$') if self.is_of_values(word) => {}
                Some(b'(' | b')' | b'|' | b',') => {}
                _ if matches!(word.as_ref(), "include" | "template") => {
                    at += self.include(&words[at..])?;
                }
                _ if is_function(word) || is_indentation(&words, at - 1) => {}
                _ => return Err(OtherSource::Text),
            }
        }
        Ok(())
    }

    /// Follows what is included, and tells how many words that takes.
    fn include(&mut self, words: &[Cow<'t, str>]) -> Result<usize, OtherSource> {
        let name = words.first().filter(|name| name.starts_with(['"', '`']));
        let name = name.ok_or(OtherSource::Text)?.trim_matches(['"', '`']);
        let length = group_length(&words[1..]);
        let argument = &words[1..1 + length];
        let pairs = argument.iter().zip(argument.iter().skip(1));
        for (key, value) in pairs {
            let is_key = key.starts_with('"') && is_piece_key(key.trim_matches('"'));
            let is_piece = value.starts_with(['.', '$']) && is_piece_key(last_key(value));
            if is_key && !is_piece {
                return Err(OtherSource::Text);
            }
        }
        let printed = (self.included)(name)?;
        let is_known = self.printed.extend(printed);
        is_known.then_some(1 + length).ok_or(OtherSource::Text)
    }

    fn is_known_variable(&self, variable: &str) -> bool {
        let own = self.variables.get(variable).copied();
        own.unwrap_or_else(|| self.file.get(variable).is_some())
    }

    /// Whether a path or a variable is a piece of an image of the values.
    fn is_of_values(&mut self, path: &str) -> bool {
        let (root, keys) = path.split_once('.').unwrap_or((path, ""));
        if keys.is_empty() {
            return match root {
                "" => self.has_known_dot(),
                variable => match (self.variables.get(variable), self.file.get(variable)) {
                    (Some(is_known), _) => *is_known,
                    (None, Some(paths)) => self.printed.extend(paths.clone()),
                    (None, None) => false,
                },
            };
        }
        if last_key(path) == "AppVersion" || keys.ends_with("Chart.Version") {
            self.printed.note_version();
            return true;
        }
        let is_rooted = matches!(root, "" | "$") && keys.starts_with("Values.");
        let is_relative = root.is_empty() && self.has_known_dot();
        let is_known = is_rooted || is_relative || self.is_body || self.is_known_variable(root);
        is_known && self.printed.note(path)
    }
}

/// The number of words of the argument that words begin with: one, or what is in parentheses.
fn group_length(words: &[Cow<'_, str>]) -> usize {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate() {
        match word.as_ref() {
            "(" => depth += 1,
            ")" if depth == 0 => return at,
            ")" => depth -= 1,
            "|" if depth == 0 => return at,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    words.len()
}

#[cfg(test)]
mod tests;
