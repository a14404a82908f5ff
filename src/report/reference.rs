//! A reference that was resolved, or not.

use super::row::Note;
use crate::exit::Class;
use crate::policy::PolicyRefusal;
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
    pub answer: Result<ReferenceAnswer, ReferenceFailure>,
}

/// The reason why a reference has no answer.
#[derive(Debug, Clone)]
pub enum ReferenceFailure {
    Registry(Error),
    /// The image lacks the platform that is wanted.
    NoPlatform(PolicyRefusal),
}

impl ReferenceFailure {
    pub(super) fn class(&self) -> Class {
        match self {
            Self::Registry(error) => error.class(),
            Self::NoPlatform(_) => Class::No,
        }
    }
}

impl From<Error> for ReferenceFailure {
    fn from(error: Error) -> Self {
        Self::Registry(error)
    }
}

impl From<PolicyRefusal> for ReferenceFailure {
    fn from(refusal: PolicyRefusal) -> Self {
        Self::NoPlatform(refusal)
    }
}

impl From<&ReferenceFailure> for Note {
    fn from(failure: &ReferenceFailure) -> Self {
        match failure {
            ReferenceFailure::Registry(error) => Self::from(error),
            // Its hint is about `images.toml`, which has no part in this
            ReferenceFailure::NoPlatform(refusal) => {
                Self::no(refusal.reason(), refusal.to_string())
            }
        }
    }
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
