//! What a run about several manifests came to: of each what it would have come to alone.

use super::Report;
use crate::error::Error;
use crate::exit::{Class, Status};

/// What became of one manifest of several.
#[derive(Debug)]
pub struct ManifestReport {
    /// The manifest's path, as it is shown.
    pub manifest: String,
    /// What it came to.
    pub outcome: Result<Report, Error>,
}

impl ManifestReport {
    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        match &self.outcome {
            Ok(report) => report.status(),
            Err(error) => error.status(),
        }
    }
}

/// The worst of all. Nobody reports of a part that a signal has ended.
pub(super) fn status(parts: &[ManifestReport]) -> Status {
    let class = |part: &ManifestReport| match part.status() {
        Status::Failed(class) => Some(class),
        Status::Signalled(_) => Some(Class::NoAnswer),
        Status::Done => None,
    };
    Status::worst(parts.iter().filter_map(class))
}
