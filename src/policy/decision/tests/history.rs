//! Histories that may happen, held against a slow and obvious model: the days on which each tag named each body.
//!
//! Tags move, come back and vanish; days pass; branches update, merge, edit `images.toml`, and bots write locks.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::world::day;
use crate::day::Day;
use crate::lock::{Entry, Lock, Seen};
use crate::manifest::Image;
use crate::policy::Outcome;
use crate::policy::decision::same::{is_same, is_same_everywhere};
use crate::policy::decision::simulation::{
    FakeRegistry, FakeRepository, Run, digest, image_platforms, manifest,
};
use crate::reference::Digest;

pub(super) const TAGS: [&str; 5] = ["1.0", "1.1", "1.2", "1.10", "2.0"];

/// Indexes that differ in attestations, in undeclared platforms and in declared ones, and single manifests.
pub(super) const BODIES: [&str; 9] = [
    "amd64=a",
    "amd64=a note=x",
    "amd64=a note=y",
    "amd64=a arm64=b",
    "amd64=a arm64=c",
    "amd64=d arm64=b note=x",
    "single",
    "other",
    "note=x",
];

pub(super) const MANIFESTS: [&str; 7] = [
    "a = { image = \"app:1.0\", min-age = \"2d\" }",
    "a = { image = \"app\", version = \"1\", min-age = \"3d\" }\n\
     b = { image = \"app:1.1\", min-age = \"2d\", platforms = [\"linux/amd64\"] }",
    "c = { image = \"app\", version = \"*\", min-age = \"2d\" }\nb = \"app:1.1\"",
    "a = { image = \"app:1.0\", min-age = \"2d\", immutable = true }",
    "a = { image = \"app\", version = \"*\", min-age = \"4d\", platforms = [\"linux/amd64\"] }\n\
     b = { image = \"app\", version = \"*\", min-age = \"1d\", platforms = [\"linux/arm64\"] }\n\
     c = { image = \"app:1.1\", min-age = \"2d\" }",
    "b = { image = \"app\", tag-pattern = '1\\.(?<minor>\\d+)', min-age = \"3d\", immutable = true, \
     platforms = [\"linux/amd64\"] }",
    "a = \"app:1.0\"\nd = { image = \"app:1.0\", min-age = \"5d\" }",
];

pub(super) const BRANCHES: usize = 3;

/// Something that happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Move(usize, usize),
    Vanish(usize),
    /// A body is deleted, though tags that name it may bring it back.
    Delete(usize),
    /// There is no answer about a body until the next day.
    Fail(usize),
    /// A body is refused until the next day.
    Refuse(usize),
    NextDay,
    /// The clock of who updates is so many days behind, until the next day.
    SlowClock(u32),
    Update(Update),
    /// The records of both; manifest and lock of either side.
    Merge {
        from: usize,
        to: usize,
        takes_lock: bool,
    },
    Edit(usize, usize),
    /// A bot writes what the tag of every entry names.
    Bot(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Update {
    branch: usize,
    seen_from: Option<usize>,
    only: Option<usize>,
    ignores_min_age: bool,
    takes_same_index: bool,
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let (tag, body, branch) = (0..TAGS.len(), 0..BODIES.len(), 0..BRANCHES);
    let rare = || prop::bool::weighted(0.05);
    let only = prop::option::weighted(0.1, 0..4usize);
    let seen_from = prop::option::weighted(0.2, branch.clone());
    let update = (branch.clone(), seen_from, only, rare(), rare());
    let update = update.prop_map(
        |(branch, seen_from, only, ignores_min_age, takes_same_index)| {
            Step::Update(Update {
                branch,
                seen_from,
                only,
                ignores_min_age,
                takes_same_index,
            })
        },
    );
    let merge = (branch.clone(), branch.clone(), any::<bool>());
    let merge = merge.prop_map(|(from, to, takes_lock)| Step::Merge {
        from,
        to,
        takes_lock,
    });
    prop_oneof![
        8 => (tag.clone(), body.clone()).prop_map(|(tag, body)| Step::Move(tag, body)),
        1 => tag.prop_map(Step::Vanish),
        1 => body.clone().prop_map(Step::Delete),
        1 => body.clone().prop_map(Step::Fail),
        1 => body.prop_map(Step::Refuse),
        8 => Just(Step::NextDay),
        1 => (1..6u32).prop_map(Step::SlowClock),
        14 => update,
        3 => merge,
        2 => (branch.clone(), 0..MANIFESTS.len()).prop_map(|(branch, to)| Step::Edit(branch, to)),
        1 => branch.prop_map(Step::Bot),
    ]
}

/// All that happened.
pub(super) struct History {
    pub(super) registry: FakeRegistry,
    pub(super) branches: Vec<FakeRepository>,
    pub(super) today: u32,
    /// How many days the clock of who updates is behind.
    behind: u32,
    /// The tag, the body that it named, and the day.
    named: BTreeSet<(String, String, u32)>,
}

impl History {
    pub(super) fn new(first: usize) -> Self {
        let branches = vec![FakeRepository::new(MANIFESTS[first]); BRANCHES];
        Self {
            registry: FakeRegistry::default(),
            branches,
            today: 1,
            behind: 0,
            named: BTreeSet::new(),
        }
    }

    pub(super) fn happen(&mut self, step: Step) {
        match step {
            Step::Move(tag, body) => self.registry.push(TAGS[tag], BODIES[body]),
            Step::Vanish(tag) => {
                self.registry.tags.remove(TAGS[tag]);
            }
            Step::Delete(body) => {
                let is_named = self.registry.tags.values().any(|it| it == BODIES[body]);
                if !is_named {
                    self.registry.gone.insert(BODIES[body].to_owned());
                }
            }
            Step::Fail(body) => {
                self.registry.failing.insert(BODIES[body].to_owned());
            }
            Step::Refuse(body) => {
                self.registry.refusing.insert(BODIES[body].to_owned());
            }
            Step::SlowClock(behind) => self.behind = behind.min(self.today),
            Step::NextDay => {
                self.today += 1;
                self.behind = 0;
                self.registry.failing.clear();
                self.registry.refusing.clear();
            }
            Step::Update(update) => self.update(&update),
            Step::Merge {
                from,
                to,
                takes_lock,
            } => {
                let from = self.branches[from].clone();
                let to = &mut self.branches[to];
                to.seen.merge(&from.seen);
                if takes_lock {
                    (to.lock, to.manifest) = (from.lock, from.manifest);
                }
            }
            Step::Edit(branch, to) => self.branches[branch].manifest = manifest(MANIFESTS[to]),
            Step::Bot(branch) => {
                for entry in self.branches[branch].lock.entries.values_mut() {
                    let tag = entry.tag.as_ref().map(|tag| tag.as_str());
                    let body = tag.and_then(|tag| self.registry.tags.get(tag));
                    if let Some(body) = body {
                        entry.digest = digest(body);
                    }
                }
            }
        }
        for today in [self.today, self.today - self.behind] {
            let named = self.registry.tags.iter();
            let named = named.map(|(tag, body)| (tag.clone(), body.clone(), today));
            self.named.extend(named);
        }
    }

    /// Today, as the clock of who updates has it.
    fn clock(&self) -> Day {
        day(self.today - self.behind)
    }

    fn update(&mut self, update: &Update) {
        let names: Vec<_> = self.branches[update.branch]
            .manifest
            .images
            .keys()
            .cloned()
            .collect();
        let ignored = names.iter().filter(|_| update.ignores_min_age);
        let mut run = Run {
            ignored: ignored.cloned().collect(),
            names: update
                .only
                .map(|only| names.get(only).cloned().into_iter().collect()),
            takes_same_index: update.takes_same_index,
            ..Run::on(self.clock())
        };
        if let Some(other) = update.seen_from {
            run.seen_from = self.branches[other].seen.clone();
        }
        let mut branch = self.branches[update.branch].clone();
        let before = branch.lock.clone();
        let mut believed = branch.seen.clone();
        believed.merge(&run.seen_from);
        let (decisions, _) = branch.update(&self.registry, &run);
        for (name, entry) in &branch.lock.entries {
            let Some(image) = branch.manifest.images.get(name) else {
                assert_eq!(before.entries.get(name), Some(entry), "it goes or stays");
                continue;
            };
            let is_asked = run.names.as_ref().is_none_or(|names| names.contains(name));
            if before.entries.get(name) != Some(entry) {
                assert!(is_asked);
                self.check_entry(image, entry, &before, update);
            }
        }
        self.check_records(&branch, &believed);
        let mut all = branch.manifest.images.iter();
        let has_own = |name, image| {
            let own = before.entries.get(name);
            own.is_some_and(|own| can_name(image, own))
        };
        let mut outcomes = decisions.values().map(|it| &it.outcome);
        let has_failed = outcomes.any(|it| matches!(it, Outcome::Failed(_)));
        // Another source may bring back what the first run dropped, and what failed is tried again
        if update.seen_from.is_none()
            && !has_failed
            && all.all(|(name, image)| has_own(name, image))
        {
            let mut again = branch.clone();
            again.update(&self.registry, &run);
            assert!(
                (&again.lock, &again.seen) == (&branch.lock, &branch.seen),
                "the second run of a day changes something: {:?} {:?}",
                (&again.lock, &again.seen),
                (&branch.lock, &branch.seen)
            );
        }
        self.branches[update.branch] = branch;
    }

    /// An entry that was written has a digest that the lock had, or one that is old enough, but for the rows 1, 3 and 5.
    fn check_entry(&self, image: &Image, entry: &Entry, before: &Lock, update: &Update) {
        let mut old = before.entries.values();
        let min_age = u32::from(image.min_age.days());
        let is_free = min_age == 0 || update.ignores_min_age;
        if is_free || old.any(|old| old.digest == entry.digest) {
            return;
        }
        let tag = entry.tag.as_ref().unwrap().as_str();
        let now = self.registry.tags.get(tag).map(String::as_str);
        assert_eq!(
            now.map(digest),
            Some(entry.digest.clone()),
            "the tag names it"
        );
        let now = now.unwrap();
        let gone_on_from = before.entries.values();
        let gone_on_from: Vec<&Entry> = gone_on_from.filter(|old| can_name(image, old)).collect();
        let is_first = gone_on_from.is_empty();
        let is_noise = gone_on_from
            .iter()
            .any(|old| self.is_noise(image, old, now));
        let is_aged = self.named.iter().any(|(named_by, body, day)| {
            named_by == tag && day + min_age + self.behind <= self.today && is_like(body, now)
        });
        assert!(
            is_first || is_noise || is_aged,
            "{tag} names {now}, too young"
        );
    }

    pub(super) fn is_noise(&self, image: &Image, old: &Entry, now: &str) -> bool {
        let body = BODIES.iter().find(|body| digest(body) == old.digest);
        let body = body.unwrap();
        let is_index = body.contains('=') && now.contains('=');
        is_index
            && is_same(
                &image_platforms(body),
                &image_platforms(now),
                &image.platforms,
            )
    }

    /// Each record has a day on which its tag named its digest or one like it, and none became older.
    fn check_records(&self, branch: &FakeRepository, believed: &Seen) {
        for record in branch.seen.records() {
            let (body, since) = (body_of(record.digest), record.days.since);
            let is_true = self.named.iter().any(|(tag, named, named_on)| {
                tag == record.tag.as_str() && day(*named_on) == since && is_like(named, body)
            });
            assert!(is_true, "{} never named {body} on {since}", record.tag);
            let earlier = believed.of_tag(record.repository, record.tag);
            let mut earlier = earlier.filter(|(digest, _)| is_like(body_of(digest), body));
            let is_known = earlier.any(|(_, days)| days.since == since);
            assert!(is_known || since == self.clock(), "{body} became older");
        }
    }
}

/// Whether an entry has a tag that the image's choice can name.
fn can_name(image: &Image, entry: &Entry) -> bool {
    let tag = entry.tag.as_ref().unwrap();
    let is_accepted = image.rule().map(|rule| rule.accepts(tag.as_str()));
    is_accepted.unwrap_or(image.tag() == Some(tag))
}

pub(super) fn body_of(wanted: &Digest) -> &'static str {
    BODIES.iter().find(|body| digest(body) == *wanted).unwrap()
}

/// The same body, or an index that is equal for every platform of either.
pub(super) fn is_like(one: &str, other: &str) -> bool {
    let are_indexes = one.contains('=') && other.contains('=');
    one == other
        || are_indexes && is_same_everywhere(&image_platforms(one), &image_platforms(other))
}
