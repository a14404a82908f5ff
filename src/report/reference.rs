//! A reference that was resolved, or not.

use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, Target};

/// A reference that was asked for, with its answer.
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

impl ResolvedReference {
    /// The repository with what was asked for in it: `docker.io/library/alpine:3.20`, or the same with a digest.
    pub fn subject(&self) -> String {
        let separator = if matches!(self.target, Target::Tag(_)) {
            ':'
        } else {
            '@'
        };
        format!("`{}{separator}{}`", self.repository, self.target.as_str())
    }
}
