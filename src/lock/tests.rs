//! What texts are taken for, and what an entry tells of its digests.

use super::*;
use crate::document::Source;

const HEAD: &str = "version = 1\n\n[images.a]\nimage = \"docker.io/library/nginx\"\ntag = \"1\"\n";

fn digest(letter: &str) -> Digest {
    format!("sha256:{}", letter.repeat(64)).parse().unwrap()
}

/// An entry with these platforms, which belong to the digest that begins so.
fn entry(of: &str, platforms: &[(&str, &str)]) -> Entry {
    let digest = |letter: &str| format!("\"{}\"", digest(letter));
    let rows = platforms
        .iter()
        .map(|(name, letter)| format!("\"{name}\" = {}\n", digest(letter)));
    let rows: String = rows.collect();
    let text = format!(
        "{HEAD}digest = {}\nplatforms-of = \"{}\"\n\n[images.a.platforms]\n{rows}",
        digest("1"),
        of.repeat(16),
    );
    let lock = decode(&Source::new("images.lock", text)).unwrap().lock;
    lock.entries.into_values().next().unwrap()
}

/// What a text is, with the line and the message of its first problem.
fn what(text: &str) -> String {
    let source = Source::new("l", text.replace("SHA", &digest("1").to_string()));
    let Err(error) = decode(&source) else {
        return "a lock".to_owned();
    };
    let kind = match &error {
        DecodeError::Foreign { what, .. } => return format!("foreign: {what}"),
        DecodeError::Newer(_) => "newer",
        DecodeError::Conflict(_) => "conflict",
        DecodeError::Damaged(_) => "damaged",
    };
    let problem = &error.problems().unwrap().list[0];
    let (line, _) = source.position(problem.span.start);
    format!("{kind}, line {line}: {}", problem.message)
}

#[test]
fn a_text_is_a_lock_or_it_is_said_what_it_is_instead() {
    let whole = format!("{HEAD}digest = \"SHA\"\n");
    let cases = [
        (whole.as_str(), "a lock"),
        ("version = 1", "a lock"),
        (" \n", "damaged, line 1: the file is empty"),
        ("# a", "damaged, line 1: the key `version` is missing"),
        (
            "version = 0",
            "damaged, line 1: `version` must be a whole number of at least 1",
        ),
        (
            "version = \"1\"",
            "damaged, line 1: `version` must be a whole number of at least 1",
        ),
        (
            "\nversion = 2",
            "newer, line 2: the version is 2, but this imagelock reads version 1",
        ),
        (
            "version = 99999999999999999999",
            "newer, line 1: the version is 18446744073709551615, but this imagelock reads version 1",
        ),
        (
            "[images]",
            "foreign: it has no `version`, as if it were an `images.toml`",
        ),
        (
            "other = 1",
            "foreign: it has the key `other` at the top level",
        ),
        (
            "other = 1\n[[package]]",
            "foreign: it has `[[package]]`, like `Cargo.lock`",
        ),
        (
            "[package]\nname = 1",
            "foreign: it has the key `package` at the top level",
        ),
        (
            "package = \"a\"",
            "foreign: it has the key `package` at the top level",
        ),
        (
            "[[package]]\nname = ",
            "foreign: it has `[[package]]`, like `Cargo.lock`",
        ),
        ("{", "foreign: it is JSON"),
        (" [1,\n2]", "foreign: it is JSON"),
        ("---\na", "foreign: it is YAML"),
        ("%YAML 1.2", "foreign: it is YAML"),
        (
            "# a\n\nimages:\n  - a\nkind: ImagesLock ",
            "foreign: it is YAML with `kind: ImagesLock`",
        ),
        ("a: 1", "foreign: it is YAML"),
        (": 1", "foreign: it is not TOML"),
        ("a b: 1", "foreign: it is not TOML"),
        ("[a]:", "foreign: it is not TOML"),
        ("<a>: b", "foreign: it is not TOML"),
        ("a b", "foreign: it is not TOML"),
    ];
    let found = cases.map(|(text, _)| (text, what(text)));
    let expected = cases.map(|(text, what)| (text, what.to_owned()));
    assert_eq!(found, expected);
}

#[track_caller]
fn begins(text: &str, beginning: &str) {
    assert!(text.starts_with(beginning), "{text}");
}

#[test]
fn a_lock_that_is_broken_is_told_from_one_of_a_newer_version() {
    let entry = |rest: &str| what(&format!("{HEAD}digest = \"SHA\"\n{rest}"));
    begins(&entry("a = "), "damaged, line 7");
    begins(&what("images"), "foreign");
    begins(&what("version = 1\nimages"), "damaged, line 2");
    begins(&what("# imagelock\na"), "damaged, line 2");
    begins(&entry("more = 1"), "newer, line 7: ");
    assert_eq!(
        entry("[images.a.c]\nimage = \"a\""),
        "damaged, line 7: a name with a dot must be quoted"
    );
    begins(&what(HEAD), "damaged, line 3: ");
    let of = "damaged, line 7: `platforms-of` must be the first 16 hex digits of a digest";
    for text in [
        "",
        "123456789012345",
        "12345678901234567",
        "123456789012345g",
    ] {
        let rest =
            format!("platforms-of = \"{text}\"\n[images.a.platforms]\n\"linux/amd64\" = \"SHA\"");
        assert_eq!(entry(&rest), of, "{text}");
    }
    let tag = what(&HEAD.replace("\"1\"\n", "\" \"\ndigest = \"SHA\""));
    begins(&tag, "damaged, line 5: ");
    let platform = entry(
        "platforms-of = \"1111111111111111\"\n[images.a.platforms]\n\"Linux/x86_64\" = \"SHA\"",
    );
    begins(&platform, "damaged, line 9: ");
}

#[test]
fn a_merge_conflict_is_the_line_that_is_a_marker() {
    let message = "unresolved merge conflict";
    let conflict = |line: usize| format!("conflict, line {line}: {message}");
    assert_eq!(what("a\nbc\n<<<<<<< HEAD\n"), conflict(3));
    assert_eq!(what("<<<<<<<\na"), conflict(1));
    assert_eq!(what("a\n>>>>>>> x"), conflict(2));
    assert_eq!(what("a\n<<<<<<<x"), "foreign: it is not TOML");
    let span = |text: &str| {
        let error = decode(&Source::new("l", text)).unwrap_err();
        error.problems().unwrap().list[0].span.clone()
    };
    assert_eq!(span("a\n<<<<<<< HEAD \nb"), 2..14);
}

#[test]
fn what_is_canonical_is_read_as_any_other_text_and_has_no_difference() {
    let entry = entry("1", &[("linux/amd64", "2"), ("linux/arm64", "3")]);
    let entries = ["a", "b.c"].map(|name| (name.parse().unwrap(), entry.clone()));
    let lock = Lock {
        entries: entries.into_iter().collect(),
    };
    let text = encode(&lock);
    assert_eq!(canonical::read(&text).as_ref(), Some(&lock));
    let read = |text: &str| decode(&Source::new("l", text)).unwrap();
    assert_eq!(read(&text).difference, None);
    assert_eq!(read(&text).lock, lock);
    for (changed, line) in [
        (text.replace("tag = \"1\"", "tag = '1'"), 6),
        (text.replacen("linux/amd64", "linux/x86_64", 1), 0),
        (format!("{text}\n"), text.lines().count() + 2),
    ] {
        assert_eq!(canonical::read(&changed), None);
        if line > 0 {
            let decoded = read(&changed);
            assert_eq!(decoded.lock, lock);
            assert_eq!(decoded.difference.map(|it| it.line), Some(line));
        }
    }
}

#[test]
fn an_entry_knows_its_digests_and_those_of_its_platforms_unless_they_are_stale() {
    let known = entry("1", &[("linux/amd64", "2"), ("linux/arm64", "3")]);
    assert_eq!(
        known.digests(),
        ["1", "2", "3"].map(digest).iter().collect()
    );
    assert_eq!(
        known.platforms_of(&digest("2")),
        ["linux/amd64".parse().unwrap()].iter().collect()
    );
    assert!(known.has(&digest("1")) && known.has(&digest("3")) && !known.has(&digest("4")));
    assert!(known.is_of_index() && !known.platforms_are_stale());
    let single = entry("1", &[("linux/amd64", "1")]);
    assert!(!single.is_of_index());
    let stale = entry("2", &[("linux/amd64", "2")]);
    assert!(stale.platforms_are_stale() && !stale.is_of_index());
    assert!(stale.has(&digest("1")) && !stale.has(&digest("2")));
    assert_eq!(stale.digests(), [digest("1")].iter().collect());
}
