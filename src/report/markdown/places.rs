//! Places at which files use images: a table of what there is to say of them.

use super::escape::{code, prose};
use super::space::Space;
use crate::error::Error;
use crate::report::check::ImageUse;
use crate::report::human;

const HEAD: &str = "\n| Place | Image | |\n| --- | --- | --- |\n";

/// How many files the way out names: each has its own line above it.
const NAMED_MAX: usize = 20;

/// What cannot be read, and the way out.
pub(super) struct UnreadableFiles<'a> {
    errors: &'a [Error],
    way_out: Option<String>,
}

impl<'a> UnreadableFiles<'a> {
    pub(super) fn new(errors: &'a [Error], manifest: &str, to_exclude: &[String]) -> Self {
        Self {
            errors,
            way_out: human::way_to_exclude(manifest, to_exclude, NAMED_MAX),
        }
    }

    /// Its section; nothing where all can be read. A way out for which there is no space is left out whole.
    fn section(&self, space: &mut Space) -> String {
        if self.errors.is_empty() {
            return String::new();
        }
        let way_out = self.way_out.iter().map(|it| format!("\n{}\n", prose(it)));
        let way_out: String = way_out.filter(|it| it.len() <= space.left() / 2).collect();
        space.take(way_out.len());
        let errors: Vec<String> = self
            .errors
            .iter()
            .map(|error| format!("- {}\n", prose(&words(error))))
            .collect();
        format!("\n#### Cannot be told\n\n{}{way_out}", space.fill(&errors))
    }
}

/// A summary, what cannot be read, the table, and what was not asked, in about as many bytes.
pub(super) fn of_places(
    length: usize,
    summary: &str,
    places: &[ImageUse],
    unreadable: &UnreadableFiles<'_>,
    not_asked: &[String],
) -> String {
    let mut text = format!("{}\n", prose(summary));
    let mut space = Space::new(length.saturating_sub(text.len()));
    let notes = not_asked
        .iter()
        .map(|it| format!("\n{}\n", prose(&format!("not asked: {it}"))));
    let notes: String = notes.collect();
    space.take(notes.len());
    text.push_str(&unreadable.section(&mut space));
    let lines: Vec<String> = places.iter().filter_map(line).collect();
    if !lines.is_empty() {
        space.take(HEAD.len());
        text.push_str(&format!("{HEAD}{}", space.fill(&lines)));
    }
    text + &notes
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

/// What is wrong with a file, at its first place.
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
