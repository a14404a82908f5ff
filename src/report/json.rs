//! `--format json`: one document, whose types are copies that change for no other reason than that the format does.
//!
//! Values and fields may be added under the same `schema`; nothing is renamed or taken away. `docs/json.md` says what
//! they mean, and `docs/report.schema.json` is the same for programs. Names, paths and what stands in files are data and
//! stay as they are; words for people are one plain line. Escapes keep both from steering a terminal or a runner.

mod details;
mod export;
mod failure;
mod image;
mod part;
mod place;
mod reference;

use serde::Serialize;

use super::check::CheckReport;
use super::init::InitReport;
use super::list::ListReport;
use super::plain::{harmless_json, plain_line};
use super::update::{UpdateReport, WriteOutcome};
use super::verify::VerifyReport;
use super::{Report, diff::DiffReport};
use crate::error::Error;
use crate::exit::Status;
use export::JsonExport;
use failure::{JsonError, JsonProblem};
use image::JsonImage;
use part::JsonManifest;
use place::JsonUse;
use reference::JsonReference;

/// The version of the document.
const SCHEMA: u32 = 1;

/// The commands that look for uses of images.
const USING: [&str; 3] = ["check", "import", "init"];

/// The document.
#[derive(Debug, Default, Serialize)]
struct JsonDocument<'a> {
    schema: u32,
    command: &'a str,
    exit_status: u8,
    manifest: Option<String>,
    lock: Option<String>,
    written: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest_written: Option<&'static str>,
    images: Vec<JsonImage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<Vec<JsonUse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<Vec<JsonError>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    excluded: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifests: Option<Vec<JsonManifest>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<Vec<JsonReference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    export: Option<JsonExport>,
    not_asked: Vec<String>,
    problems: Vec<JsonProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems_left_out: Option<usize>,
    error: Option<JsonError>,
}

/// The document of a run, with a line end.
pub fn document(command: &str, outcome: &Result<Report, Error>, status: Status) -> String {
    let mut document = of_outcome(outcome);
    if USING.contains(&command) {
        document.tell_uses();
    }
    let document = JsonDocument {
        schema: SCHEMA,
        command,
        exit_status: status.code(),
        ..document
    };
    harmless_json(&serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

impl JsonDocument<'_> {
    /// Nothing was looked at where the run failed before, and that is told too.
    fn tell_uses(&mut self) {
        match &mut self.manifests {
            Some(parts) => parts.iter_mut().for_each(JsonManifest::tell_uses),
            None => {
                self.uses.get_or_insert_default();
                self.unreadable.get_or_insert_default();
            }
        }
    }
}

/// What is told of an outcome; nothing of the run that led to it.
fn of_outcome(outcome: &Result<Report, Error>) -> JsonDocument<'_> {
    match outcome {
        Ok(Report::Update(report)) => of_relocked(report),
        Ok(Report::Verify(report)) => of_verified(report),
        Ok(Report::Diff(report)) => of_compared(report),
        Ok(Report::Check(report)) => of_uses(report),
        Ok(Report::Init(report)) => of_begun(report),
        Ok(Report::List(report)) => of_listed(report),
        Ok(Report::References(report)) => {
            let list = report.list.iter().map(JsonReference::from).collect();
            JsonDocument {
                references: Some(list),
                ..JsonDocument::default()
            }
        }
        Ok(Report::Export(report)) => JsonDocument {
            lock: Some(report.lock_path.clone()),
            export: Some(JsonExport::from(report)),
            ..JsonDocument::default()
        },
        Ok(Report::Script(script)) => JsonDocument {
            script: Some(script),
            ..JsonDocument::default()
        },
        Ok(Report::Many(parts)) => JsonDocument {
            manifests: Some(parts.iter().map(JsonManifest::from).collect()),
            ..JsonDocument::default()
        },
        Err(error) => {
            let problems_left_out = JsonProblem::left_out(std::slice::from_ref(error));
            let (problems, error) = (JsonProblem::list(error), Some(JsonError::from(error)));
            JsonDocument {
                problems,
                problems_left_out,
                error,
                ..JsonDocument::default()
            }
        }
    }
}

/// The images alone.
#[cfg(test)]
pub(super) fn images(rows: &[super::row::Row<'_>]) -> String {
    let images: Vec<JsonImage> = rows.iter().map(JsonImage::from).collect();
    harmless_json(&serde_json::to_string_pretty(&images).unwrap_or_default())
}

fn of_relocked(report: &UpdateReport) -> JsonDocument<'static> {
    JsonDocument {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        written: Some(report.written.as_str()),
        manifest_written: report.manifest_written.map(WriteOutcome::as_str),
        images: report.rows().map(|row| JsonImage::from(&row)).collect(),
        problems: report
            .unfinished
            .iter()
            .flat_map(JsonProblem::list)
            .collect(),
        problems_left_out: JsonProblem::left_out(report.unfinished.as_slice()),
        error: report.unfinished.as_ref().map(JsonError::from),
        ..JsonDocument::default()
    }
}

fn of_verified(report: &VerifyReport) -> JsonDocument<'static> {
    JsonDocument {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        images: report.rows().map(|row| JsonImage::from(&row)).collect(),
        not_asked: report
            .not_asked
            .iter()
            .map(|question| (*question).to_owned())
            .collect(),
        problems: of_manifest_and_lock(report),
        error: report.unfinished.as_ref().map(JsonError::from),
        ..JsonDocument::default()
    }
}

/// What is wrong with the files as a whole.
fn of_manifest_and_lock(report: &VerifyReport) -> Vec<JsonProblem> {
    let policy = report.policy_notes();
    let policy = policy
        .iter()
        .map(|note| JsonProblem::of_policy(report, note));
    policy
        .chain(
            report
                .difference
                .iter()
                .map(|place| JsonProblem::not_canonical(report, place)),
        )
        .collect()
}

fn of_uses(report: &CheckReport) -> JsonDocument<'static> {
    JsonDocument {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        written: report
            .written
            .as_ref()
            .map(|files| files_written(files).as_str()),
        uses: Some(report.places.iter().map(JsonUse::from).collect()),
        not_asked: report
            .not_asked
            .iter()
            .map(|question| plain_line(question))
            .collect(),
        excluded: report
            .excluded
            .iter()
            .map(|file| plain_line(file))
            .collect(),
        ..of_unreadable(&report.unreadable)
    }
}

fn files_written(files: &[String]) -> WriteOutcome {
    if files.is_empty() {
        WriteOutcome::Unneeded
    } else {
        WriteOutcome::Yes
    }
}

fn of_begun(report: &InitReport) -> JsonDocument<'static> {
    JsonDocument {
        manifest: Some(report.manifest_path.clone()),
        lock: report.lock_path.clone(),
        written: Some(report.written.as_str()),
        uses: Some(report.places.iter().map(JsonUse::from).collect()),
        excluded: report
            .excluded
            .iter()
            .map(|file| plain_line(file))
            .collect(),
        ..of_unreadable(&report.unreadable)
    }
}

fn of_unreadable(errors: &[Error]) -> JsonDocument<'static> {
    JsonDocument {
        unreadable: Some(errors.iter().map(JsonError::from).collect()),
        problems: errors.iter().flat_map(JsonProblem::list).collect(),
        problems_left_out: JsonProblem::left_out(errors),
        ..JsonDocument::default()
    }
}

fn of_compared(report: &DiffReport) -> JsonDocument<'static> {
    JsonDocument {
        lock: Some(report.new_name.clone()),
        images: report.rows().map(|row| JsonImage::from(&row)).collect(),
        ..JsonDocument::default()
    }
}

fn of_listed(report: &ListReport) -> JsonDocument<'static> {
    JsonDocument {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        images: report.rows().map(|row| JsonImage::from(&row)).collect(),
        ..JsonDocument::default()
    }
}
