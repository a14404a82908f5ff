//! A reference that was resolved, or not.

use super::no_match::note_on_request;
use super::row::Note;
use crate::exit::Class;
use crate::policy::PolicyRefusal;
use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, Target};
use crate::resolve::{ChoiceFailure, NoMatch};

/// A reference that was asked for, with its answer.
#[derive(Debug, Clone)]
pub struct ResolvedReference {
    /// The argument: a reference, or the name of an image.
    pub given: String,
    pub repository: Repository,
    pub tag: Option<Tag>,
    /// What was asked for; none if no tag was chosen.
    pub target: Option<Target>,
    pub answer: Result<ReferenceAnswer, ReferenceFailure>,
}

/// The reason why a reference has no answer.
#[derive(Debug, Clone)]
pub enum ReferenceFailure {
    Registry(Error),
    /// No tag is in the range.
    NoMatch(Box<NoMatch>),
    /// The image lacks the platform that is wanted.
    NoPlatform(PolicyRefusal),
}

impl ReferenceFailure {
    pub(super) fn class(&self) -> Class {
        match self {
            Self::Registry(error) => error.class(),
            Self::NoMatch(_) | Self::NoPlatform(_) => Class::No,
        }
    }
}

impl From<Error> for ReferenceFailure {
    fn from(error: Error) -> Self {
        Self::Registry(error)
    }
}

impl From<ChoiceFailure> for ReferenceFailure {
    fn from(failure: ChoiceFailure) -> Self {
        match failure {
            ChoiceFailure::NoList(error) => Self::Registry(error),
            ChoiceFailure::NoMatch(no_match) => Self::NoMatch(no_match),
        }
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
            ReferenceFailure::NoMatch(no_match) => note_on_request(no_match),
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
    /// The repository with what was asked for in it: `docker.io/library/alpine:3.20`, or the same with a digest; alone
    /// if no tag was chosen.
    pub(super) fn subject(&self) -> String {
        let repository = &self.repository;
        match &self.target {
            None => format!("`{repository}`"),
            Some(Target::Tag(tag)) => format!("`{repository}:{tag}`"),
            Some(Target::Digest(digest)) => format!("`{repository}@{digest}`"),
        }
    }
}
