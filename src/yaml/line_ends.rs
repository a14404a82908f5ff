//! Line ends that YAML 1.1 had (section 4.2) and 1.2 has not (section 5.4): libyaml and go-yaml still take them for
//! some, so that what is a comment to us is a key to others.

use super::tree::{Yaml, YamlItem, YamlValue};
use crate::document::Problem;

/// The next line of Unicode, and its separators of lines and paragraphs.
const OLD: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// The place of the first character of a text that only some readers take for the end of a line.
pub fn old_line_end(text: &str) -> Option<usize> {
    (!text.is_ascii()).then(|| text.find(OLD)).flatten()
}

/// The problem that nobody can tell where a line ends.
pub fn old_line_end_problem(text: &str, at: usize) -> Box<Problem> {
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let message = "some YAML parsers treat this character as the end of a line, and others do not";
    let help = "remove it, or write it as an escape in double quotes";
    Box::new(Problem::new(at..at + length, message).help(help))
}

/// Checks that there is none but in quotes, where no key can begin.
pub(super) fn check(text: &str, yaml: &Yaml) -> Result<(), Box<Problem>> {
    if old_line_end(text).is_none() {
        return Ok(());
    }
    let is_quoted = |start: usize| text[start..].starts_with(['"', '\'']);
    let is_scalar = |item: &&YamlItem| matches!(item.value, YamlValue::Scalar(_));
    let scalars = yaml.nodes.iter().filter(is_scalar).map(YamlItem::span);
    // They are in the order of the text, and none is in another
    let quoted: Vec<_> = scalars.filter(|span| is_quoted(span.start)).collect();
    let is_in_quotes = |at: usize| {
        let before = quoted.partition_point(|span| span.start <= at);
        quoted[..before]
            .last()
            .is_some_and(|last| last.contains(&at))
    };
    match text.match_indices(OLD).find(|(at, _)| !is_in_quotes(*at)) {
        Some((at, _)) => Err(old_line_end_problem(text, at)),
        None => Ok(()),
    }
}
