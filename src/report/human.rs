//! The words for people: a line an image, a summary, and failures with one cause told once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::Printer;
use crate::document::shown;
use crate::exit::Class;
use crate::lock::{Change, Difference, Entry, Standing};
use crate::manifest::ImageName;
use crate::policy::{Outcome, Refusal};
use crate::reference::{Digest, Tag};
use crate::registry::Error;

/// How many images of one cause are named.
const NAMED_MAX: usize = 10;

/// What became of the lock as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    Yes,
    /// It is what it was, since nothing changed.
    Unneeded,
    /// It is what it was, since something failed.
    Prevented,
    /// It would be written, but only a report was asked for.
    Reported,
}

/// The report of `update` and `lock`: a line for each image that is not as it was, and a summary.
pub fn outcomes(
    lock: &str,
    outcomes: &BTreeMap<ImageName, Outcome>,
    written: Written,
    is_verbose: bool,
) -> String {
    let lines = outcomes
        .iter()
        .filter(|(_, outcome)| is_verbose || **outcome != Outcome::Unchanged)
        .map(|(name, outcome)| line(name, outcome));
    let mut text = columns(&lines.collect::<Vec<_>>());
    let _ = writeln!(text, "{}", summary(lock, outcomes, written));
    text
}

/// A mark, a name, and what is to say of it in columns.
type Line = (char, Vec<String>);

fn line(name: &ImageName, outcome: &Outcome) -> Line {
    let (mark, rest) = match outcome {
        Outcome::Unchanged => ('=', vec!["unchanged".to_owned()]),
        Outcome::Changed(Change::Added(entry)) => ('+', short(entry)),
        Outcome::Changed(Change::Removed(entry)) => ('-', short(entry)),
        Outcome::Changed(change @ Change::Updated { old, new }) => ('~', updated(change, old, new)),
        Outcome::Refused(refusal) => ('!', vec![format!("refused: {refusal}")]),
        Outcome::Failed(_) => ('!', vec!["failed".to_owned()]),
    };
    (mark, std::iter::once(name.to_string()).chain(rest).collect())
}

fn short(entry: &Entry) -> Vec<String> {
    vec![tag(entry.tag.as_ref()), entry.digest.short().to_owned()]
}

fn updated(change: &Change, old: &Entry, new: &Entry) -> Vec<String> {
    let mut columns = Vec::new();
    if old.repository != new.repository {
        columns.push(arrow(&old.repository.familiar(), &new.repository.familiar()));
    }
    columns.push(arrow(&tag(old.tag.as_ref()), &tag(new.tag.as_ref())));
    columns.push(arrow(old.digest.short(), new.digest.short()));
    if change.is_of_platforms_alone() {
        columns.push("platforms".to_owned());
    }
    columns
}

fn tag(tag: Option<&Tag>) -> String {
    tag.map_or_else(|| "(no tag)".to_owned(), ToString::to_string)
}

fn arrow(old: &str, new: &str) -> String {
    if old == new { new.to_owned() } else { format!("{old} → {new}") }
}

/// Lines with their columns under each other, two spaces between them.
fn columns(lines: &[Line]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for (_, cells) in lines {
        widths.resize(widths.len().max(cells.len()), 0);
        // The last cell of a line fills no column
        for (width, cell) in widths.iter_mut().zip(&cells[..cells.len() - 1]) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for (mark, cells) in lines {
        let mut line = format!("{mark} ");
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(line, "{cell}{}  ", " ".repeat(width.saturating_sub(cell.width())));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn summary(lock: &str, outcomes: &BTreeMap<ImageName, Outcome>, written: Written) -> String {
    let count = |is: fn(&Outcome) -> bool| outcomes.values().filter(|outcome| is(outcome)).count();
    let counts = [
        (count(|outcome| matches!(outcome, Outcome::Changed(Change::Added(_)))), "added"),
        (count(|outcome| matches!(outcome, Outcome::Changed(Change::Updated { .. }))), "updated"),
        (count(|outcome| matches!(outcome, Outcome::Changed(Change::Removed(_)))), "removed"),
        (count(|outcome| matches!(outcome, Outcome::Refused(_))), "refused"),
        (count(|outcome| matches!(outcome, Outcome::Failed(_))), "failed"),
        (count(|outcome| *outcome == Outcome::Unchanged), "unchanged"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let what = match written {
        Written::Yes => "written",
        Written::Unneeded => "up to date",
        Written::Prevented => "not written",
        Written::Reported => "would be written",
    };
    let counts = if counts.is_empty() { "no images".to_owned() } else { counts.join(", ") };
    format!("{lock} {what}: {counts}")
}

/// Prints failures: those with one cause as one, with the images named.
pub fn failures<'a>(printer: &Printer, failed: impl Iterator<Item = (String, &'a Error)>) {
    let mut groups: Vec<(String, Option<String>, Vec<String>)> = Vec::new();
    for (subject, error) in failed {
        let (cause, hint) = (error.to_string(), error.hint());
        match groups.iter_mut().find(|(known, _, _)| *known == cause) {
            Some((_, _, subjects)) => subjects.push(subject),
            None => groups.push((cause, hint, vec![subject])),
        }
    }
    for (cause, hint, subjects) in groups {
        printer.failure(&format!("cannot resolve {}", named(&subjects)));
        printer.cause(&cause);
        if let Some(hint) = hint {
            printer.hint(&hint);
        }
    }
}

fn named(subjects: &[String]) -> String {
    match subjects {
        [one] => one.clone(),
        many if many.len() > NAMED_MAX => {
            format!(
                "{} images: {} and {} more",
                many.len(),
                many[..NAMED_MAX].join(", "),
                many.len() - NAMED_MAX
            )
        }
        many => format!("{} images: {}", many.len(), many.join(", ")),
    }
}

/// What `verify` found of one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// How manifest and lock stand to each other.
    Standing(Standing),
    /// The registry has what is locked.
    Present,
    /// The registry does not have the digest any more.
    Gone,
    /// The tag names another digest now.
    Moved {
        /// What is locked.
        locked: Digest,
        /// What the tag names.
        now: Digest,
    },
    /// `update` would refuse what is there.
    Refused(Refusal),
    /// There was no answer, or the tag is gone.
    Failed(Error),
}

/// The report of `verify`: a line for each image that is not as it should be, and a summary.
pub fn verification(
    manifest: &str,
    lock: &str,
    findings: &BTreeMap<ImageName, Vec<Finding>>,
    difference: Option<&Difference>,
) -> String {
    let lines = lines(findings);
    let mut text = columns(&lines);
    if let Some(difference) = difference {
        let what = difference.found.as_deref().unwrap_or("the end of the file");
        let line = difference.line;
        let _ =
            writeln!(text, "! {lock} is not as imagelock writes it, from line {line} on: {}", shown(what));
    }
    let failing = lines.iter().filter(|(mark, _)| *mark == '!').count() + usize::from(difference.is_some());
    let _ = match failing {
        0 => writeln!(text, "{lock} satisfies {manifest}: {} images", findings.len()),
        _ => writeln!(text, "{lock} does not pass: {failing} of {} images", findings.len()),
    };
    text
}

/// A line for each image that is not as it should be.
pub fn finding_lines(findings: &BTreeMap<ImageName, Vec<Finding>>) -> String {
    columns(&lines(findings))
}

fn lines(findings: &BTreeMap<ImageName, Vec<Finding>>) -> Vec<Line> {
    let pairs = findings.iter().flat_map(|(name, list)| list.iter().map(move |finding| (name, finding)));
    pairs
        .filter_map(|(name, finding)| {
            words(finding).map(|(mark, words)| (mark, vec![name.to_string(), words]))
        })
        .collect()
}

fn words(finding: &Finding) -> Option<(char, String)> {
    Some(match finding {
        Finding::Standing(Standing::Satisfied) | Finding::Present => return None,
        Finding::Standing(Standing::Stale) => (
            '~',
            "the locked platforms belong to another digest; `imagelock lock` fetches them anew".to_owned(),
        ),
        Finding::Standing(Standing::Missing) => ('!', "is not locked".to_owned()),
        Finding::Standing(Standing::Unsatisfied(reason)) => ('!', reason.to_string()),
        Finding::Standing(Standing::Undeclared) => ('!', "is locked, but not in the manifest".to_owned()),
        Finding::Gone => ('!', "the locked digest is gone from the registry".to_owned()),
        Finding::Moved { locked, now } => {
            ('!', format!("the tag moved: {} → {}", locked.short(), now.short()))
        }
        Finding::Refused(refusal) => ('!', format!("refused: {refusal}")),
        Finding::Failed(error) if error.class() == Class::No => {
            ('!', "the tag is gone from the registry".to_owned())
        }
        Finding::Failed(_) => ('!', "there is no answer".to_owned()),
    })
}

/// The way out of what `verify` found, where there is one.
pub fn verification_hint(
    findings: &BTreeMap<ImageName, Vec<Finding>>,
    difference: Option<&Difference>,
) -> Option<&'static str> {
    let any = |is: fn(&Finding) -> bool| findings.values().flatten().any(is);
    if difference.is_some()
        || any(|finding| {
            matches!(
                finding,
                Finding::Standing(Standing::Missing | Standing::Unsatisfied(_) | Standing::Undeclared)
            )
        })
    {
        Some("run `imagelock lock` and commit what it writes")
    } else if any(|finding| matches!(finding, Finding::Moved { .. } | Finding::Gone)) {
        Some("run `imagelock update` to take what the tags name now")
    } else {
        None
    }
}
