//! One image of the manifest, and how its content is chosen.

use super::MinAge;
use crate::reference::{Digest, PlatformSet, Reference, Repository, Tag};
use crate::select::TagRule;

/// One image of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The full canonical name.
    pub repository: Repository,
    /// The choice of its content.
    pub choice: Choice,
    /// The platforms that must be there, and whose digests are locked too. Empty where none are asked for. All images
    /// that have those of `[defaults]` share one set.
    pub platforms: PlatformSet,
    /// How long its tag must be seen to name a digest before that is locked. Does nothing for one that is pinned.
    pub min_age: MinAge,
    /// Whether another digest under the locked tag is refused. Does nothing for one that is pinned.
    pub immutable: bool,
    /// The line of `images.toml` at which it stands, from 1; `None` where it was to be added, and was not.
    pub line: Option<usize>,
}

/// The choice of an image's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// By what the tag names when the registry is asked.
    Tag(Tag),
    /// By a digest given by hand, which is what gets locked; a tag beside it is for people, and not locked.
    Pin {
        /// The tag beside the digest.
        tag: Option<Tag>,
        /// The digest.
        digest: Digest,
    },
    /// By what the newest of the repository's tags names that the rule accepts.
    Newest(TagRule),
}

impl Choice {
    /// The choice of a reference: by `latest` where it says nothing.
    pub fn of(reference: Reference) -> Self {
        match (reference.tag, reference.digest) {
            (tag, Some(digest)) => Self::Pin { tag, digest },
            (tag, None) => Self::Tag(tag.unwrap_or_else(Tag::latest)),
        }
    }

    /// The rule by which the tag is chosen, if there is one.
    pub fn rule(&self) -> Option<&TagRule> {
        match self {
            Self::Newest(rule) => Some(rule),
            Self::Tag(_) | Self::Pin { .. } => None,
        }
    }
}

impl Image {
    /// The tag that the manifest names, which is the one that the lock records. A digest given by hand was chosen by
    /// none, and says nothing about the tag beside it; with that tag in its entry the lock could lie, and a bot would
    /// move the pin. With a rule the list of tags chooses it.
    pub fn tag(&self) -> Option<&Tag> {
        match &self.choice {
            Choice::Tag(tag) => Some(tag),
            Choice::Pin { .. } | Choice::Newest(_) => None,
        }
    }

    /// The rule by which its tag is chosen, if there is one.
    pub fn rule(&self) -> Option<&TagRule> {
        self.choice.rule()
    }

    /// Whether its digest is given by hand.
    pub fn is_pinned(&self) -> bool {
        match &self.choice {
            Choice::Pin { .. } => true,
            Choice::Tag(_) | Choice::Newest(_) => false,
        }
    }

    /// The tag that is written, also beside a digest.
    pub fn written_tag(&self) -> Option<&Tag> {
        match &self.choice {
            Choice::Tag(tag) => Some(tag),
            Choice::Pin { tag, .. } => tag.as_ref(),
            Choice::Newest(_) => None,
        }
    }

    /// The image as the manifest names it, with all that is written there of tag and digest: of one with a rule the
    /// repository.
    pub fn reference(&self) -> Reference {
        let digest = match &self.choice {
            Choice::Tag(_) | Choice::Newest(_) => None,
            Choice::Pin { digest, .. } => Some(digest.clone()),
        };
        Reference {
            repository: self.repository.clone(),
            tag: self.written_tag().cloned(),
            digest,
        }
    }
}
