//! saphyr's events as trees.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use super::merges::Merges;
use super::{DEPTH_MAX, Item, MERGE_KEY, Scalar, Value, Yaml};
use crate::document::{Problem, Source};

/// Reads all documents of a text.
pub(super) fn build(source: &Source) -> Result<Yaml, Box<Problem>> {
    let text = &source.text;
    let mut builder = Builder { text, offsets: Offsets::of(text), ..Builder::default() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| builder.unreadable(&source.name, &error))?;
        let span = builder.offsets.bytes(&span);
        builder.take(event, span)?;
    }
    Ok(builder.yaml)
}

/// What is open, and what was read so far.
#[derive(Default)]
struct Builder<'t> {
    text: &'t str,
    offsets: Offsets,
    yaml: Yaml,
    open: Vec<Open>,
    anchors: BTreeMap<usize, usize>,
    merges: Merges,
}

/// A sequence or mapping that is not at its end.
struct Open {
    id: usize,
    /// The key that waits for its value.
    key: Option<usize>,
    keys: BTreeSet<String>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Box<Problem>> {
        match event {
            Event::Alias(anchor) => {
                // What is not there is an error of the parser already
                let id = self.anchors.get(&anchor).copied().unwrap_or_default();
                self.yaml.nodes[id].aliases += 1;
                self.place(id)
            }
            Event::Scalar(text, style, anchor, _) => {
                let scalar = self.scalar(text.into_owned(), style, &span);
                let id = self.add(anchor, scalar.1, Value::Scalar(scalar.0));
                self.place(id)
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, span, Value::Sequence(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(anchor, span, Value::Mapping(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                self.yaml.nodes[open.id].span.end = span.end;
                self.merges.close(&self.yaml, open.id)
            }
            _ => Ok(()),
        }
    }

    fn add(&mut self, anchor: usize, span: Range<usize>, value: Value) -> usize {
        let id = self.yaml.nodes.len();
        self.yaml.nodes.push(Item { span, value, aliases: 0 });
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        id
    }

    fn begin(&mut self, anchor: usize, span: Range<usize>, value: Value) -> Result<(), Box<Problem>> {
        if self.open.len() >= DEPTH_MAX {
            return Err(Box::new(Problem::new(
                span,
                format!("this is nested deeper than {DEPTH_MAX} levels"),
            )));
        }
        let id = self.add(anchor, span, value);
        self.place(id)?;
        self.open.push(Open { id, key: None, keys: BTreeSet::new() });
        Ok(())
    }

    /// Puts a value where it belongs: it is a document, an item, a key, or the value of the key before it.
    fn place(&mut self, id: usize) -> Result<(), Box<Problem>> {
        let Some(open) = self.open.last_mut() else {
            self.yaml.documents.push(id);
            return Ok(());
        };
        let is_key = match (&mut self.yaml.nodes[open.id].value, open.key.take()) {
            (Value::Sequence(items), _) => {
                items.push(id);
                false
            }
            (Value::Mapping(pairs), Some(key)) => {
                pairs.push((key, id));
                false
            }
            _ => true,
        };
        if is_key { self.place_key(id) } else { Ok(()) }
    }

    /// A key that is given twice would mean one thing to one reader and another to the next.
    fn place_key(&mut self, id: usize) -> Result<(), Box<Problem>> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.key = Some(id);
        let Item { value: Value::Scalar(scalar), span, .. } = &self.yaml.nodes[id] else { return Ok(()) };
        if scalar.text != MERGE_KEY && !open.keys.insert(scalar.text.clone()) {
            return Err(Box::new(Problem::new(span.clone(), "this key is given twice in one mapping")));
        }
        Ok(())
    }

    /// A scalar, and its place without the tag and the anchor before it.
    fn scalar(&self, text: String, style: ScalarStyle, span: &Range<usize>) -> (Scalar, Range<usize>) {
        let start = span.start + properties(&self.text[span.clone()]);
        let span = start..quoted(&self.text[start..span.end]).map_or(span.end, |length| start + length);
        let quote = usize::from(matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted));
        let inner = span.start + quote..span.end.saturating_sub(quote).max(span.start + quote);
        let says_it = self.text.get(inner.clone()) == Some(text.as_str());
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let verbatim = (says_it && !is_block).then_some(inner);
        (Scalar { text, is_plain: style == ScalarStyle::Plain, verbatim }, span)
    }

    /// The text is not what its name says. What is missing at its end is missing behind the last of what is there.
    fn unreadable(&self, name: &str, error: &ScanError) -> Box<Problem> {
        let at = self.offsets.byte(error.marker().index()).min(self.text.trim_end().len());
        let language = if name.to_ascii_lowercase().ends_with(".json") { "JSON" } else { "YAML" };
        Box::new(Problem::new(at..at, format!("this is no {language}: {}", error.info())))
    }
}

/// How long the tag and the anchor before a scalar are, in bytes (YAML 1.2.2, section 6.9).
fn properties(written: &str) -> usize {
    let mut rest = written;
    while rest.starts_with(['!', '&']) {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[end..].trim_start();
    }
    written.len() - rest.len()
}

/// How long a quoted scalar is, without the white space and the comment behind it, which saphyr counts in.
fn quoted(written: &str) -> Option<usize> {
    let quote = written.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    let mut rest = written.char_indices().skip(1).peekable();
    while let Some((at, character)) = rest.next() {
        match character {
            '\\' if quote == '"' => _ = rest.next(),
            '\'' if quote == '\'' && rest.peek().is_some_and(|(_, next)| *next == '\'') => _ = rest.next(),
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where characters are in bytes; saphyr counts characters.
#[derive(Default)]
struct Offsets {
    /// `None` where all characters are of one byte.
    bytes: Option<Vec<usize>>,
}

impl Offsets {
    fn of(text: &str) -> Self {
        let all = || text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { bytes: (!text.is_ascii()).then(all) }
    }

    fn byte(&self, index: usize) -> usize {
        match &self.bytes {
            None => index,
            Some(bytes) => bytes.get(index).or(bytes.last()).copied().unwrap_or_default(),
        }
    }

    fn bytes(&self, span: &Span) -> Range<usize> {
        self.byte(span.start.index())..self.byte(span.end.index())
    }
}
