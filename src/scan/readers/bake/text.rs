//! A Bake file, as far as it matters to its images.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::scan::readers::hcl::{HclScope, HclText};

/// The beginning of a context that is an image (<https://docs.docker.com/build/bake/reference/#targetcontexts>).
pub(super) const PREFIX: &str = "docker-image://";

#[derive(Default)]
pub(super) struct BakeFile {
    /// The variables, with the attributes beside the blocks, which are variables too.
    pub(super) scope: HclScope,
    /// The values of all `contexts`.
    pub(super) contexts: Vec<BakeValue>,
    /// The values of `dockerfile-inline`.
    pub(super) dockerfiles: Vec<BakeValue>,
}

pub(super) struct BakeValue {
    pub(super) text: HclText,
    /// The names that the target's matrix gives another meaning.
    pub(super) matrix: Rc<BTreeSet<String>>,
}
