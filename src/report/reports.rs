//! The reports of all commands.

use super::body::{self, Body, BodyContent, BodyDetail, BodyResult, ManifestBody, Message};
use super::check::CheckReport;
use super::diff::DiffReport;
use super::export::ExportReport;
use super::init::InitReport;
use super::list::ListReport;
use super::references::ReferencesReport;
use super::tags::TagsReport;
use super::update::UpdateReport;
use super::verify::VerifyReport;
use crate::error::Error;
use crate::exit::{Class, Status};

/// A report of a command, for a format to write.
#[derive(Debug)]
pub enum Report {
    /// `update`, `lock`, `outdated`, `add`, `remove`.
    Update(Box<UpdateReport>),
    /// `verify`.
    Verify(Box<VerifyReport>),
    /// `diff`.
    Diff(DiffReport),
    /// `check`.
    Check(Box<CheckReport>),
    /// `init`, `import`.
    Init(Box<InitReport>),
    /// `list`.
    List(Box<ListReport>),
    /// `resolve`, `get`.
    References(ReferencesReport),
    /// `tags`.
    Tags(TagsReport),
    /// `export`.
    Export(ExportReport),
    /// `completions`.
    Script(String),
    /// Any of the above about several manifests, in the order in which they were asked for.
    Many(Vec<ManifestReport>),
}

/// The outcome of one manifest of several.
#[derive(Debug)]
pub struct ManifestReport {
    /// The manifest's path, as it is shown.
    pub manifest: String,
    /// The outcome, as it would be alone.
    pub outcome: Result<Report, Error>,
}

impl Report {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        match self {
            Self::Update(report) => report.body(detail),
            Self::Verify(report) => report.body(detail),
            Self::Diff(report) => report.body(detail),
            Self::Check(report) => report.body(detail),
            Self::Init(report) => report.body(detail),
            Self::List(report) => report.body(detail),
            Self::References(report) => report.body(),
            Self::Tags(report) => report.body(detail),
            Self::Export(report) => report.body(),
            Self::Script(script) => Body {
                content: BodyContent::Text(script, None),
                ..Body::default()
            },
            Self::Many(parts) => of_many(parts, detail),
        }
    }
}

/// The body of an outcome.
pub(super) fn body_of(outcome: &Result<Report, Error>, detail: BodyDetail) -> BodyResult<'_> {
    outcome.as_ref().map(|report| report.body(detail))
}

/// A body of the bodies of several manifests.
fn of_many(reports: &[ManifestReport], detail: BodyDetail) -> Body<'_> {
    let mut parts: Vec<ManifestBody<'_>> = Vec::with_capacity(reports.len());
    parts.extend(reports.iter().map(|report| ManifestBody {
        manifest: &report.manifest,
        outcome: body_of(&report.outcome, detail),
    }));
    let messages = parts.iter_mut().flat_map(messages).collect();
    let bodies = || body::bodies(&parts);
    let body = Body {
        messages,
        files_written: bodies()
            .flat_map(|body| &body.files_written)
            .copied()
            .collect(),
        commit_title: bodies().find_map(|body| body.commit_title),
        failures: bodies().map(|body| body.failures).sum(),
        is_listing: bodies().any(|body| body.is_listing),
        status: Status::worst(parts.iter().filter_map(class)),
        ..Body::default()
    };
    Body {
        content: BodyContent::Manifests(parts),
        ..body
    }
}

/// The messages of a manifest below its path; where it ended well, its warnings and notes.
fn messages<'a>(part: &mut ManifestBody<'a>) -> Vec<Message<'a>> {
    let is_done = body::status(&part.outcome) == Status::Done;
    let mut messages = match &mut part.outcome {
        Ok(body) => std::mem::take(&mut body.messages),
        Err(error) => vec![Message::Error(error)],
    };
    messages.retain(|it| {
        !is_done
            || matches!(
                it,
                Message::Warning(_) | Message::Hint(_) | Message::Note(_)
            )
    });
    if messages.is_empty() {
        return messages;
    }
    let mut all = vec![Message::About(part.manifest)];
    all.extend(messages);
    all
}

/// Nobody reports of a manifest that a signal has ended.
fn class(part: &ManifestBody<'_>) -> Option<Class> {
    match body::status(&part.outcome) {
        Status::Failed(class) => Some(class),
        Status::Signalled(_) => Some(Class::NoAnswer),
        Status::Done => None,
    }
}
