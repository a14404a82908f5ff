//! Texts with the defaults of their variables, and the places for digests in them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::text::{BakeFile, BakePart, BakeText, BakeValue, PREFIX};
use crate::document::Source;
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};

/// The most defaults that may name each other, and the most pieces of a text: `a = "${b}${b}"` doubles at each step,
/// and may be nothing at last.
const DEPTH_MAX: usize = 16;
const PIECES_MAX: usize = 256;
const STEPS_MAX: usize = 4 * PIECES_MAX;
/// The longest context: no reference is nearly as long, and many contexts may be one long variable.
const LENGTH_MAX: usize = 4096;

/// The literals that make a text when all variables have their defaults.
#[derive(Default)]
pub(super) struct ResolvedText<'f> {
    list: Vec<ResolvedPiece<'f>>,
    /// The length of the pieces, and its limit.
    length: usize,
    length_max: usize,
    /// The number of parts that were gone through.
    steps: usize,
    /// The reason why the text ends here.
    pub(super) obstacle: Option<Obstacle>,
}

struct ResolvedPiece<'f> {
    text: &'f str,
    /// The place of these very bytes.
    verbatim: Option<Range<usize>>,
    /// The variables through which it came here, outermost first.
    through: Vec<&'f str>,
}

impl<'f> ResolvedText<'f> {
    /// Puts the defaults in the place of variables, in a text that may become so long.
    pub(super) fn of(file: &'f BakeFile, value: &'f BakeValue, length_max: usize) -> Self {
        let mut pieces = Self {
            length_max,
            ..Self::default()
        };
        let resolved = pieces.collect(file, value, &value.text, &mut Vec::new());
        pieces.obstacle = resolved.err();
        pieces
    }

    pub(super) fn text(&self) -> String {
        self.list.iter().map(|piece| piece.text).collect()
    }

    /// The first variable that has a part in it.
    pub(super) fn variable(&self) -> Option<&'f str> {
        let first = self.list.iter().find_map(|piece| piece.through.first());
        first.copied()
    }

    fn collect(
        &mut self,
        file: &'f BakeFile,
        value: &BakeValue,
        text: &'f BakeText,
        through: &mut Vec<&'f str>,
    ) -> Result<(), Obstacle> {
        for part in &text.parts {
            self.steps += usize::from(!through.is_empty());
            if self.steps > STEPS_MAX {
                return Err(too_much(through));
            }
            match part {
                BakePart::Literal(text, verbatim) => self.push(text, verbatim.clone(), through)?,
                BakePart::Other(written) => return Err(Obstacle::Expression(written.clone())),
                BakePart::Variable(name) => {
                    let unknown = || Obstacle::Variable(name.clone());
                    let is_bound = value.matrix.contains(name) || through.contains(&name.as_str());
                    let default = file.defaults.get(name);
                    let default = default
                        .filter(|_| !is_bound && through.len() < DEPTH_MAX)
                        .ok_or_else(unknown)?;
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
            return Err(too_much(through));
        }
        if !text.is_empty() {
            self.list.push(ResolvedPiece {
                text,
                verbatim,
                through: through.to_vec(),
            });
        }
        self.length += text.len();
        if self.length > self.length_max {
            return Err(too_much(through));
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

    /// The place for a digest: the one literal that is all of the reference, and is used for nothing else.
    fn pinning(&self, file: &BakeFile) -> Pinning {
        match &self.list[..] {
            [piece] if !piece.through.iter().all(|name| file.images.contains(*name)) => {
                Pinning::Unsafe(Hindrance::Shared)
            }
            [piece] => Pinning::at(piece.verbatim.clone(), Pinning::Reference),
            _ => Pinning::Unsafe(match self.variable() {
                Some(name) => Hindrance::Variable(name.to_owned()),
                None => Hindrance::Escapes,
            }),
        }
    }
}

/// The variable through which a text becomes more than anybody writes.
fn too_much(through: &[&str]) -> Obstacle {
    Obstacle::Expression(through.first().copied().unwrap_or("…").to_owned())
}

/// The variables of which all places that name them are contexts that are their image, or defaults of such variables.
pub(super) fn images(file: &BakeFile) -> BTreeSet<String> {
    let whole = |text: &BakeText| text.variable(PREFIX).map(str::to_owned);
    let mut named: HashMap<String, VariableUses> = HashMap::new();
    for name in file.contexts.iter().filter_map(|value| whole(&value.text)) {
        named.entry(name).or_default().by_images += 1;
    }
    for name in file.defaults.values().filter_map(whole) {
        named.entry(name).or_default().by_defaults += 1;
    }
    // From those that no default names on: what names itself in a circle is none
    let is_end = |name: &&String| named.get(*name).is_none_or(|named| named.by_defaults == 0);
    let names = file.uses.keys().chain(file.defaults.keys());
    let ends: BTreeSet<&String> = names.filter(is_end).collect();
    let mut rest: Vec<String> = ends.into_iter().cloned().collect();
    let mut images = BTreeSet::new();
    while let Some(name) = rest.pop() {
        let by_images = named.get(&name).map_or(0, |named| named.by_images);
        let is_image = file.uses.get(&name).copied().unwrap_or_default() == by_images;
        if let Some(next) = file.defaults.get(&name).and_then(whole) {
            let next_named = named.entry(next.clone()).or_default();
            next_named.by_images += usize::from(is_image);
            next_named.by_defaults = next_named.by_defaults.saturating_sub(1);
            rest.extend((next_named.by_defaults == 0).then_some(next));
        }
        images.extend(is_image.then_some(name));
    }
    images
}

/// The number of places that name a variable as a whole.
#[derive(Default)]
struct VariableUses {
    /// Contexts, and defaults of variables that are images.
    by_images: usize,
    /// Defaults of variables of which that is not known yet.
    by_defaults: usize,
}

/// The image of a context; `None` where it is a directory, an address or another target.
pub(super) fn mention(source: &Source, file: &BakeFile, value: &BakeValue) -> Option<Mention> {
    let mut pieces = ResolvedText::of(file, value, LENGTH_MAX);
    let known = pieces.text();
    let may_be = pieces.obstacle.is_some() && PREFIX.starts_with(&known);
    if !may_be && !known.starts_with(PREFIX) {
        return None;
    }
    let span = behind_prefix(source, &value.text.span);
    if let Some(obstacle) = pieces.obstacle {
        let written = source.text.get(span.clone()).unwrap_or_default();
        return Some(Mention::unresolved(span, written, obstacle));
    }
    pieces.strip(PREFIX.len());
    Some(match value.text.variable(PREFIX) {
        // As with an argument of a Dockerfile: an empty default leaves it to who uses the file
        Some(name) if pieces.list.is_empty() => {
            let obstacle = Obstacle::Variable(name.to_owned());
            Mention::unresolved(span, format!("${{{name}}}"), obstacle)
        }
        _ => Mention::read(span, pieces.text(), pieces.pinning(file))
            .with_defaults(value.text.has_variables()),
    })
}

/// The place of a text without what makes it an image.
fn behind_prefix(source: &Source, span: &Range<usize>) -> Range<usize> {
    let text = source.text.get(span.clone());
    let has_prefix = text.is_some_and(|text| text.starts_with(PREFIX));
    span.start + if has_prefix { PREFIX.len() } else { 0 }..span.end
}
