//! `imagelock verify`: the gate. Asks no more than it is asked to, and says what it did not ask.

mod change;
mod find;
mod phases;
mod subject;

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::{Error, RuntimeError};
use crate::git::Base;
use crate::reference::Registry;
use crate::report::{ManifestReport, Report};
use find::find;
use phases::hold_against_registries;
use subject::Subject;

#[derive(Debug, Clone)]
pub struct VerifyOptions {
    /// The questions that are asked.
    pub depth: Depth,
    /// What the change is compared with, where there is one.
    pub base: Option<BaseOptions>,
}

/// The terms on which a change is compared with its base.
#[derive(Debug, Clone)]
pub struct BaseOptions {
    pub base: Base,
    /// Registries that may be asked beside those of the base.
    pub registries: BTreeSet<Registry>,
    /// Whether the change may weaken what the base demands.
    pub policy_change: Allowance,
    /// Whether what is not public may stay unasked in an anonymous run.
    pub unasked: Allowance,
}

/// The treatment of something doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    Passes,
    Fails,
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

pub fn run(context: &Context, options: &VerifyOptions) -> Result<Report, Error> {
    let open = |found: find::VerifiedManifest| {
        let subject = found
            .files
            .and_then(|(place, base)| Subject::open(context, options, place, base));
        (found.manifest, subject)
    };
    let mut subjects: Vec<(String, Result<Subject, Error>)> =
        find(context, options)?.into_iter().map(open).collect();
    let mut open: Vec<&mut Subject> = subjects
        .iter_mut()
        .filter_map(|(_, subject)| subject.as_mut().ok())
        .collect();
    let timed_out = match (options.depth, &options.base) {
        (Depth::Offline, None) => None,
        _ if open.is_empty() => None,
        _ => match hold_against_registries(context, options, &mut open) {
            Ok(()) => None,
            Err(Error::Runtime(RuntimeError::TimedOut(timed_out))) => Some(timed_out),
            // Nobody reads the report of a run that was ended
            Err(error) => return Err(error),
        },
    };
    let part = |(manifest, subject): (String, Result<Subject, Error>)| {
        let outcome = subject.and_then(|subject| subject.report(options, timed_out.as_ref()));
        ManifestReport { manifest, outcome }
    };
    context
        .manifests
        .report(subjects.into_iter().map(part).collect())
}
