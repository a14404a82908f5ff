//! Builds of services: contexts that are images, and Dockerfiles within the file.

use super::inline::{self, INLINE};
use super::interpolation::interpolate;
use super::reader::ComposeReader;
use crate::document::Problem;
use crate::yaml::Node;

/// The scheme of an image in a context of a build.
const IMAGE_SCHEME: &str = "docker-image://";

impl ComposeReader<'_> {
    /// Takes the images that a service is built from.
    pub(super) fn build(&mut self, build: Node<'_>) -> Result<(), Box<Problem>> {
        if !self.is_new("build", build) {
            return Ok(());
        }
        if let Some(dockerfile) = build.get(INLINE) {
            self.inline(dockerfile)?;
        }
        let contexts = build
            .get("additional_contexts")
            .filter(|it| self.is_new("contexts", *it));
        for (key, context) in contexts.map(Node::entries).into_iter().flatten() {
            self.context(key, context, 0);
        }
        for (list, context) in contexts
            .into_iter()
            .flat_map(|list| list.items().map(move |item| (list, item)))
        {
            if let Some((name, _)) = context.as_str().and_then(|text| text.split_once('=')) {
                self.context(list, context, name.len() + 1);
            }
        }
        Ok(())
    }

    /// A context of a build, which is written in a scalar from a byte of its text on, where it is an image or may be one.
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
            match interpolate(text) {
                Ok(read) if !read.text.starts_with(IMAGE_SCHEME) => {}
                _ => self.take_behind(holder, node, from, IMAGE_SCHEME),
            }
        }
    }

    fn inline(&mut self, dockerfile: Node<'_>) -> Result<(), Box<Problem>> {
        if self.is_new("inline", dockerfile) {
            self.inline
                .extend(inline::mentions(self.source, dockerfile)?);
        }
        Ok(())
    }
}
