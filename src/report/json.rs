//! `--format json`: one document, whose types are copies that change for no other reason than that the format does.
//!
//! Values and fields may be added under the same `schema`; nothing is renamed or taken away. `docs/json.md` says what
//! they mean, and `docs/report.schema.json` is the same for programs. Names, paths and what stands in files are data
//! and stay as they are; words for people are one plain line. Escapes keep both from steering a terminal or a runner.

mod details;
mod error;
mod image;
mod image_use;
mod mirror;
mod reference;
mod tags;

use serde::Serialize;

use super::body::{self, Body, BodyContent, BodyResult, ExportBody, ManifestBody, UsesBody};
use super::plain::{harmless_json, plain_line};
use super::write_outcome::WriteOutcome;
use crate::error::Error;
use crate::manifest::ImageName;
use crate::registry::MirrorUse;
use error::{JsonError, JsonProblem};
use image::JsonImage;
use image_use::JsonUse;
use mirror::JsonMirror;
use reference::JsonReference;
use tags::JsonTags;

/// The version of the document.
const SCHEMA: u32 = 1;

/// The commands that look for uses of images.
const USING: [&str; 3] = ["check", "import", "init"];

/// The document of a run.
#[derive(Debug, Serialize)]
struct JsonDocument<'a> {
    schema: u32,
    command: &'a str,
    exit_status: u8,
    manifest: Option<&'a str>,
    #[serde(flatten)]
    report: JsonReport<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mirrors: Vec<JsonMirror>,
}

/// A manifest of several.
#[derive(Debug, Serialize)]
struct JsonManifestReport<'a> {
    manifest: &'a str,
    exit_status: u8,
    #[serde(flatten)]
    report: JsonReport<'a>,
}

/// A report: the fields that a document and each manifest of several have.
#[derive(Debug, Default, Serialize)]
struct JsonReport<'a> {
    lock: Option<&'a str>,
    written: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest_written: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_written: Option<&'static str>,
    images: Vec<JsonImage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<Vec<JsonUse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<Vec<JsonError>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    excluded: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proposed_exclude: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_read: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unused: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifests: Option<Vec<JsonManifestReport<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<Vec<JsonReference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<JsonTags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    export: Option<JsonExport<'a>>,
    not_asked: Vec<String>,
    problems: Vec<JsonProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems_left_out: Option<usize>,
    error: Option<JsonError>,
}

/// An export.
#[derive(Debug, Serialize)]
struct JsonExport<'a> {
    target: &'static str,
    text: &'a str,
    file: Option<&'a str>,
    written: Option<&'static str>,
    warnings: Vec<String>,
}

/// The document of a run, with a line end. `read` is the manifest that was read, also by a run that failed later.
pub(super) fn document(
    command: &str,
    read: Option<&str>,
    mirrors: &[MirrorUse],
    outcome: &BodyResult<'_>,
) -> String {
    let mut report = JsonReport::from(outcome);
    if USING.contains(&command) {
        report.tell_uses();
    }
    let manifest = outcome.as_ref().ok().and_then(|body| body.manifest);
    let document = JsonDocument {
        schema: SCHEMA,
        command,
        exit_status: body::status(outcome).code(),
        manifest: manifest.or(read),
        report,
        mirrors: mirrors.iter().map(JsonMirror::from).collect(),
    };
    harmless_json(&serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

/// The images alone.
#[cfg(test)]
pub(super) fn images(rows: &[super::row::Row<'_>]) -> String {
    let images: Vec<JsonImage> = rows.iter().map(JsonImage::from).collect();
    harmless_json(&serde_json::to_string_pretty(&images).unwrap_or_default())
}

impl JsonReport<'_> {
    /// Nothing was looked at where the run failed before, and that is told too.
    fn tell_uses(&mut self) {
        match &mut self.manifests {
            Some(manifests) => manifests.iter_mut().for_each(|it| it.report.tell_uses()),
            None => {
                self.uses.get_or_insert_default();
                self.unreadable.get_or_insert_default();
            }
        }
    }
}

impl<'a> From<&BodyResult<'a>> for JsonReport<'a> {
    fn from(outcome: &BodyResult<'a>) -> Self {
        match outcome {
            Ok(body) => Self::from(body),
            Err(error) => Self::default().with_error(Some(error)),
        }
    }
}

impl<'a> From<&Body<'a>> for JsonReport<'a> {
    fn from(body: &Body<'a>) -> Self {
        let report = Self {
            lock: body.lock,
            written: body.written.map(WriteOutcome::as_str),
            manifest_written: body.manifest_written.map(WriteOutcome::as_str),
            seen_written: body.seen_written.map(WriteOutcome::as_str),
            not_asked: body.not_asked.iter().map(|it| plain_line(it)).collect(),
            problems: body.file_notes.iter().map(JsonProblem::from).collect(),
            ..Self::default()
        };
        let report = report.with_content(&body.content);
        let report = match &body.places {
            Some(places) => report.with_uses(places),
            None => report,
        };
        report.with_error(body.unfinished)
    }
}

impl<'a> JsonReport<'a> {
    fn with_content(mut self, content: &BodyContent<'a>) -> Self {
        match content {
            BodyContent::Rows(rows) => self.images = rows.iter().map(JsonImage::from).collect(),
            BodyContent::Uses(content) => return self.with_uses(content),
            BodyContent::References(list) => {
                self.references = Some(list.iter().map(JsonReference::from).collect());
            }
            BodyContent::Tags(report) => self.tags = Some(JsonTags::from(*report)),
            BodyContent::Text(text, None) => self.script = Some(*text),
            BodyContent::Text(text, Some(export)) => self.export = Some(json_export(text, export)),
            BodyContent::Manifests(parts) => {
                self.manifests = Some(parts.iter().map(JsonManifestReport::from).collect());
            }
        }
        self
    }

    fn with_uses(self, content: &UsesBody<'a>) -> Self {
        let uses = content.uses.iter().map(JsonUse::from);
        let unreadable = content.file_errors.iter().map(JsonError::from);
        let excluded = content.excluded.iter().map(|it| plain_line(it));
        let unread = content.unread.iter().map(|it| plain_line(it));
        let report = Self {
            uses: Some(uses.collect()),
            unreadable: Some(unreadable.collect()),
            excluded: excluded.collect(),
            proposed_exclude: content.unwanted.iter().map(|it| plain_line(it)).collect(),
            not_read: unread.collect(),
            unused: content.unused.iter().map(ImageName::as_str).collect(),
            ..self
        };
        report.with_problems(content.file_errors)
    }

    /// The error that a run failed with, and the places that it is about.
    fn with_error(self, error: Option<&Error>) -> Self {
        let errors = error.map_or(&[][..], std::slice::from_ref);
        Self {
            error: error.map(JsonError::from),
            ..self.with_problems(errors)
        }
    }

    fn with_problems(mut self, errors: &[Error]) -> Self {
        self.problems
            .extend(errors.iter().flat_map(JsonProblem::list));
        self.problems_left_out = self.problems_left_out.or(JsonProblem::left_out(errors));
        self
    }
}

impl<'a> From<&ManifestBody<'a>> for JsonManifestReport<'a> {
    fn from(part: &ManifestBody<'a>) -> Self {
        Self {
            manifest: part.manifest,
            exit_status: body::status(&part.outcome).code(),
            report: JsonReport::from(&part.outcome),
        }
    }
}

fn json_export<'a>(text: &'a str, export: &ExportBody<'a>) -> JsonExport<'a> {
    let (file, is_written) = export.file.unzip();
    JsonExport {
        target: export.target,
        text,
        file,
        written: is_written.map(|is_written| if is_written { "yes" } else { "unneeded" }),
        warnings: export.warnings.iter().map(|it| plain_line(it)).collect(),
    }
}
