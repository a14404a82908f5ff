//! What variables make of a text, and where a digest may be written then.

use std::ops::Range;

use super::text::{Part, Text};
use super::{File, PREFIX, Value};
use crate::document::Source;
use crate::uses::{Hindrance, Mention, Obstacle, Pinning};

/// How deep defaults may name variables, and of how many pieces a text may be: `a = "${b}${b}"` doubles at each step.
const DEPTH_MAX: usize = 16;
const PIECES_MAX: usize = 256;

/// What a text is made of when all variables have their defaults.
#[derive(Debug, Default)]
pub(super) struct Pieces<'f> {
    list: Vec<Piece<'f>>,
    /// Why it ends here.
    pub(super) obstacle: Option<Obstacle>,
}

/// A literal of a text.
#[derive(Debug)]
struct Piece<'f> {
    text: &'f str,
    /// Where these very bytes stand.
    verbatim: Option<Range<usize>>,
    /// The variables through which it came here, outermost first.
    through: Vec<&'f str>,
}

impl<'f> Pieces<'f> {
    /// Puts the defaults in the place of variables.
    pub(super) fn of(file: &'f File, value: &'f Value) -> Self {
        let mut pieces = Self::default();
        pieces.obstacle = pieces.collect(file, value, &value.text, &mut Vec::new()).err();
        pieces
    }

    /// All that is known.
    pub(super) fn text(&self) -> String {
        self.list.iter().map(|piece| piece.text).collect()
    }

    /// The first variable that has a part in it.
    pub(super) fn variable(&self) -> Option<&'f str> {
        self.list.iter().find_map(|piece| piece.through.first().copied())
    }

    fn collect(
        &mut self,
        file: &'f File,
        value: &Value,
        text: &'f Text,
        through: &mut Vec<&'f str>,
    ) -> Result<(), Obstacle> {
        for part in &text.parts {
            match part {
                Part::Literal(text, verbatim) => self.push(text, verbatim.clone(), through)?,
                Part::Other(written) => return Err(Obstacle::Expression(written.clone())),
                Part::Variable(name) => {
                    let unknown = || Obstacle::Variable(name.clone());
                    let is_bound = value.matrix.contains(name) || through.contains(&name.as_str());
                    let default = file.defaults.get(name).filter(|_| !is_bound).ok_or_else(unknown)?;
                    if through.len() >= DEPTH_MAX {
                        return Err(unknown());
                    }
                    through.push(name);
                    self.collect(file, value, default, through)?;
                    through.pop();
                }
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        text: &'f str,
        verbatim: Option<Range<usize>>,
        through: &[&'f str],
    ) -> Result<(), Obstacle> {
        if self.list.len() >= PIECES_MAX {
            return Err(Obstacle::Expression(through.first().copied().unwrap_or_default().to_owned()));
        }
        if !text.is_empty() {
            self.list.push(Piece { text, verbatim, through: through.to_vec() });
        }
        Ok(())
    }

    /// Takes bytes away from the beginning.
    fn strip(&mut self, mut count: usize) {
        for piece in &mut self.list {
            let taken = count.min(piece.text.len());
            count -= taken;
            piece.text = piece.text.get(taken..).unwrap_or_default();
            if let Some(range) = &mut piece.verbatim {
                range.start += taken;
            }
        }
        self.list.retain(|piece| !piece.text.is_empty());
    }

    /// Where a digest may be written: where one literal is all of the reference, and is used for nothing else.
    fn pinning(&self, file: &File) -> Pinning {
        match &self.list[..] {
            [piece] if !piece.through.iter().all(|name| is_image(file, name, 0)) => {
                Pinning::Unsafe(Hindrance::Shared)
            }
            [Piece { verbatim: Some(range), .. }] => Pinning::Reference(range.clone()),
            pieces => Pinning::Unsafe(match pieces.iter().find_map(|piece| piece.through.first()) {
                Some(name) if pieces.len() > 1 => Hindrance::Variable((*name).to_owned()),
                _ => Hindrance::Escapes,
            }),
        }
    }
}

/// Whether all places that name a variable are contexts that are its image, or defaults of such variables.
fn is_image(file: &File, name: &str, depth: usize) -> bool {
    let is_whole = |text: &Text| text.variable(PREFIX) == Some(name);
    let contexts = file.contexts.iter().filter(|value| is_whole(&value.text)).count();
    let behind = file.defaults.iter().filter(|(_, text)| is_whole(text));
    let defaults = behind.filter(|(name, _)| depth < DEPTH_MAX && is_image(file, name, depth + 1)).count();
    file.uses.get(name).copied().unwrap_or_default() == contexts + defaults
}

/// The image of a context; `None` where it is a directory, an address or another target.
pub(super) fn mention(source: &Source, file: &File, value: &Value) -> Option<Mention> {
    let mut pieces = Pieces::of(file, value);
    let known = pieces.text();
    let may_be = pieces.obstacle.is_some() && PREFIX.starts_with(&known);
    if !may_be && !known.starts_with(PREFIX) {
        return None;
    }
    let span = behind_prefix(source, &value.text.span);
    if let Some(obstacle) = pieces.obstacle {
        let written = source.text.get(span.clone()).unwrap_or_default().to_owned();
        return Some(Mention::unresolved(span, written, obstacle));
    }
    pieces.strip(PREFIX.len());
    Some(match value.text.variable(PREFIX) {
        // As with an argument of a Dockerfile: an empty default leaves it to who uses the file
        Some(name) if pieces.list.is_empty() => {
            Mention::unresolved(span, format!("${{{name}}}"), Obstacle::Variable(name.to_owned()))
        }
        _ => {
            let mention = Mention::read(span, pieces.text(), pieces.pinning(file));
            if value.text.has_variables() { mention.by_defaults() } else { mention }
        }
    })
}

/// The place of a text without what makes it an image.
fn behind_prefix(source: &Source, span: &Range<usize>) -> Range<usize> {
    let has_prefix = source.text.get(span.clone()).is_some_and(|text| text.starts_with(PREFIX));
    span.start + if has_prefix { PREFIX.len() } else { 0 }..span.end
}
