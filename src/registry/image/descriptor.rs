//! Tags, digests and what a registry answers to them.

use super::index::{self, ManifestContent};
use super::part::ImagePart;
use super::platforms::ImagePlatforms;
use crate::day::Day;
use crate::reference::{Digest, Reference, Tag};
use crate::registry::error::Error;
use crate::registry::http::quota::Quota;

/// The tag or digest that a manifest is asked for by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A tag, which may name another manifest tomorrow.
    Tag(Tag),
    /// A digest, which names the same manifest for ever.
    Digest(Digest),
}

impl Target {
    /// The last part of the manifest's path.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Tag(tag) => tag.as_str(),
            Self::Digest(digest) => digest.as_str(),
        }
    }
}

impl From<&Reference> for Target {
    fn from(image: &Reference) -> Self {
        match (&image.digest, &image.tag) {
            (Some(digest), _) => Self::Digest(digest.clone()),
            (None, Some(tag)) => Self::Tag(tag.clone()),
            (None, None) => Self::Tag(Tag::latest()),
        }
    }
}

/// The answer of a registry: the digest, the host that gave it, and the body where it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// The digest of the manifest or index.
    pub digest: Digest,
    /// `HEAD` or `GET`.
    pub method: &'static str,
    /// The host that answered.
    pub host: String,
    /// Whether the host says that it is an index.
    pub is_index: bool,
    /// The manifest itself, where it was asked for by GET.
    pub body: Option<Vec<u8>>,
    /// The pulls that are left, where the host said so.
    pub quota: Option<Quota>,
    /// The day by the host's clock, where it said so and answered itself, not a cache for it.
    pub day: Option<Day>,
}

impl Descriptor {
    /// The content of its body.
    ///
    /// # Errors
    /// Where the body is no manifest and no index.
    pub fn content(&self) -> Result<ManifestContent, Error> {
        let content = index::read(self.body.as_deref().unwrap_or_default());
        content.map_err(|cause| Error::protocol(self.host.clone(), cause))
    }

    /// The platforms of an index; `None` if it is a single manifest or no image.
    ///
    /// # Errors
    /// As [`Descriptor::content`].
    pub fn index(&self) -> Result<Option<ImagePlatforms>, Error> {
        Ok(match self.content()? {
            ManifestContent::Index(platforms) => Some(platforms),
            ManifestContent::Single { .. } | ManifestContent::Artifact(_) => None,
        })
    }

    /// The part that a digest is of the image whose manifest or index this is; `None` where it is none.
    pub fn part(&self, digest: &Digest) -> Option<ImagePart> {
        index::part(self.body.as_deref().unwrap_or_default(), digest)
    }
}
