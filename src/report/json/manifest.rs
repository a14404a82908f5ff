//! One manifest of several in the document.

use serde::Serialize;

use super::failure::{JsonError, JsonProblem};
use super::image::JsonImage;
use super::place::JsonUse;
use super::{JsonDocument, of_outcome};
use crate::report;

/// What became of one manifest: the fields of the document that are about it.
#[derive(Debug, Serialize)]
pub(super) struct JsonManifest {
    manifest: String,
    exit_status: u8,
    lock: Option<String>,
    written: Option<&'static str>,
    images: Vec<JsonImage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<Vec<JsonUse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<Vec<JsonError>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    excluded: Vec<String>,
    not_asked: Vec<String>,
    problems: Vec<JsonProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems_left_out: Option<usize>,
    error: Option<JsonError>,
}

impl From<&report::ManifestReport> for JsonManifest {
    fn from(part: &report::ManifestReport) -> Self {
        let JsonDocument {
            lock,
            written,
            images,
            uses,
            unreadable,
            excluded,
            not_asked,
            problems,
            problems_left_out,
            error,
            ..
        } = of_outcome(&part.outcome);
        let (manifest, exit_status) = (part.manifest.clone(), part.status().code());
        Self {
            manifest,
            exit_status,
            lock,
            written,
            images,
            uses,
            unreadable,
            excluded,
            not_asked,
            problems,
            problems_left_out,
            error,
        }
    }
}

impl JsonManifest {
    /// As for the document.
    pub(super) fn tell_uses(&mut self) {
        self.uses.get_or_insert_default();
        self.unreadable.get_or_insert_default();
    }
}
