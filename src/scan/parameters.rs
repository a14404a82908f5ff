//! Places of YAML into which a tool puts values that have names: parameters, substitutions, the cells of a matrix.
//!
//! A place is read once for each set of values that the file gives. A value that is the whole image, and is used for
//! nothing else, is the place for a digest. What the file gives no value is open.

mod braces;
mod values;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::actions::shortened;
use super::mention::{Hindrance, Mention, Obstacle, Pinning};
use super::number::read_otherwise;
use super::scalar::{ScalarMentions, misread, own_place, place, said, verbatim};
use crate::yaml::Node;
pub(super) use braces::{braced, in_braces};
pub(super) use values::ValueSet;

/// The most images that one place may come to, and the most sets of values that are read: a place of more is open.
pub(super) const READINGS_MAX: usize = 64;
/// The most values that may lead from one to the next.
const DEPTH_MAX: usize = 5;
/// The longest text with values in it that is followed, in bytes; references are much shorter.
const LENGTH_MAX: usize = 1024;

/// The most bytes of texts that are gone through for the values of one file: values that name each other twice, and are
/// empty at last, would be gone through without end.
const BYTES_MAX: usize = 8 << 20;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValuePart<'t> {
    /// Text that stands for itself.
    Literal(&'t str),
    /// A value, by its name.
    Value(&'t str),
    /// A value by its name, and the text that stands in its place if nobody gives it.
    Defaulted(&'t str, &'t str),
    /// What the tool works out by itself, as it is written.
    Open(&'t str),
}

impl<'t> ValuePart<'t> {
    /// The name of the value that it is.
    fn name(self) -> Option<&'t str> {
        match self {
            Self::Value(name) | Self::Defaulted(name, _) => Some(name),
            Self::Literal(_) | Self::Open(_) => None,
        }
    }
}

/// Takes a text apart as a tool does, in time that grows with it.
pub(super) type TakeApart = for<'t> fn(&'t str) -> Vec<ValuePart<'t>>;

/// The places of a file.
pub(super) struct ParameterPlaces<'y> {
    take_apart: TakeApart,
    literals: ScalarMentions,
    places: Vec<ParameterPlace<'y>>,
    /// The names of values that something else sees.
    used: BTreeSet<String>,
}

/// A place with values in it.
struct ParameterPlace<'y> {
    node: Node<'y>,
    /// The bytes of the scalar's text that name the image, and where a person is shown them.
    part: Range<usize>,
    span: Range<usize>,
    /// The sets of values that it may have.
    sets: Rc<Vec<ValueSet<'y>>>,
}

impl<'y> ParameterPlace<'y> {
    fn text(&self) -> &'y str {
        let text = self.node.as_str().unwrap_or_default();
        text.get(self.part.clone()).unwrap_or_default()
    }
}

impl<'y> ParameterPlaces<'y> {
    pub(super) fn new(take_apart: TakeApart) -> Self {
        Self {
            take_apart,
            literals: ScalarMentions::default(),
            places: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// Whether a part of a file was not read before as what it is.
    pub(super) fn is_new(&mut self, part: &'static str, node: Node<'_>) -> bool {
        self.literals.is_new(part, node)
    }

    /// A part of a file that nothing reads but by aliases.
    pub(super) fn unread(&mut self, holder: Node<'_>, part: Node<'_>) {
        self.literals.unread(holder, part);
    }

    /// A value that is used where no text of the file shows it.
    pub(super) fn other_use(&mut self, name: impl Into<String>) {
        self.used.insert(name.into());
    }

    /// Takes a place that names an image. Without a set of values it has none.
    pub(super) fn image(&mut self, holder: Node<'y>, node: Node<'y>, sets: &Rc<Vec<ValueSet<'y>>>) {
        match said(node) {
            None => {}
            Some(text) if self.is_literal(text) => self.literals.image(holder, node),
            Some(text) => self.part(node, 0..text.len(), place(node), sets),
        }
    }

    /// Takes a part of a scalar's text that names an image, with values in it, and its place.
    pub(super) fn part(
        &mut self,
        node: Node<'y>,
        part: Range<usize>,
        span: Range<usize>,
        sets: &Rc<Vec<ValueSet<'y>>>,
    ) {
        let sets = Rc::clone(sets);
        self.places.push(ParameterPlace {
            node,
            part,
            span,
            sets,
        });
    }

    fn is_literal(&self, text: &str) -> bool {
        matches!((self.take_apart)(text)[..], [ValuePart::Literal(all)] if all == text)
    }

    /// The mentions of all places in documents that start at these roots.
    pub(super) fn mentions(self, roots: impl Iterator<Item = Node<'y>>) -> Vec<Mention> {
        let other_uses = self.other_uses(roots);
        let mut mentions = self.literals.mentions();
        let (left, mut seen) = (Cell::new(BYTES_MAX), HashSet::new());
        for place in &self.places {
            let reader = PlaceReader {
                take_apart: self.take_apart,
                other_uses: &other_uses,
                left: &left,
                place,
            };
            let start = (place.node.id(), place.part.start);
            let new = |it: &Mention| seen.insert((start, it.image.clone(), it.pinning.clone()));
            mentions.extend(reader.mentions(&place.sets).into_iter().filter(new));
        }
        mentions
    }

    /// The names of values that are used for something else than for a whole image.
    fn other_uses(&self, roots: impl Iterator<Item = Node<'y>>) -> BTreeSet<String> {
        let mut names = self.used.clone();
        if self.places.is_empty() {
            return names;
        }
        // How often each is all of a place, by the scalars that these are in
        let (mut wholes, mut seen): (HashMap<_, usize>, BTreeSet<_>) = Default::default();
        for place in &self.places {
            let id = place.node.id();
            if let [part] = (self.take_apart)(place.text())[..]
                && let Some(name) = part.name()
                && seen.insert((id, place.part.start))
            {
                *wholes.entry((id, name)).or_default() += 1;
            }
        }
        let (mut rest, mut seen): (Vec<_>, _) = (roots.collect(), BTreeSet::new());
        while let Some(node) = rest.pop() {
            if seen.insert(node.id()) {
                rest.extend(node.items());
                let entries = node.entries().into_iter();
                rest.extend(entries.flat_map(|(key, value)| [key, value]));
                for part in node.as_str().map(self.take_apart).unwrap_or_default() {
                    if let Some(name) = part.name() {
                        match wholes.get_mut(&(node.id(), name)) {
                            Some(left @ 1..) => *left -= 1,
                            Some(0) | None => drop(names.insert(name.to_owned())),
                        }
                    }
                }
            }
        }
        names
    }
}

/// The reading of one place.
struct PlaceReader<'r, 'y> {
    take_apart: TakeApart,
    other_uses: &'r BTreeSet<String>,
    /// The bytes that may still be gone through.
    left: &'r Cell<usize>,
    place: &'r ParameterPlace<'y>,
}

/// What a text comes to.
#[derive(Clone, Default)]
struct PlaceText<'y> {
    text: String,
    /// The value that is all of it.
    whole: Option<Node<'y>>,
}

impl<'y> PlaceReader<'_, 'y> {
    fn mentions(&self, sets: &[ValueSet<'y>]) -> Vec<Mention> {
        let text = self.place.text();
        if text.len() > LENGTH_MAX || sets.len() > READINGS_MAX {
            return vec![Mention::undecided(self.place.span.clone(), shortened(text))];
        }
        let none = [ValueSet::new()];
        let sets = if sets.is_empty() { &none } else { sets };
        let mut mentions = Vec::new();
        for set in sets {
            match self.texts(text, set, 0) {
                Ok(all) => mentions.extend(all.into_iter().map(|it| self.mention(text, it))),
                Err(why) => mentions.push(Mention::unresolved(self.place.span.clone(), text, why)),
            }
        }
        mentions
    }

    /// All that a text comes to.
    fn texts(
        &self,
        text: &str,
        set: &ValueSet<'y>,
        depth: usize,
    ) -> Result<Vec<PlaceText<'y>>, Obstacle> {
        let left = self.left.get().checked_sub(text.len() + 1);
        self.left
            .set(left.ok_or_else(|| Obstacle::Expression(shortened(text)))?);
        let parts = (self.take_apart)(text);
        let is_whole = parts.len() == 1;
        let mut all = vec![PlaceText::default()];
        for part in parts {
            match part {
                ValuePart::Literal(literal) => all.iter_mut().for_each(|it| it.text += literal),
                ValuePart::Defaulted(name, default) if !set.contains_key(name) => {
                    all.iter_mut().for_each(|it| it.text += default);
                }
                ValuePart::Open(written) => return Err(Obstacle::Expression(shortened(written))),
                ValuePart::Value(name) | ValuePart::Defaulted(name, _) => {
                    let values = self.values(name, set, depth)?;
                    let longer = |it: &PlaceText<'y>| {
                        let longer = values.iter().map(|value| PlaceText {
                            text: format!("{}{}", it.text, value.text),
                            whole: value.whole.filter(|_| is_whole),
                        });
                        longer.collect::<Vec<_>>()
                    };
                    all = all.iter().flat_map(longer).collect();
                    if all.len() > READINGS_MAX {
                        return Err(Obstacle::Expression(shortened(text)));
                    }
                }
            }
        }
        Ok(all)
    }

    /// The texts of the value of a name.
    fn values(
        &self,
        name: &str,
        set: &ValueSet<'y>,
        depth: usize,
    ) -> Result<Vec<PlaceText<'y>>, Obstacle> {
        let unknown = || Obstacle::Variable(name.to_owned());
        let nodes = set
            .get(name)
            .filter(|nodes| !nodes.is_empty() && depth < DEPTH_MAX);
        let mut all = Vec::new();
        for node in nodes.ok_or_else(unknown)? {
            let scalar = node
                .scalar()
                .filter(|_| !node.is_null())
                .ok_or_else(unknown)?;
            if scalar.text.len() > LENGTH_MAX {
                return Err(unknown());
            }
            if let Some(number) = misread(*node, read_otherwise) {
                return Err(Obstacle::Number(number));
            }
            let texts = self.texts(&scalar.text, set, depth + 1)?;
            let is_literal = matches!(&texts[..], [one] if one.text == scalar.text);
            let whole = |it: PlaceText<'y>| PlaceText {
                whole: is_literal.then_some(*node),
                ..it
            };
            all.extend(texts.into_iter().map(whole));
        }
        Ok(all)
    }

    fn mention(&self, written: &str, read: PlaceText<'y>) -> Mention {
        let parts = (self.take_apart)(written);
        let name = parts.iter().find_map(|part| part.name());
        let name = name.unwrap_or_default();
        if read.text.is_empty() {
            let why = Obstacle::Variable(name.to_owned());
            return Mention::unresolved(self.place.span.clone(), written, why);
        }
        let pinning = match read.whole {
            None if name.is_empty() => Pinning::Unsafe(Hindrance::Escapes),
            None => match parts[..] {
                [ValuePart::Defaulted(_, default)] if default == read.text => self.default(default),
                _ => Pinning::Unsafe(Hindrance::Variable(name.to_owned())),
            },
            Some(value) if value.aliases() > 0 || self.other_uses.contains(name) => {
                Pinning::Unsafe(Hindrance::Shared)
            }
            Some(value) => Pinning::at(verbatim(value), Pinning::Reference),
        };
        Mention::read(self.place.span.clone(), read.text, pinning).with_defaults(!name.is_empty())
    }

    /// The place of a default that is all of the image, before the brace that ends the text.
    fn default(&self, default: &str) -> Pinning {
        let end = own_place(self.place.node).map(|place| place.end - 1);
        Pinning::at(end.map(|end| end - default.len()..end), Pinning::Reference)
    }
}
