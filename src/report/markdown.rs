//! `--format markdown`: the body of a pull request, for GitHub, GitLab and their like.
//!
//! Stable and without a time, so that a bot that writes it again changes nothing. All that came from outside is made
//! harmless by `escape`; what is long is cut, so that no host refuses the body.

mod escape;
mod many;
mod space;
mod table;
mod tags;
mod uses;

use std::fmt::Write as _;

use super::body::{Body, BodyContent, BodyResult};
use super::failures::named;
use super::grouped::grouped_by;
use super::row::{Note, Row, RowStatus};
use super::snippet::{in_line, more};
use crate::error::Error;
use crate::exit::Reason;
use escape::{code, prose};
use space::Space;

/// How many bytes a body has at most; GitHub takes 65,536 characters.
const LENGTH_MAX: usize = 64_000;
/// The share of the sections of what needs a person.
const PROBLEMS_MAX: usize = 20_000;
/// The share that the table leaves to the details and digests below it.
const FOLDED_MIN: usize = 12_000;

/// Why what was held is locked now.
const OLD_ENOUGH: &str = "old enough for its `min-age`";

/// The sections of what needs a person, in their order.
const SECTIONS: [(&str, &[RowStatus]); 6] = [
    ("Failed", &[RowStatus::Failed]),
    ("Refused", &[RowStatus::Refused]),
    ("Held", &[RowStatus::Held]),
    (
        "Wrong or missing",
        &[
            RowStatus::Missing,
            RowStatus::Unsatisfied,
            RowStatus::Gone,
            RowStatus::Moved,
        ],
    ),
    ("Not asked", &[RowStatus::NotAsked]),
    (
        "Notes",
        &[
            RowStatus::Unchanged,
            RowStatus::Added,
            RowStatus::Updated,
            RowStatus::Removed,
        ],
    ),
];

/// The body of a pull request about a run.
pub(super) fn body(outcome: &BodyResult<'_>) -> String {
    of_outcome(outcome, LENGTH_MAX)
}

/// An outcome, in about as many bytes at most.
fn of_outcome(outcome: &BodyResult<'_>, length: usize) -> String {
    let body = match outcome {
        Ok(body) => body,
        Err(error) => return of_error(error, length),
    };
    match &body.content {
        // What people asked to read is no news
        BodyContent::Rows(_) if body.is_listing => String::new(),
        BodyContent::Rows(rows) => of_rows(length, body, rows),
        BodyContent::Uses(content) => uses::of_uses(length, body, content),
        BodyContent::Tags(report) => tags::of_tags(length, report),
        BodyContent::References(_) | BodyContent::Text(..) => String::new(),
        BodyContent::Manifests(parts) => many::of_manifests(parts, length, of_outcome),
    }
}

/// Remarks on the files as a whole, each in a paragraph. That a lock is not canonical, the summary says.
fn remarks(body: &Body<'_>) -> Vec<String> {
    let file_notes = body
        .file_notes
        .iter()
        .filter(|it| it.note.reason != Reason::NotCanonical);
    let file_notes = file_notes.map(|it| format!("{}: {}", it.file, it.note.with_hint()));
    let not_asked = body.not_asked.iter().map(|it| format!("not checked: {it}"));
    let unfinished = body.unfinished.map(|error| format!("error: {error}"));
    body.remarks
        .iter()
        .cloned()
        .chain(file_notes)
        .chain(not_asked)
        .chain(unfinished)
        .collect()
}

fn of_error(error: &Error, length: usize) -> String {
    let mut text = format!("**{}**\n", prose(&error.to_string()));
    let diagnosis = error.diagnosis();
    let places = error.problems().into_iter().flat_map(|problems| {
        let (lines, file) = (problems.source.lines(), &problems.source.name);
        let told = problems.list.iter().map(move |problem| {
            let line = lines.line(problem.span.start);
            format!("{file}, line {line}: {}", in_line(problem))
        });
        told.chain(more(&problems.list))
    });
    let lines: Vec<String> = places
        .chain(diagnosis.details.into_owned())
        .map(|line| format!("- {}\n", prose(&line)))
        .collect();
    if !lines.is_empty() {
        let _ = write!(
            text,
            "\n{}",
            Space::new(share(PROBLEMS_MAX, length)).fill(&lines)
        );
    }
    if let Some(hint) = diagnosis.hint {
        let _ = writeln!(text, "\n{}", prose(&hint));
    }
    text
}

/// A summary, the table of what changed, what needs a person, and what is folded.
fn of_rows(length: usize, body: &Body<'_>, rows: &[Row<'_>]) -> String {
    let mut text = format!("{}\n", prose(&body.summary));
    let mut space = Space::new(length.saturating_sub(text.len()));
    let notes: String = remarks(body)
        .iter()
        .map(|note| format!("\n{}\n", prose(note)))
        .collect();
    space.take(notes.len());
    let problems = problems(rows, &mut space.part(share(PROBLEMS_MAX, length)));
    space.take(problems.len());
    let table = table::table(
        rows,
        body.is_prevented(),
        &mut space.part(space.left().saturating_sub(share(FOLDED_MIN, length))),
    );
    space.take(table.len());
    let details = table::details(rows, &mut space.part(space.left() / 2));
    space.take(details.len());
    let digests = table::digests(rows, &mut space);
    for part in [table, details, problems, notes, digests] {
        text.push_str(&part);
    }
    text
}

/// The part of a smaller body.
fn share(part: usize, length: usize) -> usize {
    part * length / LENGTH_MAX
}

/// A section for each kind of what needs a person; nothing where nobody is needed.
fn problems(rows: &[Row<'_>], space: &mut Space) -> String {
    let mut text = String::new();
    for (title, statuses) in SECTIONS {
        let is_of = |row: &&Row<'_>| statuses.contains(&row.status) && told(row).next().is_some();
        let groups = grouped_by(rows.iter().filter(is_of), |row| said(row));
        let lines: Vec<String> = groups.iter().map(|rows| line(rows)).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n#### {title}\n\n{}", space.fill(&lines));
        }
    }
    text
}

/// The line of images of which the same is said.
fn line(rows: &[&Row<'_>]) -> String {
    let subjects: Vec<String> = rows.iter().map(|row| subject(row)).collect();
    let said = rows.first().map(|row| said(row)).unwrap_or_default();
    format!("- {}: {said}\n", named(&subjects))
}

fn subject(row: &Row<'_>) -> String {
    let name = code(row.name.as_str());
    match row.stands_for() {
        Some(image) => format!("{name} ({})", code(&image)),
        None => name,
    }
}

/// The notes on an image that need a person, and why something is locked at all. What is newer than its tag is in the
/// table; and what asks nothing of anybody changes no pull request.
fn told<'r>(row: &'r Row<'_>) -> impl Iterator<Item = &'r Note> {
    let is_told = |note: &&Note| !matches!(note.reason, Reason::NewerTag | Reason::SamePlatforms);
    row.notes.iter().filter(is_told)
}

/// Each note on an image, with its hint.
fn said(row: &Row<'_>) -> String {
    let said = |note: &Note| {
        let hint = note.hint.as_ref().map(|hint| format!("; {}", prose(hint)));
        // For how many days is another thing tomorrow, and no reason to edit a pull request
        let message = match note.reason {
            Reason::Aged => OLD_ENOUGH,
            _ => &note.message,
        };
        format!("{}{}", prose(message), hint.unwrap_or_default())
    };
    let said: Vec<String> = told(row).map(said).collect();
    said.join("; ")
}
