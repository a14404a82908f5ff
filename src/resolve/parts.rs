//! The parts that digests are of images, for those that somebody took for the images' own.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;

use super::fetch::{Step, all};
use super::pulls::{PullCost, Pulls};
use crate::reference::{Digest, Repository};
use crate::registry::{Client, Error, ImagePart, Target};

/// A digest that may be that of a part of an image.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartQuestion {
    pub repository: Repository,
    /// The tag or the digest of the image.
    pub image: Target,
    pub part: Digest,
}

/// An answer about a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartAnswer {
    /// The part that it is, with the digest of the image; `None` where it is none.
    pub part: Option<(ImagePart, Digest)>,
    /// Whether a registry was asked about the digest itself, and has it.
    pub is_there: bool,
}

/// Asks which parts these digests are, each thing once, and tells of the steps. Answers come in the order of the
/// questions.
pub async fn find_parts(
    client: &Client,
    jobs: usize,
    wanted: &[PartQuestion],
    tell: impl Fn(Step<'_>),
) -> Vec<Result<PartAnswer, Error>> {
    let distinct: Vec<&PartQuestion> = wanted.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let repositories = distinct.iter().map(|one| &one.repository);
    let pulls = Pulls::default();
    let find = async |index: usize| find_part(client, &pulls, &tell, distinct[index]).await;
    let answers = all(jobs, repositories, find).await;
    let answers: BTreeMap<&PartQuestion, _> = distinct.into_iter().zip(answers).collect();
    wanted.iter().map(|one| answers[one].clone()).collect()
}

/// Costs one GET. Where that is a counted pull, a HEAD first finds out whether the digest is an index, which is no
/// part.
async fn find_part(
    client: &Client,
    pulls: &Pulls,
    tell: &impl Fn(Step<'_>),
    question: &PartQuestion,
) -> Result<PartAnswer, Error> {
    let PartQuestion {
        repository,
        image,
        part,
    } = question;
    let is_counted = client.counts_pulls(repository.registry());
    if is_counted {
        let target = Target::Digest(part.clone());
        let digest = pin!(client.digest(repository, &target));
        if pulls.watch(PullCost::Nothing, digest).await?.is_index {
            return Ok(PartAnswer {
                part: None,
                is_there: true,
            });
        }
        pulls.need_one_more();
        if let Some(shortage) = pulls.shortage() {
            tell(Step::Short(shortage));
        }
    }
    let cost = PullCost::Pull.at(client, repository.registry());
    let manifest = pin!(client.manifest(repository, image));
    let manifest = pulls.watch(cost, manifest).await?;
    let found = manifest.part(part);
    Ok(PartAnswer {
        part: found.map(|found| (found, manifest.digest)),
        is_there: is_counted,
    })
}
