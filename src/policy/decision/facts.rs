//! The facts that a verdict may depend on, and what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, ImagePlatforms};
use crate::resolve::Answered;

/// A fact that a registry knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The digest that a tag names now.
    Tag(Repository, Tag),
    /// All platforms of the index with a digest.
    Index(Repository, Digest),
    /// Whether a digest is still there.
    Presence(Repository, Digest),
    /// The platforms of the image with a digest, be it an index or not.
    Platforms(Repository, Digest),
}

/// All facts that are known so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub repositories: BTreeMap<Repository, RepositoryFacts>,
}

/// The facts of one repository, each with its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepositoryFacts {
    /// What tags name ([`Fact::Tag`]).
    pub tags: BTreeMap<Tag, Answered>,
    /// The platforms of indexes; `None` for what is no index ([`Fact::Index`]).
    pub indexes: BTreeMap<Digest, Result<Option<ImagePlatforms>, Error>>,
    /// Whether digests are there: an answer, or why there is none ([`Fact::Presence`]).
    pub presence: BTreeMap<Digest, Answered>,
    /// The platforms of images ([`Fact::Platforms`]).
    pub platforms: BTreeMap<Digest, Answered>,
    /// The tags of records that the list of tags has. Needed for images with a rule and a `min-age`.
    pub listed: BTreeSet<Tag>,
}
