//! Texts with the defaults of their variables, and the places for digests in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::text::{HclPart, HclText};
use crate::scan::mention::{Hindrance, Obstacle, Pinning, final_digest};

/// The most defaults that may name each other, and the most pieces of a text: `a = "${b}${b}"` doubles at each step,
/// and may be nothing at last.
const DEPTH_MAX: usize = 16;
const PIECES_MAX: usize = 256;
const STEPS_MAX: usize = 4 * PIECES_MAX;
/// The longest reference with its scheme: none is nearly as long, and many texts may be one long variable.
pub(in crate::scan::readers) const LENGTH_MAX: usize = 4096;

/// The variables of a file.
#[derive(Default)]
pub(in crate::scan::readers) struct HclScope {
    /// The defaults of variables.
    pub(in crate::scan::readers) defaults: BTreeMap<String, HclText>,
    /// The number of places that name a variable.
    pub(in crate::scan::readers) uses: BTreeMap<String, usize>,
    /// The variables that are images wherever they are named.
    pub(in crate::scan::readers) images: BTreeSet<String>,
}

/// The literals that make a text when all variables have their defaults.
#[derive(Default)]
pub(in crate::scan::readers) struct ResolvedText<'f> {
    list: Vec<ResolvedPiece<'f>>,
    /// The length of the pieces, and its limit.
    length: usize,
    length_max: usize,
    /// The number of parts that were gone through.
    steps: usize,
    /// The reason why the text ends here.
    pub(in crate::scan::readers) obstacle: Option<Obstacle>,
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
    /// `bound` are the names that have another meaning there.
    pub(in crate::scan::readers) fn of(
        scope: &'f HclScope,
        bound: &BTreeSet<String>,
        text: &'f HclText,
        length_max: usize,
    ) -> Self {
        let mut pieces = Self {
            length_max,
            ..Self::default()
        };
        let resolved = pieces.collect(scope, bound, text, &mut Vec::new());
        pieces.obstacle = resolved.err();
        pieces
    }

    /// Whether nothing is left.
    pub(in crate::scan::readers) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(in crate::scan::readers) fn text(&self) -> String {
        self.list.iter().map(|piece| piece.text).collect()
    }

    /// The first variable that has a part in it.
    pub(in crate::scan::readers) fn variable(&self) -> Option<&'f str> {
        let first = self.list.iter().find_map(|piece| piece.through.first());
        first.copied()
    }

    /// All variables that have a part in it, in the order of the text.
    pub(in crate::scan::readers) fn variables(&self) -> impl Iterator<Item = &'f str> {
        self.list
            .iter()
            .flat_map(|piece| piece.through.iter().copied())
    }

    fn collect(
        &mut self,
        scope: &'f HclScope,
        bound: &BTreeSet<String>,
        text: &'f HclText,
        through: &mut Vec<&'f str>,
    ) -> Result<(), Obstacle> {
        for part in &text.parts {
            self.steps += usize::from(!through.is_empty());
            if self.steps > STEPS_MAX {
                return Err(too_much(through));
            }
            match part {
                HclPart::Literal(text, verbatim) => self.push(text, verbatim.clone(), through)?,
                HclPart::Other(written) => return Err(Obstacle::Expression(written.clone())),
                HclPart::Variable(name) => {
                    let unknown = || Obstacle::Variable(name.clone());
                    let is_bound = bound.contains(name) || through.contains(&name.as_str());
                    let default = scope.defaults.get(name);
                    let default = default
                        .filter(|_| !is_bound && through.len() < DEPTH_MAX)
                        .ok_or_else(unknown)?;
                    through.push(name);
                    self.collect(scope, bound, default, through)?;
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
    pub(in crate::scan::readers) fn strip(&mut self, mut count: usize) {
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

    /// The place for a digest: the one literal that is all of the reference, and is used for nothing else, or the
    /// digest that ends it.
    pub(in crate::scan::readers) fn pinning(&self, scope: &HclScope) -> Pinning {
        match (&self.list[..], self.variable()) {
            ([piece], _) if !piece.is_image(scope) => Pinning::Unsafe(Hindrance::Shared),
            ([piece], _) => Pinning::at(piece.verbatim.clone(), Pinning::Reference),
            (_, Some(name)) => Pinning::behind_variable(name, self.digest(scope)),
            (_, None) => Pinning::Unsafe(Hindrance::Escapes),
        }
    }

    /// The digest that ends the text as a literal that is used for nothing else.
    fn digest(&self, scope: &HclScope) -> Option<Range<usize>> {
        let last = self.list.last().filter(|piece| piece.is_image(scope))?;
        let digest = final_digest(last.text)?;
        let place = last.verbatim.clone()?;
        Some(place.start + digest.start..place.end)
    }
}

impl ResolvedPiece<'_> {
    /// Whether the variables through which it came here are images wherever they are named.
    fn is_image(&self, scope: &HclScope) -> bool {
        let mut through = self.through.iter();
        through.all(|name| scope.images.contains(*name))
    }
}

/// The variable through which a text becomes more than anybody writes.
fn too_much(through: &[&str]) -> Obstacle {
    Obstacle::Expression(through.first().copied().unwrap_or("…").to_owned())
}

/// The variables of which all places that name them are one of these texts, or defaults of such variables: they are
/// images, with or without a prefix before them.
pub(in crate::scan::readers) fn images<'t>(
    scope: &HclScope,
    texts: impl Iterator<Item = &'t HclText>,
    prefix: &str,
) -> BTreeSet<String> {
    let whole = |text: &HclText| text.variable(prefix).map(str::to_owned);
    let mut named: HashMap<String, VariableUses> = HashMap::new();
    for name in texts.filter_map(whole) {
        named.entry(name).or_default().by_images += 1;
    }
    for name in scope.defaults.values().filter_map(whole) {
        named.entry(name).or_default().by_defaults += 1;
    }
    // From those that no default names on: what names itself in a circle is none
    let is_end = |name: &&String| named.get(*name).is_none_or(|named| named.by_defaults == 0);
    let names = scope.uses.keys().chain(scope.defaults.keys());
    let ends: BTreeSet<&String> = names.filter(is_end).collect();
    let mut rest: Vec<String> = ends.into_iter().cloned().collect();
    let mut images = BTreeSet::new();
    while let Some(name) = rest.pop() {
        let by_images = named.get(&name).map_or(0, |named| named.by_images);
        let is_image = scope.uses.get(&name).copied().unwrap_or_default() == by_images;
        if let Some(next) = scope.defaults.get(&name).and_then(whole) {
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
    /// Texts that are images, and defaults of variables that are images.
    by_images: usize,
    /// Defaults of variables of which that is not known yet.
    by_defaults: usize,
}
