//! Where a text is no TOML: toml's errors as problems, without the echoes of the first.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::Error;

use super::outline::Outline;
use super::{Findings, Problem};

/// What toml says of a key that is there already, which is the one error that breaks nothing else.
const DUPLICATE: &str = "duplicate key";

/// Reports what toml found, sparing what follows from something reported already: an open bracket swallows the rest
/// of the file, and other errors the rest of their line.
pub(super) fn report(findings: &mut Findings<'_>, errors: &[Error]) {
    if errors.is_empty() {
        return;
    }
    let text = findings.source().text.as_str();
    let outline = Outline::of(text);
    let trusted_end = outline.unclosed.as_ref().map_or(text.len() + 1, |open| open.start);
    let mut lines: BTreeMap<usize, (Range<usize>, &Error)> = BTreeMap::new();
    for error in errors {
        let span = error.span().unwrap_or_default();
        if span.start >= trusted_end {
            continue;
        }
        if error.message() == DUPLICATE {
            findings.report_syntax(given_twice(text, span, &outline), None);
            continue;
        }
        let line = line_around(text, span.start);
        let first = lines.entry(line.start).or_insert_with(|| (span.clone(), error));
        if span.start < first.0.start {
            *first = (span, error);
        }
    }
    for (span, error) in lines.into_values() {
        let line = line_around(text, span.start);
        findings.report_syntax(describe(text, span, error.message()), Some(line));
    }
    if let Some(open) = outline.unclosed {
        findings.report_syntax(unclosed(text, open.clone()), Some(open.start..usize::MAX));
    }
}

/// The line of a byte, with its end, so that a place behind the last character is within.
fn line_around(text: &str, offset: usize) -> Range<usize> {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
    start..end + 1
}

fn given_twice(text: &str, span: Range<usize>, outline: &Outline) -> Problem {
    let key = &text[span.clone()];
    let problem = Problem::new(span.clone(), format!("`{key}` is given twice")).label("given again here");
    match outline.repeated.get(&span.start) {
        Some(first) => problem.other(first.clone(), "given first here"),
        None => problem,
    }
}

fn unclosed(text: &str, open: Range<usize>) -> Problem {
    let (what, close) = if &text[open.clone()] == "{" { ("table", "}") } else { ("array", "]") };
    Problem::new(open, format!("this {what} is not closed")).help(format!("close it with `{close}`"))
}

/// toml's message is `what, expected a, b`; for a bare word as a value it is misleading (`invalid float`).
fn describe(text: &str, span: Range<usize>, message: &str) -> Problem {
    let written = &text[span.clone()];
    if is_value(text, span.start) && written.starts_with(|first: char| first.is_alphabetic()) {
        let problem = Problem::new(span.clone(), "a string is written in quotes");
        return problem.help(format!("write `\"{}\"`", written.trim_end()));
    }
    let (what, expected) = match message.split_once(", expected ") {
        Some((what, expected)) => (what, Some(expected)),
        None => (message, None),
    };
    let problem = match what {
        "string values must be quoted" if written.is_empty() => Problem::new(span, "a value is missing"),
        _ => Problem::new(span, what),
    };
    match expected {
        Some(expected) => problem.label(format!("expected {expected}")),
        None => problem,
    }
}

fn is_value(text: &str, start: usize) -> bool {
    text[..start].trim_end_matches([' ', '\t']).ends_with(['=', '[', ','])
}
