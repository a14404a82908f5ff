//! The decision on each image, once the answers are there.

use std::collections::BTreeMap;

use super::{Intent, Resolution};
use crate::lock::{EntryChange, Lock};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;

/// The outcome for every image that a run is about.
pub type Outcomes = BTreeMap<ImageName, Outcome>;

/// Decides for every image that was asked about, is known or goes.
pub fn decide(
    manifest: &Manifest,
    old: &Lock,
    intent: &Intent,
    resolution: &Resolution,
) -> Outcomes {
    let entry = |name: &ImageName| old.entries.get(name);
    let unchanged = intent.names.iter().map(|name| (name, Outcome::Unchanged));
    let known = intent.plan.known.iter();
    let known = known.map(|(name, new)| (name, Outcome::of(entry(name), Some(new))));
    let answered = intent.plan.answered(&resolution.answers);
    let answered = answered.map(|(name, answer)| {
        let image = &manifest.images[name];
        let tag = intent.plan.chosen.get(name).or(image.tag());
        (name, Outcome::decide(image, tag, entry(name), answer))
    });
    let not_chosen = resolution.choices.failed.iter();
    let not_chosen = not_chosen.map(|(name, failure)| (name, Outcome::from(failure)));
    let removed = intent.removed.iter();
    let removed = removed.map(|name| (name, Outcome::of(entry(name), None)));
    // Of two outcomes for one name the last holds
    let decided = unchanged.chain(known).chain(answered).chain(not_chosen);
    let decided = decided.chain(removed);
    let mut outcomes = Outcomes::new();
    // One after the other: what is collected is copied into a list and sorted first, and that thrice is the most that a
    // run keeps in memory
    outcomes.extend(decided.map(|(name, outcome)| (name.clone(), outcome)));
    outcomes
}

/// The old lock with all changes in it.
pub fn changed_lock(old: &Lock, outcomes: &Outcomes) -> Lock {
    let mut new = old.clone();
    for (name, outcome) in outcomes {
        match outcome.change() {
            Some(EntryChange::Added(entry) | EntryChange::Updated { new: entry, .. }) => {
                new.entries.insert(name.clone(), entry.clone());
            }
            Some(EntryChange::Removed(_)) => {
                new.entries.remove(name);
            }
            None => {}
        }
    }
    new
}
