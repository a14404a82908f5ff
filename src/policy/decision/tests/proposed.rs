//! What a change may lock and say, as a pure function of what is trusted.

use super::world::{app, day};
use crate::lock::{Entry, Platforms, Seen, SeenRecord};
use crate::manifest::ImageName;
use crate::policy::PolicyRefusal;
use crate::policy::decision::simulation::{FakeRegistry, digest, image_platforms, manifest};
use crate::policy::decision::{
    EntryFlaw, Fact, Facts, ProposedEntry, ProposedRecord, RecordFlaw, entry_flaws, record_flaw,
};

const AGED: &str = "a = { image = \"app:1\", min-age = \"7d\" }";
const AGED_FOR_ONE: &str =
    "a = { image = \"app:1\", min-age = \"7d\", platforms = [\"linux/amd64\"] }";
const FIXED: &str = "a = { image = \"app:1\", immutable = true }";
const FIXED_FOR_ONE: &str =
    "a = { image = \"app:1\", immutable = true, platforms = [\"linux/amd64\"] }";

/// A change that is looked at on a day, and what is trusted: bodies, each with its day.
struct Change {
    registry: FakeRegistry,
    trusted: Seen,
    today: u32,
    asked: usize,
}

impl Change {
    /// One whose tag `1` names a body.
    fn of(now: &str, today: u32, trusted: &[(&str, u32)]) -> Self {
        let mut registry = FakeRegistry::default();
        let mut seen = Seen::default();
        for (body, since) in trusted {
            registry.push("1", body);
            seen.add(app(), "1".parse().unwrap(), digest(body), day(*since));
        }
        registry.push("1", now);
        Self {
            registry,
            trusted: seen,
            today,
            asked: 0,
        }
    }

    /// What is wrong with an entry of an image, where the commits of the base have these bodies.
    fn entry(&mut self, images: &str, locked: &[&str]) -> String {
        let manifest = manifest(images);
        let image = &manifest.images[&"a".parse::<ImageName>().unwrap()];
        for body in locked {
            self.registry.bodies.insert((*body).to_owned());
        }
        let tag = "1".parse().unwrap();
        let platforms = |body: &str| {
            let own = image_platforms(body);
            let pair = |it: &crate::reference::Platform| {
                let digest = own.get(it).into_iter().next()?.clone();
                Some((it.clone(), digest))
            };
            let pairs = image.platforms.iter().map(pair).collect::<Option<_>>();
            pairs.map(|pairs| Platforms::new(&digest(body), pairs))
        };
        let entry = |body: &&str| {
            Entry::of(
                image,
                Some("1".parse().unwrap()),
                digest(body),
                platforms(body),
            )
        };
        let locked: Vec<Entry> = locked.iter().map(entry).collect();
        let answer = self.registry.tag(&tag);
        let proposed = ProposedEntry {
            image,
            tag: &tag,
            answer: &answer,
            locked: locked.iter().collect(),
            min_age: image.min_age,
            seen: &self.trusted.clone(),
            today: day(self.today),
        };
        let flaws = self.find_out(|facts| entry_flaws(&proposed, facts));
        let words = flaws.into_iter().map(|flaw| match flaw {
            EntryFlaw::Young(held) => format!("young until {}", held.until.days_since(day(0))),
            EntryFlaw::Refused(PolicyRefusal::TagMoved { .. }) => "moved".to_owned(),
            EntryFlaw::Refused(refusal) => refusal.to_string(),
            EntryFlaw::Failed(_) => "failed".to_owned(),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// What is wrong with a record.
    fn record(&mut self, body: &str, since: u32) -> String {
        self.registry.bodies.insert(body.to_owned());
        let (repository, tag, digest) = (app(), "1".parse().unwrap(), digest(body));
        let proposed = ProposedRecord {
            record: SeenRecord {
                repository: &repository,
                tag: &tag,
                digest: &digest,
                days: day(since).into(),
            },
            seen: &self.trusted.clone(),
            today: day(self.today),
        };
        let flaw = self.find_out(|facts| record_flaw(&proposed, facts));
        match flaw {
            None => "",
            Some(RecordFlaw::NotFromTag(Some(_))) => "another digest",
            Some(RecordFlaw::NotFromTag(None)) => "no tag",
            Some(RecordFlaw::EarlierThanTrusted(_)) => "earlier than trusted",
            Some(RecordFlaw::TooEarly) => "too early",
            Some(RecordFlaw::Future) => "future",
            Some(RecordFlaw::Failed(_)) => "failed",
        }
        .to_owned()
    }

    fn find_out<T>(&mut self, judge: impl Fn(&Facts) -> Result<T, Vec<Fact>>) -> T {
        let mut facts = Facts::default();
        self.asked = 0;
        loop {
            match judge(&facts) {
                Ok(found) => return found,
                Err(open) => {
                    assert!(!open.is_empty());
                    for fact in open {
                        self.asked += 1;
                        self.registry.learn(fact, &mut facts);
                    }
                }
            }
        }
    }
}

#[test]
fn an_entry_is_young_until_a_trusted_record_is_old_enough() {
    let cases: [(&[(&str, u32)], &str); 5] = [
        (&[], "young until 27"),
        (&[("new", 14)], "young until 21"),
        (&[("new", 13)], ""),
        (&[("other", 1)], "young until 27"),
        // It does not age before its day
        (&[("new", 40)], "young until 47"),
    ];
    for (trusted, expected) in cases {
        let mut change = Change::of("new", 20, trusted);
        assert_eq!(change.entry(AGED, &["old"]), expected, "{trusted:?}");
        // Nothing was locked before
        assert_eq!(change.entry(AGED, &[]), "");
    }
}

#[test]
fn any_commit_of_the_base_demands_an_age() {
    let mut change = Change::of("new", 20, &[]);
    assert_eq!(change.entry(AGED, &["old", "older"]), "young until 27");
    let mut change = Change::of("amd64=a note=x", 20, &[]);
    assert_eq!(change.entry(AGED_FOR_ONE, &["amd64=a"]), "");
    let both = ["amd64=a", "amd64=b"];
    assert_eq!(change.entry(AGED_FOR_ONE, &both), "young until 27");
}

#[test]
fn an_index_that_is_equal_for_every_platform_lends_its_day() {
    let trusted = [("amd64=a arm64=b", 1)];
    for (now, expected) in [
        ("amd64=a arm64=b note=x", ""),
        ("amd64=a", "young until 27"),
        ("amd64=a arm64=c", "young until 27"),
    ] {
        let mut change = Change::of(now, 20, &trusted);
        assert_eq!(change.entry(AGED, &["amd64=z"]), expected, "{now}");
    }
    let mut change = Change::of("amd64=a arm64=b note=x", 20, &trusted);
    change.registry.failing.insert("amd64=a arm64=b".to_owned());
    assert_eq!(change.entry(AGED, &["amd64=z"]), "failed");
    change.registry.failing.clear();
    change.registry.refusing.clear();
    change.registry.gone.insert("amd64=a arm64=b".to_owned());
    assert_eq!(change.entry(AGED, &["amd64=z"]), "young until 27");
}

#[test]
fn an_immutable_tag_may_name_an_index_that_is_the_same_for_the_declared_platforms() {
    let mut change = Change::of("amd64=a arm64=c", 20, &[]);
    assert_eq!(change.entry(FIXED_FOR_ONE, &["amd64=a arm64=b"]), "");
    assert_eq!(
        change.asked, 0,
        "nobody asks whether the locked one is still there"
    );
    assert_eq!(change.entry(FIXED_FOR_ONE, &["amd64=b arm64=b"]), "moved");
    assert_eq!(change.entry(FIXED, &["amd64=a arm64=b"]), "moved");
    assert_eq!(change.entry(FIXED, &[]), "");
}

#[test]
fn a_record_is_of_what_its_tag_names_since_yesterday_at_most_or_trusted() {
    let trusted = [("old", 5), ("known", 10)];
    let cases = [
        ("new", 20, ""),
        ("new", 19, ""),
        ("new", 21, ""),
        ("new", 18, "too early"),
        ("other", 20, "another digest"),
        ("known", 10, ""),
        ("known", 15, ""),
        ("known", 9, "earlier than trusted"),
        ("old", 1, "earlier than trusted"),
    ];
    for (body, since, expected) in cases {
        let mut change = Change::of("new", 20, &trusted);
        assert_eq!(change.record(body, since), expected, "{body} {since}");
        let is_asked = change.asked > 0;
        let is_known = |(known, day): &(&str, u32)| *known == body && *day <= since;
        // Before the first record that is trusted there is nothing to ask for
        assert_eq!(is_asked, since >= 5 && !trusted.iter().any(is_known));
    }
    let mut change = Change::of("new", 20, &[]);
    change.registry.tags.clear();
    assert_eq!(change.record("new", 20), "no tag");
    let mut change = Change::of("new", 20, &[]);
    change.registry.failing.insert("new".to_owned());
    assert_eq!(change.record("new", 20), "failed");
}

#[test]
fn a_record_may_have_the_day_of_an_index_that_is_equal_for_every_platform() {
    let trusted = [("amd64=a", 5)];
    for (body, since, expected) in [
        ("amd64=a note=x", 5, ""),
        ("amd64=a note=x", 9, ""),
        ("amd64=a note=x", 4, "too early"),
        ("amd64=b note=x", 5, "too early"),
        // What its tag does not name may have been there before
        ("amd64=a note=y", 5, ""),
    ] {
        let mut change = Change::of("amd64=a note=x", 20, &trusted);
        assert_eq!(change.record(body, since), expected, "{body} {since}");
    }
}

#[test]
fn a_record_of_a_day_that_is_still_to_come_is_one_that_nobody_saw() {
    // The clock of who wrote it may be a day ahead
    for (trusted, since, expected) in [
        (&[] as &[(&str, u32)], 21, ""),
        (&[], 22, "future"),
        (&[("new", 99)], 99, ""),
        (&[("new", 99)], 98, ""),
        (&[("new", 98)], 99, "future"),
        (&[("new", 5)], 99, "future"),
        // A trusted one to come counts as today
        (&[("new", 99)], 20, ""),
        (&[("new", 99)], 19, "earlier than trusted"),
    ] {
        let mut change = Change::of("new", 20, trusted);
        assert_eq!(change.record("new", since), expected, "{trusted:?} {since}");
    }
}

#[test]
fn a_later_record_that_is_trusted_takes_nothing_from_an_equal_index() {
    let (index, same) = ("amd64=a note=x", "amd64=a");
    // An update without the later record wrote the day of the equal index, and locked it by that
    for trusted in [
        &[(same, 2_u32)] as &[(&str, u32)],
        &[(same, 2), (index, 8)],
        &[(same, 2), (index, 8), ("amd64=b", 1)],
    ] {
        let mut change = Change::of(index, 9, trusted);
        assert_eq!(change.record(index, 2), "", "{trusted:?}");
        assert_eq!(change.entry(AGED, &["amd64=z"]), "", "{trusted:?}");
    }
    let mut change = Change::of(index, 9, &[(same, 3), (index, 8)]);
    assert_eq!(change.record(index, 2), "earlier than trusted");
    assert_eq!(change.entry(AGED, &["amd64=z"]), "young until 15");
    assert_eq!(
        change.asked, 0,
        "no record that is old enough is there to ask for"
    );
    // An update on what is trusted would have kept the later day
    let mut change = Change::of(index, 9, &[(index, 9)]);
    assert_eq!(change.record(index, 8), "earlier than trusted");
}
