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
use super::update::{UpdateReport, Written};
use super::verify::VerifyReport;
use super::{Report, diff::DiffReport};
use crate::error::Error;
use crate::exit::Status;
use export::Export;
use failure::{Failure, Problem};
use image::Image;
use part::Part;
use place::Place;
use reference::Reference;

/// The version of the document.
const SCHEMA: u32 = 1;

/// The commands that look for uses of images.
const USING: [&str; 3] = ["check", "import", "init"];

/// The document.
#[derive(Debug, Default, Serialize)]
struct Document<'a> {
    schema: u32,
    command: &'a str,
    exit_status: u8,
    manifest: Option<String>,
    lock: Option<String>,
    written: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest_written: Option<&'static str>,
    images: Vec<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<Vec<Place>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<Vec<Failure>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    excluded: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifests: Option<Vec<Part>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<Vec<Reference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    export: Option<Export>,
    not_asked: Vec<String>,
    problems: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems_left_out: Option<usize>,
    error: Option<Failure>,
}

/// The document of a run, with a line end.
pub fn document(command: &str, outcome: &Result<Report, Error>, status: Status) -> String {
    let mut document = of_outcome(outcome);
    if USING.contains(&command) {
        document.tell_uses();
    }
    let document = Document {
        schema: SCHEMA,
        command,
        exit_status: status.code(),
        ..document
    };
    harmless_json(&serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

impl Document<'_> {
    /// Nothing was looked at where the run failed before, and that is told too.
    fn tell_uses(&mut self) {
        match &mut self.manifests {
            Some(parts) => parts.iter_mut().for_each(Part::tell_uses),
            None => {
                self.uses.get_or_insert_default();
                self.unreadable.get_or_insert_default();
            }
        }
    }
}

/// What is told of an outcome; nothing of the run that led to it.
fn of_outcome(outcome: &Result<Report, Error>) -> Document<'_> {
    match outcome {
        Ok(Report::Update(report)) => of_relocked(report),
        Ok(Report::Verify(report)) => of_verified(report),
        Ok(Report::Diff(report)) => of_compared(report),
        Ok(Report::Check(report)) => of_uses(report),
        Ok(Report::Init(report)) => of_begun(report),
        Ok(Report::List(report)) => of_listed(report),
        Ok(Report::References(report)) => {
            let list = report.list.iter().map(Reference::from).collect();
            Document {
                references: Some(list),
                ..Document::default()
            }
        }
        Ok(Report::Export(report)) => Document {
            lock: Some(report.lock_path.clone()),
            export: Some(Export::from(report)),
            ..Document::default()
        },
        Ok(Report::Script(script)) => Document {
            script: Some(script),
            ..Document::default()
        },
        Ok(Report::Many(parts)) => Document {
            manifests: Some(parts.iter().map(Part::from).collect()),
            ..Document::default()
        },
        Err(error) => {
            let problems_left_out = Problem::left_out(std::slice::from_ref(error));
            let (problems, error) = (Problem::list(error), Some(Failure::from(error)));
            Document {
                problems,
                problems_left_out,
                error,
                ..Document::default()
            }
        }
    }
}

/// The images alone.
#[cfg(test)]
pub(super) fn images(rows: &[super::row::Row<'_>]) -> String {
    let images: Vec<Image> = rows.iter().map(Image::from).collect();
    harmless_json(&serde_json::to_string_pretty(&images).unwrap_or_default())
}

fn of_relocked(report: &UpdateReport) -> Document<'static> {
    Document {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        written: Some(report.written.as_str()),
        manifest_written: report.manifest_written.map(Written::as_str),
        images: report.rows().map(|row| Image::from(&row)).collect(),
        problems: report.unfinished.iter().flat_map(Problem::list).collect(),
        problems_left_out: Problem::left_out(report.unfinished.as_slice()),
        error: report.unfinished.as_ref().map(Failure::from),
        ..Document::default()
    }
}

fn of_verified(report: &VerifyReport) -> Document<'static> {
    Document {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        images: report.rows().map(|row| Image::from(&row)).collect(),
        not_asked: report
            .not_asked
            .iter()
            .map(|question| (*question).to_owned())
            .collect(),
        problems: of_manifest_and_lock(report),
        error: report.unfinished.as_ref().map(Failure::from),
        ..Document::default()
    }
}

/// What is wrong with the files as a whole.
fn of_manifest_and_lock(report: &VerifyReport) -> Vec<Problem> {
    let policy = report.policy_notes();
    let policy = policy.iter().map(|note| Problem::of_policy(report, note));
    policy
        .chain(
            report
                .difference
                .iter()
                .map(|place| Problem::not_canonical(report, place)),
        )
        .collect()
}

fn of_uses(report: &CheckReport) -> Document<'static> {
    Document {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        written: report
            .written
            .as_ref()
            .map(|files| files_written(files).as_str()),
        uses: Some(report.places.iter().map(Place::from).collect()),
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

fn files_written(files: &[String]) -> Written {
    if files.is_empty() {
        Written::Unneeded
    } else {
        Written::Yes
    }
}

fn of_begun(report: &InitReport) -> Document<'static> {
    Document {
        manifest: Some(report.manifest_path.clone()),
        lock: report.lock_path.clone(),
        written: Some(report.written.as_str()),
        uses: Some(report.places.iter().map(Place::from).collect()),
        excluded: report
            .excluded
            .iter()
            .map(|file| plain_line(file))
            .collect(),
        ..of_unreadable(&report.unreadable)
    }
}

fn of_unreadable(errors: &[Error]) -> Document<'static> {
    Document {
        unreadable: Some(errors.iter().map(Failure::from).collect()),
        problems: errors.iter().flat_map(Problem::list).collect(),
        problems_left_out: Problem::left_out(errors),
        ..Document::default()
    }
}

fn of_compared(report: &DiffReport) -> Document<'static> {
    Document {
        lock: Some(report.new_name.clone()),
        images: report.rows().map(|row| Image::from(&row)).collect(),
        ..Document::default()
    }
}

fn of_listed(report: &ListReport) -> Document<'static> {
    Document {
        manifest: Some(report.manifest_path.clone()),
        lock: Some(report.lock_path.clone()),
        images: report.rows().map(|row| Image::from(&row)).collect(),
        ..Document::default()
    }
}
