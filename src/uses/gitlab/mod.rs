//! Pipelines of GitLab: images and services, at the top, in `default`, in jobs and in what jobs extend.
//!
//! Variables are read by their defaults in the file, as arguments of a Dockerfile are: the project's settings, a rule
//! or who starts the pipeline may say something else. Not read are files that are included, and what `!reference`
//! points to, which is read where it stands.

mod expand;
mod variables;

use super::scalar::Found;
use super::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::document::Source;
use crate::yaml::{Node, Yaml};
use expand::{Part, whole};
use variables::{Scope, Variables};

/// Keys at the top whose values are no jobs, and may have a key `image` that is none.
const NO_JOBS: [&str; 6] = ["cache", "include", "spec", "stages", "variables", "workflow"];

/// The images of jobs and of their services.
pub(super) fn mentions(source: &Source) -> Mentions {
    let yaml = Yaml::parse(source)?;
    let mut reader = Reader { source, found: Found::default() };
    for root in yaml.documents() {
        let images = images(source, root);
        let variables = Variables::of(root, images.iter().map(|image| image.node));
        images.into_iter().for_each(|image| reader.take(&variables, image));
    }
    Ok(reader.found.in_order())
}

/// A place that names an image.
struct Image<'y> {
    /// Its key, or the sequence that it is an item of.
    holder: Node<'y>,
    node: Node<'y>,
    /// The job whose variables count.
    job: Option<Node<'y>>,
}

/// All places that name images, in a file's root.
fn images<'y>(source: &Source, root: Node<'y>) -> Vec<Image<'y>> {
    let mut images = of_job(source, root, None);
    for (key, job) in root.entries() {
        if job.is_mapping() && !key.as_str().is_some_and(|key| NO_JOBS.contains(&key)) {
            images.extend(of_job(source, job, Some(job)));
        }
    }
    images
}

fn of_job<'y>(source: &Source, node: Node<'y>, job: Option<Node<'y>>) -> Vec<Image<'y>> {
    let mut places = Vec::new();
    for (key, value) in node.entries() {
        match key.as_str() {
            Some("image") => places.push((key, value)),
            Some("services") if is_reference(source, value) => {}
            Some("services") => places.extend(value.items().map(|service| (value, service))),
            _ => {}
        }
    }
    let images = places.into_iter().map(|(holder, node)| named(holder, node));
    images.map(|(holder, node)| Image { holder, node, job }).collect()
}

/// What is named by itself, or by the `name` of a mapping.
fn named<'y>(holder: Node<'y>, node: Node<'y>) -> (Node<'y>, Node<'y>) {
    let name = node.entries().into_iter().find(|(key, _)| key.as_str() == Some("name"));
    name.unwrap_or((holder, node))
}

/// Whether a sequence is the path of `!reference`. YAML's tree has no tags; they stand before the sequence.
fn is_reference(source: &Source, node: Node<'_>) -> bool {
    let is = |text: &str| text.trim_end().ends_with("!reference");
    let span = node.span();
    let written = source.text.get(span.clone()).unwrap_or_default();
    written.starts_with("!reference") || source.text.get(..span.start).is_some_and(is)
}

struct Reader<'s> {
    source: &'s Source,
    found: Found,
}

impl Reader<'_> {
    fn take(&mut self, variables: &Variables<'_>, image: Image<'_>) {
        let Some(scalar) = image.node.scalar().filter(|_| !image.node.is_null()) else { return };
        if scalar.text.is_empty() {
            return;
        }
        let span = scalar.verbatim.clone().unwrap_or_else(|| image.node.span());
        let scope = variables.scope(image.job);
        let mention = match scope.expand(&scalar.text) {
            Ok(text) if text.is_empty() => {
                Mention::unresolved(span, scalar.text.clone(), empty(&scalar.text))
            }
            Ok(text) => Mention::read(span, text, self.pinning(&scope, image.node)),
            Err(obstacle) => Mention::unresolved(span, scalar.text.clone(), obstacle),
        };
        self.found.take(image.holder, image.node, mention);
    }

    /// Where the image is written: here, or in the variable that is all of it, where that is no part of another image.
    fn pinning(&self, scope: &Scope<'_, '_>, node: Node<'_>) -> Pinning {
        let Some(scalar) = node.scalar() else { return Pinning::Unsafe(Hindrance::Unresolved) };
        let first = expand::parts(&scalar.text).into_iter().find_map(Part::into_name);
        let Some(first) = first else {
            let has_escapes = scalar.text.contains('$') || scalar.verbatim.is_none();
            let place = scalar.verbatim.clone().filter(|_| !has_escapes);
            return place.map_or(Pinning::Unsafe(Hindrance::Escapes), Pinning::Reference);
        };
        match whole(&scalar.text).filter(|name| scope.is_only_whole(name)) {
            None => Pinning::Unsafe(Hindrance::Variable(first.to_owned())),
            Some(name) => match scope.value(name) {
                Some(value) if value.aliases() > 0 => Pinning::Unsafe(Hindrance::Shared),
                Some(value) if value.span().end <= self.source.text.len() => self.pinning(scope, value),
                _ => Pinning::Unsafe(Hindrance::Unresolved),
            },
        }
    }
}

/// Why a text is nothing: its variable has no text.
fn empty(text: &str) -> Obstacle {
    let name = expand::parts(text).into_iter().find_map(Part::into_name);
    name.map_or_else(|| Obstacle::Expression(text.to_owned()), |name| Obstacle::Variable(name.to_owned()))
}
