//! Pipelines of GitLab: images and services, at the top, in `default`, in jobs and in what jobs extend.
//!
//! Variables are read by their defaults in the file, as arguments of a Dockerfile are: the project's settings, a rule
//! or who starts the pipeline may say something else. What a rule says instead is told as well. Not read are files that
//! are included.

mod expand;
mod file;
mod places;
mod rules;
mod variables;

use std::collections::BTreeMap;
use std::ops::Range;

use super::scalar::Found;
use super::{Hindrance, Mention, Obstacle, Pinning};
use crate::document::Source;
use crate::yaml::{Node, Yaml};
use expand::{Part, whole};
use file::File;
use places::{Image, images};
use variables::{Scope, Variables};

/// The images of jobs and of their services.
pub(super) fn mentions(source: &Source, yaml: &Yaml) -> Vec<Mention> {
    let mut reader = Reader::default();
    for root in yaml.documents() {
        let file = File { source, root };
        let images = images(file);
        let variables = Variables::of(file, images.iter().map(|image| image.node));
        let mut by_node: BTreeMap<usize, Vec<Image<'_>>> = BTreeMap::new();
        images.into_iter().for_each(|image| by_node.entry(image.node.id()).or_default().push(image));
        by_node.into_values().for_each(|images| reader.take(&variables, &images));
    }
    reader.mentions()
}

#[derive(Default)]
struct Reader {
    found: Found,
    /// What variables have a part in: as many as there are jobs whose variables say something else.
    put_together: Vec<Mention>,
}

impl Reader {
    /// Takes what one place names, to all jobs that read it.
    fn take(&mut self, variables: &Variables<'_>, images: &[Image<'_>]) {
        let Some(first) = images.first() else { return };
        if let Some(obstacle) = variables.file.obstacle(first.node) {
            let (span, written) = (first.node.tagged_span(), variables.file.written(first.node));
            return self.put_together.push(Mention::unresolved(span, written, obstacle));
        }
        let Some(scalar) = first.node.scalar().filter(|_| !first.node.is_null()) else { return };
        if scalar.text.is_empty() {
            return;
        }
        if !scalar.text.contains('$') {
            if variables.is_referred(first.node) {
                self.found.other_use(first.node);
            }
            return images.iter().for_each(|image| self.found.image(image.holder, image.node));
        }
        self.put_together.extend(readings(variables, images));
    }

    fn mentions(self) -> Vec<Mention> {
        let mut mentions = self.found.in_order();
        mentions.extend(self.put_together);
        mentions.sort_by_key(|mention| mention.span.start);
        mentions
    }
}

/// What variables make of one place: as many mentions as there are jobs to which it names something else.
fn readings(variables: &Variables<'_>, images: &[Image<'_>]) -> Vec<Mention> {
    let mut all: Vec<(bool, Mention)> = Vec::new();
    let is_run = images.iter().any(|image| !image.is_template);
    for image in images {
        let scope = variables.scope(image.job);
        let ruled = image.node.as_str().and_then(|text| scope.ruled(text)).map(|obstacle| {
            let (span, text) = (place(image.node), image.node.as_str().unwrap_or_default());
            (image.is_template && is_run, Mention::unresolved(span, text.to_owned(), obstacle))
        });
        let mention = mention(&scope, image.node);
        // What a rule says is said where no default is
        let plain = (mention.image.is_ok() || ruled.is_none()).then_some((image.is_template, mention));
        for (is_template, mention) in plain.into_iter().chain(ruled) {
            let is_same =
                |other: &Mention| (&other.image, &other.pinning) == (&mention.image, &mention.pinning);
            match all.iter_mut().find(|(_, other)| is_same(other)) {
                Some((is_other_template, _)) => *is_other_template &= is_template,
                None => all.push((is_template, mention)),
            }
        }
    }
    // What nothing runs needs no default where those that extend it have one
    let is_known = all.iter().any(|(_, mention)| mention.image.is_ok());
    all.retain(|(is_template, mention)| mention.image.is_ok() || !(*is_template && is_known));
    all.into_iter().map(|(_, mention)| mention).collect()
}

/// What a place names to a job.
fn mention(scope: &Scope<'_, '_>, node: Node<'_>) -> Mention {
    let text = node.as_str().unwrap_or_default();
    let span = place(node);
    match scope.expand(text) {
        Ok(expanded) if expanded.is_empty() => Mention::unresolved(span, text.to_owned(), empty(text)),
        Ok(expanded) => {
            let mention = Mention::read(span, expanded, pinning(scope, node));
            let has_variables = expand::parts(text).into_iter().any(|part| part.into_name().is_some());
            if has_variables { mention.by_defaults() } else { mention }
        }
        Err(obstacle) => Mention::unresolved(span, text.to_owned(), obstacle),
    }
}

/// Where a scalar is, without its quotes where it may be replaced.
fn place(node: Node<'_>) -> Range<usize> {
    node.scalar().and_then(|scalar| scalar.verbatim.clone()).unwrap_or_else(|| node.span())
}

/// Where the image is written: here, or in the variable that is all of it, where that is no part of another image.
fn pinning(scope: &Scope<'_, '_>, node: Node<'_>) -> Pinning {
    let mut node = node;
    for _ in 0..=variables::DEPTH_MAX {
        let Some(scalar) = node.scalar() else { break };
        let Some(name) = expand::parts(&scalar.text).into_iter().find_map(Part::into_name) else {
            let place = scalar.verbatim.clone().filter(|_| !scalar.text.contains('$'));
            return place.map_or(Pinning::Unsafe(Hindrance::Escapes), Pinning::Reference);
        };
        match scope.value(name) {
            _ if whole(&scalar.text).is_none() => {
                return Pinning::Unsafe(Hindrance::Variable(name.to_owned()));
            }
            Some(value) if value.aliases() > 0 || !scope.may_be_changed(name, value) => {
                return Pinning::Unsafe(Hindrance::Shared);
            }
            Some(value) => node = value,
            None => break,
        }
    }
    Pinning::Unsafe(Hindrance::Unresolved)
}

/// Why a text is nothing: its variable has no text.
fn empty(text: &str) -> Obstacle {
    let name = expand::parts(text).into_iter().find_map(Part::into_name);
    name.map_or_else(|| Obstacle::Expression(text.to_owned()), |name| Obstacle::Variable(name.to_owned()))
}
