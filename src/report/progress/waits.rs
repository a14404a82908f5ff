//! Whom a run waits for, by the steps that begin and end waits.

use std::collections::BTreeMap;

use crate::registry::{Awaited, Event};

/// Whom a run waits for right now, and by how many questions.
#[derive(Debug, Default)]
pub(super) struct Waits(BTreeMap<Awaited, usize>);

impl Waits {
    /// Takes note of a step, where it begins or ends a wait.
    pub(super) fn note(&mut self, event: &Event) {
        if let Event::Waits(awaited) = event {
            *self.0.entry(awaited.clone()).or_default() += 1;
        } else if let Event::Came(awaited) = event
            && let Some(count) = self.0.get_mut(awaited)
        {
            *count -= 1;
            self.0.retain(|_, count| *count > 0);
        }
    }

    /// Those that are waited for, in order.
    pub(super) fn list(&self) -> Vec<Awaited> {
        self.0.keys().cloned().collect()
    }
}
