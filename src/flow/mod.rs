//! The one way of a run that asks registries: plan, list tags, ask, decide, write.
//!
//! Commands say what they intend; here it is asked, each thing once, decided for each manifest by itself, and written
//! at the very end. What to ask for is planned by `resolve`, and what may be locked is decided by `policy`.

mod decide;
mod describe;
pub mod edit;
mod exclusion;
mod open_files;
mod parts;
mod records;
mod registries;
mod relock;
mod resolution;
mod settle;
mod write;

pub use decide::aged_entry;
pub use records::check_clock;
pub use registries::{Registries, wait};
pub use relock::relock;
pub use resolution::{Resolution, resolve};
pub use settle::{AskedProject, find_out, settle};

use std::collections::BTreeSet;

use crate::lock::Seen;
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
    /// What becomes of what tags name now.
    pub following: Following,
    /// What is taken although its policy says otherwise.
    pub leniency: IntendedLeniency,
    /// The records of other sources that are believed beside `images.seen`.
    pub seen: Seen,
}

/// The treatment of what tags name now, where that is not what is locked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Following {
    /// What was asked for is locked: nothing else would satisfy the manifest (`lock`, `add`).
    #[default]
    Needed,
    /// It is locked as the policy of each image says, and what was seen is kept in mind (`update`).
    ByPolicy,
}

/// What somebody wants locked although the policy of its image would not take it yet.
#[derive(Default)]
pub struct IntendedLeniency {
    /// The images for which `min-age` does not count.
    pub ignores_min_age: BTreeSet<ImageName>,
    /// Whether indexes are taken that are the same for the declared platforms.
    pub takes_same_index: bool,
}

/// The effect of a run on the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Write,
    /// It is reported (`--dry-run`).
    DryRun,
    /// It is reported, and no change may be needed (`--check`).
    Check,
    /// It is what is asked for (`outdated`).
    Outdated(OnOutdated),
}

/// The result of a run that finds the lock outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnOutdated {
    Report,
    /// It is a failure (`--exit-code`).
    Fail,
}

/// The rule for writing where some images failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    Stop,
    /// Nothing is written, nor is it where one was refused (`add`).
    AllOrNothing,
    /// What went well is written (`--keep-going`).
    KeepGoing,
}

/// The treatment of the labels of changed images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailMode {
    /// They are asked for (`--details`).
    Fetch,
    Omit,
}

/// The way in which the lock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    pub effect: Effect,
    pub on_failure: OnFailure,
    pub details: DetailMode,
}
