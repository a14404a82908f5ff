//! Values and problems with their places in a source.

use std::fmt;
use std::ops::Range;

use super::source::Source;

/// Something that was read, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value that was read.
    pub value: T,
    /// The place of the value, quotes and brackets included.
    pub span: Range<usize>,
}

/// Something wrong, or doubtful, at a place of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The fault: a sentence in lower case without a full stop.
    pub message: String,
    /// The place, in bytes of the source's text.
    pub span: Range<usize>,
    /// The words under the underlined place.
    pub label: Option<String>,
    /// The way out.
    pub help: Option<String>,
    /// Another place of the same source that belongs to it, with what it is: for anything given twice.
    pub other: Option<(Range<usize>, String)>,
    /// The number of problems behind it that are not told.
    pub left_out: usize,
}

impl Problem {
    /// A problem at a place.
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span,
            label: None,
            help: None,
            other: None,
            left_out: 0,
        }
    }

    /// A problem at a place, boxed, as readers return it.
    pub fn at(span: Range<usize>, message: impl Into<String>) -> Box<Self> {
        Box::new(Self::new(span, message))
    }

    /// The way out, or what stands under the place: for formats that show no lines.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref().or(self.label.as_deref())
    }

    /// The problem with words under the underlined place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The problem with a way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The problem with the other place that belongs to it.
    pub fn other(mut self, span: Range<usize>, what: impl Into<String>) -> Self {
        self.other = Some((span, what.into()));
        self
    }
}

/// The problems of one source, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// The source in which they are.
    pub source: Source,
    /// The problems: never none, and no more than anybody reads.
    pub list: Vec<Problem>,
}

impl Problems {
    /// One problem of a source.
    pub fn one(source: Source, problem: Problem) -> Self {
        let list = vec![problem];
        Self { source, list }
    }

    /// The number of problems, with those that are not told.
    pub fn count(&self) -> usize {
        self.list.len() + left_out(&self.list)
    }
}

/// The number of problems behind those of a list.
pub fn left_out(list: &[Problem]) -> usize {
    list.last().map_or(0, |last| last.left_out)
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count() {
            1 => write!(out, "`{}` is not valid", self.source.name),
            count => write!(out, "`{}` has {count} problems", self.source.name),
        }
    }
}
