//! `verify --base`: what a change claims to have been there for long enough, held against the records that are trusted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::change::{ChangedEntry, Findings};
use super::options::BaseOptions;
use crate::day::Day;
use crate::lock::{Entry, Lock, Seen, SeenFile, SeenRecord, record_line};
use crate::manifest::{ImageName, Manifest};
use crate::policy::decision::{
    AgeByRecords, EntryFlaw, Fact, Facts, ProposedEntry, ProposedRecord, age_by_records,
    entry_flaws, record_flaw, surplus_records,
};
use crate::project::base::BaseFiles;
use crate::reference::Registry;
use crate::report::verify::{RecordCause, RecordFinding, VerifyFinding};

/// The claims of a change, and what is known without it.
pub(super) struct Claims {
    /// The entries whose tags are asked about first.
    pub entries: BTreeMap<ImageName, ChangedEntry>,
    /// The records of the change.
    file: SeenFile,
    /// Those of them that no update would have kept.
    surplus: Seen,
    /// The records that are trusted.
    trusted: Seen,
    /// The registries that may be asked.
    registries: BTreeSet<Registry>,
    today: Day,
}

/// What of it may not be believed.
#[derive(Default)]
pub(super) struct ClaimFlaws {
    pub entries: Vec<(ImageName, EntryFlaw)>,
    pub records: Vec<RecordFinding>,
    /// Images that somebody left out, and whose age only their registry could tell.
    pub hidden: Vec<ImageName>,
}

impl Claims {
    /// The claims of a change with these records, where no others are trusted than those of the base and these.
    pub(super) fn new(
        entries: BTreeMap<ImageName, ChangedEntry>,
        (file, manifest): (SeenFile, &Manifest),
        (base, others): (&BaseFiles, &Seen),
        options: &BaseOptions,
        today: Day,
    ) -> Self {
        let mut trusted = base.seen();
        trusted.merge(others);
        let allowed = base.registries().into_iter().chain(&options.registries);
        Self {
            entries,
            surplus: surplus_records(&file.seen, &trusted, manifest),
            file,
            trusted,
            registries: allowed.cloned().collect(),
            today,
        }
    }

    /// Whether nothing has to be asked for them.
    pub(super) fn asks_nothing(&self) -> bool {
        self.flaws_of_records(&Facts::default()).is_ok()
    }

    /// What may not be believed, once all is known that this depends on; before that, the facts that are open.
    pub(super) fn flaws(
        &self,
        manifest: &Manifest,
        lock: &Lock,
        findings: &Findings,
        facts: &Facts,
    ) -> Result<ClaimFlaws, Vec<Fact>> {
        let (mut open, mut flaws) = (Vec::new(), ClaimFlaws::default());
        for (name, proposed) in self.proposed(manifest, lock, findings, facts) {
            match entry_flaws(&proposed, facts) {
                Ok(found) => {
                    let named = found.into_iter().map(|flaw| (name.clone(), flaw));
                    flaws.entries.extend(named);
                }
                Err(facts) => open.extend(facts),
            }
        }
        for (name, changed) in self.left_out(findings) {
            let both = (&manifest.images[name], &lock.entries[name]);
            let known = (&self.trusted, self.today);
            match age_by_records(both, changed.min_age, &changed.locked, known) {
                AgeByRecords::OldEnough => {}
                AgeByRecords::TooYoung(held) => {
                    flaws.entries.push((name.clone(), EntryFlaw::Young(*held)));
                }
                AgeByRecords::Unknown => flaws.hidden.push(name.clone()),
            }
        }
        match self.flaws_of_records(facts) {
            Ok(records) => flaws.records = records,
            Err(facts) => open.extend(facts),
        }
        if open.is_empty() {
            Ok(flaws)
        } else {
            Err(open)
        }
    }

    fn flaws_of_records(&self, facts: &Facts) -> Result<Vec<RecordFinding>, Vec<Fact>> {
        let (mut open, mut causes) = (Vec::new(), self.surplus_cause());
        for record in self.judged() {
            match self.cause(record, facts) {
                Ok(cause) => causes.extend(cause.map(|cause| (record, cause))),
                Err(facts) => open.extend(facts),
            }
        }
        if !open.is_empty() {
            return Err(open);
        }
        let lines = lines_of(&self.file);
        let finding = |(record, cause): (SeenRecord<'_>, RecordCause)| RecordFinding {
            line: lines.get(&*record_line(&record)).copied(),
            repository: record.repository.clone(),
            tag: record.tag.clone(),
            digest: record.digest.clone(),
            since: record.days.since,
            cause,
        };
        Ok(causes.into_iter().map(finding).collect())
    }

    /// The records that an update may have kept.
    fn judged(&self) -> impl Iterator<Item = SeenRecord<'_>> {
        let days = |it: &SeenRecord<'_>| self.surplus.days(it.repository, it.tag, it.digest);
        let records = self.file.seen.records();
        records.filter(move |record| days(record).is_none())
    }

    /// The first record that no update would have kept, for all of them: there may be any number.
    fn surplus_cause(&self) -> Vec<(SeenRecord<'_>, RecordCause)> {
        let mut records = self.file.seen.records();
        let is_surplus = |it: &SeenRecord<'_>| {
            let days = self.surplus.days(it.repository, it.tag, it.digest);
            days.is_some()
        };
        let Some(first) = records.find(is_surplus) else {
            return Vec::new();
        };
        let others = self.surplus.records().count() - 1;
        vec![(first, RecordCause::Surplus { others })]
    }

    /// Why a record may not be believed. A registry that the base does not use is asked nothing.
    fn cause(
        &self,
        record: SeenRecord<'_>,
        facts: &Facts,
    ) -> Result<Option<RecordCause>, Vec<Fact>> {
        let proposed = ProposedRecord {
            record,
            seen: &self.trusted,
            today: self.today,
        };
        match record_flaw(&proposed, facts) {
            Err(_) if !self.registries.contains(record.repository.registry()) => {
                Ok(Some(RecordCause::RegistryNotAllowed))
            }
            flaw => Ok(flaw?.map(RecordCause::Flaw)),
        }
    }

    /// Whether a trusted record has the digest of an entry.
    pub(super) fn trust(&self, entry: &Entry) -> bool {
        let days = |tag| self.trusted.days(&entry.repository, tag, &entry.digest);
        entry.tag.as_ref().and_then(days).is_some()
    }

    /// The entries that are not public, if somebody has allowed that.
    fn left_out(&self, findings: &Findings) -> impl Iterator<Item = (&ImageName, &ChangedEntry)> {
        let is_left_out =
            |it: &_| matches!(it, VerifyFinding::NotPublic { is_allowed, .. } if *is_allowed);
        let entries = self.entries.iter();
        entries.filter(move |(name, _)| findings[*name].iter().any(is_left_out))
    }

    /// The entries whose tags name them, so that all that is open is whether they may.
    fn proposed<'a>(
        &'a self,
        manifest: &'a Manifest,
        lock: &'a Lock,
        findings: &Findings,
        facts: &'a Facts,
    ) -> Vec<(&'a ImageName, ProposedEntry<'a>)> {
        let proposed = |(name, changed): (&'a ImageName, &'a ChangedEntry)| {
            let (image, entry) = (&manifest.images[name], &lock.entries[name]);
            let is_there = findings[name].contains(&VerifyFinding::Present);
            let tag = entry.tag.as_ref().filter(|_| is_there)?;
            let known = facts.repositories.get(&entry.repository)?;
            let proposed = ProposedEntry {
                image,
                tag,
                answer: known.tags.get(tag)?,
                locked: changed.locked.iter().collect(),
                min_age: changed.min_age,
                seen: &self.trusted,
                today: self.today,
            };
            Some((name, proposed))
        };
        self.entries.iter().filter_map(proposed).collect()
    }
}

/// The lines of a file, each with its number from 1.
fn lines_of(file: &SeenFile) -> HashMap<&str, usize> {
    let text = file.text.as_deref().unwrap_or_default();
    let numbered = text.lines().zip(1..);
    numbered
        .map(|(line, number)| (line.trim_end(), number))
        .collect()
}
