//! An image of the document.

use std::collections::BTreeMap;

use serde::Serialize;

use super::details::JsonDetails;
use crate::lock;
use crate::manifest::Image;
use crate::report::plain::plain_line;
use crate::report::row::{LatestVersion, Note, Row};
use crate::report::waiting::WaitingDigest;
use crate::select::TagRule;

/// An image, with the reason that weighs most.
#[derive(Debug, Serialize)]
pub(super) struct JsonImage {
    name: String,
    image: Option<String>,
    tag: Option<String>,
    #[serde(flatten)]
    rule: JsonRule,
    line: Option<usize>,
    status: &'static str,
    old: Option<JsonEntry>,
    new: Option<JsonEntry>,
    #[serde(flatten)]
    said: JsonNote,
    also: Vec<JsonNote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<JsonWaiting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<JsonDetails>,
}

/// An entry of a lock.
#[derive(Debug, Serialize)]
struct JsonEntry {
    image: String,
    #[serde(flatten)]
    rule: JsonRule,
    tag: Option<String>,
    digest: String,
    platforms: BTreeMap<String, String>,
}

/// A digest that waits until it is old enough.
#[derive(Debug, Serialize)]
struct JsonWaiting {
    tag: String,
    digest: String,
    since: String,
    until: String,
}

/// The rule by which a tag is chosen; without one, nothing.
#[derive(Debug, Default, Serialize)]
pub(super) struct JsonRule {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_pattern: Option<String>,
}

impl JsonRule {
    pub(super) fn of(rule: Option<&TagRule>) -> Self {
        match rule {
            None => Self::default(),
            Some(TagRule::Version { range, variant }) => Self {
                version: Some(range.to_string()),
                variant: variant.as_ref().map(ToString::to_string),
                tag_pattern: None,
            },
            Some(TagRule::Pattern(pattern)) => Self {
                tag_pattern: Some(pattern.to_string()),
                ..Self::default()
            },
        }
    }
}

/// A note; without one, its fields are null.
#[derive(Debug, Default, Serialize)]
pub(super) struct JsonNote {
    reason: Option<&'static str>,
    message: Option<String>,
    hint: Option<String>,
    retryable: bool,
    http_status: Option<u16>,
    wait_seconds: Option<u64>,
}

impl From<&Row<'_>> for JsonImage {
    fn from(row: &Row<'_>) -> Self {
        let any = row.new.as_deref().or(row.old.as_deref());
        let repository = row.image.map(|image| &image.repository);
        let repository = repository.or(any.map(|entry| &entry.repository));
        let declared = row.image.map(|image| image.reference().tag);
        let tag = declared.unwrap_or_else(|| any.and_then(|entry| entry.tag.clone()));
        let rule = row
            .image
            .map_or(any.and_then(|entry| entry.rule.as_deref()), Image::rule);
        let gravest = row.gravest();
        let is_other = |note: &&Note| !gravest.is_some_and(|it| std::ptr::eq(it, *note));
        let others = row.notes.iter().filter(is_other);
        Self {
            name: row.name.to_string(),
            image: repository.map(ToString::to_string),
            tag: tag.map(|tag| tag.to_string()),
            rule: JsonRule::of(rule),
            line: row.image.and_then(|image| image.line),
            status: row.status.as_str(),
            old: row.old.as_deref().map(JsonEntry::from),
            new: row.new.as_deref().map(JsonEntry::from),
            said: JsonNote::of(gravest),
            also: others.map(JsonNote::from).collect(),
            latest: row.latest.map(known),
            chosen: row.chosen.map(ToString::to_string),
            waiting: row.waiting.iter().map(JsonWaiting::from).collect(),
            details: row.details.map(JsonDetails::from),
        }
    }
}

/// The latest version; null if nobody can tell.
fn known(latest: LatestVersion<'_>) -> Option<String> {
    match latest {
        LatestVersion::Known(tag) => Some(tag.to_string()),
        LatestVersion::Unknown(_) => None,
    }
}

impl From<&lock::Entry> for JsonEntry {
    fn from(entry: &lock::Entry) -> Self {
        let platforms = entry.platforms.iter().flat_map(|it| &it.digests);
        Self {
            image: entry.repository.to_string(),
            rule: JsonRule::of(entry.rule.as_deref()),
            tag: entry.tag.as_ref().map(ToString::to_string),
            digest: entry.digest.to_string(),
            platforms: platforms
                .map(|(platform, digest)| (platform.to_string(), digest.to_string()))
                .collect(),
        }
    }
}

impl From<&WaitingDigest<'_>> for JsonWaiting {
    fn from(waiting: &WaitingDigest<'_>) -> Self {
        Self {
            tag: waiting.tag.to_string(),
            digest: waiting.digest.to_string(),
            since: waiting.since.to_string(),
            until: waiting.until.to_string(),
        }
    }
}

impl JsonNote {
    /// The note of something of which there may be nothing to say.
    pub(super) fn of(note: Option<&Note>) -> Self {
        note.map(Self::from).unwrap_or_default()
    }
}

impl From<&Note> for JsonNote {
    fn from(note: &Note) -> Self {
        Self {
            reason: Some(note.reason.as_str()),
            message: Some(plain_line(&note.message)),
            hint: note.hint.as_deref().map(plain_line),
            retryable: note.is_retryable,
            http_status: note.http_status,
            wait_seconds: note.wait.map(|wait| wait.as_secs()),
        }
    }
}
