//! The first step of reading: whose file is it, and which version.
//!
//! A file that is not ours is never overwritten, so this is strict: ours are the files whose top-level keys are
//! `version` and `images`, and no other. What comes later may add keys below those two, never beside them.

use std::fmt;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::decode::DecodeError;
use crate::document::{Problem, Problems, Source};

/// The version that this program writes, and the newest that it reads.
const VERSION: u64 = 1;
/// The top-level keys of a lock.
const KEYS: [&str; 2] = ["version", "images"];
/// What stands in the comment with which a lock begins, by which the rest of one is known.
const NAME: &str = "imagelock";
/// How many mistakes of syntax are worth showing in a file that a machine wrote.
const SYNTAX_PROBLEMS_MAX: usize = 10;
/// What git begins a line with where two branches disagree; the third is written with `merge.conflictStyle=diff3`.
const CONFLICT_MARKERS: [&str; 4] = ["<<<<<<<", ">>>>>>>", "|||||||", "======="];

/// What a file is that is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// JSON, as of npm.
    Json,
    /// YAML, with its `kind` where it has one: carvel has an `ImagesLock` that is called `images.lock` too.
    Yaml {
        /// The value of `kind`.
        kind: Option<String>,
    },
    /// TOML with `[[package]]`: the lock of cargo, uv or poetry.
    Packages,
    /// TOML with a top-level key that is none of ours.
    Toml {
        /// The first such key.
        key: String,
    },
    /// Neither.
    Unknown,
}

impl fmt::Display for Foreign {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => out.write_str("it is JSON"),
            Self::Yaml { kind: Some(kind) } => write!(out, "it is YAML with `kind: {kind}`"),
            Self::Yaml { kind: None } => out.write_str("it is YAML"),
            Self::Packages => out.write_str("it has `[[package]]`, like `Cargo.lock`"),
            Self::Toml { key } => write!(out, "it has the key `{key}` at the top level"),
            Self::Unknown => out.write_str("it is not TOML"),
        }
    }
}

/// The content of a file that is ours, of a version that can be read.
pub(super) fn recognise(source: &Source) -> Result<DeTable<'_>, DecodeError> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let table = table.into_inner();
    if !errors.is_empty() {
        return Err(broken(source, &table, &errors));
    }
    if let Some(what) = foreign_keys(&table) {
        return Err(foreign(source, what));
    }
    check_version(source, &table)?;
    Ok(table)
}

/// What to say about a file that is no TOML.
fn broken(source: &Source, table: &DeTable<'_>, errors: &[toml::de::Error]) -> DecodeError {
    if let Some(span) = conflict(&source.text) {
        let help = "take either side, and run `imagelock lock`";
        let problem = problem("a conflict of a merge that was not resolved", span, Some(help));
        return DecodeError::Conflict(Problems { source: source.clone(), list: vec![problem] });
    }
    if let Some(what) = other_format(&source.text).or_else(|| packages(table)) {
        return foreign(source, what);
    }
    // Other keys prove nothing here: half a word of ours is one
    let is_ours = KEYS.iter().any(|key| table.contains_key(*key)) || source.text.contains(NAME);
    if !is_ours {
        return foreign(source, Foreign::Unknown);
    }
    let list = errors.iter().take(SYNTAX_PROBLEMS_MAX);
    let list = list.map(|error| problem(error.message(), error.span().unwrap_or_default(), None));
    let mut list: Vec<Problem> = list.collect();
    list.sort_by_key(|problem| problem.span.start);
    DecodeError::Damaged(Problems { source: source.clone(), list })
}

fn check_version(source: &Source, table: &DeTable<'_>) -> Result<(), DecodeError> {
    let one = |problem| Problems { source: source.clone(), list: vec![problem] };
    if source.text.trim().is_empty() {
        let help = "remove it, and run `imagelock lock`";
        return Err(DecodeError::Damaged(one(problem("the file is empty", 0..0, Some(help)))));
    }
    let Some(value) = table.get("version") else {
        return Err(DecodeError::Damaged(one(problem("the key `version` is missing", 0..0, None))));
    };
    match version(value.get_ref()) {
        Some(VERSION) => Ok(()),
        Some(newer) if newer > VERSION => {
            let message = format!("this imagelock reads version {VERSION}");
            Err(DecodeError::Newer(one(problem(&message, value.span(), Some("use a newer imagelock")))))
        }
        _ => {
            let message = "`version` is a whole number from 1 upwards";
            Err(DecodeError::Damaged(one(problem(message, value.span(), None))))
        }
    }
}

/// A number that is too large for the type is newer all the same.
fn version(value: &DeValue<'_>) -> Option<u64> {
    let number = value.as_integer()?;
    match u64::from_str_radix(number.as_str(), number.radix()) {
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => Some(u64::MAX),
        number => number.ok(),
    }
}

fn foreign_keys(table: &DeTable<'_>) -> Option<Foreign> {
    // In the order of the text, which is how a person finds it
    let others = table.iter().filter(|(key, _)| !KEYS.contains(&key.get_ref().as_ref()));
    let (key, _) = others.min_by_key(|(key, _)| key.span().start)?;
    packages(table).or_else(|| Some(Foreign::Toml { key: key.get_ref().to_string() }))
}

fn packages(table: &DeTable<'_>) -> Option<Foreign> {
    table.get("package").filter(|value| value.get_ref().is_array()).map(|_| Foreign::Packages)
}

fn other_format(text: &str) -> Option<Foreign> {
    let start = text.trim_start();
    if start.starts_with('{') || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Some(Foreign::Json);
    }
    let first = text.lines().find(|line| !line.is_empty() && !line.starts_with('#'))?;
    if !is_yaml(first) {
        return None;
    }
    let kind = text.lines().find_map(|line| line.strip_prefix("kind:"));
    Some(Foreign::Yaml { kind: kind.map(|kind| kind.trim().to_owned()) })
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
        let marker = CONFLICT_MARKERS.iter().find_map(|marker| content.strip_prefix(marker));
        if marker.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return Some(start..start + content.len());
        }
        start += line.len();
    }
    None
}

fn foreign(source: &Source, what: Foreign) -> DecodeError {
    DecodeError::Foreign { name: source.name.clone(), what }
}

pub(super) fn problem(message: &str, span: Range<usize>, help: Option<&str>) -> Problem {
    Problem { message: message.to_owned(), span, label: None, help: help.map(str::to_owned), other: None }
}
