//! A Bake file, as far as it matters to its images.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::text::BakeText;

/// The beginning of a context that is an image (<https://docs.docker.com/build/bake/reference/#targetcontexts>).
pub(super) const PREFIX: &str = "docker-image://";

#[derive(Debug, Default)]
pub(super) struct BakeFile {
    /// The defaults of variables, and the attributes beside the blocks, which are variables too.
    pub(super) defaults: BTreeMap<String, BakeText>,
    /// The number of places that name a variable.
    pub(super) uses: BTreeMap<String, usize>,
    /// The values of all `contexts`.
    pub(super) contexts: Vec<BakeValue>,
    /// The values of `dockerfile-inline`.
    pub(super) dockerfiles: Vec<BakeValue>,
    /// The variables that are images wherever they are named.
    pub(super) images: BTreeSet<String>,
}

#[derive(Debug)]
pub(super) struct BakeValue {
    pub(super) text: BakeText,
    /// The names that the target's matrix gives another meaning.
    pub(super) matrix: Rc<BTreeSet<String>>,
}
