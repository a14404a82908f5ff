//! Inputs of actions that name images: contexts of a build, and what a builder runs in.
//!
//! An input means what its action likes, but nothing that has this scheme is anything else than an image.

use std::ops::Range;

use super::values::{BEGIN, END, ExpressionPlace, WorkflowScope};
use crate::document::Source;
use crate::scan::embedded::EmbeddedText;
use crate::scan::links::IMAGE_SCHEME;
use crate::scan::mention::{Mention, Obstacle, Pinning};
use crate::scan::scalar::{ScalarMentions, unaliased};
use crate::yaml::Node;

/// The input of `docker/setup-buildx-action` that says in which image BuildKit runs, and what stands before it there.
const DRIVER_OPTIONS: &str = "driver-opts";
const DRIVER_IMAGE: &str = "image=";
/// The ends of an item of a list.
const ENDS: [char; 3] = ['"', '\'', ','];

/// The images of the inputs of a step or of a job.
pub(super) fn mentions<'y>(
    source: &Source,
    found: &mut ScalarMentions,
    expressions: &mut Vec<ExpressionPlace<'y>>,
    (with, scope): (Node<'y>, WorkflowScope<'y>),
) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for (key, value) in with.entries() {
        let Some(scalar) = value.scalar() else {
            continue;
        };
        let text = &scalar.text;
        let name = key.as_str().unwrap_or_default();
        let is_options = name.eq_ignore_ascii_case(DRIVER_OPTIONS);
        if (text.contains(IMAGE_SCHEME) || is_options) && found.is_new("input", value) {
            let mut parts = images(text, IMAGE_SCHEME);
            if is_options {
                parts.extend(images_of_options(text));
            }
            let block = EmbeddedText::of(&source.text, value, scalar);
            mentions.extend(parts.iter().map(|part| mention(&block, value, text, part)));
            expressions.extend(parts.into_iter().filter_map(|part| {
                let span = block.place(&part)?;
                let is_open = text[part.clone()].contains(BEGIN);
                is_open.then_some(ExpressionPlace {
                    node: value,
                    part,
                    span,
                    scope,
                })
            }));
        }
    }
    mentions
}

fn mention(block: &EmbeddedText<'_>, node: Node<'_>, text: &str, part: &Range<usize>) -> Mention {
    let place = block.place(part);
    let span = place.clone().unwrap_or(block.start());
    let pinning = unaliased(node, place, Pinning::Reference);
    image(span, &text[part.clone()], pinning)
}

/// An image as it is written, or the expression that decides.
pub(super) fn image(span: Range<usize>, written: &str, pinning: Pinning) -> Mention {
    match expression(written) {
        Some(expression) => Mention::unresolved(span, written, Obstacle::Expression(expression)),
        None => Mention::read(span, written, pinning),
    }
}

/// The first expression of a text, as it is written.
fn expression(text: &str) -> Option<String> {
    let start = text.find(BEGIN)?;
    let end = text[start..].find(END);
    let end = end.map_or(text.len(), |length| start + length + END.len());
    Some(text[start..end].to_owned())
}

/// The places of images behind a prefix. An expression within an image is a part of it.
fn images(text: &str, prefix: &str) -> Vec<Range<usize>> {
    // What is not closed once is not closed behind that either
    let last_end = text.rfind(END).unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(before) = text[at..].find(prefix) {
        let start = at + before + prefix.len();
        at = end(text, start, last_end);
        found.push(start..at);
    }
    found.retain(|part| !part.is_empty());
    found
}

/// The images of options, of which each stands at the beginning of an item.
fn images_of_options(text: &str) -> Vec<Range<usize>> {
    let is_item = |part: &Range<usize>| {
        let before = text[..part.start - DRIVER_IMAGE.len()].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || ENDS.contains(&letter))
    };
    let images = images(text, DRIVER_IMAGE).into_iter();
    images.filter(is_item).collect()
}

/// The end of an item with the expressions in it, which may have spaces.
fn end(text: &str, start: usize, last_end: usize) -> usize {
    let mut at = start;
    while let Some(letter) = text[at..].chars().next() {
        at += match text[at..].strip_prefix(BEGIN) {
            Some(inner) if at < last_end => inner
                .find(END)
                .map_or(text.len() - at, |length| BEGIN.len() + length + END.len()),
            _ if letter.is_whitespace() || ENDS.contains(&letter) => break,
            _ => letter.len_utf8(),
        };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_end_where_items_do() {
        let cases: [(&str, &[&str]); 9] = [
            ("docker-image://a:1", &["a:1"]),
            (
                "a=docker-image://a:1\nb=docker-image://b:2\n",
                &["a:1", "b:2"],
            ),
            (
                "\"a=docker-image://a:1\",'b=docker-image://b:2',c",
                &["a:1", "b:2"],
            ),
            (
                "a=docker-image://a:${{ env.A || 'b' }}-c d",
                &["a:${{ env.A || 'b' }}-c"],
            ),
            ("a=docker-image://a:${{ é", &["a:${{"]),
            (
                "a=docker-image://${{ docker-image://b }}c",
                &["${{ docker-image://b }}c"],
            ),
            ("docker-image://\n", &[]),
            ("a=./docker-image", &[]),
            ("Docker-Image://a:1", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = images(text, IMAGE_SCHEME)
                .into_iter()
                .map(|part| &text[part])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn an_option_is_an_item() {
        let cases: [(&str, &[&str]); 4] = [
            ("image=a:1", &["a:1"]),
            ("network=host,image=a:1", &["a:1"]),
            ("network=host\n\"image=a:1\"\n", &["a:1"]),
            ("env.image=a:1", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = images_of_options(text)
                .into_iter()
                .map(|part| &text[part])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
