//! The error of a run, and the places of files that are wrong.

use std::error::Error as _;

use serde::Serialize;

use crate::document::left_out;
use crate::error::Error;
use crate::registry::Awaited;
use crate::report::body::FileNote;
use crate::report::plain::plain_line;

/// The error that a run failed with.
#[derive(Debug, Serialize)]
pub(super) struct JsonError {
    reason: &'static str,
    message: String,
    causes: Vec<String>,
    details: Vec<String>,
    hint: Option<String>,
    retryable: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting_for: Vec<JsonAwaited>,
}

/// Who was waited for when the time was over.
#[derive(Debug, Serialize)]
struct JsonAwaited {
    role: &'static str,
    name: String,
    registry: String,
    proxy: Option<String>,
}

/// A place of a file that is wrong.
#[derive(Debug, Serialize)]
pub(super) struct JsonProblem {
    file: String,
    line: usize,
    column: Option<usize>,
    reason: &'static str,
    message: String,
    help: Option<String>,
}

impl From<&Error> for JsonError {
    fn from(error: &Error) -> Self {
        let causes = std::iter::successors(error.source(), |cause: &&dyn std::error::Error| {
            (*cause).source()
        });
        let diagnosis = error.diagnosis();
        Self {
            reason: diagnosis.reason.as_str(),
            message: plain_line(&error.to_string()),
            causes: causes.map(|cause| plain_line(&cause.to_string())).collect(),
            details: diagnosis.details.iter().map(|it| plain_line(it)).collect(),
            hint: diagnosis.hint.as_deref().map(plain_line),
            retryable: diagnosis.is_retryable(),
            waiting_for: error.awaited().iter().map(JsonAwaited::from).collect(),
        }
    }
}

impl From<&Awaited> for JsonAwaited {
    fn from(awaited: &Awaited) -> Self {
        Self {
            role: awaited.role.as_str(),
            name: awaited.name.clone(),
            registry: awaited.registry.to_string(),
            proxy: awaited.proxy.clone(),
        }
    }
}

impl JsonProblem {
    /// The places that an error is about.
    pub(super) fn list(error: &Error) -> Vec<Self> {
        let Some(problems) = error.problems() else {
            return Vec::new();
        };
        let reason = error.diagnosis().reason.as_str();
        let lines = problems.source.lines();
        let place = |problem: &crate::document::Problem| {
            let (line, column) = lines.position(problem.span.start);
            Self {
                file: problems.source.name.clone(),
                line,
                column: Some(column),
                reason,
                message: plain_line(&problem.message),
                help: problem.advice().map(plain_line),
            }
        };
        problems.list.iter().map(place).collect()
    }

    /// How many places are not listed; `None` where all are.
    pub(super) fn left_out(errors: &[Error]) -> Option<usize> {
        let problems = errors.iter().filter_map(Error::problems);
        Some(problems.map(|it| left_out(&it.list)).sum()).filter(|count| *count > 0)
    }
}

impl From<&FileNote<'_>> for JsonProblem {
    fn from(FileNote { file, line, note }: &FileNote<'_>) -> Self {
        Self {
            file: (*file).to_owned(),
            line: line.unwrap_or(1),
            column: None,
            reason: note.reason.as_str(),
            message: plain_line(&note.message),
            help: note.hint.as_deref().map(plain_line),
        }
    }
}
