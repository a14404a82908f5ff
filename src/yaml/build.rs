//! The parser's events as trees.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScanError, Span, Tag};

use super::line_ends;
use super::merges::Merges;
use super::scalar::Scalar;
use super::tree::{PlacedTag, Yaml, YamlItem, YamlMapping, YamlValue, short};
use crate::document::{Problem, Source};

/// The depth to which documents may be nested, so that nobody's walk through them ends the process.
const DEPTH_MAX: usize = 128;
/// The most values of a file: each may be two bytes of its text, and takes a hundred in memory, and more with its
/// readers.
const VALUES_MAX: usize = 1_000_000;

/// Reads all documents of a text.
pub(super) fn build(source: &Source) -> Result<Yaml, Box<Problem>> {
    let text = &source.text;
    let mut builder = YamlBuilder {
        text,
        ..YamlBuilder::default()
    };
    let options =
        granit_parser::options! { flow_nesting_limit: DEPTH_MAX, block_nesting_limit: DEPTH_MAX };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| builder.unreadable(&source.name, &error))?;
        builder.take(event, &span)?;
    }
    line_ends::check(text, &builder.yaml)?;
    Ok(builder.yaml)
}

/// The parts that are open, and what was read so far.
#[derive(Default)]
struct YamlBuilder<'t> {
    text: &'t str,
    yaml: Yaml,
    open: Vec<OpenNode>,
    anchors: BTreeMap<usize, usize>,
    merges: Merges,
}

/// A sequence or mapping that is not at its end.
struct OpenNode {
    id: usize,
    /// The key that waits for its value.
    key: Option<usize>,
}

impl YamlBuilder<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Box<Problem>> {
        match event {
            Event::Alias(anchor) => {
                // What is not there is an error of the parser already
                let id = self.anchors.get(&anchor).copied().unwrap_or_default();
                self.yaml.nodes[id].aliases += 1;
                self.place(id);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let place = self.place_of(span);
                let scalar =
                    Scalar::new(self.text, text.into_owned(), style, tag.as_deref(), &place);
                let id = self.add(anchor, tag.as_deref(), span, YamlValue::Scalar(scalar))?;
                self.place(id);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let value = YamlValue::Sequence(Vec::new());
                self.begin(anchor, tag.as_deref(), span, value)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                let value = YamlValue::Mapping(YamlMapping::default());
                self.begin(anchor, tag.as_deref(), span, value)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span)?,
            _ => {}
        }
        Ok(())
    }

    fn add(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        span: &Span,
        value: YamlValue,
    ) -> Result<usize, Box<Problem>> {
        let (id, place) = (self.yaml.nodes.len(), self.place_of(span));
        if id >= VALUES_MAX {
            let message = format!("this has more than {VALUES_MAX} values");
            return Err(Problem::at(place, message));
        }
        self.yaml.nodes.push(YamlItem {
            start: short(place.start),
            end: short(place.end),
            aliases: 0,
            height: 0,
            value,
        });
        if let Some(tag) = tag {
            let start = span.tag_start().and_then(|start| start.byte_offset());
            let start = start.unwrap_or(place.start).min(place.start);
            let text = format!("{}{}", tag.handle(), tag.suffix());
            self.yaml.tags.insert(id, PlacedTag { text, start });
        }
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        Ok(id)
    }

    fn begin(
        &mut self,
        anchor: usize,
        tag: Option<&Tag>,
        span: &Span,
        value: YamlValue,
    ) -> Result<(), Box<Problem>> {
        if self.open.len() >= DEPTH_MAX {
            return Err(too_deep(self.place_of(span)));
        }
        let id = self.add(anchor, tag, span, value)?;
        self.place(id);
        self.open.push(OpenNode { id, key: None });
        Ok(())
    }

    fn end(&mut self, span: &Span) -> Result<(), Box<Problem>> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let height = 1 + self.height(open.id);
        let item = &mut self.yaml.nodes[open.id];
        item.height = height;
        let end = span.end.byte_offset().unwrap_or(usize::MAX);
        item.end = short(self.text.len().min(end)).max(item.start);
        if height as usize > DEPTH_MAX {
            return Err(too_deep(item.span()));
        }
        self.yaml.close_mapping(open.id);
        let is_open = |id: usize| self.open.iter().any(|open| open.id == id);
        self.merges.close(&self.yaml, open.id, is_open)
    }

    /// Puts a value where it belongs: it is a document, an item, a key, or the value of the key before it.
    fn place(&mut self, id: usize) {
        let Some(open) = self.open.last_mut() else {
            return self.yaml.documents.push(id);
        };
        match (&mut self.yaml.nodes[open.id].value, open.key.take()) {
            (YamlValue::Sequence(items), _) => items.push(short(id)),
            (YamlValue::Mapping(mapping), Some(key)) => mapping.pairs.push((short(key), short(id))),
            _ => open.key = Some(id),
        }
    }

    /// The height of the highest value in a sequence or mapping.
    fn height(&self, id: usize) -> u32 {
        let height = |id: u32| self.yaml.nodes[id as usize].height;
        match &self.yaml.nodes[id].value {
            YamlValue::Scalar(_) => None,
            YamlValue::Sequence(items) => items.iter().map(|item| height(*item)).max(),
            YamlValue::Mapping(mapping) => {
                let pairs = mapping.pairs.iter();
                pairs
                    .map(|(key, value)| height(*key).max(height(*value)))
                    .max()
            }
        }
        .unwrap_or_default()
    }

    fn place_of(&self, span: &Span) -> Range<usize> {
        span.byte_range()
            .unwrap_or(self.text.len()..self.text.len())
    }

    /// The text is not what its name says. What is missing at its end is missing behind the last of what is there.
    fn unreadable(&self, name: &str, error: &ScanError) -> Box<Problem> {
        let at = error.marker().byte_offset().unwrap_or(usize::MAX);
        let at = at.min(self.text.trim_end().len());
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return too_deep(at..at);
        }
        let is_json = name.to_ascii_lowercase().ends_with(".json");
        let language = if is_json { "JSON" } else { "YAML" };
        Problem::at(
            at..at,
            format!("this is not valid {language}: {}", error.info()),
        )
    }
}

fn too_deep(place: Range<usize>) -> Box<Problem> {
    let message = format!("this is nested deeper than {DEPTH_MAX} levels");
    Problem::at(place, message)
}
