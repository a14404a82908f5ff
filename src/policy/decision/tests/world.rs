//! A repository beside a registry, and what an update says in words.

use crate::day::Day;
use crate::lock::{Entry, EntryChange, Platforms};
use crate::policy::Outcome;
use crate::policy::decision::simulation::{
    FakeRegistry, FakeRepository, Run, digest, image_platforms, manifest,
};
use crate::policy::decision::{DecisionNote, Decisions, Fact, Settled};
use crate::reference::{Digest, Repository};

/// A repository and the registry that it asks.
pub(super) struct World {
    pub(super) files: FakeRepository,
    pub(super) registry: FakeRegistry,
    /// The facts that the last update asked for.
    pub(super) asked: Vec<String>,
}

/// The repository of all images.
pub(super) fn app() -> Repository {
    "app".parse().unwrap()
}

/// A day of November 2026 and later, from 1.
pub(super) fn day(number: u32) -> Day {
    "2026-10-31".parse::<Day>().unwrap().plus(number)
}

impl World {
    pub(super) fn new(images: &str) -> Self {
        Self {
            files: FakeRepository::new(images),
            registry: FakeRegistry::default(),
            asked: Vec::new(),
        }
    }

    /// Edits `images.toml`.
    pub(super) fn edit(&mut self, images: &str) {
        self.files.manifest = manifest(images);
    }

    pub(super) fn push(&mut self, tag: &str, body: &str) {
        self.registry.push(tag, body);
    }

    /// Writes an entry as it is locked: with these platforms, or none.
    pub(super) fn lock(&mut self, name: &str, tag: &str, body: &str, platforms: &[&str]) {
        let image = self.files.manifest.images.values().next().unwrap();
        let own = image_platforms(body);
        let own = platforms.iter().map(|platform| {
            let platform = platform.parse().unwrap();
            let digest = own.get(&platform).into_iter().next().unwrap().clone();
            (platform, digest)
        });
        let platforms =
            Some(own.collect()).filter(|it: &std::collections::BTreeMap<_, _>| !it.is_empty());
        let entry = Entry {
            rule: image.rule().cloned().map(Box::new),
            repository: app(),
            tag: Some(tag.parse().unwrap()),
            digest: digest(body),
            platforms: platforms.map(|it| Platforms::new(&digest(body), it)),
        };
        let name = name.parse().unwrap();
        self.files.lock.entries.insert(name, entry);
    }

    /// Adds a record.
    pub(super) fn see(&mut self, tag: &str, body: &str, since: u32) {
        let tag = tag.parse().unwrap();
        self.files.seen.add(app(), tag, digest(body), day(since));
    }

    /// The records, a word each: `1:body@3`. If the tag has been held for longer: `1:body@3 held @1`.
    pub(super) fn seen(&self) -> String {
        let records = self.files.seen.records().map(|it| {
            let [since, held] = [it.days.since, it.days.held].map(|it| it.days_since(day(0)));
            let held = Some(held).filter(|held| *held != since);
            let held = held.map(|held| format!(" held @{held}"));
            let held = held.unwrap_or_default();
            format!("{}:{}@{since}{held}", it.tag, self.body(it.digest))
        });
        records.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn update(&mut self, today: u32) -> String {
        self.run(&Run::on(day(today)))
    }

    /// Updates, and says what became of each image.
    pub(super) fn run(&mut self, run: &Run) -> String {
        let (decisions, asked) = self.files.update(&self.registry, run);
        self.asked = asked.iter().map(|fact| self.question(fact)).collect();
        self.words(&decisions)
    }

    fn words(&self, decisions: &Decisions) -> String {
        let words = decisions.iter();
        let words = words.map(|(name, settled)| format!("{name} {}", self.settled(settled)));
        words.collect::<Vec<_>>().join("; ")
    }

    fn settled(&self, settled: &Settled) -> String {
        let note = match &settled.note {
            None => String::new(),
            Some(DecisionNote::SameForPlatforms(now)) => format!(" (same as {})", self.body(now)),
            Some(DecisionNote::NotAged) => " (not aged)".to_owned(),
            Some(DecisionNote::SeenFor(days)) => format!(" (seen for {days})"),
            Some(DecisionNote::HeldSince(since)) => {
                format!(" (held since {})", since.days_since(day(0)))
            }
        };
        self.outcome(&settled.outcome) + &note
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Unchanged => "unchanged".to_owned(),
            Outcome::Changed(change) => self.change(change),
            Outcome::Held(held) => {
                let change = held.change.as_ref();
                let change = change.map(|change| format!(" and {}", self.change(change)));
                let until = held.until.days_since(day(0));
                let (tag, body) = (&held.tag, self.body(&held.digest));
                format!(
                    "holds {tag} {body} until {until}{}",
                    change.unwrap_or_default()
                )
            }
            Outcome::Refused(refusal) => format!("refused as {}", refusal.reason().as_str()),
            Outcome::Failed(error) => format!("failed: {error}"),
            Outcome::NoMatch(_) => "no match".to_owned(),
        }
    }

    fn change(&self, change: &EntryChange) -> String {
        match change {
            EntryChange::Added(new) => format!("added {}", self.entry(new)),
            EntryChange::Updated { new, .. } => format!("updated {}", self.entry(new)),
            EntryChange::Removed(_) => "removed".to_owned(),
        }
    }

    pub(super) fn entry(&self, entry: &Entry) -> String {
        let tag = entry.tag.as_ref().map_or("-", |tag| tag.as_str());
        let platforms = entry.platforms.iter().flat_map(|it| it.digests.keys());
        let platforms: String = platforms.map(|it| format!(" {it}")).collect();
        format!("{tag} {}{platforms}", self.body(&entry.digest))
    }

    fn body(&self, wanted: &Digest) -> String {
        let body = self.registry.known(wanted);
        body.map_or_else(|| wanted.short().to_string(), |it| format!("[{it}]"))
    }

    fn question(&self, fact: &Fact) -> String {
        match fact {
            Fact::Tag(_, tag) => format!("tag {tag}"),
            Fact::Index(_, digest) => format!("index {}", self.body(digest)),
            Fact::Presence(_, digest) => format!("presence {}", self.body(digest)),
            Fact::Platforms(_, digest) => format!("platforms {}", self.body(digest)),
        }
    }
}
