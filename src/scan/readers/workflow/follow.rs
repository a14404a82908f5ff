//! The places of a workflow whose expressions stand for values that the file gives, as images.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::values::{
    ExpressionPlace, FileWords, INPUTS, MATRIX, ScopeEntries, WorkflowScope, take_apart,
};
use crate::scan::mention::{Basis, Hindrance, Mention, Pinning};
use crate::scan::parameters::ParameterPlaces;
use crate::yaml::Node;

/// The mentions of the places whose values the file gives, in the place of those that are open.
pub(super) fn follow<'y>(
    mut mentions: Vec<Mention>,
    places: &[ExpressionPlace<'y>],
    roots: &[Node<'y>],
) -> Vec<Mention> {
    let words = FileWords::of(if places.is_empty() { &[] } else { roots });
    if places.is_empty() || words.has_aliases {
        return mentions;
    }
    let mut followed = FollowedPlaces::with(&words);
    places.iter().for_each(|place| followed.add(place));
    mentions.retain(|it| it.image.is_ok() || !followed.starts.contains(&it.span.start));
    mentions.extend(followed.mentions(roots));
    mentions
}

/// The places whose values the file gives.
struct FollowedPlaces<'y, 'w> {
    words: &'w FileWords<'y>,
    entries: ScopeEntries<'y>,
    found: ParameterPlaces<'y>,
    /// The places in the file where they start.
    starts: BTreeSet<usize>,
    /// Those of places to which somebody else may give another value.
    by_defaults: BTreeSet<usize>,
    /// Those of places that a job is called after, if nothing else keeps a digest out of them.
    names_jobs: BTreeSet<usize>,
}

impl<'y, 'w> FollowedPlaces<'y, 'w> {
    fn with(words: &'w FileWords<'y>) -> Self {
        Self {
            words,
            entries: ScopeEntries::default(),
            found: ParameterPlaces::new(take_apart),
            starts: BTreeSet::new(),
            by_defaults: BTreeSet::new(),
            names_jobs: BTreeSet::new(),
        }
    }

    fn add(&mut self, place: &ExpressionPlace<'y>) {
        let text = &place.node.as_str().unwrap_or_default()[place.part.clone()];
        let Some(set) = self.entries.set(text, place.scope, self.words) else {
            return;
        };
        let start = place.span.start;
        for name in set.own().keys() {
            self.note_other_uses(name, place);
            if self.is_default(name, place.scope) {
                self.by_defaults.insert(start);
            }
        }
        self.starts.insert(start);
        self.found.part(
            place.node,
            place.part.clone(),
            place.span.clone(),
            &Rc::new(vec![set]),
        );
    }

    /// Notes what else a value is used for, which keeps a digest out of it.
    fn note_other_uses(&mut self, name: &str, place: &ExpressionPlace<'y>) {
        let (_, own) = name.split_once('.').unwrap_or_default();
        // A job without a name is called after its cells
        let is_name = name.starts_with(MATRIX) && !self.entries.has_name(place.scope);
        let has_other_use = self.words.other.contains(own);
        if is_name || has_other_use {
            self.found.other_use(name);
        }
        if is_name && !has_other_use {
            self.names_jobs.insert(place.span.start);
        }
    }

    fn is_default(&mut self, name: &str, scope: WorkflowScope<'y>) -> bool {
        name.starts_with(INPUTS) && !self.entries.is_choice(name, scope)
    }

    fn mentions(self, roots: &[Node<'y>]) -> Vec<Mention> {
        let with_words = |it: Mention| {
            let start = it.span.start;
            let is_default = self.by_defaults.contains(&start);
            let basis = if is_default { it.basis } else { Basis::Text };
            let pinning = match it.pinning {
                Pinning::Unsafe(Hindrance::Shared) if self.names_jobs.contains(&start) => {
                    Pinning::Unsafe(Hindrance::JobName)
                }
                pinning => pinning,
            };
            Mention {
                basis,
                pinning,
                ..it
            }
        };
        let found = self.found.mentions(roots.iter().copied());
        found.into_iter().map(with_words).collect()
    }
}
