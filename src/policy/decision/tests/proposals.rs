//! Random histories: what `verify --base` says of a change in them, be it an update or a forgery.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::history::{BODIES, BRANCHES, History, Step, TAGS, body_of, is_like, step};
use super::world::{app, day};
use crate::lock::{Entry, Seen, SeenRecord};
use crate::policy::decision::simulation::{FakeRepository, Proposal, Run, digest};
use crate::policy::decision::{
    EntryFlaw, Facts, LockedEntries, ProposedEntry, RepositoryFacts, entry_flaws,
};

/// Updates a copy of a branch, with the records of another one.
fn updated(history: &History, base: &FakeRepository, seen_from: &Seen) -> FakeRepository {
    let run = Run {
        seen_from: seen_from.clone(),
        ..Run::on(day(history.today))
    };
    let mut head = base.clone();
    head.update(&history.registry, &run);
    head
}

fn history(steps: Vec<Step>) -> History {
    let mut history = History::new(1);
    for step in steps {
        history.happen(step);
    }
    history.registry.failing.clear();
    history.registry.refusing.clear();
    history
}

/// Whether an entry may be locked: nothing of it was, or it was, or it is the same for the declared platforms, or a
/// trusted record of one like it is old enough.
fn may_lock(history: &History, proposal: &Proposal<'_>, name: &str, new: &Entry) -> bool {
    let (name, head) = (name.parse().unwrap(), proposal.head);
    let image = &head.manifest.images[&name];
    let locked = LockedEntries::new(&head.manifest, &proposal.base.lock).of(&name, image);
    let own = proposal.base.lock.entries.get(&name);
    if own
        .into_iter()
        .chain(locked)
        .any(|old| old.names_same_digest(new))
    {
        return true;
    }
    let tag = new.tag.as_ref().unwrap();
    let now = history.registry.tags.get(tag.as_str());
    let Some(now) = now.filter(|now| digest(now) == new.digest) else {
        return false;
    };
    let Some(locked) = locked else {
        return true;
    };
    let is_same_tag = locked.tag == new.tag;
    if is_same_tag && history.is_noise(image, locked, now) {
        return true;
    }
    let min_age = i64::from(proposal.min_age(&name, image).days());
    let (trusted, app) = (proposal.trusted(), app());
    let mut records = trusted.of_tag(&app, tag);
    let is_old = |days: crate::lock::SeenDays| {
        proposal.today.days_since(days.since.min(proposal.today)) >= min_age
    };
    let is_aged = records.any(|(digest, days)| is_old(days) && is_like(body_of(digest), now));
    is_aged && !(image.immutable && is_same_tag)
}

/// Whether a record may be written: a trusted one of the digest or of one like it is not later, or there is none of the
/// digest, the tag names it now, and it is of yesterday or today.
fn may_write(history: &History, proposal: &Proposal<'_>, record: &SeenRecord<'_>) -> bool {
    let (trusted, app) = (proposal.trusted(), app());
    let since = record.days.since;
    let own = trusted.days(&app, record.tag, record.digest);
    if own.is_some_and(|own| own.since <= since) {
        return true;
    }
    let body = body_of(record.digest);
    let mut others = trusted.of_tag(&app, record.tag);
    let now = history.registry.tags.get(record.tag.as_str());
    let is_earlier = own.is_some_and(|own| since < own.since.min(proposal.today));
    let is_recent = proposal.today.days_since(since) <= 1;
    let is_new = now.is_some_and(|now| now == body) && is_recent && !is_earlier;
    is_new || others.any(|(digest, days)| days.since <= since && is_like(body_of(digest), body))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_an_update_writes_passes_on_that_day_and_once_the_hint_is_followed_later(
        steps in prop::collection::vec(step(), 1..60),
        later in prop::collection::vec(step(), 0..20),
        (branch, other) in (0..BRANCHES, 0..BRANCHES),
        has_other in any::<bool>(),
    ) {
        let mut history = history(steps);
        let base = history.branches[branch].clone();
        let seen_from = if has_other { history.branches[other].seen.clone() } else { Seen::default() };
        for wait in [Vec::new(), later] {
            for step in wait {
                history.happen(step);
            }
            history.registry.failing.clear();
            history.registry.refusing.clear();
            let head = updated(&history, &base, &seen_from);
            let proposal = Proposal {
                base: &base,
                head: &head,
                registry: &history.registry,
                seen_from: &seen_from,
                today: day(history.today),
            };
            prop_assert_eq!(proposal.flaws(), [""; 0]);
        }
    }

    #[test]
    fn what_no_update_on_the_base_could_have_written_is_refused(
        steps in prop::collection::vec(step(), 1..60),
        branch in 0..BRANCHES,
        entries in prop::collection::vec((0..4usize, 0..TAGS.len(), any::<bool>(), 0..BODIES.len()), 0..3),
        records in prop::collection::vec((0..TAGS.len(), 0..BODIES.len(), 0..9u32), 0..3),
    ) {
        let history = history(steps);
        let base = history.branches[branch].clone();
        let mut head = updated(&history, &base, &Seen::default());
        for (number, tag, is_true, body) in entries {
            let tag = TAGS[tag];
            let now = history.registry.tags.get(tag).filter(|_| is_true);
            let body = now.map_or(BODIES[body], String::as_str);
            let Some((name, image)) = head.manifest.images.iter().nth(number) else {
                continue;
            };
            let is_named = match image.rule() {
                Some(rule) => rule.accepts(tag),
                None => image.tag().is_some_and(|it| it.as_str() == tag),
            };
            if is_named {
                let entry = Entry::of(image, tag.parse().ok(), digest(body), None);
                head.lock.entries.insert(name.clone(), entry);
            }
        }
        for (tag, body, days) in records {
            let since = day(history.today.saturating_sub(days));
            head.seen.add(app(), TAGS[tag].parse().unwrap(), digest(BODIES[body]), since);
        }
        let none = Seen::default();
        let proposal = Proposal {
            base: &base,
            head: &head,
            registry: &history.registry,
            seen_from: &none,
            today: day(history.today),
        };
        let names = head.lock.entries.iter();
        let aged = |name| {
            let image = head.manifest.images.get(name);
            image.is_some_and(|image| !proposal.min_age(name, image).is_none())
        };
        let is_wrong = names.filter(|(name, _)| aged(*name)).any(|(name, new)| {
            !may_lock(&history, &proposal, name.as_str(), new)
        });
        let is_forged = head.seen.records().any(|it| !may_write(&history, &proposal, &it));
        let flaws = proposal.flaws();
        prop_assert!(!flaws.is_empty() || !(is_wrong || is_forged), "{:?} {:?}", head.lock, head.seen);
    }
}

#[test]
fn an_entry_that_is_too_young_is_refused_though_an_older_tag_of_its_range_is_old_enough() {
    let mut base =
        FakeRepository::new("a = { image = \"app\", version = \"1\", min-age = \"3d\" }");
    let mut history = History::new(1);
    history.registry.push("1.0", "single");
    base.update(&history.registry, &Run::on(day(1)));
    for (tag, body, today) in [("1.1", "other", 1), ("1.2", "amd64=a", 9)] {
        history.registry.push(tag, body);
        base.seen
            .add(app(), tag.parse().unwrap(), digest(body), day(today));
    }
    let (name, image) = base.manifest.images.iter().next().unwrap();
    let (tag, answer) = (
        "1.2".parse().unwrap(),
        history.registry.tag(&"1.2".parse().unwrap()),
    );
    let proposed = ProposedEntry {
        image,
        tag: &tag,
        answer: &answer,
        locked: vec![&base.lock.entries[name]],
        min_age: image.min_age,
        seen: &base.seen,
        today: day(9),
    };
    let mut facts = Facts::default();
    let listed: BTreeSet<_> = TAGS.iter().map(|tag| tag.parse().unwrap()).collect();
    let older = "1.1".parse().unwrap();
    let known = RepositoryFacts {
        tags: [("1.1".parse().unwrap(), history.registry.tag(&older))].into(),
        listed,
        ..RepositoryFacts::default()
    };
    facts.repositories.insert(app(), known);
    let flaws = entry_flaws(&proposed, &facts).unwrap();
    assert!(matches!(flaws[..], [EntryFlaw::Young(_)]), "{flaws:?}");
}
