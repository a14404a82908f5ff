//! The report of a run in the format that is wanted.

use std::path::Path;

use super::body::{BodyDetail, status};
use super::file_options::FileOptions;
use super::github_output::GithubOutput;
use super::plain::harmless_lines;
use super::printer::Printer;
use super::reports::{Report, body_of};
use super::{github, human, json, markdown};
use crate::error::Error;
use crate::exit::Status;
use crate::registry::MirrorUse;

/// The format of reports, by the names that the command line has for them.
// What clap finds in comments of documentation it prints below `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    // Lines for people
    Human,
    // One document for programs
    Json,
    // The body of a pull request
    Markdown,
    // Annotations of GitHub's runner
    Github,
}

/// Writes the report of a run, and returns how it ends.
pub fn present(
    printer: &Printer,
    format: ReportFormat,
    run: &Run<'_>,
    outcome: &Result<Report, Error>,
) -> Status {
    let detail = BodyDetail {
        has_text: matches!(format, ReportFormat::Human | ReportFormat::Github),
        is_verbose: format == ReportFormat::Human && printer.is_verbose(),
        is_quiet: format == ReportFormat::Human && printer.is_quiet(),
        has_all_rows: format == ReportFormat::Json || run.github_output.is_some(),
    };
    let outcome = body_of(outcome, detail);
    let status = status(&outcome);
    let printed = match format {
        ReportFormat::Human => outcome
            .as_ref()
            .map_or(Ok(()), |body| human::print(printer, body)),
        ReportFormat::Json => {
            let document = json::document(run.command, run.manifest, run.mirrors, &outcome);
            printer.data(&document)
        }
        ReportFormat::Markdown => printer.data(&harmless_lines(&markdown::body(&outcome))),
        ReportFormat::Github => printer.data(&github::text(&outcome, run.directory)),
    };
    // Failures are for people too, whatever the format
    match &outcome {
        Ok(body) => printer.messages(&body.messages, run.files),
        Err(error) => printer.error(error, run.files),
    }
    // Where the files cannot even be opened nothing can be written to them, and that is what failed
    let written = match run.github_output {
        Some(files) if files.check().is_ok() => files.write(&outcome),
        _ => Ok(()),
    };
    let Err(error) = printed.and(written) else {
        return status;
    };
    printer.error(&error, run.files);
    if let Ok(body) = &outcome {
        note_written(printer, &body.files_written);
    }
    error.status()
}

/// Names the files that are not what they were, which nobody may read elsewhere.
fn note_written(printer: &Printer, files: &[&str]) {
    let were = if files.len() == 1 { "was" } else { "were" };
    let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
    if !files.is_empty() {
        printer.note(&format!("{} {were} written anyway", files.join(" and ")));
    }
}

/// The facts of a run, whatever its outcome.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    pub command: &'a str,
    /// The manifest that was read, as it is shown, if the run is about one.
    pub manifest: Option<&'a str>,
    /// What mirrors were asked.
    pub mirrors: &'a [MirrorUse],
    /// The working directory, from the root of the repository.
    pub directory: &'a Path,
    /// The files that the command line names.
    pub files: FileOptions<'a>,
    /// The files of GitHub's runner, where they are wanted.
    pub github_output: Option<&'a GithubOutput>,
}
