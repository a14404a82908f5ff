//! A repository with `images.toml`, `images.lock` and `images.seen`, updated as `update` does it.

use std::collections::BTreeSet;

use super::registry::{FakeRegistry, without_platforms};
use crate::day::Day;
use crate::document::Source;
use crate::lock::{Entry, EntryChange, Lock, Seen};
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::policy::decision::{
    Case, Decisions, Fact, Facts, Leniency, LockedEntries, Settled, Verdict, judge, records_after,
};
use crate::reference::Tag;
use crate::resolve::Answered;

/// The three files of a repository.
#[derive(Debug, Clone)]
pub(in crate::policy) struct FakeRepository {
    pub manifest: Manifest,
    pub lock: Lock,
    pub seen: Seen,
}

/// One run of `update`.
#[derive(Debug, Clone)]
pub(in crate::policy) struct Run {
    pub today: Day,
    /// The records of `--seen-from`.
    pub seen_from: Seen,
    /// The names that are asked; none for all.
    pub names: Option<BTreeSet<ImageName>>,
    /// The names of `--ignore-min-age`.
    pub ignored: BTreeSet<ImageName>,
    pub takes_same_index: bool,
}

impl Run {
    pub fn on(today: Day) -> Self {
        Self {
            today,
            seen_from: Seen::default(),
            names: None,
            ignored: BTreeSet::new(),
            takes_same_index: false,
        }
    }
}

/// The manifest with these lines below `[images]`.
pub(in crate::policy) fn manifest(images: &str) -> Manifest {
    let text = format!("[images]\n{images}\n");
    Manifest::parse(&Source::new("images.toml", text)).unwrap()
}

impl FakeRepository {
    pub fn new(images: &str) -> Self {
        Self {
            manifest: manifest(images),
            lock: Lock::default(),
            seen: Seen::default(),
        }
    }

    /// Updates the files, and returns what was decided on, and which facts were asked for.
    pub fn update(&mut self, registry: &FakeRegistry, run: &Run) -> (Decisions, Vec<Fact>) {
        let mut seen = self.seen.clone();
        seen.merge(&run.seen_from);
        let (mut decisions, mut questions) = (Decisions::new(), Vec::new());
        let locked = LockedEntries::new(&self.manifest, &self.lock);
        for (name, image) in &self.manifest.images {
            if run
                .names
                .as_ref()
                .is_some_and(|names| !names.contains(name))
            {
                continue;
            }
            let (own, locked) = (self.lock.entries.get(name), locked.of(name, image));
            let Some((chosen, answer)) = first_answer(registry, image, own) else {
                continue;
            };
            let case = Case {
                image,
                own,
                locked,
                chosen: chosen.as_ref(),
                answer: &answer,
                seen: &seen,
                today: run.today,
                leniency: Leniency {
                    takes_same_index: run.takes_same_index,
                    ignores_min_age: run.ignored.contains(name),
                },
            };
            let (settled, asked) = settle(&case, registry);
            questions.extend(asked);
            decisions.insert(name.clone(), settled);
        }
        let bad = decisions.iter().filter(|(_, it)| !it.outcome.is_good());
        let kept = locked.names_needed_by(bad.map(|(name, _)| name));
        let mut lock = self.lock.clone();
        lock.entries
            .retain(|name, _| self.manifest.images.contains_key(name) || kept.contains(name));
        for (name, settled) in &decisions {
            if let Some(EntryChange::Added(new) | EntryChange::Updated { new, .. }) =
                settled.outcome.change()
            {
                lock.entries.insert(name.clone(), new.clone());
            }
        }
        self.lock = lock;
        self.seen = records_after(&seen, &decisions, &self.manifest, &self.lock, run.today);
        (decisions, questions)
    }
}

/// Asks until it is settled. Each fact is asked once.
fn settle(case: &Case<'_>, registry: &FakeRegistry) -> (Settled, Vec<Fact>) {
    let mut facts = Facts::default();
    let listed = registry.tags.keys().map(|tag| tag.parse().unwrap());
    let of_repository = facts.repositories.entry(case.image.repository.clone());
    of_repository.or_default().listed = listed.collect();
    let mut asked = Vec::new();
    loop {
        match judge(case, &facts) {
            Verdict::Settled(settled) => return (*settled, asked),
            Verdict::Open(open) => {
                assert!(!open.is_empty());
                for fact in open {
                    assert!(!asked.contains(&fact), "{fact:?} is known");
                    registry.learn(fact.clone(), &mut facts);
                    asked.push(fact);
                }
            }
        }
    }
}

/// The tag that is chosen, and what it names. None where the list has no tag for the image.
fn first_answer(
    registry: &FakeRegistry,
    image: &Image,
    own: Option<&Entry>,
) -> Option<(Option<Tag>, Answered)> {
    let tag = match &image.choice {
        Choice::Tag(tag) => tag.clone(),
        Choice::Pin { digest, .. } => return Some((None, registry.digest(digest))),
        Choice::Newest(rule) => {
            let tags = registry.tags.keys().filter(|tag| rule.accepts(tag));
            tags.max_by(|one, other| rule.compare(one, other))?
                .parse()
                .unwrap()
        }
    };
    let is_known = |digest| {
        let known = own.filter(|entry| entry.check(image).is_ok());
        image.platforms.is_empty()
            || known.is_some_and(|it| it.digest == digest && !it.platforms_are_stale())
    };
    let answer = registry
        .tag(&tag)
        .map(|answer| match is_known(answer.digest.clone()) {
            true => without_platforms(answer),
            false => answer,
        });
    Some((Some(tag), answer))
}
