//! Files of what was seen, good and bad, and what is said of each: a directory per case below `fixtures/seen`.

#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml frees tests of this, but not their helpers"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use imagelock::day::Day;
use imagelock::document::Source;
use imagelock::exit::{Class, Status};
use imagelock::lock::{DecodeError, LockError, Seen, SeenDays, decode_seen, encode_seen};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Set to rewrite what is expected, for a person to review as a diff.
const REWRITE: &str = "REWRITE_EXPECTED";

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/seen");
    let entries = fs::read_dir(root).unwrap();
    let mut cases: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn text(case: &Path) -> String {
    fs::read_to_string(case.join("images.seen")).unwrap()
}

fn read(text: impl Into<String>) -> Result<Seen, LockError> {
    decode_seen(&Source::new("images.seen", text))
}

fn described(text: &str) -> String {
    match read(text) {
        Ok(seen) => accepted(&seen),
        Err(error) => refused(&error),
    }
}

fn accepted(seen: &Seen) -> String {
    let mut out = format!("good, records: {}\n", seen.records().count());
    for record in seen.records() {
        let (repository, tag, digest) = (record.repository, record.tag, record.digest.short());
        let SeenDays { since, held } = record.days;
        write!(out, "{repository}:{tag} {digest} since {since}").unwrap();
        if held != since {
            write!(out, ", held since {held}").unwrap();
        }
        out.push('\n');
    }
    out
}

fn refused(error: &LockError) -> String {
    let mut out = format!("error: {error}\n");
    for problem in error.problems().into_iter().flat_map(|it| &it.list) {
        let source = &error.problems().unwrap().source;
        let (line, column) = source.position(problem.span.start);
        writeln!(out, "{line}:{column}: {}", problem.message).unwrap();
        if let Some(help) = &problem.help {
            writeln!(out, "  help: {help}").unwrap();
        }
    }
    let diagnosis = error.diagnosis();
    assert_eq!(diagnosis.status, Status::Failed(Class::WrongQuestion));
    let hint = diagnosis.hint.as_deref().unwrap_or("-");
    writeln!(out, "{}, hint: {hint}", diagnosis.reason.as_str()).unwrap();
    out
}

#[test]
fn every_file_is_read_or_refused_as_its_case_says() {
    let mut wrong = String::new();
    for case in cases() {
        let found = described(&text(&case));
        let expected = case.join("expected.txt");
        if std::env::var_os(REWRITE).is_some() {
            fs::write(&expected, &found).unwrap();
        } else if fs::read_to_string(&expected).ok().as_deref() != Some(&found) {
            writeln!(wrong, "{}:\n{found}", case.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "not as expected:\n{wrong}");
}

#[test]
fn the_name_of_a_case_says_what_becomes_of_it() {
    for case in cases() {
        let kind = match read(text(&case)) {
            Ok(_) => "ok-",
            Err(LockError::Seen(DecodeError::Foreign { .. })) => "foreign-",
            Err(LockError::Seen(DecodeError::Newer(_))) => "newer-",
            Err(LockError::Seen(DecodeError::Conflict(_))) => "conflict",
            Err(LockError::Seen(DecodeError::Damaged(_))) => "damaged-",
            Err(error) => panic!("{error}"),
        };
        let name = case.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(kind), "{} is {kind}", case.display());
    }
}

fn a_seen() -> impl Strategy<Value = Seen> {
    let image = select(vec![
        "alpine",
        "ghcr.io/acme/app",
        "ghcr.io.test/acme/app",
        "localhost:5000/a",
    ]);
    let record = (
        image,
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,3}",
        "[0-9a-f]{64}",
        0..5000u32,
        prop_oneof![Just(0), 0..50u32],
    );
    prop::collection::vec(record, 0..8).prop_map(|records| {
        let mut seen = Seen::default();
        for (image, tag, hex, day_number, before) in records {
            let day = |day| "2020-01-01".parse::<Day>().unwrap().plus(day);
            let days = SeenDays::new(day(day_number), day(day_number.saturating_sub(before)));
            let digest = format!("sha256:{hex}").parse().unwrap();
            seen.add(image.parse().unwrap(), tag.parse().unwrap(), digest, days);
        }
        seen
    })
}

/// The lines of a text without those around the records.
fn record_lines(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with("  {"));
    lines.map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(seen in a_seen()) {
        let text = encode_seen(&seen);
        prop_assert_eq!(&read(text.as_str()).unwrap(), &seen);
        let lines = record_lines(&text);
        prop_assert!(lines.is_sorted(), "{text}");
    }

    #[test]
    fn any_order_and_any_number_of_the_lines_of_two_is_their_union(
        one in a_seen(),
        other in a_seen(),
        picks in prop::collection::vec(any::<Index>(), 0..20),
        has_comment in any::<bool>(),
    ) {
        let mut union = one.clone();
        union.merge(&other);
        let (text, other) = (encode_seen(&one), encode_seen(&other));
        let mut lines = [record_lines(&text), record_lines(&other)].concat();
        for pick in picks {
            if !lines.is_empty() {
                let line = lines[pick.index(lines.len())].clone();
                lines.insert(pick.index(lines.len() + 1), line);
            }
        }
        // With a comment the lines are read as TOML
        let comment = if has_comment { "  # a comment\n" } else { "" };
        let merged = format!("# This file is generated by imagelock. It is not intended for manual editing.\n\
            version = 1\nseen = [\n{comment}{}\n]\n", lines.join("\n"));
        let merged = merged.replace("[\n\n]", "[\n]");
        prop_assert_eq!(read(merged).unwrap(), union);
    }

    #[test]
    fn a_file_that_ends_early_is_refused(seen in a_seen(), at in any::<Index>()) {
        let text = encode_seen(&seen);
        let beginning = &text[..at.index(text.len() - 1)];
        prop_assert!(read(beginning).is_err(), "{beginning}");
    }

    #[test]
    fn a_letter_that_is_wrong_changes_one_record_at_most(
        seen in a_seen(),
        at in any::<Index>(),
        letter in 32u8..127,
    ) {
        let mut bytes = encode_seen(&seen).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = letter;
        let Ok(damaged) = read(String::from_utf8(bytes).unwrap()) else {
            return Ok(());
        };
        let is_other = |it: &imagelock::lock::SeenRecord<'_>| {
            seen.days(it.repository, it.tag, it.digest) != Some(it.days)
        };
        prop_assert!(damaged.records().filter(is_other).count() <= 1);
    }
}
