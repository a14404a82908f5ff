//! What becomes of each image and of the lock, once the answers are there.

use std::collections::BTreeMap;

use super::{Effect, Intent, OnFailure, OnOutdated, Writing};
use crate::document::shown_path;
use crate::error::{Error, OutputError};
use crate::lock::{EntryChange, Lock, LockFile};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;
use crate::project::Project;
use crate::registry;
use crate::report::UpdateReport;
use crate::report::WriteOutcome;
use crate::report::details::DetailsByName;
use crate::resolve::ManifestAnswer;

/// What becomes of every image that was asked about, is known or goes.
pub fn decide(
    manifest: &Manifest,
    old: &Lock,
    intent: &Intent,
    answers: &[Result<ManifestAnswer, registry::Error>],
) -> BTreeMap<ImageName, Outcome> {
    let Intent {
        names,
        plan,
        removed,
        ..
    } = intent;
    let mut outcomes: BTreeMap<ImageName, Outcome> = names
        .iter()
        .map(|name| (name.clone(), Outcome::Unchanged))
        .collect();
    for (name, entry) in &plan.known {
        outcomes.insert(
            name.clone(),
            Outcome::of(old.entries.get(name), Some(entry)),
        );
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

/// Writes, and returns what there is to report; that the lock could not be written, too.
pub fn finish(
    project: Project,
    old: LockFile,
    outcomes: BTreeMap<ImageName, Outcome>,
    writing: Writing,
) -> UpdateReport {
    let new = apply(&old.lock, &outcomes);
    let has_failed = outcomes
        .values()
        .any(|outcome| matches!(outcome, Outcome::Failed(_)));
    let is_refused = outcomes
        .values()
        .any(|outcome| matches!(outcome, Outcome::Refused(_)));
    let would_change = old.would_change(&new);
    let mut unfinished = None;
    let written = match writing {
        Writing {
            on_failure: OnFailure::Stop,
            ..
        } if has_failed => WriteOutcome::Prevented,
        Writing {
            on_failure: OnFailure::AllOrNothing,
            ..
        } if has_failed || is_refused => WriteOutcome::Prevented,
        _ if !would_change => WriteOutcome::Unneeded,
        Writing {
            effect: Effect::Write,
            ..
        } => {
            unfinished = write(&old, &new).err();
            if unfinished.is_none() {
                WriteOutcome::Yes
            } else {
                WriteOutcome::Prevented
            }
        }
        Writing {
            effect: Effect::Outdated(_),
            ..
        } => WriteOutcome::Outdated,
        _ => WriteOutcome::Reported,
    };
    UpdateReport {
        manifest_path: shown_path(&project.place.manifest_path),
        lock_path: shown_path(&project.place.lock_path),
        manifest: project.manifest,
        old: old.lock,
        outcomes,
        written,
        manifest_written: None,
        details: DetailsByName::new(),
        is_work_failure: would_change
            && matches!(
                writing.effect,
                Effect::Check | Effect::Outdated(OnOutdated::Fail)
            ),
        unfinished,
    }
}

fn write(old: &LockFile, new: &Lock) -> Result<(), Error> {
    check_unchanged(old)?;
    old.replace_if_different(new)?;
    Ok(())
}

/// Who writes a lock in another way does not take ours: what they wrote meanwhile is not to be lost.
pub fn check_unchanged(lock: &LockFile) -> Result<(), Error> {
    if lock.has_changed()? {
        Err(OutputError::LockChanged(lock.path.clone()).into())
    } else {
        Ok(())
    }
}

/// The old lock with all changes in it.
fn apply(old: &Lock, outcomes: &BTreeMap<ImageName, Outcome>) -> Lock {
    let mut new = old.clone();
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Changed(
                EntryChange::Added(entry) | EntryChange::Updated { new: entry, .. },
            ) => {
                new.entries.insert(name.clone(), entry.clone());
            }
            Outcome::Changed(EntryChange::Removed(_)) => {
                new.entries.remove(name);
            }
            Outcome::Unchanged | Outcome::Refused(_) | Outcome::Failed(_) => {}
        }
    }
    new
}
