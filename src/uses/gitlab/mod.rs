//! Pipelines of GitLab: images and services, at the top, in `default`, in jobs and in what jobs extend.
//!
//! Variables are read by their defaults in the file, as arguments of a Dockerfile are: the project's settings, a rule
//! or who starts the pipeline may say something else. Not read are files that are included, and what `!reference`
//! points to, which is read where it stands.

mod expand;
mod variables;

use std::collections::BTreeMap;

use super::scalar::Found;
use super::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::document::Source;
use crate::yaml::{Node, Yaml};
use expand::{Part, whole};
use variables::{Scope, Variables, bases};

/// Keys at the top whose values are no jobs, and may have a key `image` that is none.
const NO_JOBS: [&str; 6] = ["cache", "include", "spec", "stages", "variables", "workflow"];

/// The images of jobs and of their services.
pub(super) fn mentions(source: &Source) -> Mentions {
    let yaml = Yaml::parse(source)?;
    let mut reader = Reader::default();
    for root in yaml.documents() {
        let images = images(source, root);
        let variables = Variables::of(root, images.iter().map(|image| image.node));
        let mut by_node: BTreeMap<usize, Vec<Image<'_>>> = BTreeMap::new();
        images.into_iter().for_each(|image| by_node.entry(image.node.id()).or_default().push(image));
        by_node.into_values().for_each(|images| reader.take(&variables, &images));
    }
    Ok(reader.mentions())
}

/// A place that names an image, as one job reads it.
#[derive(Debug, Clone, Copy)]
struct Image<'y> {
    /// Its key, or the sequence that it is an item of.
    holder: Node<'y>,
    node: Node<'y>,
    /// The job whose variables count.
    job: Option<Node<'y>>,
    /// Whether the job is hidden: nothing runs it but what extends it.
    is_hidden: bool,
}

/// All places that name images, in a file's root, for each job that has them or extends what has them.
fn images<'y>(source: &Source, root: Node<'y>) -> Vec<Image<'y>> {
    let mut images = Vec::new();
    let mut add = |places: Vec<(Node<'y>, Node<'y>)>, job: Option<Node<'y>>, is_hidden: bool| {
        let named = places.into_iter().map(|(holder, node)| named(holder, node));
        images.extend(named.map(|(holder, node)| Image { holder, node, job, is_hidden }));
    };
    add(places(source, root, "image"), None, false);
    add(places(source, root, "services"), None, false);
    for (key, job) in root.entries() {
        let name = key.as_str().unwrap_or_default();
        if job.is_mapping() && !NO_JOBS.contains(&name) {
            for keyword in ["image", "services"] {
                let from = bases(root, job).into_iter().find(|base| base.get(keyword).is_some());
                let places = from.map(|base| places(source, base, keyword)).unwrap_or_default();
                add(places, Some(job), name.starts_with('.'));
            }
        }
    }
    images
}

/// The scalars or mappings that a keyword of a job gives, with what holds them.
fn places<'y>(source: &Source, job: Node<'y>, keyword: &str) -> Vec<(Node<'y>, Node<'y>)> {
    let entry = job.entries().into_iter().find(|(key, _)| key.as_str() == Some(keyword));
    match entry {
        Some((key, value)) if keyword == "image" => vec![(key, value)],
        Some((_, value)) if !is_reference(source, value) => {
            value.items().map(|service| (value, service)).collect()
        }
        _ => Vec::new(),
    }
}

/// What is named by itself, or by the `name` of a mapping.
fn named<'y>(holder: Node<'y>, node: Node<'y>) -> (Node<'y>, Node<'y>) {
    let name = node.entries().into_iter().find(|(key, _)| key.as_str() == Some("name"));
    name.unwrap_or((holder, node))
}

/// Whether a sequence is the path of `!reference`. YAML's tree has no tags; they are at the beginning of its place.
fn is_reference(source: &Source, node: Node<'_>) -> bool {
    let written = source.text.get(node.span()).unwrap_or_default();
    written.split_whitespace().find(|word| !word.starts_with('&')) == Some("!reference")
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
        let Some(scalar) = first.node.scalar().filter(|_| !first.node.is_null()) else { return };
        if scalar.text.is_empty() {
            return;
        }
        if !scalar.text.contains('$') {
            return images.iter().for_each(|image| self.found.image(image.holder, image.node));
        }
        let mut all: Vec<(bool, Mention)> = Vec::new();
        for image in images {
            let mention = mention(&variables.scope(image.job), image.node);
            let is_other =
                |other: &Mention| (&other.image, &other.pinning) != (&mention.image, &mention.pinning);
            if all.iter().all(|(_, other)| is_other(other)) {
                all.push((image.is_hidden, mention));
            }
        }
        // What nothing runs needs no default where those that extend it have one
        let is_known = all.iter().any(|(_, mention)| mention.image.is_ok());
        all.retain(|(is_hidden, mention)| mention.image.is_ok() || !(*is_hidden && is_known));
        self.put_together.extend(all.into_iter().map(|(_, mention)| mention));
    }

    fn mentions(self) -> Vec<Mention> {
        let mut mentions = self.found.in_order();
        mentions.extend(self.put_together);
        mentions.sort_by_key(|mention| mention.span.start);
        mentions
    }
}

/// What a place names to a job.
fn mention(scope: &Scope<'_, '_>, node: Node<'_>) -> Mention {
    let text = node.as_str().unwrap_or_default();
    let place = node.scalar().and_then(|scalar| scalar.verbatim.clone());
    let span = place.unwrap_or_else(|| node.span());
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
            _ if whole(&scalar.text).is_none() || !scope.is_only_whole(name) => {
                return Pinning::Unsafe(Hindrance::Variable(name.to_owned()));
            }
            Some(value) if value.aliases() > 0 => return Pinning::Unsafe(Hindrance::Shared),
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
