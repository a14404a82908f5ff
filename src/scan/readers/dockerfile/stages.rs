//! The names of stages, and whether a name is one of them.

use std::collections::HashSet;

use super::pattern::NamePattern;

/// The image that is none.
const SCRATCH: &str = "scratch";
/// The most names that are held against shapes in one file: a hundred shapes and as many stages are a tenth of that.
const COMPARED_MAX: usize = 100_000;

#[derive(Default)]
pub(super) struct Stages {
    /// The names in lower case, as docker knows them.
    names: HashSet<String>,
    /// The number of names that were held against shapes.
    compared: usize,
}

impl Stages {
    pub(super) fn extend(&mut self, names: impl IntoIterator<Item = String>) {
        self.names.extend(names);
    }

    /// Whether a name is no image but one of these stages, or `scratch`. Docker finds a stage for `FROM` only as it
    /// knows it, in lower case; but what is a stage in other letters is never a reference.
    pub(super) fn has(&self, name: &str) -> bool {
        name == SCRATCH || self.names.contains(&name.to_lowercase())
    }

    /// Whether one of these stages is meant by a name of which only the shape is known. If there is one for one
    /// platform, nobody takes the others from a registry.
    pub(super) fn have(&mut self, pattern: &NamePattern) -> bool {
        let compared = self.compared + self.names.len();
        if !pattern.says_something() || compared > COMPARED_MAX {
            return false;
        }
        self.compared = compared;
        self.names.iter().any(|name| pattern.fits(name))
    }
}
