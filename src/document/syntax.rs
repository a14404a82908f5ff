//! Reading TOML as far as it can be read, however broken it is: toml's errors as problems, without the echoes of the
//! first.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, Error};

use super::findings::Findings;
use super::outline::Outline;
use super::placed::Problem;
use super::readable::{TOKENS_MAX, readable};
use super::table::{Table, TableEntry};
use super::value;

/// The message of toml for a key that is there already, which is the one error that breaks nothing else.
const DUPLICATE: &str = "duplicate key";
/// The message of toml for a key without `=`, behind which it still checks the lines, but reads none.
const NO_VALUE: &str = "key with no value";
/// The marks that git leaves at the beginning of a line.
const CONFLICT_MARKERS: [&str; 3] = ["<<<<<<<", "=======", ">>>>>>>"];

/// A parsed text.
#[derive(Debug)]
pub struct TomlDocument<'s> {
    root: Vec<TableEntry<'s>>,
}

impl<'s> TomlDocument<'s> {
    /// Parses the source of the findings, which get all errors of its syntax at once. What could be read stands.
    pub fn parse(findings: &mut Findings<'s>) -> Self {
        let Some(readable) = readable(&findings.source().text) else {
            let message = format!("the file has more than {TOKENS_MAX} tokens, so it is not read");
            findings.report_syntax(Problem::new(0..0, message), Some(0..usize::MAX));
            return Self { root: Vec::new() };
        };
        let (root, mut errors) = parse(readable.text);
        // Where the beginning of a text ends, what is open there is closed later
        let is_cut = readable.broken_lines_behind > 0;
        let is_within = |span: Range<usize>| span.start < readable.text.len();
        errors.retain(|error| !is_cut || error.span().is_some_and(is_within));
        report(findings, &errors);
        findings.leave_out(readable.broken_lines_behind);
        Self { root }
    }

    /// The table of the whole text.
    pub fn root(&self) -> Table<'_> {
        Table {
            entries: &self.root,
        }
    }
}

/// Parses a text into entries in its order, the lines behind a key without `=` as well.
fn parse(text: &str) -> (Vec<TableEntry<'_>>, Vec<Error>) {
    let (root, mut errors) = DeTable::parse_recoverable(text);
    if !errors.iter().any(is_without_value) {
        return (value::entries(root.into_inner(), |text| text), errors);
    }
    errors.retain(is_without_value);
    let blanked = blanked(text, &errors);
    let (root, others) = DeTable::parse_recoverable(&blanked);
    errors.extend(others);
    let entries = value::entries(root.into_inner(), |text| Cow::Owned(text.into_owned()));
    (entries, errors)
}

fn is_without_value(error: &Error) -> bool {
    error.message().starts_with(NO_VALUE)
}

/// The text with spaces in the place of the lines that have these errors.
fn blanked(text: &str, errors: &[Error]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for error in errors {
        let line = line_around(text, error.span().unwrap_or_default().start);
        let end = line.end.min(text.len());
        let line = bytes[line.start..end].iter_mut();
        for byte in line.filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Reports what toml found, sparing what follows from something reported already: an open bracket swallows the rest
/// of the file, and other errors the rest of their line.
fn report(findings: &mut Findings<'_>, errors: &[Error]) {
    if errors.is_empty() {
        return;
    }
    let text = findings.source().text.as_str();
    let outline = Outline::of(text);
    let unclosed = outline.unclosed(text);
    let trusted_end = unclosed.as_ref().map_or(usize::MAX, |open| open.start);
    let mut lines: BTreeMap<usize, (Range<usize>, &Error)> = BTreeMap::new();
    // A line may be as long as the file, and every comma in it an error
    let mut line = 0..0;
    for error in errors {
        let span = error.span().unwrap_or_default();
        if span.start >= trusted_end {
            continue;
        }
        if error.message() == DUPLICATE {
            findings.report_syntax(given_twice(text, span, &outline), None);
            continue;
        }
        if !line.contains(&span.start) {
            line = line_around(text, span.start);
        }
        let new = (span, error);
        let first = lines.entry(line.start).or_insert_with(|| new.clone());
        if new.0.start < first.0.start {
            *first = new;
        }
    }
    for (span, error) in lines.into_values() {
        let broken = broken_by(text, span.start);
        findings.report_syntax(describe(text, span, error.message()), Some(broken));
    }
    if let Some(open) = unclosed {
        findings.report_syntax(not_closed(text, open.clone()), Some(open.start..usize::MAX));
    }
}

/// The line of a byte, with its end, so that a place behind the last character is within.
fn line_around(text: &str, offset: usize) -> Range<usize> {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let newline = text[offset..].find('\n');
    start..newline.map_or(text.len(), |newline| offset + newline) + 1
}

/// The places that an error makes doubtful: its line, and for a header the lines up to the next, which have lost their
/// table.
fn broken_by(text: &str, offset: usize) -> Range<usize> {
    let line = line_around(text, offset);
    let end = line.end.min(text.len());
    if !text[line.start..].starts_with('[') || text[end..].starts_with('[') {
        return line;
    }
    let next = text[end..].find("\n[");
    line.start..next.map_or(usize::MAX, |next| end + next + 1)
}

fn given_twice(text: &str, span: Range<usize>, outline: &Outline) -> Problem {
    let key = text[span.clone()].trim_matches(['"', '\'']);
    let message = format!("`{key}` is given twice");
    let problem = Problem::new(span.clone(), message).label("given again here");
    match outline.repeated.get(&span.start) {
        Some(first) => problem.other(first.clone(), "first given here"),
        None => problem,
    }
}

/// Whether a value has the form of a date, `2026-02-30`, which toml reads where the calendar has it.
fn is_date(value: &str) -> bool {
    let is_part = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    value.len() == "2026-02-30".len() && value.bytes().enumerate().all(is_part)
}

fn not_closed(text: &str, open: Range<usize>) -> Problem {
    let (what, close) = match &text[open.clone()] {
        "{" => ("table", "}"),
        _ => ("array", "]"),
    };
    let message = format!("this {what} is not closed");
    Problem::new(open, message).help(format!("close it with `{close}`"))
}

/// toml's message is `what, expected a, b`; where another one says more, that one.
fn describe(text: &str, span: Range<usize>, message: &str) -> Problem {
    let line = line_around(text, span.start);
    let mut markers = CONFLICT_MARKERS.iter();
    if let Some(marker) = markers.find(|marker| text[line.start..].starts_with(*marker)) {
        let place = line.start..line.start + marker.len();
        let message = "unresolved merge conflict";
        return Problem::new(place, message).help("keep one side and remove the markers");
    }
    if let Some(bare) = bare_value(text, &span) {
        if is_date(&text[bare.clone()]) {
            return Problem::new(bare, "the calendar has no such day");
        }
        let help = format!("write `\"{}\"`", &text[bare.clone()]);
        return Problem::new(bare, "a string must be in quotes").help(help);
    }
    let (what, expected) = match message.split_once(", expected ") {
        Some((what, expected)) => (what, Some(expected)),
        None => (message, None),
    };
    match (what, expected) {
        ("string values must be quoted", _) => Problem::new(span, "a value is missing"),
        (what, Some("`\"`" | "`'`")) if what.starts_with("invalid") => {
            not_closed_string(span, what, message)
        }
        (what, Some(expected)) => Problem::new(span, what).label(format!("expected {expected}")),
        (what, None) => Problem::new(span, what),
    }
}

fn not_closed_string(span: Range<usize>, what: &str, message: &str) -> Problem {
    let quote = if message.contains('\'') { "'" } else { "\"" };
    let quotes = quote.repeat(if what.contains("multi-line") { 3 } else { 1 });
    Problem::new(span, "this string is not closed").help(format!("close it with `{quotes}`"))
}

/// The word around a place where it is a value without quotes, of which toml says odd things (`invalid float`).
fn bare_value(text: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let marks = [',', '=', '[', ']', '{', '}'];
    let is_end = |letter: char| letter.is_whitespace() || marks.contains(&letter);
    let start = text[..span.start].rfind(is_end).map_or(0, |end| end + 1);
    let end = text[span.start..].find(is_end);
    let end = end.map_or(text.len(), |end| span.start + end);
    let word = text.get(start..end)?;
    let before = text[line_around(text, start).start..start].trim();
    let is_value = before.ends_with(['=', '[', ',']) && !matches!(before, "[" | "[[");
    let is_bare = !word.is_empty() && !word.starts_with(['"', '\'', '#']);
    (is_value && is_bare).then_some(start..end)
}
