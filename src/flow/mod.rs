//! What `update` and `lock` have in common: they differ only in what they ask for.

mod details;
pub mod edit;
mod exclusion;
mod finish;

use std::collections::{BTreeMap, BTreeSet};
use std::iter::zip;
use std::mem::take;

use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::files::check_writable;
use crate::lock::{Lock, LockFile};
use crate::manifest::ImageName;
use crate::policy::Outcome;
use crate::project::{Project, ProjectFiles, UnknownName};
use crate::registry::Client;
use crate::report::details::DetailsByName;
use crate::report::{ManifestReport, Report, UpdateReport, Watch};
use crate::resolve::MergedQuestions;
use crate::resolve::plan::Plan;
use crate::signals::hold;
use exclusion::exclude_from_all;
pub use exclusion::exclude_others;
pub use finish::{check_unchanged, decide, finish};

/// What becomes of the new lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is written.
    Write,
    /// It is reported (`--dry-run`).
    DryRun,
    /// It is reported, and no change may be needed (`--check`).
    Check,
    /// It is what is asked for (`outdated`).
    Outdated(OnOutdated),
}

/// What becomes of a run that finds the lock outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnOutdated {
    /// It is told.
    Report,
    /// It is a failure (`--exit-code`).
    Fail,
}

/// Whether changed images are asked what they say of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailMode {
    /// They are (`--details`).
    Asked,
    /// They are not.
    Left,
}

/// What becomes of the new lock where some images failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// Nothing is written.
    Stop,
    /// Nothing is written, nor is it where one was refused (`add`).
    AllOrNothing,
    /// What went well is written (`--keep-going`).
    KeepGoing,
}

/// How the lock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// Whether it is.
    pub effect: Effect,
    /// Whether it is in spite of failures.
    pub on_failure: OnFailure,
    /// What is asked beside digests.
    pub details: DetailMode,
}

/// What a command is about: images, a plan for them, and entries that go.
#[derive(Default)]
pub struct Intent {
    /// The images that it is about; of all others it says nothing.
    pub names: BTreeSet<ImageName>,
    /// What is asked, and what is known.
    pub plan: Plan,
    /// The entries that are removed.
    pub removed: Vec<ImageName>,
    /// Names that were asked for and are not in this manifest: they have to be in another one.
    pub unknown: Vec<UnknownName>,
}

/// A manifest that is read, its lock, and what is intended for them.
struct Begun {
    project: Project,
    old: LockFile,
    intent: Intent,
}

/// A manifest whose answers are there, with what becomes of its images.
type Decided = Result<(Begun, BTreeMap<ImageName, Outcome>), Error>;

/// Makes each lock what a command intends. What fails for one manifest keeps no other lock from being written; all are
/// written at the very end, where neither a signal nor the time limit comes between them.
pub fn relock(
    context: &Context,
    writing: Writing,
    intend: impl Fn(&Project, &Lock) -> Result<Intent, Error>,
) -> Result<Report, Error> {
    let places = ProjectFiles::all(context)?;
    let manifests: Vec<String> = places.iter().map(ProjectFiles::shown).collect();
    let config = context.config()?;
    let watch = context.watch();
    let client = context.client(config, &watch);
    let outcomes = context.wait(&watch, async {
        let _exclusive = exclude_from_all(context, &watch, &places, writing).await?;
        let begun = begin_all(context, places, writing, intend)?;
        let decided = ask(context, &client, &watch, begun).await;
        let mut details = describe(context, &client, &decided, writing)
            .await
            .into_iter();
        watch.finish();
        let _hold = hold();
        let mut write = |(begun, outcomes): (Begun, _)| {
            let details = details.next().unwrap_or_default();
            let mut report = finish(begun.project, begun.old, outcomes, writing);
            match report.unfinished.take() {
                Some(error) => Err(error),
                None => Ok(Report::Update(Box::new(UpdateReport { details, ..report }))),
            }
        };
        Ok(decided
            .into_iter()
            .map(|decided| decided.and_then(&mut write))
            .collect::<Vec<_>>())
    })?;
    let part = |(manifest, outcome)| ManifestReport { manifest, outcome };
    context
        .manifests
        .report(zip(manifests, outcomes).map(part).collect())
}

/// Reads every manifest and its lock, and finds out early what could not be written or is in no manifest.
fn begin_all(
    context: &Context,
    places: Vec<ProjectFiles>,
    writing: Writing,
    intend: impl Fn(&Project, &Lock) -> Result<Intent, Error>,
) -> Result<Vec<Result<Begun, Error>>, Error> {
    let begin = |place: ProjectFiles| {
        let project = place.open(context)?;
        let old = project.place.lock()?;
        let intent = intend(&project, &old.lock)?;
        Ok(Begun {
            project,
            old,
            intent,
        })
    };
    let begun: Vec<Result<Begun, Error>> = places.into_iter().map(begin).collect();
    check_names(&begun)?;
    let checked = |begun: Begun| {
        // Where nothing is asked it is found out early enough by writing, which may not be needed
        if writing.effect == Effect::Write && !begun.intent.plan.questions.is_empty() {
            check_writable(&begun.old.path)?;
        }
        Ok(begun)
    };
    Ok(begun
        .into_iter()
        .map(|begun| begun.and_then(checked))
        .collect())
}

/// Every name that was asked for is in one manifest at least. Where one cannot be read it may be in that.
fn check_names(begun: &[Result<Begun, Error>]) -> Result<(), Error> {
    let Ok(begun) = begun
        .iter()
        .map(Result::as_ref)
        .collect::<Result<Vec<&Begun>, _>>()
    else {
        return Ok(());
    };
    let Some((first, others)) = begun.split_first() else {
        return Ok(());
    };
    let in_other = |name: &str, begun: &Begun| {
        begun
            .intent
            .unknown
            .iter()
            .find(|(other, _)| other == name)
            .cloned()
    };
    let mut names = Vec::new();
    for (name, near) in &first.intent.unknown {
        let Some(unknown) = others
            .iter()
            .map(|begun| in_other(name, begun))
            .collect::<Option<Vec<_>>>()
        else {
            continue;
        };
        let near = near
            .clone()
            .or_else(|| unknown.into_iter().find_map(|(_, near)| near));
        names.push((name.clone(), near));
    }
    match others {
        _ if names.is_empty() => Ok(()),
        [] => Err(RequestError::UnknownNames {
            names,
            file: first.project.place.manifest_path.clone(),
        }
        .into()),
        _ => Err(RequestError::UnknownEverywhere { names }.into()),
    }
}

/// Asks what all of them need to know, each thing once, and decides for each by itself.
async fn ask(
    context: &Context,
    client: &Client,
    watch: &Watch,
    mut begun: Vec<Result<Begun, Error>>,
) -> Vec<Decided> {
    let questions = begun.iter_mut().map(|begun| match begun {
        Ok(begun) => take(&mut begun.intent.plan.questions),
        Err(_) => Vec::new(),
    });
    let merged = MergedQuestions::of(questions.collect());
    let answers = merged.distribute(context.ask(client, watch, &merged.questions).await);
    let decide = |(begun, answers): (Result<Begun, Error>, Vec<_>)| {
        let begun = begun?;
        let outcomes = decide(
            &begun.project.manifest,
            &begun.old.lock,
            &begun.intent,
            &answers,
        );
        Ok((begun, outcomes))
    };
    zip(begun, answers).map(decide).collect()
}

/// What changed images say of themselves, for each of those that went well so far.
async fn describe(
    context: &Context,
    client: &Client,
    decided: &[Decided],
    writing: Writing,
) -> Vec<DetailsByName> {
    match writing.details {
        DetailMode::Asked => {
            let decided = decided
                .iter()
                .flatten()
                .map(|(begun, it)| (&begun.project.manifest, it));
            details::ask(client, context.jobs.get(), &decided.collect::<Vec<_>>()).await
        }
        DetailMode::Left => Vec::new(),
    }
}
