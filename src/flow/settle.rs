//! Settling: what a decision depends on beside the answer about the image's tag is asked, round by round, until every
//! image is decided.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::zip;

use super::{IntendedLeniency, Registries, Resolution};
use crate::day::Day;
use crate::lock::{Lock, Seen};
use crate::manifest::{ImageName, Manifest};
use crate::policy::decision::{
    Case, Decisions, Fact, Facts, Leniency, LockedEntries, Verdict, judge,
};
use crate::reference::{Repository, Tag};
use crate::registry::Target;
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, ManifestQuestion, Need};

/// A manifest whose tags have been asked, with all that is known beside the answers.
#[derive(Clone, Copy)]
pub struct AskedProject<'a> {
    pub manifest: &'a Manifest,
    pub lock: &'a Lock,
    /// The records that are believed.
    pub seen: &'a Seen,
    pub plan: &'a Plan,
    pub resolution: &'a Resolution,
    pub leniency: &'a IntendedLeniency,
}

/// Decides every image whose tag was asked, for each project in order. What several of them depend on is asked once.
///
/// It comes to an end: each round asks what no round before has asked, and there are only so many records and entries
/// to ask about.
pub async fn settle(
    registries: &Registries<'_>,
    today: Day,
    projects: &[AskedProject<'_>],
) -> Vec<Decisions> {
    let mut settling = Settling {
        facts: listed_tags(projects),
        decisions: projects.iter().map(|_| Decisions::new()).collect(),
        undecided: Vec::new(),
    };
    let cases = projects.iter().enumerate();
    let cases = cases.flat_map(|(index, project)| {
        let cases = project.cases(today);
        cases.map(move |(name, case)| (index, name, case))
    });
    let mut open = settling.judge(cases);
    while !open.is_empty() {
        find_out(registries, projects, &open, &mut settling.facts).await;
        let undecided = std::mem::take(&mut settling.undecided);
        open = settling.judge(undecided.into_iter());
    }
    settling.decisions
}

/// A case of one of the projects, by its number.
type NumberedCase<'a> = (usize, &'a ImageName, Case<'a>);

struct Settling<'a> {
    facts: Facts,
    decisions: Vec<Decisions>,
    /// The images whose verdict depends on facts that are not known yet.
    undecided: Vec<NumberedCase<'a>>,
}

impl<'a> Settling<'a> {
    /// Judges these cases. Returns the facts that have to be known for the others.
    fn judge(&mut self, cases: impl Iterator<Item = NumberedCase<'a>>) -> BTreeSet<Fact> {
        let mut open = BTreeSet::new();
        for (project, name, case) in cases {
            match judge(&case, &self.facts) {
                Verdict::Settled(settled) => {
                    self.decisions[project].insert(name.clone(), *settled);
                }
                Verdict::Open(facts) => {
                    open.extend(facts);
                    self.undecided.push((project, name, case));
                }
            }
        }
        open
    }
}

impl<'a> AskedProject<'a> {
    /// The cases of the images whose tag was asked.
    fn cases(self, today: Day) -> impl Iterator<Item = (&'a ImageName, Case<'a>)> {
        let entries = LockedEntries::new(self.manifest, self.lock);
        let answered = self.plan.answered(&self.resolution.answers);
        answered.map(move |(name, answer)| {
            let image = &self.manifest.images[name];
            let case = Case {
                image,
                own: self.lock.entries.get(name),
                locked: entries.of(name, image),
                chosen: self.plan.chosen.get(name).or(image.tag()),
                answer,
                seen: self.seen,
                today,
                leniency: Leniency {
                    takes_same_index: self.leniency.takes_same_index,
                    ignores_min_age: self.leniency.ignores_min_age.contains(name),
                },
            };
            (name, case)
        })
    }

    /// The tags that are there as far as lists say so. Where no list was asked, as for the twin of another image,
    /// nothing says that a tag is gone.
    fn listed(self) -> impl Iterator<Item = (&'a Repository, Vec<&'a Tag>)> {
        let lists = &self.resolution.choices.listed;
        let listed = lists.iter();
        let listed = listed.map(|(repository, tags)| (repository, tags.iter().collect()));
        let chosen = self.plan.chosen.keys();
        let repositories = chosen.map(|name| &self.manifest.images[name].repository);
        let unlisted: BTreeSet<&Repository> = repositories
            .filter(|repository| !lists.contains_key(*repository))
            .collect();
        let recorded = |repository| (repository, self.seen.tags_of(repository).collect());
        listed.chain(unlisted.into_iter().map(recorded))
    }
}

/// The facts that are known from lists.
fn listed_tags(projects: &[AskedProject<'_>]) -> Facts {
    let mut facts = Facts::default();
    for (repository, tags) in projects.iter().flat_map(|project| project.listed()) {
        if !tags.is_empty() {
            let known = facts.repositories.entry(repository.clone()).or_default();
            known.listed.extend(tags.into_iter().cloned());
        }
    }
    facts
}

/// Asks for these facts at once, each thing once: what a tag names may have been asked for another image already.
pub async fn find_out(
    registries: &Registries<'_>,
    projects: &[AskedProject<'_>],
    open: &BTreeSet<Fact>,
    facts: &mut Facts,
) {
    let first = first_answers(projects, open);
    let is_known = |fact: &&Fact| matches!(fact, Fact::Tag(repository, tag) if first.contains_key(&(repository, tag)));
    let asked = open.iter().filter(|fact| !is_known(fact));
    let asked = asked.filter_map(|fact| Some((fact, question(fact)?)));
    let (asked, questions): (Vec<&Fact>, Vec<ManifestQuestion>) = asked.unzip();
    let indexes = open.iter().filter_map(|fact| match fact {
        Fact::Index(repository, digest) => Some((repository, digest)),
        Fact::Tag(..) | Fact::Presence(..) | Fact::Platforms(..) => None,
    });
    let indexes: Vec<_> = indexes.collect();
    let fetched = registries.fetch_indexes(&indexes);
    let (answers, fetched) = tokio::join!(registries.answer(&questions), fetched);
    for (fact, answer) in zip(asked, answers) {
        note(facts, fact, answer);
    }
    for ((repository, tag), answer) in first {
        let known = facts.repositories.entry(repository.clone()).or_default();
        known.tags.insert(tag.clone(), answer.clone());
    }
    for ((repository, digest), answer) in zip(indexes, fetched) {
        let known = facts.repositories.entry(repository.clone()).or_default();
        known.indexes.insert(digest.clone(), answer);
    }
}

/// The answers to the tags among these facts that other images have asked for.
fn first_answers<'a>(
    projects: &[AskedProject<'a>],
    open: &'a BTreeSet<Fact>,
) -> BTreeMap<(&'a Repository, &'a Tag), &'a Answered> {
    let tags = open.iter().filter_map(|fact| match fact {
        Fact::Tag(repository, tag) => Some((repository, tag)),
        Fact::Index(..) | Fact::Presence(..) | Fact::Platforms(..) => None,
    });
    let tags: BTreeSet<(&Repository, &Tag)> = tags.collect();
    let mut first = BTreeMap::new();
    if tags.is_empty() {
        return first;
    }
    for project in projects {
        for (question, answer) in zip(&project.plan.questions, &project.resolution.answers) {
            if let Target::Tag(tag) = &question.target
                && let Some(key) = tags.get(&(&question.repository, tag))
            {
                first.insert(*key, answer);
            }
        }
    }
    first
}

/// The question about a fact; an index is asked for in a way of its own.
fn question(fact: &Fact) -> Option<ManifestQuestion> {
    let (repository, target, need) = match fact {
        Fact::Tag(repository, tag) => (repository, Target::Tag(tag.clone()), Need::Digest),
        Fact::Index(..) => return None,
        Fact::Presence(repository, digest) => {
            (repository, Target::Digest(digest.clone()), Need::Digest)
        }
        Fact::Platforms(repository, digest) => {
            (repository, Target::Digest(digest.clone()), Need::Platforms)
        }
    };
    let repository = repository.clone();
    Some(ManifestQuestion {
        repository,
        target,
        need,
    })
}

/// Notes the answer to a fact that is no index.
fn note(facts: &mut Facts, fact: &Fact, answer: Answered) {
    match fact {
        Fact::Tag(repository, tag) => {
            let known = facts.repositories.entry(repository.clone()).or_default();
            known.tags.insert(tag.clone(), answer);
        }
        Fact::Presence(repository, digest) => {
            let known = facts.repositories.entry(repository.clone()).or_default();
            known.presence.insert(digest.clone(), answer);
        }
        Fact::Platforms(repository, digest) => {
            let known = facts.repositories.entry(repository.clone()).or_default();
            known.platforms.insert(digest.clone(), answer);
        }
        Fact::Index(..) => {}
    }
}
