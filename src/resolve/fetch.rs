//! Fetching what is asked: many at a time, with a bound for each registry. A failure is the outcome of one question and
//! never the end of the others.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::{iter, vec};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::order::by_registry;
use super::pulls::{PullCost, Pulls, Shortage};
use super::question::{Answered, ManifestAnswer, ManifestQuestion, Need};
use crate::reference::{Digest, Platform, Repository};
use crate::registry::error::DoubtedTarget;
use crate::registry::{
    Client, Description, Descriptor, Error, ImageOrArtifact, ImagePlatforms, Target,
};

/// The questions of one registry that wait at once for each permit that a run has. More than one, so that permits do
/// not idle while some questions share the wait for a token, and others rest after a failure.
const WAITING_PER_JOB: usize = 2;

/// A step of fetching, as it is told to a watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// A question has its answer.
    Answered(&'a ManifestQuestion),
    /// The tags of a repository are listed, or it is known why not.
    Listed(&'a Repository),
    /// The pulls that are left will not do.
    Short(Shortage),
}

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

/// Asks all questions, and tells of the steps. Answers come in the order of the questions.
pub async fn fetch_manifests(
    client: &Client,
    jobs: usize,
    questions: &[ManifestQuestion],
    tell: impl Fn(Step<'_>),
) -> Vec<Answered> {
    let pulls = Pulls::plan(questions, |registry| client.counts_pulls(registry));
    let repositories = questions.iter().map(|question| &question.repository);
    let fetch = async |index: usize| {
        let answer = fetch_manifest(client, &pulls, &tell, &questions[index]).await;
        tell(Step::Answered(&questions[index]));
        answer
    };
    let mut answers = all(jobs, repositories, fetch).await;
    doubt_targets(questions, &mut answers);
    let alone = |answer: Result<HostAnswer, Error>| answer.map(|answer| answer.answer);
    answers.into_iter().map(alone).collect()
}

/// An answer, and the host that gave it.
struct HostAnswer {
    answer: ManifestAnswer,
    host: String,
}

/// Tells refusals of single images from those of whole repositories, when all answers are there: their order makes no
/// difference. That a mirror lets somebody read a repository says nothing of the registry.
fn doubt_targets(questions: &[ManifestQuestion], answers: &mut [Result<HostAnswer, Error>]) {
    if answers.iter().all(Result::is_ok) {
        return;
    }
    let asked = questions.iter().zip(answers.iter());
    let readable = asked.filter_map(|(question, answer)| {
        let host = answer.as_ref().ok()?.host.clone();
        Some((&question.repository, host))
    });
    let readable: BTreeSet<(&Repository, String)> = readable.collect();
    for (question, answer) in questions.iter().zip(answers) {
        if let Err(error) = answer {
            let is_readable =
                |host: &str| readable.contains(&(&question.repository, host.to_owned()));
            let target = match &question.target {
                Target::Tag(_) => DoubtedTarget::Tag,
                Target::Digest(digest) => DoubtedTarget::Digest(digest.clone()),
            };
            error.doubt_target(&target, &is_readable);
        }
    }
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
    let describe = async |index: usize| {
        let one = distinct[index];
        client
            .describe(&one.repository, &one.digest, &one.preferred)
            .await
    };
    let answers = all(jobs, repositories, describe).await;
    let answers: BTreeMap<&DescriptionQuestion, _> = distinct.into_iter().zip(answers).collect();
    wanted.iter().map(|one| answers[one].clone()).collect()
}

/// The platforms of an index; `None` for what is none.
pub type IndexAnswer = Result<Option<ImagePlatforms>, Error>;

/// Asks for the indexes with these digests, and tells of the steps. Answers come in their order.
pub async fn fetch_indexes(
    client: &Client,
    jobs: usize,
    wanted: &[(&Repository, &Digest)],
    tell: impl Fn(Step<'_>),
) -> Vec<IndexAnswer> {
    let cost = |(repository, digest): (&Repository, &Digest)| by_digest(client, repository, digest);
    let pulls = Pulls::default();
    for _ in wanted.iter().filter(|it| cost(**it) == PullCost::Pull) {
        pulls.need_one_more();
    }
    let repositories = wanted.iter().map(|(repository, _)| *repository);
    let fetch = async |index: usize| {
        let (repository, digest) = wanted[index];
        let manifest = pin!(client.known_manifest(repository, digest));
        let manifest = pulls.watch(cost(wanted[index]), manifest).await?;
        if let Some(shortage) = pulls.shortage() {
            tell(Step::Short(shortage));
        }
        manifest.index()
    };
    all(jobs, repositories, fetch).await
}

/// The cost of a manifest that is asked for by digest.
fn by_digest(client: &Client, repository: &Repository, digest: &Digest) -> PullCost {
    let cost = match client.is_kept(repository, digest) {
        true => PullCost::Nothing,
        false => PullCost::Pull,
    };
    cost.at(client, repository.registry())
}

/// Asks about all these repositories, with a bound for each registry. Answers come in their order.
///
/// As many workers as there may be questions at once take one after the other: a future is large, and would be copied
/// for each question.
pub(super) async fn all<'a, T>(
    jobs: usize,
    repositories: impl Iterator<Item = &'a Repository>,
    fetch: impl AsyncFn(usize) -> T,
) -> Vec<T> {
    let queues = by_registry(repositories);
    let queues = queues.into_iter().map(Vec::into_iter).map(RefCell::new);
    let queues: Vec<_> = queues.collect();
    let answers: RefCell<Vec<(usize, T)>> = RefCell::default();
    let work = async |queue: &RefCell<vec::IntoIter<usize>>| {
        let next = || queue.borrow_mut().next();
        while let Some(index) = next() {
            let answer = fetch(index).await;
            answers.borrow_mut().push((index, answer));
        }
    };
    let workers_max = jobs.saturating_mul(WAITING_PER_JOB);
    let workers = queues.iter().flat_map(|queue| {
        let workers = queue.borrow().len().min(workers_max);
        iter::repeat_n(queue, workers).map(&work)
    });
    let workers: FuturesUnordered<_> = workers.collect();
    let () = workers.collect().await;
    let mut answers = answers.into_inner();
    answers.sort_unstable_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

async fn fetch_manifest(
    client: &Client,
    pulls: &Pulls,
    tell: &impl Fn(Step<'_>),
    question: &ManifestQuestion,
) -> Result<HostAnswer, Error> {
    let repository = &question.repository;
    let mut descriptor = descriptor(client, pulls, question).await?;
    let is_enough = question.need.is_met_by(&descriptor.digest);
    if !is_enough {
        descriptor = client.with_kept_body(repository, descriptor);
    }
    let is_fetched = is_enough || descriptor.body.is_some();
    let cost = PullCost::Pull.at(client, repository.registry());
    if !is_fetched && cost == PullCost::Pull {
        pulls.need_one_more();
    }
    if let Some(shortage) = pulls.shortage() {
        tell(Step::Short(shortage));
    }
    let platforms = match is_enough {
        true => None,
        false => Some(platforms(client, pulls, repository, &descriptor).await?),
    };
    let answer = ManifestAnswer {
        digest: descriptor.digest,
        platforms,
    };
    let host = descriptor.host;
    Ok(HostAnswer { answer, host })
}

/// Asks for what a tag or a digest names, with its body only where the platforms are wanted in any case.
async fn descriptor(
    client: &Client,
    pulls: &Pulls,
    question: &ManifestQuestion,
) -> Result<Descriptor, Error> {
    let (repository, target) = (&question.repository, &question.target);
    let cost = |cost: PullCost| cost.at(client, repository.registry());
    match question.need {
        Need::Digest | Need::PlatformsUnless(_) => {
            let digest = pin!(client.digest(repository, target));
            pulls.watch(cost(PullCost::Nothing), digest).await
        }
        Need::Platforms => {
            let manifest = pin!(client.manifest(repository, target));
            pulls.watch(cost(PullCost::Pull), manifest).await
        }
    }
}

/// The platforms of a manifest, whose body is asked for by digest where HEAD has not brought it.
async fn platforms(
    client: &Client,
    pulls: &Pulls,
    repository: &Repository,
    descriptor: &Descriptor,
) -> Result<ImageOrArtifact, Error> {
    if descriptor.body.is_some() {
        return client.platforms(repository, descriptor).await;
    }
    let cost = PullCost::Pull.at(client, repository.registry());
    let fetched = {
        let manifest = pin!(client.manifest_to_keep(repository, &descriptor.digest));
        pulls.watch(cost, manifest).await?
    };
    client.platforms(repository, &fetched).await
}
