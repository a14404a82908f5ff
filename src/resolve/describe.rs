//! Asking what images say of themselves: each thing once, many at a time, with the bound of [`super::fetch_manifests`].

use std::collections::{BTreeMap, BTreeSet};

use super::fetch::all;
use crate::reference::{Digest, Platform, Repository};
use crate::registry::{Client, Description, Error};

/// An image that is to be described.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DescriptionQuestion {
    /// The repository under its canonical name.
    pub repository: Repository,
    /// The digest of its index or manifest.
    pub digest: Digest,
    /// Whose image is to speak for all of an index, the first that is there.
    pub preferred: BTreeSet<Platform>,
}

/// Asks what all these images say of themselves. Answers come in their order.
pub async fn describe_all(
    client: &Client,
    jobs: usize,
    wanted: &[DescriptionQuestion],
) -> Vec<Result<Description, Error>> {
    let distinct: Vec<&DescriptionQuestion> =
        wanted.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let repositories = distinct.iter().map(|one| &one.repository);
    let answers = all(jobs, repositories, async |index| {
        let DescriptionQuestion {
            repository,
            digest,
            preferred,
        } = distinct[index];
        client.describe(repository, digest, preferred).await
    })
    .await;
    let answers: BTreeMap<&DescriptionQuestion, _> = distinct.into_iter().zip(answers).collect();
    wanted.iter().map(|one| answers[one].clone()).collect()
}
