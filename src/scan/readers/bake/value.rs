//! A value of a target.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::scan::readers::hcl::HclText;

#[derive(Clone)]
pub(super) struct BakeValue {
    pub(super) text: HclText,
    /// The names that the target's matrix gives another meaning.
    pub(super) matrix: Rc<BTreeSet<String>>,
}
