//! The tags of a repository in the document: the answer of `tags`.

use serde::Serialize;

use super::image::{JsonNote, JsonRule};
use crate::report::repository_tags::RepositoryTags;
use crate::select::{MissReason, SurveyedTag};

/// The tags, and what was chosen.
#[derive(Debug, Serialize)]
pub(super) struct JsonTags {
    image: String,
    #[serde(flatten)]
    rule: JsonRule,
    status: &'static str,
    chosen: Option<String>,
    list: Vec<JsonTag>,
    #[serde(flatten)]
    said: JsonNote,
}

/// A tag.
#[derive(Debug, Serialize)]
struct JsonTag {
    tag: String,
    accepted: bool,
    miss: Option<&'static str>,
}

impl From<&RepositoryTags> for JsonTags {
    fn from(report: &RepositoryTags) -> Self {
        let note = report.note();
        Self {
            image: report.repository.to_string(),
            rule: JsonRule::of(report.rule.as_ref()),
            status: if note.is_some() { "failed" } else { "listed" },
            chosen: report.chosen().map(ToString::to_string),
            list: report.listed.tags.iter().map(JsonTag::from).collect(),
            said: JsonNote::of(note.as_ref()),
        }
    }
}

impl From<&SurveyedTag> for JsonTag {
    fn from(listed: &SurveyedTag) -> Self {
        Self {
            tag: listed.tag.to_string(),
            accepted: listed.reason.is_none(),
            miss: listed.reason.map(word),
        }
    }
}

/// The word for programs.
fn word(reason: MissReason) -> &'static str {
    match reason {
        MissReason::NotWhole => "not-whole",
        MissReason::OutsideRange => "outside-range",
        MissReason::OtherVariant => "other-variant",
        MissReason::PreRelease => "pre-release",
        MissReason::Date => "date",
        MissReason::NotAVersion => "no-version",
        MissReason::NotInPattern => "not-in-pattern",
    }
}
