//! The first step of reading: whose file is it, and which version.
//!
//! A file that is not ours is never overwritten, so this is strict: ours are the files whose top-level keys are
//! `version` and one more, and no other. What comes later may add keys below those two, never beside them.

use std::ops::Range;

use super::error::{DecodeError, Foreign};
use crate::document::{Findings, Problem, Problems, Source, Table, TableEntry};

/// The version that this program writes, and the newest that it reads.
const VERSION: u64 = 1;
/// The word in the first comment of a file of ours by which the rest of one is known.
const NAME: &str = "imagelock";
/// The beginnings of git's lines where two branches disagree; the third is written with `merge.conflictStyle=diff3`.
const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", ">>>>>>>", "|||||||", "======="];

/// The kind of a file that imagelock writes.
#[derive(Clone, Copy)]
pub(super) struct FileForm {
    /// The top-level keys.
    keys: [&'static str; 2],
    /// The way out of a merge conflict.
    conflict_help: &'static str,
}

/// `images.lock`.
pub(super) const LOCK: FileForm = FileForm {
    keys: ["version", "images"],
    conflict_help: "keep either side, then run `imagelock lock`",
};
/// `images.seen`. A record of either side may be needed: without it, a digest waits again.
pub(super) const SEEN: FileForm = FileForm {
    keys: ["version", "seen"],
    conflict_help: "keep the lines of both sides and remove the markers; git does that by itself with \
                    `images.seen merge=union` in `.gitattributes`",
};

/// Goes on where a file is ours, and of a version that can be read.
pub(super) fn recognise<'s>(
    root: Table<'_>,
    findings: Findings<'s>,
    form: FileForm,
) -> Result<Findings<'s>, DecodeError> {
    let source = findings.source();
    if findings.count() > 0 {
        return Err(broken(root, findings, form));
    }
    if let Some(what) = foreign_keys(root, form) {
        return Err(foreign(source, what));
    }
    check_version(source, root)?;
    Ok(findings)
}

/// The error of a file that is not TOML.
fn broken(root: Table<'_>, findings: Findings<'_>, form: FileForm) -> DecodeError {
    let source = findings.source();
    if let Some(span) = conflict(&source.text) {
        let problem = Problem::new(span, "unresolved merge conflict");
        let problem = problem.help(form.conflict_help);
        return DecodeError::Conflict(Problems::one(source.clone(), problem));
    }
    if let Some(what) = other_format(&source.text).or_else(|| packages(root)) {
        return foreign(source, what);
    }
    // Other keys prove nothing here: half a word of ours is one
    let is_ours = form.keys.iter().any(|key| root.get(key).is_some()) || source.text.contains(NAME);
    match findings.finish() {
        Err(problems) if is_ours => DecodeError::Damaged(problems),
        _ => foreign(source, Foreign::Unknown),
    }
}

fn check_version(source: &Source, root: Table<'_>) -> Result<(), DecodeError> {
    let damaged = |problem| Err(DecodeError::Damaged(Problems::one(source.clone(), problem)));
    if source.text.trim().is_empty() {
        return damaged(Problem::new(0..0, "the file is empty"));
    }
    let Some(field) = root.get("version") else {
        return damaged(Problem::new(0..0, "the key `version` is missing"));
    };
    match version(source, field) {
        Some(VERSION) => Ok(()),
        Some(newer) if newer > VERSION => {
            let message =
                format!("the version is {newer}, but this imagelock reads version {VERSION}");
            let problem = Problem::new(field.span.clone(), message);
            Err(DecodeError::Newer(Problems::one(source.clone(), problem)))
        }
        _ => {
            let message = "`version` must be a whole number of at least 1";
            damaged(Problem::new(field.span.clone(), message))
        }
    }
}

/// A number that is too large for the type is newer all the same.
fn version(source: &Source, field: &TableEntry<'_>) -> Option<u64> {
    let number = field.number(&mut Findings::new(source));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match source.text.get(field.span.clone()) {
        Some(text) if number.is_none() && is_digits(text) => Some(u64::MAX),
        _ => number.map(|number| number.value),
    }
}

fn foreign_keys(root: Table<'_>, form: FileForm) -> Option<Foreign> {
    if let Some(other) = root.unknown(&form.keys).next() {
        let key = other.key.to_string();
        return packages(root).or(Some(Foreign::Toml { key }));
    }
    (root.get("images").is_some() && root.get("version").is_none()).then_some(Foreign::Unversioned)
}

fn packages(root: Table<'_>) -> Option<Foreign> {
    let entry = root.get("package")?;
    let is_other = entry.as_table().is_none() && entry.as_str().is_none();
    is_other.then_some(Foreign::Packages)
}

fn other_format(text: &str) -> Option<Foreign> {
    let start = text.trim_start();
    if start.starts_with('{') || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Some(Foreign::Json);
    }
    let says_something = |line: &&str| !line.is_empty() && !line.starts_with('#');
    if !is_yaml(text.lines().find(says_something)?) {
        return None;
    }
    let kind = text.lines().find_map(|line| line.strip_prefix("kind:"));
    let kind = kind.map(|kind| kind.trim().to_owned());
    Some(Foreign::Yaml { kind })
}

/// `---`, `%YAML`, `key:` or `key: value`.
fn is_yaml(line: &str) -> bool {
    let is_key = |key: &str| !key.is_empty() && !key.contains(['=', '[', ' ', '<']);
    line.starts_with("---")
        || line.starts_with("%YAML")
        || line.trim_end().strip_suffix(':').is_some_and(is_key)
        || line.split_once(": ").is_some_and(|(key, _)| is_key(key))
}

/// The first line that is a conflict marker.
fn conflict(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let mut markers = CONFLICT_MARKERS.iter();
        let marker = markers.find_map(|marker| content.strip_prefix(marker));
        if marker.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return Some(start..start + content.len());
        }
        start += line.len();
    }
    None
}

fn foreign(source: &Source, what: Foreign) -> DecodeError {
    let name = source.name.clone();
    DecodeError::Foreign { name, what }
}
