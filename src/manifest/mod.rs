//! `images.toml`: which images, as people name them.
//!
//! Read in two steps: as written (`schema`), then as valid images (`validate`), with all problems of the file
//! collected. Asks nobody and knows nothing of locks.

mod choice;
mod dotted;
mod edit;
mod image;
mod min_age;
mod name;
mod naming;
mod platforms;
mod rule;
mod schema;
mod validate;

use std::collections::BTreeMap;

use crate::document::{Findings, Problem, Problems, Source, TomlDocument};
use crate::exclude::Exclude;

pub use edit::{
    Draft, Edited, ExcludeList, ImageGroup, ImageLine, NEW_COMMENT, compose, exclude_line,
    without_images,
};
pub use image::{Choice, Image};
pub use min_age::{MinAge, MinAgeError};
pub use name::{ImageName, ImageNameError};
pub use naming::{names, plain_name};
pub use rule::{TAG_PATTERN, VARIANT, VERSION, rule_keys, rule_pairs, written_rule};

/// A valid `images.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The images, bytewise by name. Never empty.
    pub images: BTreeMap<ImageName, Image>,
    /// The files that are not read, by patterns from the directory of this file.
    pub exclude: Exclude,
    /// The line of `images.toml` at which they stand, from 1.
    pub exclude_line: Option<usize>,
    /// Whether a use without a digest fails `check`: the key `require-digests`, off without it.
    pub require_digests: bool,
    /// The doubtful things that are no errors: a default tag, a surprising reading.
    pub warnings: Vec<Problem>,
}

impl Manifest {
    /// Whether the age of any image counts.
    pub fn has_min_age(&self) -> bool {
        let mut images = self.images.values();
        images.any(|image| !image.min_age.is_none())
    }

    /// Whether there is a list of patterns, which may be empty.
    pub fn exclude_list(&self) -> ExcludeList {
        match self.exclude_line {
            Some(_) => ExcludeList::Present,
            None => ExcludeList::Absent,
        }
    }

    /// Reads an `images.toml`.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn parse(source: &Source) -> Result<Self, Problems> {
        let (mut errors, mut warnings) = (Findings::new(source), Findings::new(source));
        let document = TomlDocument::parse(&mut errors);
        let raw = schema::read(&document, &mut errors);
        let images = validate::images(&raw, &mut errors, &mut warnings);
        let exclude = validate::exclude(&raw.files, &mut errors);
        let list = raw.files.exclude.as_ref();
        let exclude_line = list.map(|list| source.position(list.span.start).0);
        errors.finish()?;
        Ok(Self {
            images,
            exclude,
            exclude_line,
            require_digests: raw.files.require_digests.unwrap_or_default(),
            warnings: warnings.into_warnings(),
        })
    }
}
