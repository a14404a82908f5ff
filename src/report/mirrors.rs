//! What mirrors had to say in a run, which programs want to know although the run went well.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// The mirror's host.
    pub host: String,
    /// Why it has no answer; `None` where it has one.
    pub failure: Option<(Reason, String)>,
}

/// The questions that mirrors were asked in a run, whatever the order of the answers.
#[derive(Debug, Clone, Default)]
pub struct MirrorLog(Arc<Mutex<BTreeSet<MirrorUse>>>);

impl MirrorLog {
    /// Takes note of a step, where it is a mirror's.
    pub(super) fn note(&self, event: &Event) {
        let (repository, target, host, failure) = if let Event::MirrorFailed {
            repository,
            target,
            host,
            reason,
            cause,
        } = event
        {
            (repository, target, host, Some((*reason, cause.clone())))
        } else if let Event::MirrorAnswered {
            repository,
            target,
            host,
        } = event
        {
            (repository, target, host, None)
        } else {
            return;
        };
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        uses.insert(MirrorUse {
            repository: repository.clone(),
            target: target.clone(),
            host: host.clone(),
            failure,
        });
    }

    /// The questions, in the order of repositories.
    pub fn list(&self) -> Vec<MirrorUse> {
        let uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        uses.iter().cloned().collect()
    }
}
