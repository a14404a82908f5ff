//! The one way of a run that asks registries: plan, ask, decide, write.
//!
//! Commands say what they intend; here it is asked, each thing once, decided for each manifest by itself, and written at
//! the very end. What to ask for is planned by `resolve`, and what may be locked is decided by `policy`.

mod decide;
mod describe;
pub mod edit;
mod exclusion;
mod registries;
mod relock;
mod write;
mod writing;

pub use registries::{Registries, wait};
pub use relock::relock;
pub use writing::{Effect, OnFailure, OnOutdated, Writing};

use std::collections::BTreeSet;

use crate::manifest::ImageName;
use crate::project::UnknownName;
use crate::resolve::plan::Plan;

/// The intent of a command for one manifest: images, a plan for them, and entries that go.
#[derive(Default)]
pub struct Intent {
    /// The images that it is about; of all others it says nothing.
    pub names: BTreeSet<ImageName>,
    /// The questions about them, and the entries that need none.
    pub plan: Plan,
    /// The entries that are removed.
    pub removed: Vec<ImageName>,
    /// Names that were asked for and are not in this manifest: they have to be in another one.
    pub unknown: Vec<UnknownName>,
}
