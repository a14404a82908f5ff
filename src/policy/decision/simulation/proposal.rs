//! A change beside its base, looked at as `verify --base` does it.

use super::{FakeRegistry, FakeRepository};
use crate::day::Day;
use crate::lock::{Entry, Seen};
use crate::manifest::{Image, ImageName, MinAge};
use crate::policy::decision::{
    Fact, Facts, LockedEntries, ProposedEntry, ProposedRecord, entry_flaws, record_flaw,
    surplus_records,
};

/// A change of a repository.
pub(in crate::policy) struct Proposal<'a> {
    pub base: &'a FakeRepository,
    pub head: &'a FakeRepository,
    pub registry: &'a FakeRegistry,
    /// The records of `--seen-from`.
    pub seen_from: &'a Seen,
    pub today: Day,
}

impl Proposal<'_> {
    /// The records that are trusted.
    pub fn trusted(&self) -> Seen {
        let mut trusted = self.base.seen.clone();
        trusted.merge(self.seen_from);
        trusted
    }

    /// What is wrong with the entries of the change, and with its records.
    pub fn flaws(&self) -> Vec<String> {
        let trusted = self.trusted();
        let images = self.head.manifest.images.iter();
        let entries = images.flat_map(|(name, image)| self.entry(name, image, &trusted));
        let records = self.head.seen.records().filter_map(|record| {
            let proposed = ProposedRecord {
                record,
                seen: &trusted,
                today: self.today,
            };
            let flaw = self.find_out(|facts| record_flaw(&proposed, facts));
            flaw.map(|flaw| format!("{} {}: {flaw:?}", record.tag, record.digest.short()))
        });
        let surplus = surplus_records(&self.head.seen, &trusted, &self.head.manifest);
        let surplus = surplus.records();
        let surplus = surplus.map(|it| format!("{} {}: surplus", it.tag, it.digest.short()));
        entries.chain(records).chain(surplus).collect()
    }

    fn entry(&self, name: &ImageName, image: &Image, trusted: &Seen) -> Vec<String> {
        let Some(new) = self.head.lock.entries.get(name) else {
            return Vec::new();
        };
        let locked = LockedEntries::new(&self.head.manifest, &self.base.lock).of(name, image);
        let own = self.base.lock.entries.get(name);
        let mut known = own.into_iter().chain(locked);
        let Some(tag) = new
            .tag
            .as_ref()
            .filter(|_| !known.any(|it| it.names_same_digest(new)))
        else {
            return Vec::new();
        };
        let answer = self.registry.tag(tag);
        if answer.as_ref().ok().map(|it| &it.digest) != Some(&new.digest) {
            return vec![format!("{name}: {tag} names another digest")];
        }
        let proposed = ProposedEntry {
            image,
            tag,
            answer: &answer,
            locked: locked.into_iter().collect::<Vec<&Entry>>(),
            min_age: self.min_age(name, image),
            seen: trusted,
            today: self.today,
        };
        let flaws = self.find_out(|facts| entry_flaws(&proposed, facts));
        flaws
            .iter()
            .map(|flaw| format!("{name}: {flaw:?}"))
            .collect()
    }

    /// The age that an entry of the change must have.
    pub fn min_age(&self, name: &ImageName, image: &Image) -> MinAge {
        let base = self.base.manifest.images.get(name);
        base.map_or(image.min_age, |base| base.min_age.max(image.min_age))
    }

    /// Asks until all is known.
    fn find_out<T>(&self, flaws: impl Fn(&Facts) -> Result<T, Vec<Fact>>) -> T {
        let mut facts = Facts::default();
        loop {
            match flaws(&facts) {
                Ok(flaws) => return flaws,
                Err(open) => {
                    assert!(!open.is_empty());
                    open.into_iter()
                        .for_each(|fact| self.registry.learn(fact, &mut facts));
                }
            }
        }
    }
}
