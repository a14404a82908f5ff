//! `imagelock verify`: the gate. Asks no more than it is asked to, and says what it did not ask.

mod believe;
mod change;
mod claims;
mod fetch;
mod find;
mod fresh;
mod lowered;
mod options;
mod parts;
mod phases;
mod presence;
mod subject;

use crate::context::Context;
use crate::error::{Error, RuntimeError};
use crate::project::SeenSources;
use crate::report::{ManifestReport, Report};
use find::find;
pub use options::{Allowance, BaseOptions, Depth, VerifyOptions};
use phases::hold_against_registries;
use subject::Subject;

pub fn run(context: &Context, options: &VerifyOptions) -> Result<Report, Error> {
    let sources = SeenSources::open(&options.seen_from)?;
    let open = |found: find::VerifiedManifest| {
        let open = |(place, base)| Subject::open(context, options, &sources, place, base);
        (found.manifest, found.files.and_then(open))
    };
    let mut subjects: Vec<(String, Result<Subject, Error>)> =
        find(context, options)?.into_iter().map(open).collect();
    let open = subjects.iter_mut();
    let mut open: Vec<&mut Subject> = open
        .filter_map(|(_, subject)| subject.as_mut().ok())
        .collect();
    let is_offline = options.depth == Depth::Offline && options.base.is_none();
    let outcome = match open.as_mut_slice() {
        open if is_offline || open.is_empty() => Ok(()),
        open => hold_against_registries(context, options, open),
    };
    let timed_out = match outcome {
        Ok(()) => None,
        Err(Error::Runtime(RuntimeError::TimedOut(timed_out))) => Some(timed_out),
        // Nobody reads the report of a run that was ended
        Err(error) => return Err(error),
    };
    let part = |(manifest, subject): (String, Result<Subject, Error>)| {
        let outcome = subject.and_then(|subject| subject.report(options, timed_out.as_ref()));
        ManifestReport { manifest, outcome }
    };
    let parts = subjects.into_iter().map(part);
    context.manifests.report(parts.collect())
}
