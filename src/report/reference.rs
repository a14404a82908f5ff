//! A reference that was resolved, or not.

use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, Target};

/// A reference that was asked for, with its answer.
#[derive(Debug, Clone)]
pub struct ResolvedReference {
    /// The argument: a reference, or the name of an image.
    pub given: String,
    pub repository: Repository,
    pub tag: Option<Tag>,
    pub target: Target,
    pub answer: Result<ReferenceAnswer, Error>,
}

/// An answer, and how it is printed.
#[derive(Debug, Clone)]
pub struct ReferenceAnswer {
    pub digest: Digest,
    /// The line for scripts.
    pub line: String,
}

impl ResolvedReference {
    /// The repository with what was asked for in it: `docker.io/library/alpine:3.20`, or the same with a digest.
    pub(super) fn subject(&self) -> String {
        let separator = if matches!(self.target, Target::Tag(_)) {
            ':'
        } else {
            '@'
        };
        format!("`{}{separator}{}`", self.repository, self.target.as_str())
    }
}
