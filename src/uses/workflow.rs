//! Workflows and actions of GitHub, Gitea and Forgejo: containers and services of jobs, and steps that are images.
//!
//! Of the inputs of actions (`with`), which mean what each action likes, only those are read that say of themselves that
//! they are images. Not read are reusable workflows, which are files of their own. A file that is no workflow uses nothing: the forge refuses it by itself.

mod inputs;

use super::scalar::Found;
use super::{Hindrance, Mention, Obstacle, Pinning};
use crate::document::Source;
use crate::yaml::{Node, Yaml};
use inputs::Inputs;

/// What stands before an image where an action may stand too; the runner also takes it away before containers, and
/// does not mind its case (`PipelineTemplateConverter` of actions/runner).
const PREFIX: &str = "docker://";

/// The images of jobs, of their services, and of steps.
pub(super) fn mentions(source: &Source, yaml: &Yaml) -> Vec<Mention> {
    let mut found = Found::default();
    let mut inputs = Inputs::of(source);
    for root in yaml.documents() {
        let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
        jobs.into_iter().for_each(|(_, job)| read_job(&mut found, &mut inputs, job));
        let runs = root.get("runs").map(Node::entries).unwrap_or_default();
        runs.into_iter().for_each(|(key, value)| match key.as_str() {
            // What has no prefix is a Dockerfile
            Some("image") => step_image(&mut found, key, value),
            Some("steps") => steps(&mut found, &mut inputs, value),
            _ => {}
        });
    }
    let mut mentions = found.in_order();
    mentions.extend(inputs.mentions);
    mentions.sort_by_key(|mention| mention.span.start);
    mentions
}

fn read_job(found: &mut Found, inputs: &mut Inputs<'_>, job: Node<'_>) {
    for (key, value) in job.entries() {
        match key.as_str() {
            Some("container") => container(found, key, value),
            // A scalar is an expression that makes all of them
            Some("services") if !value.is_mapping() => container(found, key, value),
            Some("services") => {
                value.entries().into_iter().for_each(|(name, service)| container(found, name, service));
            }
            Some("steps") => steps(found, inputs, value),
            // Of a reusable workflow, which hands them on
            Some("with") => inputs.read(value),
            _ => {}
        }
    }
}

/// A container by its image alone, or by a mapping that has an image. No text is no container, so that a matrix can
/// leave it out.
fn container(found: &mut Found, holder: Node<'_>, node: Node<'_>) {
    let image = node.entries().into_iter().find(|(key, _)| key.as_str() == Some("image"));
    let (holder, node) = image.unwrap_or((holder, node));
    let Some(text) = node.as_str().filter(|_| !node.is_null()) else { return };
    let skipped = behind_prefix(text).unwrap_or_default();
    if !text[skipped..].is_empty() {
        take(found, holder, node, skipped);
    }
}

fn steps(found: &mut Found, inputs: &mut Inputs<'_>, steps: Node<'_>) {
    for (key, value) in steps.items().flat_map(Node::entries) {
        match key.as_str() {
            Some("uses") => step_image(found, key, value),
            Some("with") => inputs.read(value),
            _ => {}
        }
    }
}

/// What a step or an action runs, where it is an image.
fn step_image(found: &mut Found, holder: Node<'_>, node: Node<'_>) {
    if let Some(skipped) = node.as_str().and_then(behind_prefix) {
        take(found, holder, node, skipped);
    }
}

/// How long the prefix is that stands before an image.
fn behind_prefix(text: &str) -> Option<usize> {
    text.get(..PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(PREFIX)).map(str::len)
}

/// Takes an image that is the text of a scalar from a byte on.
fn take(found: &mut Found, holder: Node<'_>, node: Node<'_>, skipped: usize) {
    let Some(scalar) = node.scalar() else { return };
    let written = scalar.text[skipped..].to_owned();
    let place = scalar.verbatim.as_ref().map(|range| range.start + skipped..range.end);
    let span = place.clone().unwrap_or_else(|| node.span());
    let mention = match (expression(&written), place) {
        (Some(expression), _) => Mention::unresolved(span, written, Obstacle::Expression(expression)),
        (None, Some(place)) => Mention::read(span, written, Pinning::Reference(place)),
        (None, None) => Mention::read(span, written, Pinning::Unsafe(Hindrance::Escapes)),
    };
    found.take(holder, node, mention);
}

/// The first expression of a text, as it is written.
fn expression(text: &str) -> Option<String> {
    let start = text.find("${{")?;
    let end = text[start..].find("}}").map_or(text.len(), |length| start + length + "}}".len());
    Some(text[start..end].to_owned())
}
