//! What `update` and `lock` have in common: they differ only in what they ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::Context;
use super::details;
use super::project::{Place, Project};
use crate::error::Error;
use crate::files::{Exclusive, check_writable};
use crate::lock::{Change, Lock, LockFile};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;
use crate::report::details::DetailsByName;
use crate::report::relocked::Written;
use crate::report::{Relocked, Report, Watch};
use crate::resolve::Answer;
use crate::resolve::plan::Plan;

/// How often it is tried to become the only writer.
const EXCLUSION_POLL: Duration = Duration::from_millis(20);
/// After how long it is said that another writer is waited for.
const EXCLUSION_PATIENCE: Duration = Duration::from_secs(1);

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
    Outdated(OnWork),
}

/// What becomes of a run that finds the lock outdated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnWork {
    /// It is told.
    Report,
    /// It is a failure (`--exit-code`).
    Fail,
}

/// Whether changed images are asked what they say of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Details {
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
    pub details: Details,
}

/// What a command is about: images, a plan for them, and entries that go.
pub(super) struct Intent {
    /// The images that it is about; of all others it says nothing.
    pub names: BTreeSet<ImageName>,
    /// What is asked, and what is known.
    pub plan: Plan,
    /// The entries that are removed.
    pub removed: Vec<ImageName>,
}

/// Makes the lock what a command intends.
pub(super) fn relock(
    context: &Context,
    writing: Writing,
    intend: impl FnOnce(&Project, &Lock) -> Result<Intent, Error>,
) -> Result<Report, Error> {
    let place = Place::find(context)?;
    let config = context.config()?;
    let watch = context.watch();
    let client = context.client(config, &watch);
    context.wait(&watch, async {
        let _exclusive = exclude_others(context, &watch, &place, writing).await?;
        let project = place.open(context)?;
        let old = project.place.lock()?;
        let intent = intend(&project, &old.lock)?;
        // Where nothing is asked it is found out early enough by writing, which may not be needed
        if writing.effect == Effect::Write && !intent.plan.questions.is_empty() {
            check_writable(&old.path)?;
        }
        let answers = context.ask(&client, &watch, &intent.plan.questions).await;
        let outcomes = decide(&project.manifest, &old.lock, &intent, &answers);
        let details = match writing.details {
            Details::Asked => details::ask(&client, context.jobs.get(), &project.manifest, &outcomes).await,
            Details::Left => DetailsByName::new(),
        };
        watch.finish();
        let report = finish(project, old, outcomes, writing)?;
        Ok(Report::Relocked(Box::new(Relocked { details, ..report })))
    })
}

/// Readers and those who only report take no lock. A manifest that cannot be opened is for its reader to report.
pub(super) async fn exclude_others(
    context: &Context,
    watch: &Watch,
    place: &Place,
    writing: Writing,
) -> Result<Option<Exclusive>, Error> {
    if writing.effect != Effect::Write {
        return Ok(None);
    }
    let patience = Instant::now() + EXCLUSION_PATIENCE;
    let obstacle = format!("another imagelock that writes `{}`", place.lock_path.display());
    let mut is_told = false;
    loop {
        match place.try_exclude() {
            Ok(None) => watch.waits_for(Some(&obstacle)),
            outcome => {
                watch.waits_for(None);
                let exclusive = outcome.unwrap_or_default();
                if exclusive.as_ref().is_some_and(|exclusive| !exclusive.is_locked()) {
                    context.printer.explain("other writers are not kept out: the file system has no locks");
                }
                return Ok(exclusive);
            }
        }
        if !is_told && Instant::now() >= patience {
            context.printer.note(&format!("waiting for {obstacle}"));
            is_told = true;
        }
        tokio::time::sleep(EXCLUSION_POLL).await;
    }
}

/// What becomes of every image that was asked about, is known or goes.
pub(super) fn decide(
    manifest: &Manifest,
    old: &Lock,
    intent: &Intent,
    answers: &[Result<Answer, crate::registry::Error>],
) -> BTreeMap<ImageName, Outcome> {
    let Intent { names, plan, removed } = intent;
    let mut outcomes: BTreeMap<ImageName, Outcome> =
        names.iter().map(|name| (name.clone(), Outcome::Unchanged)).collect();
    for (name, entry) in &plan.known {
        outcomes.insert(name.clone(), Outcome::of(old.entries.get(name), Some(entry)));
    }
    for (names, answer) in plan.waiting.iter().zip(answers) {
        for name in names {
            let outcome = Outcome::decide(&manifest.images[name], old.entries.get(name), answer);
            outcomes.insert(name.clone(), outcome);
        }
    }
    for name in removed {
        outcomes.insert(name.clone(), Outcome::of(old.entries.get(name), None));
    }
    outcomes
}

/// Writes, and returns what there is to report.
pub(super) fn finish(
    project: Project,
    old: LockFile,
    outcomes: BTreeMap<ImageName, Outcome>,
    writing: Writing,
) -> Result<Relocked, Error> {
    let new = apply(&old.lock, &outcomes);
    let has_failed = outcomes.values().any(|outcome| matches!(outcome, Outcome::Failed(_)));
    let is_refused = outcomes.values().any(|outcome| matches!(outcome, Outcome::Refused(_)));
    let would_change = old.would_change(&new);
    let written = match writing {
        Writing { on_failure: OnFailure::Stop, .. } if has_failed => Written::Prevented,
        Writing { on_failure: OnFailure::AllOrNothing, .. } if has_failed || is_refused => Written::Prevented,
        _ if !would_change => Written::Unneeded,
        Writing { effect: Effect::Write, .. } => {
            old.replace_if_different(&new)?;
            Written::Yes
        }
        Writing { effect: Effect::Outdated(_), .. } => Written::Outdated,
        _ => Written::Reported,
    };
    Ok(Relocked {
        manifest_path: project.place.manifest_path.display().to_string(),
        lock_path: project.place.lock_path.display().to_string(),
        manifest: project.manifest,
        old: old.lock,
        outcomes,
        written,
        manifest_written: None,
        details: DetailsByName::new(),
        is_work_failure: would_change
            && matches!(writing.effect, Effect::Check | Effect::Outdated(OnWork::Fail)),
    })
}

/// The old lock with all changes in it.
fn apply(old: &Lock, outcomes: &BTreeMap<ImageName, Outcome>) -> Lock {
    let mut new = old.clone();
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Changed(Change::Added(entry) | Change::Updated { new: entry, .. }) => {
                new.entries.insert(name.clone(), entry.clone());
            }
            Outcome::Changed(Change::Removed(_)) => {
                new.entries.remove(name);
            }
            Outcome::Unchanged | Outcome::Refused(_) | Outcome::Failed(_) => {}
        }
    }
    new
}
