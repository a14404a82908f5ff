//! What remains of the records once all images are decided.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::{AskedTag, Settled};
use crate::day::Day;
use crate::lock::{Entry, Lock, Seen, SeenDays};
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::Outcome;
use crate::reference::{Digest, Repository, Tag};
use crate::select::TagRule;

/// How many records that are too young an image keeps: the oldest. With all of them a busy repository would grow the
/// file without an end; with the newest alone nothing would ever be old enough.
pub const YOUNG_MAX: usize = 8;

/// The decisions of a run, by image.
pub type Decisions = BTreeMap<ImageName, Settled>;

/// The records that images still need: of a tag that was asked the one of what it names now, of others as they are. The
/// lock is the one that stands on the disk after this run. Images that were not decided need what they needed.
pub fn records_after(
    seen: &Seen,
    decisions: &Decisions,
    manifest: &Manifest,
    lock: &Lock,
    today: Day,
) -> Seen {
    let current = current(seen, decisions, manifest);
    let locked = LockedTags::new(lock);
    let mut needed = Seen::default();
    let images = manifest.images.iter();
    let mut known: BTreeMap<&Repository, Vec<RecordNeed<'_>>> = BTreeMap::new();
    for (name, image) in images.filter(|(_, image)| !image.min_age.is_none()) {
        let need = RecordNeed::of(image, lock.entries.get(name), decisions.get(name));
        let mut records = match image.rule() {
            None => need.of_its_tag(&current),
            Some(rule) => {
                let known = known.entry(&image.repository).or_default();
                if known.contains(&need) {
                    continue;
                }
                known.push(need);
                need.of_rule(rule, &current)
            }
        };
        if need.is_decided {
            records = without_youngest(records, image, today);
        }
        for (tag, digest, days) in records {
            let is_locked = days.held < days.since && locked.are(&image.repository, tag, digest);
            let days = if is_locked { days.since.into() } else { days };
            needed.add(image.repository.clone(), tag.clone(), digest.clone(), days);
        }
    }
    needed
}

/// The digests that are locked by tag, to find the tags that are held no longer. Made once a tag is held for longer
/// than its record is old.
struct LockedTags<'a> {
    lock: &'a Lock,
    /// The digest of each tag; none where names have locked several.
    digests: OnceCell<BTreeMap<(&'a Repository, &'a Tag), Option<&'a Digest>>>,
}

impl<'a> LockedTags<'a> {
    fn new(lock: &'a Lock) -> Self {
        let digests = OnceCell::new();
        Self { lock, digests }
    }

    /// Whether all entries of a tag have a digest.
    fn are(&self, repository: &Repository, tag: &Tag, digest: &Digest) -> bool {
        let digests = self.digests.get_or_init(|| digests_of(self.lock));
        digests.get(&(repository, tag)) == Some(&Some(digest))
    }
}

fn digests_of(lock: &Lock) -> BTreeMap<(&Repository, &Tag), Option<&Digest>> {
    let mut digests = BTreeMap::new();
    for entry in lock.entries.values() {
        if let Some(tag) = &entry.tag {
            let own = Some(&entry.digest);
            let known = digests.entry((&entry.repository, tag)).or_insert(own);
            *known = known.filter(|known| Some(*known) == own);
        }
    }
    digests
}

/// A record of one repository.
type RepositoryRecord<'a> = (&'a Tag, &'a Digest, SeenDays);

/// The records with those of each tag that was asked put right. All others stay as they are written, days after today
/// as well: a clock that is slow for one run must make nothing older.
fn current(seen: &Seen, decisions: &Decisions, manifest: &Manifest) -> Seen {
    let asked = decisions.iter().filter_map(|(name, settled)| {
        let repository = &manifest.images.get(name)?.repository;
        Some((repository, settled))
    });
    let asked = asked.flat_map(|(repository, settled)| {
        let tags = settled.asked.iter();
        tags.map(move |(tag, answer)| ((repository, tag), answer))
    });
    let asked: Vec<((&Repository, &Tag), &AskedTag)> = asked.collect();
    let tags: std::collections::BTreeSet<(&Repository, &Tag)> =
        asked.iter().map(|(tag, _)| *tag).collect();
    let mut current = Seen::default();
    let mut add = |repository: &Repository, tag: &Tag, digest: &Digest, days: SeenDays| {
        current.add(repository.clone(), tag.clone(), digest.clone(), days);
    };
    for record in seen.records() {
        if !tags.contains(&(record.repository, record.tag)) {
            add(record.repository, record.tag, record.digest, record.days);
        }
    }
    for ((repository, tag), answer) in asked {
        if let AskedTag::Names {
            digest,
            days: Some(days),
        } = answer
        {
            add(repository, tag, digest, *days);
        }
    }
    current
}

/// What the records depend on that an image needs. Images of one repository with the same need have the same records.
#[derive(Debug, Clone, Copy)]
struct RecordNeed<'a> {
    image: &'a Image,
    /// The locked tag, if it is of the image's repository.
    locked: Option<&'a Tag>,
    /// The tag that was chosen now.
    chosen: Option<&'a Tag>,
    /// Whether it was decided. Of an image that was not, nobody knows what it needs next.
    is_decided: bool,
}

impl PartialEq for RecordNeed<'_> {
    fn eq(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.locked, it.chosen, it.is_decided, it.image.min_age);
        of(self) == of(other) && self.image.choice == other.image.choice
    }
}

impl<'a> RecordNeed<'a> {
    fn of(image: &'a Image, entry: Option<&'a Entry>, settled: Option<&'a Settled>) -> Self {
        let own = entry.filter(|entry| entry.repository == image.repository);
        let is_decided = |settled: &Settled| !matches!(settled.outcome, Outcome::Failed(_));
        Self {
            image,
            locked: own.and_then(|entry| entry.tag.as_ref()),
            chosen: settled.and_then(|settled| settled.chosen.as_ref()),
            is_decided: settled.is_some_and(is_decided),
        }
    }

    /// The records of a fixed tag.
    fn of_its_tag(self, seen: &'a Seen) -> Vec<RepositoryRecord<'a>> {
        let tag = self.image.tag().into_iter();
        tag.flat_map(|tag| records_of(&self.image.repository, tag, seen))
            .collect()
    }

    /// The records of the tag that was chosen now, and of all that the rule can choose and are not lower than what is
    /// locked.
    fn of_rule(self, rule: &TagRule, seen: &'a Seen) -> Vec<RepositoryRecord<'a>> {
        let repository = &self.image.repository;
        let locked = self.locked.filter(|locked| rule.accepts(locked.as_str()));
        let is_lower =
            |tag: &Tag| locked.is_some_and(|it| rule.compare(tag.as_str(), it.as_str()).is_lt());
        let is_needed =
            |tag: &&Tag| self.chosen == Some(*tag) || rule.accepts(tag.as_str()) && !is_lower(tag);
        let tags = seen.tags_of(repository).filter(is_needed);
        tags.flat_map(|tag| records_of(repository, tag, seen))
            .collect()
    }
}

fn records_of<'a>(
    repository: &Repository,
    tag: &'a Tag,
    seen: &'a Seen,
) -> impl Iterator<Item = RepositoryRecord<'a>> {
    let records = seen.of_tag(repository, tag);
    records.map(move |(digest, days)| (tag, digest, days))
}

/// The records that are old enough, and the oldest of the others: of one day the lowest tags, which were seen first.
fn without_youngest<'a>(
    records: Vec<RepositoryRecord<'a>>,
    image: &Image,
    today: Day,
) -> Vec<RepositoryRecord<'a>> {
    let min_age = i64::from(image.min_age.days());
    let is_old = |(.., days): &RepositoryRecord<'_>| today.days_since(days.since) >= min_age;
    let (mut kept, mut young): (Vec<_>, Vec<_>) = records.into_iter().partition(is_old);
    young.sort_by(|(one, .., one_days), (other, .., other_days)| {
        let by_tag = || match image.rule() {
            Some(rule) => rule.compare(one.as_str(), other.as_str()),
            None => one.cmp(other),
        };
        one_days.since.cmp(&other_days.since).then_with(by_tag)
    });
    kept.extend(young.into_iter().take(YOUNG_MAX));
    kept
}
