//! Dockerfiles that stand in a compose file as the text of a value: what they name, with its place in the file.

use super::interpolation::{InterpolationError, interpolate};
use crate::document::{Problem, Source};
use crate::scan::embedded::EmbeddedText;
use crate::scan::mention::{Mention, Mentions, Obstacle};
use crate::scan::readers::dockerfile;
use crate::yaml::Node;

/// The key of a Dockerfile that is written within the file.
pub(super) const INLINE: &str = "dockerfile_inline";

/// The images of a Dockerfile that a scalar is.
///
/// # Errors
/// Where it is none, at the scalar.
pub(super) fn mentions(source: &Source, node: Node<'_>) -> Mentions {
    let Some(scalar) = node.scalar() else {
        return Ok(Vec::new());
    };
    let text = &scalar.text;
    let outer = EmbeddedText::of(&source.text, node, scalar);
    let unresolved = |obstacle| {
        Ok(vec![Mention::unresolved(
            outer.start(),
            INLINE.to_owned(),
            obstacle,
        )])
    };
    let (inner, variable) = match interpolate(text) {
        Ok(read) => (Source::new(INLINE, read.text), read.variable),
        Err(InterpolationError::Variable(name)) => return unresolved(Obstacle::Variable(name)),
        Err(InterpolationError::Switch(_) | InterpolationError::Invalid) => {
            return unresolved(Obstacle::Expression(INLINE.to_owned()));
        }
    };
    let found = dockerfile::mentions(&inner).map_err(|problem| {
        Box::new(Problem {
            span: outer.start(),
            other: None,
            ..*problem
        })
    })?;
    // Where compose changes something of it, nothing stands there as it is read
    let outer = if inner.text == *text {
        outer
    } else {
        outer.changed()
    };
    // Which lines a variable has a part in is not followed
    let moved = |mention| outer.moved(mention).with_defaults(variable.is_some());
    Ok(found.into_iter().map(moved).collect())
}
