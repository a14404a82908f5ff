//! What `resolve` and `get` came to: a line for each thing that was asked for, or none at all.

use crate::exit::Status;
use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, Target};

/// One thing that was asked for, with its answer.
#[derive(Debug, Clone)]
pub struct ResolvedReference {
    /// What was given: a reference, or the name of an image.
    pub given: String,
    /// The repository.
    pub repository: Repository,
    /// The tag, where there is one.
    pub tag: Option<Tag>,
    /// What was asked for.
    pub target: Target,
    /// What it is.
    pub answer: Result<ReferenceAnswer, Error>,
}

/// An answer, and how it is printed.
#[derive(Debug, Clone)]
pub struct ReferenceAnswer {
    /// The digest.
    pub digest: Digest,
    /// The line for scripts.
    pub line: String,
}

/// What `resolve` or `get` came to, in the order given.
#[derive(Debug, Clone)]
pub struct ReferencesReport {
    /// The answers.
    pub list: Vec<ResolvedReference>,
}

impl ReferencesReport {
    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        Status::worst(
            self.list
                .iter()
                .filter_map(|pinned| pinned.answer.as_ref().err())
                .map(Error::class),
        )
    }
}

impl ResolvedReference {
    /// What was asked for: `docker.io/library/alpine:3.20`, or the same with a digest.
    pub fn subject(&self) -> String {
        let separator = if matches!(self.target, Target::Tag(_)) {
            ':'
        } else {
            '@'
        };
        format!("`{}{separator}{}`", self.repository, self.target.as_str())
    }
}
