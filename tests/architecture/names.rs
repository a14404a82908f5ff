//! Names of files that every system takes: those of Windows too, which `cargo package` holds to everywhere.

use std::collections::BTreeMap;
use std::process::Command;

/// Names that Windows keeps to itself, whatever stands behind a dot.
const RESERVED: [&str; 4] = ["aux", "con", "nul", "prn"];
/// The same with a digit behind them.
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// Why a part of a path cannot be a name everywhere.
fn refused(name: &str) -> Option<&'static str> {
    let is_reserved = |letter: char| letter.is_control() || "<>:\"|?*\\".contains(letter);
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_numbered = |start: &&str| {
        let rest = stem.strip_prefix(*start).unwrap_or_default();
        rest.len() == 1 && rest.starts_with(|letter: char| letter.is_ascii_digit())
    };
    if name.contains(is_reserved) {
        Some("has a reserved character")
    } else if name.ends_with(['.', ' ']) {
        Some("ends with a dot or a space")
    } else if RESERVED.contains(&stem.as_str()) || NUMBERED.iter().any(is_numbered) {
        Some("is reserved on Windows")
    } else {
        None
    }
}

/// The sentences about paths that are refused somewhere, or that differ from another in nothing but case.
fn problems(paths: &[&str]) -> Vec<String> {
    let mut lower = BTreeMap::new();
    let mut problems = Vec::new();
    for path in paths {
        let reasons = path.split('/').filter_map(refused);
        problems.extend(reasons.map(|reason| format!("{path}: {reason}")));
        // Directories count as well: `A/x` and `a/y` are in one directory elsewhere
        for (end, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let part = &path[..end];
            let other = *lower.entry(part.to_lowercase()).or_insert(part);
            if other != part {
                problems.push(format!("{path}: differs from {other} by case alone"));
            }
        }
    }
    problems
}

#[test]
fn every_file_has_a_name_that_every_system_takes() {
    // What was unpacked from a package is in no repository of ours
    if !super::root().join(".git").exists() {
        return;
    }
    let mut git = Command::new("git");
    git.args(["ls-files", "-z"]).current_dir(super::root());
    let listed = git.output().expect("git can be run");
    assert!(listed.status.success(), "{listed:?}");
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    let paths: Vec<_> = listed.split_terminator('\0').collect();
    assert!(paths.len() > 500, "only {} files were found", paths.len());
    super::assert_none(problems(&paths));
}

#[test]
fn names_that_some_system_refuses_are_told() {
    for name in [
        "a:b",
        "a\\b",
        "a?",
        "a.",
        "a ",
        "con",
        "Nul.txt",
        "COM1",
        "lpt9.snap",
        "a\n",
    ] {
        assert!(refused(name).is_some(), "{name:?}");
    }
    for name in ["a", ".a", "a b", "console", "com", "com10", "lpt.1", "é"] {
        assert!(refused(name).is_none(), "{name:?}");
    }
    assert_eq!(
        problems(&["a/B", "a/b", "A/c"]),
        [
            "a/b: differs from a/B by case alone",
            "A/c: differs from a by case alone"
        ]
    );
    assert!(problems(&["a/b", "a/c", "ab"]).is_empty());
}
