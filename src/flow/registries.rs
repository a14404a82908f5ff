//! The registries that a run asks, and the watch that looks on.

use std::collections::BTreeSet;
use std::future::Future;
use std::iter::zip;

use super::open_files::jobs_within;
use crate::context::Context;
use crate::error::{Error, RuntimeError, TimedOut};
use crate::reference::{Digest, Repository};
use crate::registry::{Client, Description, Settings, TagLists};
use crate::report::Watch;
use crate::resolve::plan::Plan;
use crate::resolve::{
    Answered, DescriptionQuestion, IndexAnswer, ManifestQuestion, MergedQuestions, PartAnswer,
    PartQuestion, Step, TagAnswer, choose_tags, describe_all, fetch_indexes, fetch_manifests,
    find_parts,
};
use crate::runtime::block_on;
use crate::select::{SurveyScope, SurveyedTags, TagRule, TagSurvey};

/// The registries that a run asks.
pub struct Registries<'a> {
    client: Client,
    jobs: usize,
    watch: &'a Watch,
}

impl<'a> Registries<'a> {
    /// Reads the configuration of this machine. Nothing is asked yet.
    pub fn open(context: &Context, watch: &'a Watch) -> Result<Self, Error> {
        let config = context.config()?;
        let jobs = jobs_within(context.jobs.get(), |words| watch.explain(words));
        let usual = Settings::default();
        let settings = Settings {
            jobs,
            anonymous: context.is_anonymous,
            patience: context.timeout.unwrap_or(usual.patience),
            cache: context.cache(),
            clock: context.clock,
            ..usual
        };
        Ok(Self {
            client: Client::new(config, settings, watch.observer()),
            jobs,
            watch,
        })
    }

    /// Lists the tags that several plans choose from, each list once. Each plan gets the answers to its own questions,
    /// in their order.
    pub async fn choose_tags(&self, plans: &[&Plan]) -> Vec<Vec<TagAnswer>> {
        let sought: Vec<_> = plans.iter().flat_map(|plan| plan.sought()).collect();
        let lists: BTreeSet<&Repository> = sought.iter().map(|(list, _)| *list).collect();
        self.watch.asks(lists.iter().map(|it| it.registry()));
        let step = |step: Step<'_>| self.watch.step(step);
        let answers = choose_tags(&self.client, self.jobs, &sought, step).await;
        let mut answers = answers.into_iter();
        let own = |plan: &&Plan| answers.by_ref().take(plan.sought().count()).collect();
        plans.iter().map(own).collect()
    }

    /// Lists all tags of a repository, and holds them against a rule. If a mirror lists none that it accepts, the next
    /// host does.
    pub async fn survey_tags(
        &self,
        repository: &Repository,
        rule: Option<&TagRule>,
        scope: SurveyScope,
    ) -> Result<SurveyedTags, crate::registry::Error> {
        self.watch.asks(std::iter::once(repository.registry()));
        let begin = || TagSurvey::new(rule, scope);
        let (see, is_enough) = (TagSurvey::see, TagSurvey::has_accepted);
        let lists = self.client.list_tags(repository, begin, see, is_enough);
        let TagLists { mut taken, failure } = lists.await;
        self.watch.step(Step::Listed(repository));
        let last = taken.pop().map(TagSurvey::finish).unwrap_or_default();
        failure.map_or(Ok(last), Err)
    }

    /// Fetches what several plans ask for, each thing once. Each plan gets the answers to its own questions, in their
    /// order.
    pub async fn fetch(&self, plans: &[&Plan]) -> Vec<Vec<Answered>> {
        let merged = MergedQuestions::of(plans);
        merged.distribute(self.answer(&merged.questions).await)
    }

    /// Fetches answers to these questions, in their order.
    pub async fn answer(&self, questions: &[ManifestQuestion]) -> Vec<Answered> {
        let asked = questions.iter();
        self.watch.asks(asked.map(|it| it.repository.registry()));
        let step = |step: Step<'_>| self.watch.step(step);
        fetch_manifests(&self.client, self.jobs, questions, step).await
    }

    /// Fetches the indexes with these digests, in their order.
    pub async fn fetch_indexes(&self, digests: &[(&Repository, &Digest)]) -> Vec<IndexAnswer> {
        let step = |step: Step<'_>| self.watch.step(step);
        fetch_indexes(&self.client, self.jobs, digests, step).await
    }

    /// Finds out which parts of images these digests are, in their order. Why that cannot be told is told to those who
    /// want to know more.
    pub async fn find_parts(&self, digests: &[PartQuestion]) -> Vec<Option<PartAnswer>> {
        let step = |step: Step<'_>| self.watch.step(step);
        let answers = find_parts(&self.client, self.jobs, digests, step).await;
        let told = |(question, answer): (&PartQuestion, Result<PartAnswer, _>)| {
            let PartQuestion {
                repository, part, ..
            } = question;
            let explain = |error: &crate::registry::Error| {
                let words = format!("nobody can tell whose part `{repository}@{part}` is: {error}");
                self.watch.explain(&words);
            };
            answer.inspect_err(explain).ok()
        };
        zip(digests, answers).map(told).collect()
    }

    /// Fetches what images say of themselves, in their order.
    pub async fn describe(
        &self,
        images: &[DescriptionQuestion],
    ) -> Vec<Result<Description, crate::registry::Error>> {
        describe_all(&self.client, self.jobs, images).await
    }
}

/// Runs what waits, within the time limit of the run, and says how far it came where that is over.
pub fn wait<T>(
    context: &Context,
    watch: &Watch,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let outcome = block_on(context.timeout, future);
    watch.finish();
    outcome.map_err(|error| match error {
        Error::Runtime(RuntimeError::TimedOut(timed_out)) => Error::from(TimedOut {
            so_far: watch.so_far(),
            last_failure: watch.last_failure(),
            awaited: watch.awaited(),
            ..timed_out
        }),
        other => other,
    })
}
