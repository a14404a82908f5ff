//! `images.seen` under git: the line for `.gitattributes` that the documentation offers, tried with real merges.

use imagelock::day::Day;
use imagelock::document::Source;
use imagelock::lock::{LockError, Seen, decode_seen, encode_seen};

use crate::support::command::Project;

const PAGE: &str = include_str!("../../docs/deciding.md");
const FILE: &str = "images.seen";

/// Records of `alpine`, each a tag, a letter of its digest and a day of November.
fn seen(records: &[(&str, char, u8)]) -> Seen {
    let mut seen = Seen::default();
    for (tag, letter, day) in records {
        let digest = format!("sha256:{}", letter.to_string().repeat(64));
        let (digest, tag) = (
            digest.parse().expect("a digest"),
            tag.parse().expect("a tag"),
        );
        let day: Day = format!("2026-11-{day:02}").parse().expect("a day");
        seen.add("alpine".parse().expect("a repository"), tag, digest, day);
    }
    seen
}

/// A repository with these records in the base, and with those of two branches, of which `ours` is checked out.
fn branches(base: &Seen, ours: &Seen, theirs: &Seen, attributes: &str) -> Project {
    let project = Project::new();
    project.file(".gitattributes", attributes);
    let commit = |seen: &Seen, message| {
        if !seen.is_empty() {
            project.file(FILE, encode_seen(seen));
        }
        project.commit(message);
    };
    commit(base, "base");
    project.git(&["checkout", "-q", "-b", "theirs"]);
    commit(theirs, "theirs");
    project.git(&["checkout", "-q", "-b", "ours", "HEAD~1"]);
    commit(ours, "ours");
    project
}

fn read(project: &Project) -> Result<Seen, LockError> {
    decode_seen(&Source::new(FILE, project.read(FILE)))
}

/// The line of the documentation.
fn attribute() -> &'static str {
    let mut lines = PAGE.lines().map(str::trim);
    let line = lines.find(|line| line.starts_with("images.seen merge="));
    line.expect("the page has the line")
}

#[test]
fn branches_that_both_add_records_merge_into_the_union() {
    let base = seen(&[("3.20", 'a', 1)]);
    for (base, ours, theirs) in [
        // In the same place, next to each other, and on both sides of what is there
        (
            &base,
            &[("3.20", 'a', 1), ("3.21", 'b', 2)],
            &[("3.20", 'a', 1), ("3.22", 'c', 3)],
        ),
        (
            &base,
            &[("3.20", 'a', 1), ("3.21", 'b', 2)],
            &[("3.19", 'c', 3), ("3.20", 'a', 1)],
        ),
        // The same tag with two digests, and one digest on two days
        (
            &base,
            &[("3.20", 'a', 1), ("3.21", 'b', 2)],
            &[("3.20", 'a', 1), ("3.21", 'c', 3)],
        ),
        (
            &base,
            &[("3.20", 'a', 1), ("3.21", 'b', 5)],
            &[("3.20", 'a', 1), ("3.21", 'b', 3)],
        ),
        // Both create the file
        (
            &Seen::default(),
            &[("3.20", 'a', 1), ("3.21", 'b', 2)],
            &[("3.21", 'b', 2), ("3.22", 'c', 3)],
        ),
    ] {
        let (ours, theirs) = (seen(ours), seen(theirs));
        let project = branches(base, &ours, &theirs, attribute());
        project.git(&["merge", "-q", "--no-edit", "theirs"]);
        let mut union = ours;
        union.merge(&theirs);
        let merged = read(&project).expect("what git merged is read");
        assert_eq!(merged, union, "{}", project.read(FILE));
    }
}

#[test]
fn a_record_that_one_side_replaced_and_the_other_kept_is_replaced() {
    let base = seen(&[("3.20", 'a', 1), ("3.21", 'b', 2), ("3.22", 'c', 3)]);
    let ours = seen(&[("3.20", 'd', 9), ("3.21", 'b', 2), ("3.22", 'c', 3)]);
    let theirs = seen(&[
        ("3.20", 'a', 1),
        ("3.21", 'b', 2),
        ("3.22", 'c', 3),
        ("3.23", 'e', 4),
    ]);
    let project = branches(&base, &ours, &theirs, attribute());
    project.git(&["merge", "-q", "--no-edit", "theirs"]);
    let expected = [
        ("3.20", 'd', 9),
        ("3.21", 'b', 2),
        ("3.22", 'c', 3),
        ("3.23", 'e', 4),
    ];
    assert_eq!(read(&project).expect("it is read"), seen(&expected));
}

#[test]
fn without_the_line_the_markers_of_a_conflict_are_refused_with_the_way_out() {
    let base = seen(&[("3.20", 'a', 1)]);
    let ours = seen(&[("3.20", 'a', 1), ("3.21", 'b', 2)]);
    let theirs = seen(&[("3.20", 'a', 1), ("3.22", 'c', 3)]);
    let project = branches(&base, &ours, &theirs, "");
    // git ends with 1, and leaves the markers
    project.git(&[
        "-c",
        "alias.try=!git merge -q theirs >/dev/null 2>&1; true",
        "try",
    ]);
    let error = read(&project).expect_err("there is a conflict");
    assert_eq!(
        error.to_string(),
        "`images.seen` has an unresolved merge conflict"
    );
    let problems = error.problems().expect("it has a place");
    let help = problems.list[0].help.as_deref().unwrap_or_default();
    assert!(help.contains(attribute()), "{help}");
    // What the help says
    let text = project.read(FILE);
    let is_marker = |line: &&str| line.starts_with(['<', '=', '>']);
    let resolved = text.lines().filter(|line| !is_marker(line));
    project.file(
        FILE,
        resolved.map(|line| format!("{line}\n")).collect::<String>(),
    );
    let mut union = ours;
    union.merge(&theirs);
    assert_eq!(read(&project).expect("it is resolved"), union);
}
