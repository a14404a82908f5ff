//! Builds of services: contexts that are images, and Dockerfiles within the file.

use super::interpolation::{Interpolated, InterpolationError};
use super::reader::ComposeReader;
use crate::document::{Problem, Source};
use crate::scan::embedded::EmbeddedText;
use crate::scan::links::IMAGE_SCHEME;
use crate::scan::mention::{Mention, Mentions, Obstacle};
use crate::scan::readers::dockerfile;
use crate::yaml::Node;

/// The key of a Dockerfile that is written within the file.
const INLINE: &str = "dockerfile_inline";

impl ComposeReader<'_> {
    /// Takes the images that a service is built from.
    pub(super) fn build(&mut self, build: Node<'_>) -> Result<(), Box<Problem>> {
        if !self.found.is_new("build", build) {
            return Ok(());
        }
        let inline = build.get(INLINE);
        if let Some(dockerfile) = inline.filter(|it| self.found.is_new("inline", *it)) {
            let found = self.inline_mentions(dockerfile)?;
            self.inline.extend(found);
        }
        let contexts = build.get("additional_contexts");
        if let Some(contexts) = contexts.filter(|it| self.found.is_new("contexts", *it)) {
            for (key, context) in contexts.entries() {
                self.context(key, context, 0);
            }
            for context in contexts.items() {
                if let Some((name, _)) = context.as_str().and_then(|text| text.split_once('=')) {
                    self.context(contexts, context, name.len() + 1);
                }
            }
        }
        Ok(())
    }

    /// A context of a build, which is written in a scalar from a byte of its text on, where it is an image or may be
    /// one.
    fn context(&mut self, holder: Node<'_>, node: Node<'_>, from: usize) {
        let Some(text) = node.as_str().and_then(|text| text.get(from..)) else {
            return;
        };
        if text.starts_with(IMAGE_SCHEME) {
            return self.take(holder, node, from + IMAGE_SCHEME.len());
        }
        // The scheme may be in a variable too
        let known = text.split('$').next().unwrap_or_default();
        if known.len() < text.len() && IMAGE_SCHEME.starts_with(known) {
            match self.interpolate(text) {
                Ok(read) if !read.text.starts_with(IMAGE_SCHEME) => {}
                _ => self.take_behind(holder, node, from, IMAGE_SCHEME),
            }
        }
    }

    /// The images of a Dockerfile that a scalar is, with their places in the file.
    ///
    /// # Errors
    /// Where it is none, at the scalar.
    fn inline_mentions(&self, node: Node<'_>) -> Mentions {
        let Some(scalar) = node.scalar() else {
            return Ok(Vec::new());
        };
        let outer = EmbeddedText::of(&self.source.text, node, scalar);
        let unresolved = |why| Ok(vec![Mention::unresolved(outer.start(), INLINE, why)]);
        let (inner, variable) = match self.interpolate(&scalar.text) {
            // What is no image of it must not be shown
            Ok(Interpolated {
                set_elsewhere: Some(name),
                ..
            })
            | Err(InterpolationError::SetElsewhere(name)) => {
                return unresolved(self.surroundings.set_elsewhere(name));
            }
            Ok(read) => (Source::new(INLINE, read.text), read.variable),
            Err(InterpolationError::Variable(name)) => return unresolved(Obstacle::Variable(name)),
            Err(InterpolationError::Switch(_) | InterpolationError::Invalid) => {
                return unresolved(Obstacle::Expression(INLINE.to_owned()));
            }
        };
        let found = dockerfile::mentions(&inner).map_err(|mut problem| {
            problem.span = outer.start();
            problem.other = None;
            problem
        })?;
        // Where compose changes something of it, nothing stands there as it is read
        let is_same = inner.text == scalar.text;
        let outer = if is_same { outer } else { outer.changed() };
        // Which lines a variable has a part in is not followed
        let moved = |mention| outer.moved(mention).with_defaults(variable.is_some());
        Ok(found.into_iter().map(moved).collect())
    }
}
