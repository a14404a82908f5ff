//! `--format human`: lines for people.

use std::borrow::Cow;

use super::body::{Body, BodyContent, ManifestBody};
use super::printer::Printer;
use super::text::ReportText;
use super::write_outcome::WriteOutcome;
use crate::error::Error;
use crate::exit::Status;

/// Prints a body on stdout.
///
/// # Errors
/// Where stdout does not take it.
pub(super) fn print(printer: &Printer, body: &Body<'_>) -> Result<(), Error> {
    match data(body) {
        Some(data) => printer.data(&data),
        None if body.is_listing => printer.listing(&text(body)),
        None if printer.is_quiet() => printer.listing(&new_file(body)),
        None => printer.report(&text(body)),
    }
}

/// The file that people asked for, alone.
fn new_file(body: &Body<'_>) -> ReportText {
    body.new_file.into_iter().flat_map(str::lines).collect()
}

/// The lines that people read of a body.
pub(super) fn text(body: &Body<'_>) -> ReportText {
    let mut text = ReportText::default();
    if let BodyContent::Manifests(parts) = &body.content {
        parts.iter().for_each(|part| append(&mut text, part));
        return text;
    }
    if let Some(data) = data(body) {
        text.lines(data.lines());
        return text;
    }
    text.append(&body.text);
    if !body.summary.is_empty() && !is_told_by_errors(body) {
        text.line(&body.summary);
    }
    text.lines(&body.remarks);
    text.lines(body.not_asked.iter().map(|it| format!("not checked: {it}")));
    text
}

/// True where the errors of files that nobody can read say it all.
fn is_told_by_errors(body: &Body<'_>) -> bool {
    matches!(&body.content, BodyContent::Uses(content) if content.uses.is_empty())
        && body.written == Some(WriteOutcome::Prevented)
}

/// The body of a manifest, below its path.
fn append(text: &mut ReportText, part: &ManifestBody<'_>) {
    if !text.is_empty() {
        text.line("");
    }
    text.line(format!("{}:", part.manifest));
    match &part.outcome {
        Ok(body) => text.append(&self::text(body)),
        // What failed is a message
        Err(_) => text.line("! failed"),
    }
}

/// The bytes for tools, which read every one of them; `None` where a body speaks to people.
fn data<'a>(body: &Body<'a>) -> Option<Cow<'a, str>> {
    match &body.content {
        // References have letters alone that mean nothing to anybody
        BodyContent::References(list) if body.status == Status::Done => {
            let answers = list.iter().filter_map(|it| it.answer.as_ref().ok());
            Some(answers.map(|answer| format!("{}\n", answer.line)).collect())
        }
        // All lines, or none
        BodyContent::References(_) => Some("".into()),
        BodyContent::Text(text, export) => export
            .as_ref()
            .is_none_or(|export| export.file.is_none())
            .then_some(Cow::Borrowed(*text)),
        BodyContent::Rows(_)
        | BodyContent::Uses(_)
        | BodyContent::Tags(_)
        | BodyContent::Manifests(_) => None,
    }
}
