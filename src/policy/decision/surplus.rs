//! The records of a change that `update` would not have kept: it writes what images need, and of what is new no more
//! than a few for each. So a change cannot have a gate ask for as many tags as it has lines.

use std::collections::{BTreeMap, BTreeSet};

use super::records::YOUNG_MAX;
use crate::day::Day;
use crate::lock::{Seen, SeenRecord};
use crate::manifest::{Choice, Manifest};
use crate::reference::{Digest, Repository, Tag};
use crate::select::TagRule;

/// The records of a change that are not trusted and not needed by its images. Which tag a rule chooses is not known
/// here, so that each tag that it accepts may be needed.
pub fn surplus_records(records: &Seen, trusted: &Seen, manifest: &Manifest) -> Seen {
    let is_new = |it: &SeenRecord<'_>| trusted.days(it.repository, it.tag, it.digest).is_none();
    let mut new: BTreeMap<&Repository, NewRecords<'_>> = BTreeMap::new();
    for record in records.records().filter(is_new) {
        let tags = new.entry(record.repository).or_default();
        let digests = tags.entry(record.tag).or_default();
        digests.push((record.days.since, record.digest));
    }
    let needs = needs(manifest);
    let mut surplus = Seen::default();
    for (repository, new) in new {
        let needed = needs
            .get(repository)
            .map(|choices| needed(repository, choices, &new, trusted))
            .unwrap_or_default();
        for (tag, digests) in new {
            let is_surplus = |(_, digest): &(Day, &Digest)| !needed.contains(&(tag, *digest));
            for (since, digest) in digests.into_iter().filter(is_surplus) {
                surplus.add(repository.clone(), tag.clone(), digest.clone(), since);
            }
        }
    }
    surplus
}

/// The new records of a repository: by tag, each with its day.
type NewRecords<'a> = BTreeMap<&'a Tag, Vec<(Day, &'a Digest)>>;

/// What images of one repository choose by, each once.
#[derive(Default)]
struct AgedChoices<'a> {
    tags: BTreeSet<&'a Tag>,
    rules: Vec<&'a TagRule>,
}

fn needs(manifest: &Manifest) -> BTreeMap<&Repository, AgedChoices<'_>> {
    let mut needs: BTreeMap<&Repository, AgedChoices<'_>> = BTreeMap::new();
    let images = manifest.images.values();
    for image in images.filter(|image| !image.min_age.is_none()) {
        let choices = needs.entry(&image.repository).or_default();
        match &image.choice {
            Choice::Tag(tag) => {
                choices.tags.insert(tag);
            }
            Choice::Newest(rule) if choices.rules.contains(&rule) => {}
            Choice::Newest(rule) => choices.rules.push(rule),
            Choice::Pin { .. } => {}
        }
    }
    needs
}

/// The new records that are needed: of each choice the oldest of the tags that nobody has recorded yet, and the oldest
/// of each tag that somebody has, which may name another digest now.
fn needed<'a>(
    repository: &Repository,
    choices: &AgedChoices<'_>,
    new: &NewRecords<'a>,
    trusted: &Seen,
) -> BTreeSet<(&'a Tag, &'a Digest)> {
    let mut needed = BTreeSet::new();
    let is_known = |tag: &Tag| trusted.of_tag(repository, tag).next().is_some();
    let of_tag = |(tag, digests): (&&'a Tag, &Vec<(Day, &'a Digest)>)| {
        let records = digests
            .iter()
            .map(|(since, digest)| (*since, *tag, *digest));
        records.collect::<Vec<_>>()
    };
    let fixed = choices
        .tags
        .iter()
        .filter_map(|tag| new.get_key_value(*tag));
    for records in fixed.map(of_tag) {
        needed.extend(oldest(records, Tag::cmp));
    }
    for rule in &choices.rules {
        let accepted = new.iter().filter(|(tag, _)| rule.accepts(tag.as_str()));
        let (known, unknown): (Vec<_>, Vec<_>) = accepted.partition(|(tag, _)| is_known(tag));
        let by_rule = |one: &Tag, other: &Tag| rule.compare(one.as_str(), other.as_str());
        needed.extend(oldest(
            unknown.into_iter().flat_map(of_tag).collect(),
            by_rule,
        ));
        for records in known.into_iter().map(of_tag) {
            needed.extend(oldest(records, by_rule));
        }
    }
    needed
}

/// The oldest records; of one day the lowest tags, as `update` keeps them.
fn oldest<'a>(
    mut records: Vec<(Day, &'a Tag, &'a Digest)>,
    compare: impl Fn(&Tag, &Tag) -> std::cmp::Ordering,
) -> impl Iterator<Item = (&'a Tag, &'a Digest)> {
    records.sort_by(|(one_day, one, _), (other_day, other, _)| {
        one_day.cmp(other_day).then_with(|| compare(one, other))
    });
    let kept = records.into_iter().take(YOUNG_MAX);
    kept.map(|(_, tag, digest)| (tag, digest))
}
