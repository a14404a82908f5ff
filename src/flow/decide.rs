//! The decision on each image, once the answers are there.

use std::collections::BTreeMap;
use std::iter::zip;

use super::Intent;
use crate::lock::{Entry, EntryChange, Lock};
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::Outcome;
use crate::policy::decision::{DecisionNote, LockedEntries};
use crate::registry::Target;
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, Choices};

/// The outcome for every image that a run is about.
pub type Outcomes = BTreeMap<ImageName, Outcome>;

/// What is said beside outcomes.
pub type Notes = BTreeMap<ImageName, DecisionNote>;

/// Puts the outcomes of the images that were asked about together with those of the images that are known or go.
pub fn decide(
    manifest: &Manifest,
    old: &Lock,
    intent: &Intent,
    choices: &Choices,
    answered: impl Iterator<Item = (ImageName, Outcome)>,
) -> Outcomes {
    let entry = |name: &ImageName| old.entries.get(name);
    let own = |(name, outcome): (&ImageName, Outcome)| (name.clone(), outcome);
    let unchanged = intent.names.iter().map(|name| (name, Outcome::Unchanged));
    let known = intent.plan.known.iter();
    let known = known.map(|(name, new)| (name, Outcome::of(entry(name), Some(new))));
    let not_chosen = choices.failed.iter();
    let not_chosen = not_chosen.map(|(name, failure)| (name, Outcome::from(failure)));
    // Of two outcomes for one name the last holds
    let decided = unchanged.chain(known).map(own).chain(answered);
    let decided = decided.chain(not_chosen.map(own));
    let mut outcomes = Outcomes::new();
    // One after the other: what is collected is copied into a list and sorted first, and that thrice is the most that a
    // run keeps in memory
    outcomes.extend(decided);
    let bad = outcomes.iter().filter(|(_, outcome)| !outcome.is_good());
    let kept = LockedEntries::new(manifest, old).names_needed_by(bad.map(|(name, _)| name));
    let removed = intent.removed.iter().map(|name| match kept.contains(name) {
        true => (name.clone(), Outcome::Unchanged),
        false => (name.clone(), Outcome::of(entry(name), None)),
    });
    outcomes.extend(removed);
    outcomes
}

/// The outcomes of locking what was asked for, whatever it is.
pub fn as_answered<'a>(
    manifest: &'a Manifest,
    old: &'a Lock,
    plan: &'a Plan,
    answers: &'a [Answered],
) -> impl Iterator<Item = (ImageName, Outcome)> {
    plan.answered(answers).map(|(name, answer)| {
        let image = &manifest.images[name];
        let tag = plan.chosen.get(name).or(image.tag());
        let outcome = Outcome::decide(image, tag, old.entries.get(name), answer);
        (name.clone(), outcome)
    })
}

/// For each image whose age counts, the entry that it goes on from, be it that of another name.
pub fn aged_entry<'a>(
    manifest: &'a Manifest,
    lock: &'a Lock,
) -> impl Fn(&ImageName, &Image) -> Option<&'a Entry> {
    let entries = LockedEntries::new(manifest, lock);
    move |name, image| {
        let is_aged = !image.min_age.is_none();
        is_aged.then(|| entries.of(name, image)).flatten()
    }
}

/// The images with a `min-age` whose tag was asked, though nobody knows how long it has named its digest.
pub fn not_aged(manifest: &Manifest, plan: &Plan) -> Notes {
    let asked = zip(&plan.questions, &plan.waiting);
    let by_tag = asked.filter(|(question, _)| matches!(question.target, Target::Tag(_)));
    let names = by_tag.flat_map(|(_, names)| names);
    let has_min_age = |name: &&ImageName| !manifest.images[*name].min_age.is_none();
    let names = names.filter(has_min_age);
    names
        .map(|name| (name.clone(), DecisionNote::NotAged))
        .collect()
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
