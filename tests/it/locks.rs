//! Locks of every kind, good and bad, and what is said of each: a directory per case below `fixtures/locks`.

#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml frees tests of this, but not their helpers"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use imagelock::document::Source;
use imagelock::lock::{
    DecodeError, Decoded, Entry, Lock, Platforms, decode, encode, first_difference,
};
use imagelock::reference::Digest;
use proptest::prelude::*;

/// Set to rewrite what is expected, for a person to review as a diff.
const REWRITE: &str = "REWRITE_EXPECTED";

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/locks");
    let entries = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn source(case: &Path) -> Source {
    Source::new(
        "images.lock",
        fs::read_to_string(case.join("images.lock")).unwrap(),
    )
}

fn described(source: &Source) -> String {
    match decode(source) {
        Ok(decoded) => accepted(&decoded),
        Err(error) => refused(&error),
    }
}

fn accepted(Decoded { lock, difference }: &Decoded) -> String {
    let mut out = format!("good, entries: {}\n", lock.entries.len());
    for (name, entry) in &lock.entries {
        let stale = if entry.platforms_are_stale() {
            ", platforms are stale"
        } else {
            ""
        };
        writeln!(out, "{name}: {}{stale}", entry.repository).unwrap();
    }
    match difference {
        None => out.push_str("canonical\n"),
        Some(difference) => {
            writeln!(out, "line {} is not canonical", difference.line).unwrap();
            writeln!(out, "  found:    {:?}", difference.found).unwrap();
            writeln!(out, "  expected: {:?}", difference.expected).unwrap();
        }
    }
    out
}

fn refused(error: &DecodeError) -> String {
    let mut out = format!("error: {error}\n");
    if let Some(problems) = error.problems() {
        for problem in &problems.list {
            let (line, column) = problems.source.position(problem.span.start);
            writeln!(out, "{line}:{column}: {}", problem.message).unwrap();
            if let Some(help) = &problem.help {
                writeln!(out, "  help: {help}").unwrap();
            }
        }
    }
    out
}

#[test]
fn every_lock_is_read_or_refused_as_its_case_says() {
    let mut wrong = String::new();
    for case in cases() {
        let found = described(&source(&case));
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
        let kind = match decode(&source(&case)) {
            Ok(_) => "ok-",
            Err(DecodeError::Foreign { .. }) => "foreign-",
            Err(DecodeError::Newer(_)) => "newer-",
            Err(DecodeError::Conflict(_)) => "conflict",
            Err(DecodeError::Damaged(_)) => "damaged-",
        };
        assert!(
            case.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(kind),
            "{} is {kind}",
            case.display()
        );
    }
}

#[test]
fn what_is_read_is_written_in_the_canonical_form() {
    for case in cases() {
        if let Ok(Decoded { lock, .. }) = decode(&source(&case)) {
            let text = encode(&lock);
            assert_eq!(first_difference(&text, &lock), None);
            assert_eq!(
                decode(&Source::new("images.lock", text)).unwrap(),
                Decoded {
                    lock,
                    difference: None
                }
            );
        }
    }
}

fn read(text: impl Into<String>) -> Result<Decoded, DecodeError> {
    decode(&Source::new("images.lock", text))
}

fn digests() -> impl Strategy<Value = Digest> {
    "(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})".prop_map(|text| text.parse().unwrap())
}

/// Some are stale.
fn platforms() -> impl Strategy<Value = Platforms> {
    let platform =
        "(linux|windows)/(amd64|arm64|riscv64|arm/v6|s390x)".prop_map(|text| text.parse().unwrap());
    (
        digests(),
        prop::collection::btree_map(platform, digests(), 1..4),
    )
        .prop_map(|(of, digests)| Platforms::new(&of, digests))
}

/// An entry with the keys of a rule, to which the others are given.
fn ruled(keys: &str) -> Entry {
    let digest = format!("sha256:{}", "a".repeat(64));
    let text = format!(
        "version = 1\n[images.a]\n{keys}\nimage = \"docker.io/library/a\"\ntag = \"1\"\ndigest = \"{digest}\"\n"
    );
    let mut lock = read(text).unwrap().lock;
    lock.entries.pop_first().unwrap().1
}

fn entries() -> impl Strategy<Value = Entry> {
    let repository = "(docker[.]io/library|ghcr[.]io/acme|localhost:5000/a)/[a-z0-9]{1,8}";
    let tag = prop::option::of("[A-Za-z0-9_][A-Za-z0-9_.-]{0,12}");
    let keys = prop::sample::select(vec![
        "",
        "",
        "version = \"^7.2\"",
        "version = \">=7, <9\"\nvariant = \"alpine*\"",
        "tag-pattern = 'main-(?<build>\\d+)'",
        "tag-pattern = \"v(?<n>[0-9]+)\"",
    ]);
    let platforms = prop::option::of(platforms());
    (keys, repository, tag, digests(), platforms).prop_map(
        |(keys, repository, tag, digest, platforms)| Entry {
            // What a rule chose is a tag
            rule: tag.as_ref().and_then(|_| ruled(keys).rule),
            repository: repository.parse().unwrap(),
            tag: tag.map(|tag| tag.parse().unwrap()),
            digest,
            platforms,
        },
    )
}

fn locks() -> impl Strategy<Value = Lock> {
    // Half of the names need quotes
    let name = "[A-Za-z0-9][A-Za-z0-9_-]{0,10}([./][A-Za-z0-9._/-]{0,10})?"
        .prop_map(|text| text.parse().unwrap());
    prop::collection::btree_map(name, entries(), 0..5).prop_map(|entries| Lock { entries })
}

/// A canonical text in which one stretch was replaced.
fn mutated() -> impl Strategy<Value = String> {
    let stretch = prop_oneof![
        "[ -~\n\r]{0,3}",
        "(\\[|\\]|\"|=|#|\n|<<<<<<< |platforms|f)",
        ".{0,3}"
    ];
    (locks(), any::<prop::sample::Index>(), 0..80_usize, stretch).prop_map(
        |(lock, at, length, stretch)| {
            let text = encode(&lock);
            let start = at.index(text.len());
            let end = (start + length % 20).min(text.len());
            format!("{}{stretch}{}", &text[..start], &text[end..])
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read_back(lock in locks()) {
        prop_assert_eq!(read(encode(&lock)).unwrap(), Decoded { lock, difference: None });
    }

    #[test]
    fn a_comment_changes_nothing_but_the_form(lock in locks()) {
        let decoded = read(encode(&lock) + "# a comment\n").unwrap();
        prop_assert_eq!(encode(&decoded.lock), encode(&lock));
        prop_assert_eq!(decoded.lock, lock);
        prop_assert!(decoded.difference.is_some());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
        let _ = read(text);
    }

    /// A comment at the end leads the reader off its fast way.
    #[test]
    fn a_changed_lock_is_judged_alike_by_both_readers(text in mutated()) {
        match read(text.as_str()) {
            Ok(decoded) => {
                let other = read(format!("{text}\n# a comment\n")).unwrap();
                prop_assert_eq!(&other.lock, &decoded.lock);
                prop_assert_eq!(decoded.difference, first_difference(&text, &decoded.lock));
            }
            Err(error) => {
                let spans = error.problems().into_iter().flat_map(|problems| &problems.list);
                prop_assert!(spans.map(|problem| &problem.span).all(|span| text.get(span.clone()).is_some()));
            }
        }
    }

    #[test]
    fn a_lock_that_was_cut_off_is_never_read_as_another_version_or_file(
        lock in locks(),
        at in any::<prop::sample::Index>(),
    ) {
        let text = encode(&lock);
        match read(&text[..at.index(text.len())]) {
            Ok(decoded) => prop_assert!(decoded.lock.entries.len() <= lock.entries.len()),
            Err(error) => prop_assert!(matches!(error, DecodeError::Damaged(_)), "{error}"),
        }
    }
}
