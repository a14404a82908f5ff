//! What is held, what is noise, what has aged and what must not move, in every format.

use std::collections::BTreeMap;
use std::path::Path;

use anstream::ColorChoice;

use super::super::capture::printed;
use super::super::{
    FileOptions, Printer, Report, ReportFormat, Run, UpdateCommand, UpdateReport, Verbosity,
    WriteOutcome, present,
};
use super::outcomes::relocked;
use super::{digest, entry, image};
use crate::lock::{Entry, EntryChange, Lock};
use crate::manifest::ImageName;
use crate::policy::decision::DecisionNote;
use crate::policy::{Held, Outcome, PolicyRefusal};
use crate::reference::{Platform, PlatformList};

fn held(change: Option<EntryChange>) -> Outcome {
    Outcome::Held(Box::new(Held {
        tag: "1.27".parse().unwrap(),
        digest: digest("next"),
        since: "2026-11-23".parse().unwrap(),
        until: "2026-11-30".parse().unwrap(),
        change,
    }))
}

/// An image of each name, and what is decided of it.
fn decided(outcomes: Vec<(&str, Outcome, Option<DecisionNote>)>) -> UpdateReport {
    let name = |name: &str| -> ImageName { name.parse().unwrap() };
    let names = || outcomes.iter().map(|(it, ..)| name(it));
    let is_old = |(_, outcome, _): &&(&str, Outcome, Option<DecisionNote>)| {
        !matches!(outcome.change(), Some(EntryChange::Added(_)))
    };
    let locked = outcomes.iter().filter(is_old);
    let base = relocked("images.toml");
    let mut manifest = base.manifest.clone();
    manifest.images = names().map(|name| (name, image())).collect();
    manifest.warnings.clear();
    UpdateReport {
        manifest_path: "images.toml".to_owned(),
        lock_path: "images.lock".to_owned(),
        old: Lock {
            entries: locked.map(|(it, ..)| (name(it), entry("old"))).collect(),
        },
        manifest,
        decision_notes: outcomes
            .iter()
            .filter_map(|(it, _, note)| Some((name(it), note.clone()?)))
            .collect(),
        outcomes: outcomes
            .into_iter()
            .map(|(it, outcome, _)| (name(it), outcome))
            .collect(),
        written: WriteOutcome::Yes,
        details: BTreeMap::new(),
        is_work_failure: false,
        command: UpdateCommand::Locks("imagelock update".to_owned()),
        ..base
    }
}

/// One of each decision.
fn all() -> UpdateReport {
    let updated = |old: &str, new: &str| EntryChange::Updated {
        old: entry(old),
        new: entry(new),
    };
    let more = Entry {
        platforms: None,
        ..entry("old")
    };
    let platforms = EntryChange::Updated {
        old: entry("old"),
        new: more,
    };
    let moved = PolicyRefusal::TagMoved {
        tag: "1.27".parse().unwrap(),
        locked: digest("old"),
        now: digest("next"),
    };
    let platforms_of: Vec<Platform> = vec!["linux/amd64".parse().unwrap()];
    let gone = PolicyRefusal::LockedDigestGone {
        digest: digest("old"),
        platforms: PlatformList::new(platforms_of.iter(), 1),
    };
    let aged = DecisionNote::SeenFor(9);
    decided(vec![
        ("aged", Outcome::Changed(updated("old", "new")), Some(aged)),
        ("gone", Outcome::Refused(gone), None),
        ("held", held(None), None),
        ("held-and-platforms", held(Some(platforms)), None),
        (
            "held-long",
            held(None),
            Some(DecisionNote::HeldSince("2026-11-01".parse().unwrap())),
        ),
        (
            "held-and-renamed",
            held(Some(EntryChange::Added(entry("old")))),
            None,
        ),
        ("moved", Outcome::Refused(moved), None),
        (
            "new",
            Outcome::Changed(EntryChange::Added(entry("new"))),
            Some(DecisionNote::NotAged),
        ),
        (
            "noise",
            Outcome::Unchanged,
            Some(DecisionNote::SameForPlatforms(digest("next"))),
        ),
    ])
}

fn said(report: UpdateReport, format: ReportFormat, verbosity: Verbosity) -> String {
    let printer = Printer::new(verbosity, ColorChoice::Never);
    let run = Run {
        command: "update",
        manifest: Some("images.toml"),
        mirrors: &[],
        directory: Path::new(""),
        files: FileOptions::default(),
        github_output: None,
    };
    let outcome = Ok(Report::Update(Box::new(report)));
    let output = printed(|| {
        present(&printer, format, &run, &outcome);
    });
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    format!("--- stdout ---\n{stdout}--- stderr ---\n{stderr}")
}

#[test]
fn every_decision_is_told_in_every_format() {
    for (name, format) in [
        ("human", ReportFormat::Human),
        ("json", ReportFormat::Json),
        ("markdown", ReportFormat::Markdown),
        ("github", ReportFormat::Github),
    ] {
        insta::assert_snapshot!(name, said(all(), format, Verbosity::Normal));
    }
}

#[test]
fn why_nothing_changed_is_told_to_those_who_want_to_know_more() {
    let noise = || {
        let note = DecisionNote::SameForPlatforms(digest("next"));
        UpdateReport {
            written: WriteOutcome::Unneeded,
            ..decided(vec![("noise", Outcome::Unchanged, Some(note))])
        }
    };
    let quiet = said(noise(), ReportFormat::Human, Verbosity::Normal);
    insta::assert_snapshot!(quiet, @"
    --- stdout ---
    images.lock is up to date: 1 unchanged
    --- stderr ---
    ");
    let told = said(noise(), ReportFormat::Human, Verbosity::Verbose);
    insta::assert_snapshot!(told, @"
    --- stdout ---
    = noise  unchanged
      noise: the index changed to c6c1c9a9, but not for `linux/amd64`; `imagelock update --refresh-index noise` locks it
    images.lock is up to date: 1 unchanged
    --- stderr ---
    ");
}

#[test]
fn what_is_held_alone_is_no_change_and_no_failure() {
    let held = || UpdateReport {
        written: WriteOutcome::Unneeded,
        ..decided(vec![("held", held(None), None)])
    };
    insta::assert_snapshot!(said(held(), ReportFormat::Human, Verbosity::Normal), @"
    --- stdout ---
    = held  1.27  cba06b57 → c6c1c9a9  held until 2026-11-30
    no changes to images.lock: 1 held
    --- stderr ---
    ");
    let outdated = UpdateReport {
        latest: Some(BTreeMap::new()),
        ..held()
    };
    insta::assert_snapshot!(said(outdated, ReportFormat::Human, Verbosity::Normal), @"
    --- stdout ---
            locked         wanted  latest
    = held  1.27 cba06b57  held    –  1.27 c6c1c9a9 until 2026-11-30
    no changes to images.lock: 1 held
    --- stderr ---
    ");
    let outdated = UpdateReport {
        latest: Some(BTreeMap::new()),
        ..held()
    };
    insta::assert_snapshot!(said(outdated, ReportFormat::Markdown, Verbosity::Normal), @"
    --- stdout ---
    no changes to images.lock: 1 held

    #### Held

    - `held` (`docker.io/library/nginx:1.27`): held until 2026-11-30: `1.27` was first seen to name c6c1c9a9 on 2026-11-23
    --- stderr ---
    ");
}

#[test]
fn an_entry_that_is_written_though_its_image_is_held_is_a_change_of_the_lock() {
    let renamed = held(Some(EntryChange::Added(entry("old"))));
    let report = decided(vec![("renamed", renamed, None)]);
    insta::assert_snapshot!(said(report, ReportFormat::Human, Verbosity::Normal), @"
    --- stdout ---
    + renamed  1.27  cba06b57 → c6c1c9a9  held until 2026-11-30
    wrote images.lock: 1 held
    --- stderr ---
    ");
}
