//! Values behind the keys of images in a template.

use std::ops::Range;

use super::keys::{self, ImageKey};
use super::value::{TemplateValue, trimmed};
use crate::scan::actions::{self, ActionControl, boundary, has_action};
use crate::scan::number::is_no_text;

/// The longest part of a value that is looked at, in bytes: no reference is nearly as long. What is longer may be
/// anything.
const VALUE_MAX: usize = 1024;
/// The letters that may begin something else than a text.
const MARKS: [char; 8] = [',', ']', '}', '{', '<', '$', ' ', '\t'];
/// The longest letter, in bytes.
const LETTER_MAX: usize = 4;

/// The values of all keys `image`, wherever they stand in a line of a text without comments. `written` is the text with
/// them.
pub(super) fn images(text: &str, written: &str, lines: &[Range<usize>]) -> Vec<TemplateValue> {
    let lines = lines.iter().map(|line| TemplateLine {
        whole: line.clone(),
        trimmed: trimmed(text, line.clone()),
    });
    // Gone through once, and not again for each key above them
    let lines = lines.filter(|line| !line.trimmed.is_empty());
    let lines: Vec<TemplateLine> = lines.collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let below = LinesBelow {
            text,
            written,
            lines: &lines[number + 1..],
        };
        for key in keys::keys(&text[line.whole.clone()]) {
            found.extend(value(&below, &line.whole, key));
        }
    }
    found.retain(|written| !written.span().is_empty());
    found
}

/// A line, and the same without the white space around it.
struct TemplateLine {
    whole: Range<usize>,
    trimmed: Range<usize>,
}

impl TemplateLine {
    fn indentation(&self) -> usize {
        self.trimmed.start - self.whole.start
    }
}

/// The value of a key, if it may be an image.
fn value(below: &LinesBelow<'_>, line: &Range<usize>, key: ImageKey) -> Option<TemplateValue> {
    let text = below.text;
    let Some(behind) = key.behind else {
        // `? image`, `"image"`: the colon is on the next line
        let next = below.next()?;
        let is_value = text[next.clone()].starts_with(':');
        return is_value.then_some(TemplateValue::Undecided(next));
    };
    let written = text[line.start + behind..line.end].trim_start();
    let start = line.end - written.len();
    if written.is_empty() || written.starts_with('#') {
        let place = if key.is_quoted {
            below.next()
        } else {
            below.deeper(key.column)
        }?;
        if text[place.clone()].lines().any(is_entry) {
            return None;
        }
        return several(text, place, unquoted);
    }
    if written.starts_with(['>', '|']) {
        return several(text, below.deeper(key.column)?, |_, place| {
            Some(TemplateValue::Changed(place))
        });
    }
    unquoted(text, start..line.end)
}

/// A value on lines of its own: nobody knows which of several is there when it is rendered.
fn several(
    text: &str,
    place: Range<usize>,
    one: impl Fn(&str, Range<usize>) -> Option<TemplateValue>,
) -> Option<TemplateValue> {
    let written = &text[place.clone()];
    match written.lines().nth(1) {
        None => one(text, place),
        Some(_) if has_action(written) => Some(TemplateValue::Changed(place)),
        Some(_) => Some(TemplateValue::Undecided(place)),
    }
}

/// Whether a line is an entry of a mapping or of a sequence.
fn is_entry(line: &str) -> bool {
    let line = actions::without(line);
    let line = line.trim();
    line.contains(": ") || line.ends_with(':') || line.starts_with("- ")
}

struct LinesBelow<'t> {
    text: &'t str,
    /// The text with its comments, for whose letters spaces stand in the other one: its boundaries are those of both.
    written: &'t str,
    /// Those that are not empty.
    lines: &'t [TemplateLine],
}

impl LinesBelow<'_> {
    /// The next line that is not empty.
    fn next(&self) -> Option<Range<usize>> {
        let line = self.lines.first()?;
        Some(beginning(self.written, line.trimmed.clone()))
    }

    /// The lines that stand deeper than a column, up to the first that does not, as far as they are looked at.
    fn deeper(&self, column: usize) -> Option<Range<usize>> {
        let mut lines = self.lines.iter();
        let mut last = lines.next().filter(|line| line.indentation() > column)?;
        let first = last.trimmed.clone();
        for line in lines.take_while(|line| line.indentation() > column) {
            last = line;
            // The first that is too far away tells that there are more
            if line.trimmed.start > first.start + VALUE_MAX {
                break;
            }
        }
        let limit = first.end.max(first.start + 2 * VALUE_MAX);
        let end = last.trimmed.end.min(limit);
        Some(first.start..boundary(self.written, end))
    }
}

/// The beginning of a place, as far as it is looked at.
fn beginning(text: &str, place: Range<usize>) -> Range<usize> {
    place.start..boundary(text, place.end.min(place.start + VALUE_MAX + LETTER_MAX))
}

/// A value without its quotes, and without what is behind it; `None` where it is a sequence or a mapping.
pub(super) fn unquoted(text: &str, value: Range<usize>) -> Option<TemplateValue> {
    let value = beginning(text, value);
    let written = &text[value.clone()];
    if let Some(quote @ ('"' | '\'')) = written.chars().next() {
        let Some(end) = closing_quote(&written[1..], quote) else {
            return Some(TemplateValue::Undecided(trimmed(text, value)));
        };
        let span = value.start + 1..value.start + 1 + end;
        let is_verbatim = !text[span.clone()].contains(['\\', '\'', '"']);
        return Some(if is_verbatim {
            TemplateValue::Verbatim(span)
        } else {
            TemplateValue::Changed(span)
        });
    }
    if written.starts_with('[') || written.starts_with('{') && !actions::begins(written) {
        return None;
    }
    let end = plain_end(written);
    if end > VALUE_MAX {
        return Some(TemplateValue::Undecided(trimmed(text, value)));
    }
    let place = trimmed(text, value.start..value.start + end);
    let is_text = !is_no_text(&text[place.clone()]);
    is_text.then_some(TemplateValue::Verbatim(place))
}

/// The end of a text without quotes: before a comment, before what ends a mapping or a sequence in braces, and before
/// an action that ends what began before it.
fn plain_end(written: &str) -> usize {
    let mut open = 0_usize;
    let mut at = 0;
    // What is not closed once is not closed behind that either
    let mut has_actions = true;
    while let Some(first) = written[at..].chars().next() {
        let rest = &written[at..];
        if !MARKS.contains(&first) {
            at += rest.find(MARKS).unwrap_or(rest.len());
            continue;
        }
        let length = has_actions.then(|| actions::length(rest)).flatten();
        has_actions &= length.is_some() || !actions::begins(rest);
        let control = length.map(|length| (length, actions::control(&rest[..length])));
        match control {
            Some((_, Some(ActionControl::Ends | ActionControl::Divides))) if open == 0 => {
                return at;
            }
            Some((_, Some(ActionControl::Ends))) => open -= 1,
            Some((_, Some(ActionControl::Begins))) => open += 1,
            None if matches!(first, ',' | ']' | '}') || is_comment(rest) => return at,
            _ => {}
        }
        at += match control {
            Some((length, _)) => length,
            None if rest.starts_with("${") => rest.find('}').map_or(rest.len(), |end| end + 1),
            None => first.len_utf8(),
        };
    }
    written.len()
}

fn is_comment(rest: &str) -> bool {
    rest.starts_with(" #") || rest.starts_with("\t#")
}

/// The end of a text in quotes: within an action, quotes are the action's.
fn closing_quote(text: &str, quote: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if letter == quote && depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}
