//! YAML with the place of every value: documents as trees in which aliases and merge keys are followed.
//!
//! Owns what is true of every YAML file, whoever reads it. JSON is YAML too, and is read here. Writes nothing: a file
//! is changed by putting other bytes in the place of a scalar.

mod build;
mod line_ends;
mod mapping;
mod merges;
mod node;
mod overrides;
mod repeats;
mod scalar;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::{Problem, Source};
pub use line_ends::{old_line_end, told as old_line_end_told};
use mapping::YamlMapping;
pub use node::Node;
pub use overrides::Override;
use repeats::Repeated;
pub use repeats::{Repeat, RepeatRule};
pub use scalar::Scalar;

/// The key whose mappings stand for those that lack a key (<https://yaml.org/type/merge.html>).
const MERGE_KEY: &str = "<<";
/// How deep documents may be nested, so that nobody's walk through them ends the process.
const DEPTH_MAX: usize = 128;
/// How many values a file may have: each may be two bytes of its text, and takes a hundred in memory, and more with its readers.
const VALUES_MAX: usize = 1_000_000;
/// How many keys merge keys may bring in, all in all, so that a short text is not the work of a long one.
const MERGED_MAX: usize = 100_000;

/// What is wrong with a key that is given twice.
pub const TWICE: &str = "this key is given twice in one mapping";

/// All documents of a text.
#[derive(Debug, Default)]
pub struct Yaml {
    documents: Vec<usize>,
    nodes: Vec<YamlItem>,
    /// The tags of the values that have one.
    tags: BTreeMap<usize, PlacedTag>,
    repeated: Vec<Repeated>,
}

/// A value, where it stands.
#[derive(Debug)]
struct YamlItem {
    start: u32,
    end: u32,
    /// How many aliases lead to it.
    aliases: u32,
    /// How deep it is nested in itself, aliases followed.
    height: u32,
    value: YamlValue,
}

/// A tag with its handle resolved (YAML 1.2.2, section 6.8.2), and where it is written.
#[derive(Debug)]
struct PlacedTag {
    text: String,
    start: usize,
}

#[derive(Debug)]
enum YamlValue {
    Scalar(Scalar),
    Sequence(Vec<u32>),
    YamlMapping(YamlMapping),
}

impl Yaml {
    /// Reads all documents. Of a key that is given twice, the last one counts, until [`Yaml::read_repeats`] says otherwise.
    ///
    /// # Errors
    /// Where the text is no YAML, or is deeper or larger than anybody writes.
    pub fn parse(source: &Source) -> Result<Self, Box<Problem>> {
        build::build(source)
    }

    /// The same, for what only one reading of a key that is given twice can be right for.
    ///
    /// # Errors
    /// As [`Yaml::parse`], and where a key is given twice.
    pub fn parse_strictly(source: &Source) -> Result<Self, Box<Problem>> {
        let yaml = Self::parse(source)?;
        let again = yaml.repeats().next().map(|repeat| repeat.again().span());
        again.map_or(Ok(yaml), |span| Err(Box::new(Problem::new(span, TWICE))))
    }

    /// The values of the documents, in the order of the text.
    pub fn documents(&self) -> impl Iterator<Item = Node<'_>> {
        self.documents.iter().map(|id| self.node(*id))
    }

    fn node(&self, id: usize) -> Node<'_> {
        Node { yaml: self, id }
    }

    /// The text of a value that is a scalar.
    fn text(&self, id: usize) -> Option<&str> {
        self.node(id).as_str()
    }
}

impl YamlItem {
    fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Numbers of values, and places: texts are far shorter than four gigabytes.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
