//! Names of images as value types: registry, repository, tag, digest, platform, and the reference made of them.
//!
//! Owns the grammar of references and Docker Hub's defaults (`docker.io`, `library/`, `latest`), which live here
//! and nowhere else. Reads no file, asks nobody.

mod digest;
mod error;
mod name;
mod parse;
mod platform;
mod registry;
mod surprise;
mod tag;

use std::fmt;

pub use digest::{Digest, DigestError};
pub use error::ReferenceError;
pub use name::Repository;
pub use parse::{ParsedReference, parse, parse_repository};
pub use platform::{Platform, PlatformError, PlatformList, PlatformSet};
pub use registry::Registry;
pub use surprise::Surprise;
pub use tag::Tag;

/// An image reference: a repository with a tag, a digest, both or neither.
///
/// `Display` writes the canonical form, `docker.io/library/alpine:3.20@sha256:…`, which parses to the same value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The full canonical name.
    pub repository: Repository,
    /// The tag, where one is written; a missing one is not filled in.
    pub tag: Option<Tag>,
    /// The digest, where one is written.
    pub digest: Option<Digest>,
}

impl Reference {
    /// The reference with another name for its repository.
    pub fn named(&self, repository: impl fmt::Display) -> String {
        let tag = self.tag.as_ref().map(|tag| format!(":{tag}"));
        let digest = self.digest.as_ref().map(|digest| format!("@{digest}"));
        let (tag, digest) = (tag.unwrap_or_default(), digest.unwrap_or_default());
        format!("{repository}{tag}{digest}")
    }

    /// Whether it has neither a tag nor a digest.
    pub fn is_bare(&self) -> bool {
        self.tag.is_none() && self.digest.is_none()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.named(&self.repository))
    }
}
