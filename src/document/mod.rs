//! Files as people wrote them: a text with a name, and problems at places of it.
//!
//! Owns what `images.toml`, `config.toml` and `images.lock` share: typed reading of TOML that collects every problem
//! instead of stopping at the first, and the masking of what may be a secret in a quoted line. Prints nothing.

use std::fmt;
use std::ops::Range;

/// A text and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file's name as it is shown: `images.toml`, or the path that was given.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

/// Something wrong, or doubtful, at a place of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: a sentence in lower case without a full stop.
    pub message: String,
    /// Where, in bytes of the source's text.
    pub span: Range<usize>,
    /// What stands under the underlined place.
    pub label: Option<String>,
    /// The way out.
    pub help: Option<String>,
    /// Another place of the same source that belongs to it, with what it is: for anything given twice.
    pub other: Option<(Range<usize>, String)>,
}

/// All problems of one source, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    /// Where they are.
    pub source: Source,
    /// What they are; never empty.
    pub list: Vec<Problem>,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list.len() {
            1 => write!(out, "`{}` has a problem", self.source.name),
            count => write!(out, "`{}` has {count} problems", self.source.name),
        }
    }
}
