//! Places of files that use images: a table of the notes on them.

use super::escape::{code, prose};
use super::space::Space;
use crate::error::Error;
use crate::reference::{Digest, Tag};
use crate::report::body::{Body, UsesBody};
use crate::report::excluded;
use crate::report::file_errors::unread_and_unwritten;
use crate::report::image_use::{ImageUse, UseFinding};

const HEAD: &str = "\n| Place | Image | |\n| --- | --- | --- |\n";
const WRITTEN_HEAD: &str = "\n#### Written\n\n| Place | Image | Old → New |\n| --- | --- | --- |\n";

/// How many files the hint names: each has its own line above it.
const NAMED_MAX: usize = 20;

/// A summary, what cannot be read, the table, and what was not asked, in about as many bytes.
pub(super) fn of_uses(length: usize, body: &Body<'_>, content: &UsesBody<'_>) -> String {
    let mut text = format!("{}\n", prose(&body.summary));
    let mut space = Space::new(length.saturating_sub(text.len()));
    let not_asked = body.not_asked.iter().map(|it| format!("not checked: {it}"));
    let notes = body.remarks.iter().cloned().chain(not_asked);
    let notes: String = notes.map(|it| format!("\n{}\n", prose(&it))).collect();
    space.take(notes.len());
    text.push_str(&file_errors(body, content, &mut space));
    text.push_str(&table(HEAD, content.uses, line, &mut space));
    text.push_str(&table(WRITTEN_HEAD, content.uses, written, &mut space));
    text + &notes
}

/// A line for each of the places of which there is one, below a head.
fn table(
    head: &str,
    places: &[ImageUse],
    line: fn(&ImageUse) -> Option<String>,
    space: &mut Space,
) -> String {
    let lines: Vec<String> = places.iter().filter_map(line).collect();
    if lines.is_empty() {
        return String::new();
    }
    space.take(head.len());
    format!("{head}{}", space.fill(&lines))
}

/// What was written at a place: the tag and the digest before and now.
fn written(place: &ImageUse) -> Option<String> {
    let UseFinding::Fixed(locked) = &place.finding else {
        return None;
    };
    let image = place.image.as_ref()?;
    let tag = locked.tag.as_ref().or(image.tag.as_ref());
    let digest = locked.has_digest.then_some(&locked.digest);
    let new = tag_and_digest(tag, digest);
    let old = tag_and_digest(image.tag.as_ref(), image.digest.as_ref());
    let (at, repository) = (code(&place.position()), code(&image.repository.familiar()));
    Some(format!("| {at} | {repository} | {old} → {new} |\n"))
}

fn tag_and_digest(tag: Option<&Tag>, digest: Option<&Digest>) -> String {
    let tag = tag.iter().map(|tag| format!(":{tag}")).collect::<String>();
    let digest = digest.iter().map(|it| format!("@{}", it.short()));
    match tag + &digest.collect::<String>() {
        nothing if nothing.is_empty() => "no tag".to_owned(),
        some => code(&some),
    }
}

/// The section of files that cannot be read or written. A hint for which there is no space is left out whole.
fn file_errors(body: &Body<'_>, content: &UsesBody<'_>, space: &mut Space) -> String {
    if content.file_errors.is_empty() {
        return String::new();
    }
    let manifest = body.manifest.unwrap_or_default();
    let hint = excluded::hint(manifest, content.to_exclude, NAMED_MAX);
    let hint = hint.map(|it| format!("\n{}\n", prose(&it)));
    let hint = hint.filter(|it| it.len() <= space.left() / 2);
    let hint = hint.unwrap_or_default();
    space.take(hint.len());
    let errors: Vec<String> = content
        .file_errors
        .iter()
        .map(|error| format!("- {}\n", prose(&words(error))))
        .collect();
    let title = title(content.file_errors);
    format!("\n#### {title}\n\n{}{hint}", space.fill(&errors))
}

fn title(errors: &[Error]) -> &'static str {
    match unread_and_unwritten(errors) {
        (_, 0) => "Cannot be read",
        (0, _) => "Cannot be written",
        (..) => "Cannot be read or written",
    }
}

fn line(place: &ImageUse) -> Option<String> {
    let note = place.note()?;
    let hint = note
        .hint
        .as_ref()
        .map(|hint| format!("; {}", prose(hint)))
        .unwrap_or_default();
    let (at, written) = (code(&place.position()), code(&place.written));
    Some(format!(
        "| {at} | {written} | {}{hint} |\n",
        prose(&note.message)
    ))
}

/// The error of a file, with its first place.
fn words(error: &Error) -> String {
    let first = error
        .problems()
        .and_then(|problems| Some((problems, problems.list.first()?)));
    match first {
        Some((problems, problem)) => {
            let line = problems.source.lines().line(problem.span.start);
            let more = match problems.count() - 1 {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            format!(
                "{}, line {line}: {}{more}",
                problems.source.name, problem.message
            )
        }
        None => error.to_string(),
    }
}
