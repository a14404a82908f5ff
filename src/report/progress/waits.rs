//! Whom a run waits for, by the steps that begin and end waits.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::Registry;
use crate::registry::{Awaited, AwaitedRole, Event};

/// Whom a run waits for.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// Right now, and by how many questions.
    open: BTreeMap<Awaited, usize>,
    /// The registries that were ever waited for.
    asked: BTreeSet<Registry>,
    /// Whether a mirror was: it answers for registries that it does not name.
    is_mirror_asked: bool,
}

impl Waits {
    /// Takes note of a step, where it begins or ends a wait.
    pub(super) fn note(&mut self, event: &Event) {
        if let Event::WaitBegan(awaited) = event {
            self.begin(awaited);
        } else if let Event::WaitEnded(awaited) = event
            && let Some(count) = self.open.get_mut(awaited)
        {
            *count -= 1;
            self.open.retain(|_, count| *count > 0);
        }
    }

    fn begin(&mut self, awaited: &Awaited) {
        // Most are one of many that wait for the same
        if let Some(count) = self.open.get_mut(awaited) {
            *count += 1;
            return;
        }
        self.asked.insert(awaited.registry.clone());
        self.is_mirror_asked |= awaited.role == AwaitedRole::Mirror;
        self.open.insert(awaited.clone(), 1);
    }

    /// Those that are waited for, in order.
    pub(super) fn list(&self) -> Vec<Awaited> {
        self.open.keys().cloned().collect()
    }

    /// Whether a registry may have got a request, or a mirror for it.
    pub(super) fn may_have_asked(&self, registry: &Registry) -> bool {
        self.is_mirror_asked || self.asked.contains(registry)
    }

    /// Who a host is that is waited for, in words; the host itself if it has several parts.
    pub(super) fn name(&self, host: &str) -> String {
        let mut open = self.open.keys().filter(|awaited| awaited.name == host);
        match (open.next(), open.next()) {
            // What is said of it names the proxy, if that is at fault
            (Some(awaited), None) => Awaited {
                proxy: None,
                ..awaited.clone()
            }
            .to_string(),
            (None, _) | (_, Some(_)) => host.to_owned(),
        }
    }
}
