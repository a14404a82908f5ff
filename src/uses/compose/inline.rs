//! Dockerfiles that stand in a compose file as the text of a value: what they name, with its place in the file.

use std::ops::Range;

use super::{INLINE, Mention, Mentions, Obstacle, Unknown, interpolate};
use crate::document::{Problem, Source};
use crate::uses::{Hindrance, Pinning, dockerfile};
use crate::yaml::Node;

/// The images of a Dockerfile that a scalar is.
///
/// # Errors
/// Where it is none, at the scalar.
pub(super) fn mentions(source: &Source, node: Node<'_>) -> Mentions {
    let Some(text) = node.as_str() else { return Ok(Vec::new()) };
    let (inner, variable) = match interpolate(text) {
        Ok(read) => (Source::new(INLINE, read.text), read.variable),
        Err(Unknown::Variable(name)) => return Ok(vec![unresolved(node, Obstacle::Variable(name))]),
        Err(Unknown::Switch(_) | Unknown::Invalid) => {
            return Ok(vec![unresolved(node, Obstacle::Expression(INLINE.to_owned()))]);
        }
    };
    let found = dockerfile::mentions(&inner)
        .map_err(|problem| Box::new(Problem { span: start(node), other: None, ..*problem }))?;
    let outer = Outer { source, node, text: &inner.text, is_as_written: inner.text == text };
    let mentions = found.into_iter().map(|mention| outer.moved(mention));
    // Which lines a variable has a part in is not followed
    Ok(if variable.is_some() { mentions.map(Mention::by_defaults).collect() } else { mentions.collect() })
}

fn unresolved(node: Node<'_>, obstacle: Obstacle) -> Mention {
    Mention::unresolved(start(node), INLINE.to_owned(), obstacle)
}

/// Where a block begins, which is long.
fn start(node: Node<'_>) -> Range<usize> {
    node.span().start..node.span().start
}

/// The file around a Dockerfile.
struct Outer<'s> {
    source: &'s Source,
    node: Node<'s>,
    /// The Dockerfile.
    text: &'s str,
    /// Whether compose changes nothing of it.
    is_as_written: bool,
}

impl Outer<'_> {
    /// A mention with places in the file; where there is none, nothing may be written.
    fn moved(&self, mention: Mention) -> Mention {
        let span = self.place(&mention.span).unwrap_or_else(|| start(self.node));
        let pinning = match mention.pinning {
            Pinning::Reference(_) if self.node.aliases() > 0 => Pinning::Unsafe(Hindrance::Shared),
            Pinning::Reference(place) => {
                self.place(&place).map_or(Pinning::Unsafe(Hindrance::Escapes), Pinning::Reference)
            }
            other => other,
        };
        Mention { span, pinning, ..mention }
    }

    /// Where a place of the Dockerfile is in the file: lines of a literal block stand there with an indentation before
    /// each. What does not read the same there was folded or escaped.
    fn place(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let before = self.text.get(..place.start).filter(|_| self.is_as_written)?;
        let (block, file) = (self.node.span(), &self.source.text);
        let first_line = file[..block.start].rfind('\n').map_or(0, |newline| newline + 1);
        let indentation = block.start - first_line;
        let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1);
        let lines_before = before.matches('\n').count();
        let line: usize = file[first_line..].split_inclusive('\n').take(lines_before).map(str::len).sum();
        let start = first_line + line + indentation + column;
        let found = start..start + place.len();
        let is_within = block.start <= found.start && found.end <= block.end;
        (is_within && file.get(found.clone()) == self.text.get(place.clone())).then_some(found)
    }
}
