//! Dockerfiles that stand in a Bake file.

use std::ops::Range;

use super::resolve::Pieces;
use super::text::Part;
use super::{File, Value};
use crate::document::{Problem, Source};
use crate::uses::{Hindrance, Kind, Mention, Mentions, Pinning, read};

/// The images of a Dockerfile, at their places where the Dockerfile stands there as it is read.
pub(super) fn mentions(source: &Source, file: &File, value: &Value) -> Mentions {
    if let [Part::Literal(text, Some(range))] = &value.text.parts[..] {
        return verbatim(source, text, range.start);
    }
    let span = value.text.span.clone();
    let pieces = Pieces::of(file, value);
    if let Some(obstacle) = pieces.obstacle {
        return Ok(vec![Mention::unresolved(span, "dockerfile-inline".to_owned(), obstacle)]);
    }
    let hindrance = match pieces.variable() {
        Some(name) => Hindrance::Variable(name.to_owned()),
        None => Hindrance::Escapes,
    };
    let inner = Source::new(&source.name, pieces.text());
    let all = read(Kind::Dockerfile, &inner)
        .map_err(|problem| Box::new(Problem { span: span.clone(), ..*problem }))?;
    Ok(all.into_iter().map(|mention| at(mention, &span, &hindrance)).collect())
}

/// The images of a Dockerfile that stands at an offset of the file.
fn verbatim(source: &Source, text: &str, offset: usize) -> Mentions {
    let inner = Source::new(&source.name, text);
    let shift = |range: Range<usize>| range.start + offset..range.end + offset;
    let all = read(Kind::Dockerfile, &inner)
        .map_err(|problem| Box::new(Problem { span: shift(problem.span.clone()), ..*problem }))?;
    let moved = |mention: Mention| Mention {
        span: shift(mention.span.clone()),
        pinning: match mention.pinning {
            Pinning::Reference(range) => Pinning::Reference(shift(range)),
            Pinning::Tag(range) => Pinning::Tag(shift(range)),
            Pinning::Digest(range) => Pinning::Digest(shift(range)),
            other => other,
        },
        ..mention
    };
    Ok(all.into_iter().map(moved).collect())
}

/// A use of a Dockerfile that is not written as it is read, at the Dockerfile's place.
fn at(mention: Mention, span: &Range<usize>, hindrance: &Hindrance) -> Mention {
    let hindrance = if mention.image.is_err() { Hindrance::Unresolved } else { hindrance.clone() };
    Mention { span: span.clone(), pinning: Pinning::Unsafe(hindrance), ..mention }
}
