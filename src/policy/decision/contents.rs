//! The platforms behind digests: what an entry of one would lock, and whether two are the same.

use super::Case;
use super::known::{KnownFacts, Pending, both};
use super::same::{index, index_platforms, is_same};
use crate::lock::{Entry, Platforms};
use crate::policy::{PolicyRefusal, declared_platforms};
use crate::reference::{Digest, Platform, PlatformList, Tag};
use crate::registry::{Error, ImageOrArtifact, ImagePlatforms};
use crate::resolve::ManifestAnswer;

/// What is known of the contents of an image's digests.
pub(super) struct Contents<'a> {
    case: &'a Case<'a>,
    answer: &'a ManifestAnswer,
    known: KnownFacts<'a>,
}

impl<'a> Contents<'a> {
    pub(super) fn new(
        case: &'a Case<'a>,
        answer: &'a ManifestAnswer,
        known: KnownFacts<'a>,
    ) -> Self {
        Self {
            case,
            answer,
            known,
        }
    }

    /// The entry of a digest that this tag names, or a refusal where it lacks a declared platform.
    pub(super) fn entry(
        &self,
        tag: Option<&Tag>,
        digest: &Digest,
    ) -> Result<Result<Entry, PolicyRefusal>, Pending> {
        let platforms = match self.declared(digest)? {
            Ok(platforms) => platforms,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (tag, digest) = (tag.cloned(), digest.clone());
        Ok(Ok(Entry::of(self.case.image, tag, digest, platforms)))
    }

    /// The declared platforms of a digest: as the registry said them, else as an entry has them.
    fn declared(
        &self,
        digest: &Digest,
    ) -> Result<Result<Option<Platforms>, PolicyRefusal>, Pending> {
        let declared = &self.case.image.platforms;
        if declared.is_empty() {
            return Ok(Ok(None));
        }
        let content = match (self.answered(digest), self.locked(digest)) {
            (Some(content), _) => content,
            (None, Some(platforms)) => return Ok(Ok(Some(platforms))),
            (None, None) => match self.known.platforms(digest)? {
                Ok(content) => content,
                Err(gone) => return self.gone(digest, gone).map(Err),
            },
        };
        let platforms = declared_platforms(declared, content);
        Ok(platforms.map(|platforms| Some(Platforms::new(digest, platforms))))
    }

    /// What follows if a digest is gone whose platforms have to be known: of the locked one, that it cannot have them.
    fn gone(&self, digest: &Digest, gone: &Error) -> Result<PolicyRefusal, Pending> {
        let is_locked = self
            .case
            .locked
            .is_some_and(|locked| locked.digest == *digest);
        if !is_locked || self.answer.digest == *digest {
            return Err(Pending::Failed(gone.clone()));
        }
        let declared = &self.case.image.platforms;
        Ok(PolicyRefusal::LockedDigestGone {
            digest: digest.clone(),
            platforms: PlatformList::new(declared.iter(), declared.len()),
        })
    }

    /// Whether a digest is an index with the same manifests for the declared platforms as the locked one.
    pub(super) fn is_same(&self, digest: &Digest, locked: &Entry) -> Result<bool, Pending> {
        let declared = &self.case.image.platforms;
        // A part of what the tag names is a single manifest
        if declared.is_empty() || self.answer.part(&locked.digest).is_some() {
            return Ok(false);
        }
        let (ours, theirs) = both(self.locked_index(locked), self.index(digest))?;
        Ok(match (ours, theirs) {
            (Some(ours), Some(theirs)) => is_same(&ours, theirs, declared),
            _ => false,
        })
    }

    /// The platforms of the locked index, as far as they are declared; of one that is gone nobody can tell them.
    fn locked_index(&self, locked: &Entry) -> Result<Option<ImagePlatforms>, Pending> {
        if let Some(platforms) = self.locked(&locked.digest) {
            let platforms = platforms.digests.into_iter().collect();
            return Ok(index_platforms(&locked.digest, &platforms).cloned());
        }
        let content = self.known.platforms(&locked.digest)?.ok();
        Ok(content.and_then(|it| index(&locked.digest, it)).cloned())
    }

    /// The platforms of an index that is there; `None` for what is none. Where platforms are declared, those of what is
    /// locked have to be known anyway, in the same way.
    pub(super) fn index(&self, digest: &Digest) -> Result<Option<&'a ImagePlatforms>, Pending> {
        if self.case.image.platforms.is_empty() {
            return self.known.index(digest)?.map_err(Pending::Failed);
        }
        let content = match self.answered(digest) {
            Some(content) => content,
            None => match self.known.platforms(digest)? {
                Ok(content) => content,
                Err(gone) => return Err(Pending::Failed(gone.clone())),
            },
        };
        Ok(index(digest, content))
    }

    /// The content of a digest, if the answer about the tag has brought it.
    fn answered(&self, digest: &Digest) -> Option<&'a ImageOrArtifact> {
        let platforms = self.answer.platforms.as_ref();
        platforms.filter(|_| self.answer.digest == *digest)
    }

    /// The declared platforms of a digest, if an entry has them all.
    fn locked(&self, digest: &Digest) -> Option<Platforms> {
        let entries = [self.case.own, self.case.locked].into_iter().flatten();
        let mut entries = entries.filter(|entry| {
            entry.repository == self.case.image.repository && entry.digest == *digest
        });
        entries.find_map(|entry| {
            let all = entry
                .platforms
                .as_ref()
                .filter(|_| !entry.platforms_are_stale())?;
            let pick = |it: &Platform| Some((it.clone(), all.digests.get(it)?.clone()));
            let declared = self
                .case
                .image
                .platforms
                .iter()
                .map(pick)
                .collect::<Option<_>>()?;
            Some(Platforms::new(digest, declared))
        })
    }
}
