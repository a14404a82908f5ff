//! Facts as the rows ask for them: what is not known yet ends the judgement with the question.

use super::{Fact, Facts, RepositoryFacts};
use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, ImageOrArtifact, ImagePlatforms};
use crate::resolve::is_no_such_tag;

/// Why an image cannot be decided with the facts so far.
#[derive(Debug)]
pub(super) enum Pending {
    /// These have to be known.
    Open(Vec<Fact>),
    /// There is no answer.
    Failed(Error),
}

/// The facts of an image's repository.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownFacts<'a> {
    repository: &'a Repository,
    facts: Option<&'a RepositoryFacts>,
}

impl<'a> KnownFacts<'a> {
    pub(super) fn new(repository: &'a Repository, facts: &'a Facts) -> Self {
        let facts = facts.repositories.get(repository);
        Self { repository, facts }
    }

    pub(super) fn repository(&self) -> &'a Repository {
        self.repository
    }

    /// Whether the list of tags has a tag.
    pub(super) fn is_listed(&self, tag: &Tag) -> bool {
        self.facts.is_some_and(|facts| facts.listed.contains(tag))
    }

    /// The digest that a tag names now; `None` if the registry itself has no such tag.
    pub(super) fn tag(&self, tag: &Tag) -> Result<Option<&'a Digest>, Pending> {
        let known = self.facts.and_then(|facts| facts.tags.get(tag));
        match known {
            None => Err(self.open(|it| Fact::Tag(it, tag.clone()))),
            Some(Ok(answer)) => Ok(Some(&answer.digest)),
            Some(answer) if is_no_such_tag(answer) => Ok(None),
            Some(Err(error)) => Err(Pending::Failed(error.clone())),
        }
    }

    /// Whether a digest is still there. That it is gone has to be the registry's own word.
    pub(super) fn is_present(&self, digest: &Digest) -> Result<bool, Pending> {
        let platforms = self.facts.and_then(|facts| facts.platforms.get(digest));
        let known = self.facts.and_then(|facts| facts.presence.get(digest));
        // Whatever has told its platforms is there
        let known = known.or(platforms.filter(|answer| answer.is_ok()));
        let open = || self.open(|it| Fact::Presence(it, digest.clone()));
        Ok(or_gone(known.ok_or_else(open)?)?.is_ok())
    }

    /// The platforms of a digest, or the registry's own word that it is gone.
    pub(super) fn platforms(
        &self,
        digest: &Digest,
    ) -> Result<Result<&'a ImageOrArtifact, &'a Error>, Pending> {
        let known = self.facts.and_then(|facts| facts.platforms.get(digest));
        let open = || self.open(|it| Fact::Platforms(it, digest.clone()));
        Ok(match or_gone(known.ok_or_else(open)?)? {
            Ok(answer) => Ok(answer.platforms.as_ref().ok_or_else(open)?),
            Err(gone) => Err(gone),
        })
    }

    /// The platforms of an index, `None` for what is none, or the registry's own word that it is gone.
    pub(super) fn index(
        &self,
        digest: &Digest,
    ) -> Result<Result<Option<&'a ImagePlatforms>, Error>, Pending> {
        let known = self.facts.and_then(|facts| facts.indexes.get(digest));
        let open = || self.open(|it| Fact::Index(it, digest.clone()));
        let index = or_gone(known.ok_or_else(open)?)?;
        Ok(index.map(Option::as_ref).map_err(Error::clone))
    }

    fn open(&self, fact: impl Fn(Repository) -> Fact) -> Pending {
        Pending::Open(vec![fact(self.repository.clone())])
    }
}

/// An answer about a digest, or the registry's own word that it is gone. All other errors leave it open.
fn or_gone<T>(answer: &Result<T, Error>) -> Result<Result<&T, &Error>, Pending> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) if matches!(error.own(), Error::NoSuchDigest { .. }) => Ok(Err(error)),
        Err(error) => Err(Pending::Failed(error.clone())),
    }
}

/// Both of two things, or all that has to be known for them.
pub(super) fn both<A, B>(
    one: Result<A, Pending>,
    other: Result<B, Pending>,
) -> Result<(A, B), Pending> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Pending::Open(mut open)), Err(Pending::Open(more))) => {
            open.extend(more);
            Err(Pending::Open(open))
        }
        (Err(Pending::Failed(error)), _) | (_, Err(Pending::Failed(error))) => {
            Err(Pending::Failed(error))
        }
        (Err(open), Ok(_)) | (Ok(_), Err(open)) => Err(open),
    }
}
