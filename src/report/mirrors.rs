//! What mirrors had to say in a run, which programs want to know although the run went well.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::registry::{Event, MirrorUse};

/// The questions that mirrors were asked in a run, whatever the order of the answers.
#[derive(Debug, Clone, Default)]
pub struct MirrorLog(Arc<Mutex<BTreeSet<MirrorUse>>>);

impl MirrorLog {
    /// Takes note of a step, if it is a mirror's.
    pub(super) fn note(&self, event: &Event) {
        if let Event::Mirror(asked) = event {
            self.uses().insert(asked.clone());
        }
    }

    /// The questions, in the order of repositories.
    pub fn list(&self) -> Vec<MirrorUse> {
        self.uses().iter().cloned().collect()
    }

    fn uses(&self) -> MutexGuard<'_, BTreeSet<MirrorUse>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
