//! The options of `verify`: what is asked, and on which terms a change is compared with its base.

use std::collections::BTreeSet;

use crate::git::{Base, SeenSource};
use crate::reference::Registry;

#[derive(Debug, Clone)]
pub struct VerifyOptions {
    /// The questions that are asked.
    pub depth: Depth,
    /// What the change is compared with, where there is one.
    pub base: Option<BaseOptions>,
    /// Whose records are believed beside those in `images.seen`, or in that of the base.
    pub seen_from: Vec<SeenSource>,
}

/// The terms on which a change is compared with its base.
#[derive(Debug, Clone)]
pub struct BaseOptions {
    pub base: Base,
    /// Registries that may be asked beside those of the base.
    pub registries: BTreeSet<Registry>,
    /// Whether the change may weaken what the base demands.
    pub policy_change: Allowance,
    /// Whether digests may be locked before they have the age that `min-age` demands.
    pub young: Allowance,
    /// Whether what is not public may stay unasked in an anonymous run.
    pub unasked: Allowance,
}

/// The treatment of what fails by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    Denied,
    /// It passes (`--allow-policy-change`, `--allow-young`, `--allow-unasked`).
    Granted,
}

/// The questions that are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Does the lock satisfy the manifest? Asks no registry.
    Offline,
    /// Also: is every locked digest still there?
    Present,
    /// Also: would `update` change a tag or digest, or refuse?
    Fresh,
    PresentAndFresh,
}
