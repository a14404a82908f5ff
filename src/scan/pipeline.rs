//! Pipelines of GitLab that are put together of several files of the repository, as their readings need them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::mention::Mention;

/// A variable that a job hands to the pipeline that it starts, where it counts before all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HandedVariable {
    /// Its value, if every job that starts the pipeline gives it this one.
    pub(super) value: Option<String>,
    /// A file that says so, as people are shown it.
    pub(super) file: String,
}

/// The variables that are handed to a pipeline, by their names.
pub(super) type HandedVariables = BTreeMap<String, HandedVariable>;

/// The files of a pipeline, in one text, one behind the other: what one says counts before what those behind it say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PipelineFiles {
    pub(super) texts: Vec<PipelineText>,
    /// What the jobs that start it hand to it.
    pub(super) handed: Arc<HandedVariables>,
    /// What is read of each file in them; `None` where that is too much, or no YAML.
    pub(super) readings: OnceLock<Option<Vec<Vec<Mention>>>>,
}

/// One file of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PipelineText {
    pub(super) text: Arc<str>,
    /// Whether a rule decides if it is a part of the pipeline.
    pub(super) is_conditional: bool,
    /// Whether it is read as a pipeline, so that a place in it is told.
    pub(super) is_read: bool,
}

/// One file as a part of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PipelinePart {
    pub(super) pipeline: Arc<PipelineFiles>,
    /// The number of the file.
    pub(super) number: usize,
}

/// The texts of a pipeline as one.
pub(super) struct JoinedTexts {
    pub(super) text: String,
    /// The places behind each of the texts, with the line that ends it.
    pub(super) ends: Vec<usize>,
}

/// The line between two documents of YAML that ends the one, whatever it is
/// (<https://yaml.org/spec/1.2.2/#912-document-markers>).
const BETWEEN: &str = "\n...\n";

impl JoinedTexts {
    pub(super) fn of(texts: &[&str]) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for part in texts {
            text.push_str(part);
            text.push_str(BETWEEN);
            ends.push(text.len());
        }
        Self { text, ends }
    }
}
