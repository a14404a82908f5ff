//! What has to be asked, and asking it: each thing once, many at a time, with a bound.
//!
//! [`plan`] decides what to ask for which images, and [`MergedQuestions`] makes one run of several plans; [`ask_all`] asks, and
//! [`describe_all`] what images say of themselves. A failure is the outcome of one question and never the end of the
//! others.

mod describe;
mod merge;
pub mod plan;
mod pulls;

use std::collections::BTreeMap;

use futures::StreamExt;
use futures::stream;

use crate::reference::{Digest, Platform, Repository};
use crate::registry::{Client, Descriptor, Error, Target};
pub use describe::{DescriptionQuestion, describe_all};
pub use merge::MergedQuestions;
pub use pulls::Shortage;
use pulls::{Cost, Pulls};

/// How many questions of one registry wait at once for each permit that a run has. More than one, so that permits do
/// not idle while the first questions of a repository share the wait for its token.
const WAITING_PER_JOB: usize = 4;

/// One thing to ask a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestQuestion {
    /// The repository under its canonical name.
    pub repository: Repository,
    /// The tag or the digest.
    pub target: Target,
    /// What has to be known.
    pub need: Need,
}

/// What has to be known of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The digest, or that it is there.
    Digest,
    /// The digest, and the platforms where it is not this one.
    PlatformsUnless(Digest),
    /// The digest and the platforms.
    Platforms,
}

/// What a registry answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestAnswer {
    /// What the tag names.
    pub digest: Digest,
    /// All platforms that are there, where they had to be known.
    pub platforms: Option<BTreeMap<Platform, Digest>>,
}

/// What is told while questions are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// A question has its answer.
    Answered(&'a ManifestQuestion),
    /// The pulls that are left will not do.
    Short(Shortage),
}

/// Asks all questions, and tells of the steps. Answers come in the order of the questions.
pub async fn ask_all(
    client: &Client,
    jobs: usize,
    questions: &[ManifestQuestion],
    tell: impl Fn(Step<'_>),
) -> Vec<Result<ManifestAnswer, Error>> {
    let pulls = Pulls::plan(questions, |registry| client.counts_pulls(registry));
    all(
        jobs,
        questions.iter().map(|question| &question.repository),
        async |index| {
            let answer = ask(client, &pulls, &tell, &questions[index]).await;
            tell(Step::Answered(&questions[index]));
            answer
        },
    )
    .await
}

/// Asks about all these repositories, with a bound for each registry. Answers come in their order.
async fn all<'a, T>(
    jobs: usize,
    repositories: impl Iterator<Item = &'a Repository>,
    ask: impl AsyncFn(usize) -> T,
) -> Vec<T> {
    let ask = &ask;
    let mut answers: Vec<(usize, T)> = stream::iter(plan::by_registry(repositories))
        .flat_map_unordered(None, |order| {
            let ask = |index: usize| async move { (index, ask(index).await) };
            stream::iter(order)
                .map(ask)
                .buffer_unordered(jobs.saturating_mul(WAITING_PER_JOB))
                .boxed_local()
        })
        .collect()
        .await;
    answers.sort_unstable_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

async fn ask(
    client: &Client,
    pulls: &Pulls,
    tell: &impl Fn(Step<'_>),
    question: &ManifestQuestion,
) -> Result<ManifestAnswer, Error> {
    let ManifestQuestion {
        repository,
        target,
        need,
    } = question;
    let cost = |cost: Cost| cost.at(client, repository.registry());
    let descriptor = match need {
        Need::Digest | Need::PlatformsUnless(_) => {
            pulls
                .watch(cost(Cost::Nothing), client.digest(repository, target))
                .await?
        }
        Need::Platforms => {
            pulls
                .watch(cost(Cost::Pull), client.manifest(repository, target))
                .await?
        }
    };
    let is_enough = match need {
        Need::Digest => true,
        Need::PlatformsUnless(known) => *known == descriptor.digest,
        Need::Platforms => false,
    };
    let is_fetched = is_enough || descriptor.body.is_some();
    if !is_fetched && cost(Cost::Pull) == Cost::Pull {
        pulls.need_one_more();
    }
    if let Some(shortage) = pulls.shortage() {
        tell(Step::Short(shortage));
    }
    let platforms = if is_enough {
        None
    } else {
        Some(platforms(client, pulls, repository, &descriptor).await?)
    };
    Ok(ManifestAnswer {
        digest: descriptor.digest,
        platforms,
    })
}

/// The platforms of a manifest, whose body is asked for by digest where HEAD has not brought it.
async fn platforms(
    client: &Client,
    pulls: &Pulls,
    repository: &Repository,
    descriptor: &Descriptor,
) -> Result<BTreeMap<Platform, Digest>, Error> {
    match &descriptor.body {
        Some(_) => client.platforms(repository, descriptor).await,
        None => {
            let target = Target::Digest(descriptor.digest.clone());
            let fetched = pulls
                .watch(
                    Cost::Pull.at(client, repository.registry()),
                    client.manifest(repository, &target),
                )
                .await?;
            client.platforms(repository, &fetched).await
        }
    }
}
