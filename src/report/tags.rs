//! The report of `tags`: what a repository has, and which of it a rule would choose.

use super::body::{Body, BodyContent, BodyDetail, Message};
use super::columns::aligned;
use super::no_match::in_words;
use super::repository_tags::RepositoryTags;
use super::text::ReportText;
use crate::exit::Status;

/// Stands beside the tag that a rule chooses.
const CHOSEN: &str = "chosen";

/// The tags of a repository, which somebody asked to see.
#[derive(Debug)]
pub struct TagsReport(pub RepositoryTags);

impl TagsReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let Self(tags) = self;
        Body {
            content: BodyContent::Tags(tags),
            text: detail.text(|is_verbose| match (&tags.rule, detail.is_quiet) {
                (Some(_), false) => self.text(is_verbose),
                (None, _) | (_, true) => tags.accepted().collect(),
            }),
            messages: self.messages(),
            is_listing: true,
            status: Status::worst(tags.note().and_then(|note| note.class)),
            ..Body::default()
        }
    }

    /// The tags that match, the near misses with their reasons, and how many others there are.
    fn text(&self, is_verbose: bool) -> ReportText {
        let Self(tags) = self;
        let mut lines: Vec<Vec<String>> =
            tags.accepted().map(|tag| vec![tag.to_string()]).collect();
        lines
            .iter_mut()
            .take(1)
            .for_each(|line| line.push(CHOSEN.to_owned()));
        if is_verbose {
            let others = tags
                .listed
                .tags
                .iter()
                .filter_map(|it| Some((it, it.reason?)));
            lines.extend(
                others.map(|(it, reason)| vec![it.tag.to_string(), in_words(reason).to_owned()]),
            );
        }
        let mut text: ReportText = aligned(&lines).into_iter().collect();
        if !is_verbose {
            text.lines(tags.near_misses());
        }
        if tags.failure.is_none() {
            text.line(tags.summary());
        }
        text
    }

    fn messages(&self) -> Vec<Message<'_>> {
        let Self(tags) = self;
        let mut messages = Vec::new();
        if let Some(note) = tags.note() {
            messages.push(Message::Failure(tags.question()));
            messages.push(Message::Cause(note.message));
            messages.extend(note.hint.map(Message::Hint));
        }
        if tags.failure.is_none() && tags.listed.count == 0 {
            messages.push(Message::Note(format!("`{}` has no tags", tags.repository)));
        }
        messages
    }
}
