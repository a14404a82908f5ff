//! Places at which files use images: a table of what there is to say of them.

use super::escape::{code, prose};
use super::space::Space;
use crate::error::Error;
use crate::report::uses::Place;

const HEAD: &str = "\n| Place | Image | |\n| --- | --- | --- |\n";

/// A summary, the table, and what cannot be read, in about as many bytes.
pub(super) fn of_places(length: usize, summary: &str, places: &[Place], unreadable: &[Error]) -> String {
    let mut text = format!("{}\n", prose(summary));
    let mut space = Space::new(length.saturating_sub(text.len()));
    let errors: Vec<String> =
        unreadable.iter().map(|error| format!("- {}\n", prose(&words(error)))).collect();
    if !errors.is_empty() {
        text.push_str(&format!("\n#### Cannot be told\n\n{}", space.fill(&errors)));
    }
    let lines: Vec<String> = places.iter().filter_map(line).collect();
    if !lines.is_empty() {
        space.take(HEAD.len());
        text.push_str(&format!("{HEAD}{}", space.fill(&lines)));
    }
    text
}

fn line(place: &Place) -> Option<String> {
    let note = place.note()?;
    let hint = note.hint.as_ref().map(|hint| format!("; {}", prose(hint))).unwrap_or_default();
    let (at, written) = (code(&place.position()), code(&place.written));
    Some(format!("| {at} | {written} | {}{hint} |\n", prose(&note.message)))
}

/// What is wrong with a file, at its first place.
fn words(error: &Error) -> String {
    let first = error.problems().and_then(|problems| Some((problems, problems.list.first()?)));
    match first {
        Some((problems, problem)) => {
            let line = problems.source.lines().line(problem.span.start);
            let more = match problems.count() - 1 {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            format!("{}, line {line}: {}{more}", problems.source.name, problem.message)
        }
        None => error.to_string(),
    }
}
