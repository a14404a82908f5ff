//! A Bake file, as far as it matters to its images.

use super::targets::BakeTargets;
use super::value::BakeValue;
use crate::scan::readers::hcl::HclScope;

#[derive(Default)]
pub(super) struct BakeFile {
    /// The variables, with the attributes beside the blocks, which are variables too.
    pub(super) scope: HclScope,
    /// The values of all `contexts`.
    pub(super) contexts: Vec<BakeValue>,
    /// The values of `dockerfile-inline`, with the names of their targets.
    pub(super) dockerfiles: Vec<(String, BakeValue)>,
    pub(super) targets: BakeTargets,
}
