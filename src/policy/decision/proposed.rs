//! May a change lock what it locks? An update on each commit of its base is what decides, with the records that are
//! trusted and never with those of the change itself.

use super::age::since_same;
use super::known::{KnownFacts, Pending};
use super::{Case, Fact, Facts, Leniency, Verdict, judge};
use crate::day::Day;
use crate::lock::{Entry, Seen, SeenRecord};
use crate::manifest::{Choice, Image, MinAge};
use crate::policy::{Held, Outcome, PolicyRefusal};
use crate::reference::{Digest, Repository, Tag};
use crate::registry::Error;
use crate::resolve::Answered;

/// How many days before today a new record may begin, since what was written before midnight is looked at after it
/// (SPEC 6); and how many after it, since the clock of who wrote it may be ahead.
const RECORD_DAYS_MAX: i64 = 1;

/// An entry of a change whose tag names its digest.
#[derive(Debug, Clone)]
pub struct ProposedEntry<'a> {
    pub image: &'a Image,
    pub tag: &'a Tag,
    /// The answer about the tag.
    pub answer: &'a Answered,
    /// The entries that the commits of the base have for it ([`super::LockedEntries`]), as far as they are others.
    pub locked: Vec<&'a Entry>,
    /// The age that the change or its base demands, the greater of them.
    pub min_age: MinAge,
    /// The records that are trusted.
    pub seen: &'a Seen,
    pub today: Day,
}

/// Why an entry may not be locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryFlaw {
    /// It is not old enough.
    Young(Held),
    /// Its tag must not move.
    Refused(PolicyRefusal),
    /// Nobody can tell.
    Failed(Error),
}

/// A record of a change that is not among those that are trusted.
#[derive(Debug, Clone)]
pub struct ProposedRecord<'a> {
    pub record: SeenRecord<'a>,
    /// The records that are trusted.
    pub seen: &'a Seen,
    pub today: Day,
}

/// Why a record may not be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordFlaw {
    /// Its tag names another digest now; none if the tag is gone.
    NotFromTag(Option<Digest>),
    /// A trusted one has a later day.
    EarlierThanTrusted(Day),
    /// It is from before yesterday, and no trusted one is.
    TooEarly,
    /// It is from after tomorrow, and no trusted one is.
    Future,
    /// Nobody can tell.
    Failed(Error),
}

/// The flaws of an entry, once all is known that they depend on.
///
/// # Errors
/// The facts that are open.
pub fn entry_flaws(
    proposed: &ProposedEntry<'_>,
    facts: &Facts,
) -> Result<Vec<EntryFlaw>, Vec<Fact>> {
    // Of no other tag that a rule could choose instead
    let image = Image {
        choice: Choice::Tag(proposed.tag.clone()),
        min_age: proposed.min_age,
        ..proposed.image.clone()
    };
    let (mut flaws, mut open) = (Vec::new(), Vec::new());
    for locked in &proposed.locked {
        let case = Case {
            image: &image,
            own: None,
            locked: Some(locked),
            chosen: Some(proposed.tag),
            answer: proposed.answer,
            seen: proposed.seen,
            today: proposed.today,
            leniency: Leniency {
                // It locks what is locked already, as far as anybody asked for it
                takes_same_index: true,
                ignores_min_age: false,
            },
        };
        match judge(&case, facts) {
            Verdict::Open(facts) => open.extend(facts),
            Verdict::Settled(settled) => match flaw_of(settled.outcome, &case, facts) {
                Ok(flaw) => flaws.extend(flaw),
                Err(facts) => open.extend(facts),
            },
        }
    }
    flaws.dedup();
    if open.is_empty() {
        Ok(flaws)
    } else {
        Err(open)
    }
}

/// Whether an entry is old enough, as far as that can be told without asking its registry anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgeByRecords {
    /// It is, or its age does not count.
    OldEnough,
    /// It is not, whatever the registry would say.
    TooYoung(Box<Held>),
    /// The registry alone can tell: another index that it has may be the same (rows 3 and 6).
    Unknown,
}

/// What the trusted records say of the age of an entry whose registry may not be asked.
pub fn age_by_records(
    (image, entry): (&Image, &Entry),
    min_age: MinAge,
    locked: &[Entry],
    (seen, today): (&Seen, Day),
) -> AgeByRecords {
    let Some(tag) = entry.tag.as_ref().filter(|_| !locked.is_empty()) else {
        return AgeByRecords::OldEnough;
    };
    let is_aged = |since: Day| today.days_since(since) >= i64::from(min_age.days());
    let recorded = seen.days(&entry.repository, tag, &entry.digest);
    let recorded = recorded.map(|days| days.since.min(today));
    if min_age.is_none() || recorded.is_some_and(is_aged) {
        return AgeByRecords::OldEnough;
    }
    let is_of_tag = |old: &Entry| old.tag.as_ref() == Some(tag);
    let may_be_same = !image.platforms.is_empty() && locked.iter().any(is_of_tag);
    let mut others = seen.of_tag(&entry.repository, tag);
    let may_be_older = others.any(|(_, days)| is_aged(days.since));
    if may_be_same || may_be_older {
        return AgeByRecords::Unknown;
    }
    let since = recorded.unwrap_or(today);
    AgeByRecords::TooYoung(Box::new(Held {
        tag: tag.clone(),
        digest: entry.digest.clone(),
        since,
        until: since.plus(min_age.days().into()),
        change: None,
    }))
}

fn flaw_of(
    outcome: Outcome,
    case: &Case<'_>,
    facts: &Facts,
) -> Result<Option<EntryFlaw>, Vec<Fact>> {
    match outcome {
        // What would be written all the same is no flaw
        Outcome::Held(held) => young(
            Held {
                change: None,
                ..*held
            },
            case,
            facts,
        ),
        // Whatever the base's digest lacks: this one is what the change locks
        Outcome::Refused(PolicyRefusal::LockedPlatformsMissing { held, .. }) => {
            young(*held, case, facts)
        }
        Outcome::Refused(refusal) => Ok(Some(EntryFlaw::Refused(refusal))),
        Outcome::Failed(error) => Ok(Some(EntryFlaw::Failed(error))),
        Outcome::Unchanged | Outcome::Changed(_) | Outcome::NoMatch(_) => Ok(None),
    }
}

/// The flaw of an entry that its own record does not make old enough.
fn young(held: Held, case: &Case<'_>, facts: &Facts) -> Result<Option<EntryFlaw>, Vec<Fact>> {
    match is_old_by_same(&held, case, facts) {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(EntryFlaw::Young(held))),
        Err(Pending::Open(facts)) => Err(facts),
        Err(Pending::Failed(error)) => Ok(Some(EntryFlaw::Failed(error))),
    }
}

/// Whether an equal index is old enough where the record of the digest itself is not: an update that did not know the
/// latter would have gone by the former (row 6).
fn is_old_by_same(held: &Held, case: &Case<'_>, facts: &Facts) -> Result<bool, Pending> {
    let repository = &case.image.repository;
    let is_old = |day: Day| case.today.days_since(day) >= i64::from(case.image.min_age.days());
    let early = early(case.seen, (repository, &held.tag), is_old);
    let known = KnownFacts::new(repository, facts);
    let own = || known.index(&held.digest)?.map_err(Pending::Failed);
    let since = since_same(&early, known, &held.tag, own)?;
    Ok(since.is_some())
}

/// The flaw of a record, once all is known that it depends on. One that a trusted record covers has none.
///
/// # Errors
/// The facts that are open.
pub fn record_flaw(
    proposed: &ProposedRecord<'_>,
    facts: &Facts,
) -> Result<Option<RecordFlaw>, Vec<Fact>> {
    match flaw_of_record(proposed, facts) {
        Ok(flaw) => Ok(flaw),
        Err(Pending::Open(facts)) => Err(facts),
        Err(Pending::Failed(error)) => Ok(Some(RecordFlaw::Failed(error))),
    }
}

/// A record that is new may be of yesterday, but not of a day before that of a trusted one. A trusted day to come
/// counts as today.
///
/// `held` is not looked at. Nothing is locked by it: an invented one only makes a warning come early.
fn flaw_of_record(
    proposed: &ProposedRecord<'_>,
    facts: &Facts,
) -> Result<Option<RecordFlaw>, Pending> {
    let ProposedRecord {
        record,
        seen,
        today,
    } = proposed;
    let known = KnownFacts::new(record.repository, facts);
    let since = record.days.since;
    let trusted = seen.days(record.repository, record.tag, record.digest);
    let trusted = trusted.map(|trusted| trusted.since);
    if today.days_since(since) < -RECORD_DAYS_MAX {
        // That of an equal index stays as it is (row 6)
        let mut trusted = seen.of_tag(record.repository, record.tag);
        let is_trusted = trusted.any(|(_, trusted)| trusted.since >= since);
        return Ok((!is_trusted).then_some(RecordFlaw::Future));
    }
    if trusted.is_some_and(|trusted| trusted <= since) {
        return Ok(None);
    }
    let flaw = match trusted.filter(|trusted| since < *today.min(trusted)) {
        Some(trusted) => RecordFlaw::EarlierThanTrusted(trusted),
        None if today.days_since(since) > RECORD_DAYS_MAX => RecordFlaw::TooEarly,
        None => match known.tag(record.tag)? {
            Some(now) if now == record.digest => return Ok(None),
            now => RecordFlaw::NotFromTag(now.cloned()),
        },
    };
    // Row 6: the same index may have been seen earlier, with other attestations
    let early = early(seen, (record.repository, record.tag), |day| day <= since);
    // One that is gone is like no other
    let own = || Ok(known.index(record.digest)?.unwrap_or_default());
    let same = since_same(&early, known, record.tag, own)?;
    Ok(same.is_none().then_some(flaw))
}

/// The records of a tag that are early enough.
fn early(
    seen: &Seen,
    (repository, tag): (&Repository, &Tag),
    is_early: impl Fn(Day) -> bool,
) -> Seen {
    let mut early = Seen::default();
    let records = seen.of_tag(repository, tag);
    for (digest, days) in records.filter(|(_, days)| is_early(days.since)) {
        early.add(repository.clone(), tag.clone(), digest.clone(), days);
    }
    early
}
