//! Reading one text by the reader of its kind.

use super::documents::{self, ReadResult};
use super::shape;
use crate::document::Source;
use crate::scan::kind::FileKind;
use crate::scan::mention::{MENTIONS_MAX, Mentions, too_many};
use crate::scan::readers::{bake, dockerfile, template};

/// All places of a file at which images are named, in the order of the text.
///
/// # Errors
/// Where the text is no such file.
pub fn read(kind: FileKind, source: &Source) -> Mentions {
    Ok(read_with_warnings(kind, source)?.0)
}

/// The same, with what is doubtful.
pub(super) fn read_with_warnings(kind: FileKind, source: &Source) -> ReadResult {
    let read = mentions(kind, source)?;
    if read.0.len() > MENTIONS_MAX {
        Err(too_many())
    } else {
        Ok(read)
    }
}

fn mentions(kind: FileKind, source: &Source) -> ReadResult {
    shape::no_pointer(kind, source)?;
    let mentions = match kind {
        FileKind::Bake if !bake::is_json(source) => bake::mentions(source),
        FileKind::Dockerfile => dockerfile::mentions(source),
        FileKind::Template => template::mentions(source),
        _ => return documents::read(kind, source),
    };
    Ok((mentions?, Vec::new()))
}
