//! YAML with the place of every value: documents as trees in which aliases and merge keys are followed.
//!
//! Owns what is true of every YAML file, whoever reads it. JSON is YAML too, and is read here. Writes nothing: a file
//! is changed by putting other bytes in the place of a scalar.

mod build;
mod line_ends;
mod merges;
mod node;
mod overrides;
mod repeats;
mod same;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;

use crate::document::{Problem, Source};
pub use line_ends::{old_line_end, old_line_end_problem};
pub use overrides::Override;
pub use repeats::{Repeat, RepeatRule};
pub use scalar::Scalar;
pub use tree::{MERGE_KEY, Node, Yaml};

/// What is wrong with a key that is given twice.
pub const TWICE: &str = "this key is given twice in one mapping";

impl Yaml {
    /// Reads all documents. Of a key that is given twice, the last one counts, until [`Yaml::read_repeats`] says
    /// otherwise.
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
        again.map_or(Ok(yaml), |span| Err(Problem::at(span, TWICE)))
    }
}
