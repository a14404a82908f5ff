//! Says what a run came to, in the format that is wanted.

use std::path::Path;

use super::plain::harmless_lines;
use super::{GithubOutput, Printer, Report, github, human, json, markdown};
use crate::error::Error;
use crate::exit::Status;

/// The format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Lines for people.
    Human,
    /// One document for programs.
    Json,
    /// The body of a pull request.
    Markdown,
    /// Annotations of GitHub's runner.
    Github,
}

/// Says what a run of a command came to, and how it ends.
pub fn present(
    printer: &Printer,
    format: ReportFormat,
    run: &Run<'_>,
    outcome: &Result<Report, Error>,
) -> Status {
    let status = match outcome {
        Ok(report) => report.status(),
        Err(error) => error.status(),
    };
    let printed = match format {
        ReportFormat::Human => outcome
            .as_ref()
            .map_or(Ok(()), |report| human::print(printer, report)),
        ReportFormat::Json => printer.data(&json::document(run.command, outcome, status)),
        ReportFormat::Markdown => printer.data(&harmless_lines(&markdown::body(outcome))),
        ReportFormat::Github => printer.data(&github::annotations(outcome, run.directory)),
    };
    // What went wrong is for people too, whatever the format
    match outcome {
        Ok(report) => human::errors(printer, report),
        Err(error) => printer.error(error),
    }
    // Where the files cannot even be opened nothing can be written to them, and that is what failed
    let written = match run.github_output {
        Some(files) if files.check().is_ok() => files.write(outcome),
        _ => Ok(()),
    };
    match printed.and(written) {
        Ok(()) => status,
        Err(error) => {
            printer.error(&error);
            note_written(printer, outcome);
            error.status()
        }
    }
}

/// That files are not what they were, which nobody may read elsewhere.
fn note_written(printer: &Printer, outcome: &Result<Report, Error>) {
    let files = outcome
        .as_ref()
        .map(Report::files_written)
        .unwrap_or_default();
    let were = if files.len() == 1 { "was" } else { "were" };
    let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
    if !files.is_empty() {
        printer.note(&format!(
            "{} {were} written all the same",
            files.join(" and ")
        ));
    }
}

/// What is known of a run whatever it came to.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The command.
    pub command: &'a str,
    /// Where it took place below the root of the repository.
    pub directory: &'a Path,
    /// The files of GitHub's runner, where they are wanted.
    pub github_output: Option<&'a GithubOutput>,
}
