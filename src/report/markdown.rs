//! `--format markdown`: the body of a pull request, for GitHub, GitLab and their like.
//!
//! Stable and without a time, so that a bot that writes it again changes nothing. All that came from outside is made
//! harmless by `escape`; what is long is cut, so that no host refuses the body.

mod escape;
mod many;
mod places;
mod space;
mod table;

use std::fmt::Write as _;

use super::row::{Note, Row, RowStatus};
use super::{Report, human, more};
use crate::error::Error;
use escape::{code, prose};
use places::UnreadableFiles;
use space::Space;

/// How many bytes a body has at most; GitHub takes 65,536 characters.
const LENGTH_MAX: usize = 64_000;
/// What sections of what went wrong may take of it.
const PROBLEMS_MAX: usize = 20_000;
/// What the table leaves to the details and digests below it.
const FOLDED_MIN: usize = 12_000;

/// The sections of what needs a person, in their order.
const SECTIONS: [(&str, &[RowStatus]); 6] = [
    ("Failed", &[RowStatus::Failed]),
    ("Refused", &[RowStatus::Refused]),
    ("Held", &[RowStatus::Held]),
    (
        "Not as it should be",
        &[
            RowStatus::Missing,
            RowStatus::Unsatisfied,
            RowStatus::Gone,
            RowStatus::Moved,
        ],
    ),
    ("Not asked", &[RowStatus::NotAsked]),
    (
        "Allowed, or to know",
        &[
            RowStatus::Unchanged,
            RowStatus::Added,
            RowStatus::Updated,
            RowStatus::Removed,
        ],
    ),
];

/// The body for a run.
pub fn body(outcome: &Result<Report, Error>) -> String {
    of_outcome(outcome, LENGTH_MAX)
}

/// What is told of an outcome, in about as many bytes at most.
fn of_outcome(outcome: &Result<Report, Error>, length: usize) -> String {
    match outcome {
        Ok(Report::Update(report)) => {
            let notes: Vec<String> = report
                .unfinished
                .iter()
                .map(|error| format!("error: {error}"))
                .collect();
            of_rows_within(
                length,
                &human::summary(report),
                &report.rows().collect::<Vec<_>>(),
                &notes,
            )
        }
        Ok(Report::Diff(report)) => of_rows_within(
            length,
            &human::difference(report),
            &report.rows().collect::<Vec<_>>(),
            &[],
        ),
        Ok(Report::Verify(report)) => {
            let mut notes: Vec<String> = human::compared_with(report).into_iter().collect();
            let policy = report.policy_notes();
            notes.extend(
                policy
                    .iter()
                    .map(|note| format!("{}: {}", report.manifest_path, with_hint(note))),
            );
            notes.extend(report.not_asked.iter().map(|it| format!("not asked: {it}")));
            notes.extend(
                report
                    .unfinished
                    .iter()
                    .map(|error| format!("error: {error}")),
            );
            of_rows_within(
                length,
                &human::verdict(report),
                &report.rows().collect::<Vec<_>>(),
                &notes,
            )
        }
        Ok(Report::Check(report)) => {
            let unreadable = UnreadableFiles::new(
                &report.unreadable,
                &report.manifest_path,
                &report.to_exclude,
            );
            let (summary, not_asked) = (human::uses_in_short(report), report.not_asked.as_slice());
            places::of_places(length, &summary, &report.places, &unreadable, not_asked)
        }
        Ok(Report::Init(report)) => {
            let unreadable = UnreadableFiles::new(
                &report.unreadable,
                &report.manifest_path,
                &report.to_exclude,
            );
            places::of_places(
                length,
                &human::begun_in_short(report),
                &report.places,
                &unreadable,
                &[],
            )
        }
        Ok(Report::List(_) | Report::References(_) | Report::Export(_) | Report::Script(_)) => {
            String::new()
        }
        Ok(Report::Many(parts)) => many::body(parts, length),
        Err(error) => of_error(error, length),
    }
}

fn with_hint(note: &Note) -> String {
    let hint = note
        .hint
        .as_ref()
        .map(|hint| format!("; {hint}"))
        .unwrap_or_default();
    format!("{}{hint}", note.message)
}

fn of_error(error: &Error, length: usize) -> String {
    let mut text = format!("**{}**\n", prose(&error.to_string()));
    let diagnosis = error.diagnosis();
    let places = error.problems().into_iter().flat_map(|problems| {
        let lines = problems.source.lines();
        let told = problems.list.iter().map(move |problem| {
            let advice = problem
                .advice()
                .map(|advice| format!("; {advice}"))
                .unwrap_or_default();
            let (file, line) = (&problems.source.name, lines.line(problem.span.start));
            format!("{file}, line {line}: {}{advice}", problem.message)
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
#[cfg(test)]
pub(super) fn of_rows(summary: &str, rows: &[Row<'_>], notes: &[String]) -> String {
    of_rows_within(LENGTH_MAX, summary, rows, notes)
}

/// The same in about as many bytes.
fn of_rows_within(length: usize, summary: &str, rows: &[Row<'_>], notes: &[String]) -> String {
    let mut text = format!("{}\n", prose(summary));
    let mut space = Space::new(length.saturating_sub(text.len()));
    let notes: String = notes
        .iter()
        .map(|note| format!("\n{}\n", prose(note)))
        .collect();
    space.take(notes.len());
    let problems = problems(rows, &mut space.part(share(PROBLEMS_MAX, length)));
    space.take(problems.len());
    let table = table::table(
        rows,
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

/// What a part of a whole body comes to in a smaller one.
fn share(part: usize, length: usize) -> usize {
    part * length / LENGTH_MAX
}

/// A section for each kind of what needs a person; nothing where nobody is needed.
fn problems(rows: &[Row<'_>], space: &mut Space) -> String {
    let mut text = String::new();
    for (title, verdicts) in SECTIONS {
        let is_of = |row: &&Row<'_>| verdicts.contains(&row.verdict) && !row.notes.is_empty();
        let lines: Vec<String> = rows.iter().filter(is_of).map(line).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n#### {title}\n\n{}", space.fill(&lines));
        }
    }
    text
}

/// What there is to say of an image: each note, with the way out of it.
fn line(row: &Row<'_>) -> String {
    let reference = row
        .image
        .map(|image| format!(" ({})", code(&image.reference().to_string())));
    let said = |note: &Note| {
        let hint = note.hint.as_ref().map(|hint| format!("; {}", prose(hint)));
        format!("{}{}", prose(&note.message), hint.unwrap_or_default())
    };
    let said: Vec<String> = row.notes.iter().map(said).collect();
    format!(
        "- {}{}: {}\n",
        code(row.name.as_str()),
        reference.unwrap_or_default(),
        said.join("; ")
    )
}
