//! Where the keys of a text stand, and what was left open: what toml's errors do not say.
//!
//! Read only where a text is broken, in one pass, so that a file with thousands of errors costs no more than twice.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use toml_parser::decoder::Encoding;
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, Raw, Span};

/// The depth to which brackets may nest, as in toml.
pub(super) const DEPTH_MAX: u32 = 80;
/// The table of the whole document.
const ROOT: usize = 0;

/// The places of a text's keys.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// For the start of every key that is there already, where it stands first.
    pub(super) repeated: HashMap<usize, Range<usize>>,
    /// The brackets that are never closed, the outermost last.
    unclosed: Vec<Range<usize>>,
}

impl Outline {
    /// Walks through a text, however broken it is.
    pub(super) fn of(text: &str) -> Self {
        let source = toml_parser::Source::new(text);
        let tokens = source.lex().into_vec();
        let mut walk = Walk::new(source);
        let mut guard = RecursionGuard::new(&mut walk, DEPTH_MAX);
        parse_document(&tokens, &mut guard, &mut ());
        walk.outline
    }

    /// The bracket to blame for what is open at the end: the innermost on the line of the outermost, since in
    /// `{ platforms = [ }` the array is the one.
    pub(super) fn unclosed(&self, text: &str) -> Option<Range<usize>> {
        let outermost = self.unclosed.last()?;
        let newline = text[outermost.start..].find('\n');
        let line_end = newline.map_or(text.len(), |end| outermost.start + end);
        let mut unclosed = self.unclosed.iter();
        unclosed.find(|open| open.start < line_end).cloned()
    }
}

struct Frame {
    /// The table that keys within belong to; none for an array.
    table: Option<usize>,
    open: Range<usize>,
}

struct Walk<'t> {
    source: toml_parser::Source<'t>,
    outline: Outline,
    /// Every key below its table: the number of its value, and where it stands first.
    nodes: HashMap<(usize, Cow<'t, str>), (usize, Range<usize>)>,
    /// The number of tables and values so far.
    count: usize,
    /// The words of the dotted key that is being read.
    words: Vec<(Cow<'t, str>, Range<usize>)>,
    /// The table of the last header.
    header: usize,
    /// The value of the last key.
    value: usize,
    frames: Vec<Frame>,
}

impl<'t> Walk<'t> {
    fn new(source: toml_parser::Source<'t>) -> Self {
        Self {
            source,
            outline: Outline::default(),
            nodes: HashMap::new(),
            count: ROOT,
            words: Vec::new(),
            header: ROOT,
            value: ROOT,
            frames: Vec::new(),
        }
    }

    fn fresh(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// The value that the words lead to, from a table.
    fn descend(&mut self, from: usize) -> usize {
        let words = std::mem::take(&mut self.words);
        let last = words.len().saturating_sub(1);
        let mut table = from;
        for (index, (word, place)) in words.into_iter().enumerate() {
            let new = (self.fresh(), place.clone());
            let (node, first) = self.nodes.entry((table, word)).or_insert(new);
            if index == last && *first != place {
                self.outline.repeated.insert(place.start, first.clone());
            }
            table = *node;
        }
        table
    }

    fn open(&mut self, table: Option<usize>, span: Span) {
        self.frames.push(Frame {
            table,
            open: span.start()..span.end(),
        });
    }

    /// The parser closes what is open at the end by itself, with nothing written.
    fn close(&mut self, span: Span) {
        let frame = self.frames.pop();
        if span.is_empty() {
            self.outline.unclosed.extend(frame.map(|frame| frame.open));
        }
    }
}

impl EventReceiver for Walk<'_> {
    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.words.clear();
    }

    fn std_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.header = self.descend(ROOT);
    }

    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.words.clear();
    }

    fn array_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.descend(ROOT);
        self.header = self.fresh();
    }

    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if let Some(text) = self.source.get(span) {
            let mut word = Cow::Borrowed("");
            Raw::new_unchecked(text.as_str(), encoding, span).decode_key(&mut word, error);
            self.words.push((word, span.start()..span.end()));
        }
    }

    /// A key without `=` is left behind.
    fn newline(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.words.clear();
    }

    fn key_val_sep(&mut self, _: Span, _: &mut dyn ErrorSink) {
        let table = self.frames.last().and_then(|frame| frame.table);
        self.value = self.descend(table.unwrap_or(self.header));
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        let frame = self.frames.last();
        let in_array = frame.is_some_and(|frame| frame.table.is_none());
        let table = if in_array { self.fresh() } else { self.value };
        self.open(Some(table), span);
        true
    }

    fn inline_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close(span);
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(None, span);
        true
    }

    fn array_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close(span);
    }
}
