//! What mirrors had to say in a run, which programs want to know although the run went well.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::exit::Reason;
use crate::reference::Repository;
use crate::registry::Event;

/// A question that a mirror was asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MirrorUse {
    /// The repository under its canonical name.
    pub repository: Repository,
    /// The tag or digest.
    pub target: String,
    /// The mirror's host, and its prefix.
    pub mirror: String,
    /// What came of it.
    pub outcome: MirrorOutcome,
}

/// What came of a question to a mirror.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MirrorOutcome {
    /// It has an answer.
    Answered,
    /// It has none.
    Failed {
        /// The cause for programs.
        reason: Reason,
        /// The cause in words.
        cause: String,
    },
}

/// The questions that mirrors were asked in a run, whatever the order of the answers.
#[derive(Debug, Clone, Default)]
pub struct MirrorLog(Arc<Mutex<BTreeSet<MirrorUse>>>);

impl MirrorLog {
    /// Takes note of a step, if it is a mirror's.
    pub(super) fn note(&self, event: &Event) {
        let (repository, target, mirror, outcome) = if let Event::MirrorFailed {
            repository,
            target,
            mirror,
            reason,
            cause,
        } = event
        {
            let (reason, cause) = (*reason, cause.clone());
            let outcome = MirrorOutcome::Failed { reason, cause };
            (repository, target, mirror, outcome)
        } else if let Event::MirrorAnswered {
            repository,
            target,
            mirror,
        } = event
        {
            (repository, target, mirror, MirrorOutcome::Answered)
        } else {
            return;
        };
        self.uses().insert(MirrorUse {
            repository: repository.clone(),
            target: target.clone(),
            mirror: mirror.clone(),
            outcome,
        });
    }

    /// The questions, in the order of repositories.
    pub fn list(&self) -> Vec<MirrorUse> {
        self.uses().iter().cloned().collect()
    }

    fn uses(&self) -> MutexGuard<'_, BTreeSet<MirrorUse>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
