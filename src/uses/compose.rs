//! Compose files (<https://docs.docker.com/reference/compose-file/>): images of services, of their volumes and of what
//! they are built from.

mod inline;

use std::collections::BTreeSet;
use std::ops::Range;

use super::interpolation::{Interpolated, Unknown, interpolate};
use super::scalar::{Found, tag};
use super::{Hindrance, Mention, Mentions, Obstacle, Pinning, template};
use crate::document::{Problem, Source};
use crate::yaml::{Node, Yaml};

/// What stands before an image in a context of a build.
const IMAGE_SCHEME: &str = "docker-image://";
/// What compose itself writes before what it adds to files: it takes the value away.
const RESET: &str = "!reset";
/// The key of a Dockerfile that is written within the file.
const INLINE: &str = "dockerfile_inline";
/// The other keys of a file, below which anything may be called `image`.
const OTHER_KEYS: [&str; 8] =
    ["configs", "include", "models", "name", "networks", "secrets", "version", "volumes"];

/// All images of a compose file.
pub(super) fn mentions(source: &Source) -> Mentions {
    let yaml = Yaml::parse(source)?;
    // Several documents are files that override each other
    let documents: Vec<Node<'_>> = yaml.documents().filter(|document| !document.is_null()).collect();
    if documents.is_empty() {
        return Err(problem(0..0, "this compose file is empty"));
    }
    let mut reader = Reader {
        source,
        found: Found::default(),
        built: BTreeSet::new(),
        inline: Vec::new(),
        read: BTreeSet::new(),
    };
    for document in &documents {
        reader.document(*document)?;
    }
    let Reader { found, built, inline, .. } = reader;
    let mut mentions = found.in_order();
    mentions.extend(inline);
    mentions.retain(|mention| !built.contains(&mention.written));
    mentions.sort_by_key(|mention| mention.span.start);
    Ok(mentions)
}

struct Reader<'s> {
    source: &'s Source,
    found: Found,
    /// The names that services give to what they build: in other services, they are that.
    built: BTreeSet<String>,
    /// What Dockerfiles within the file name.
    inline: Vec<Mention>,
    /// The Dockerfiles that were read.
    read: BTreeSet<usize>,
}

impl Reader<'_> {
    fn document(&mut self, document: Node<'_>) -> Result<(), Box<Problem>> {
        let entries = mapping(document, "a compose file is a mapping")?;
        for (key, value) in entries {
            match key.as_str() {
                Some("services") => self.services(value)?,
                Some(name) if name.starts_with("x-") => self.found.unread(key, value),
                // Before version 2, which docker no longer reads, services had no key above them
                Some(name) if !OTHER_KEYS.contains(&name) && is_service(value) => {
                    return Err(problem(key.span(), "services stand below the key `services`"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn services(&mut self, services: Node<'_>) -> Result<(), Box<Problem>> {
        for (name, service) in mapping(services, "`services` is a mapping")? {
            if !name.as_str().is_some_and(|name| name.starts_with("x-")) {
                self.service(service)?;
            }
        }
        Ok(())
    }

    fn service(&mut self, service: Node<'_>) -> Result<(), Box<Problem>> {
        let entries = mapping(service, "a service is a mapping")?;
        let is_built =
            entries.iter().any(|(key, value)| key.as_str() == Some("build") && !self.is_reset(*value));
        for (key, value) in entries {
            match key.as_str() {
                Some("image") if !self.is_reset(value) => self.image(key, value, is_built)?,
                Some("build") => self.build(value)?,
                Some("volumes") => self.volumes(value),
                Some(name) if name.starts_with("x-") => self.found.unread(key, value),
                _ => {}
            }
        }
        Ok(())
    }

    fn is_reset(&self, node: Node<'_>) -> bool {
        tag(self.source, node) == Some(RESET)
    }

    fn image(&mut self, key: Node<'_>, image: Node<'_>, is_built: bool) -> Result<(), Box<Problem>> {
        let Some(text) = image.as_str().filter(|_| !image.is_null()) else {
            return Err(problem(image.span(), "an image is a string"));
        };
        if is_built {
            self.built.extend(interpolate(text).map(|read| read.text));
            self.found.other_use(image);
        } else {
            self.take(key, image, 0);
        }
        Ok(())
    }

    fn build(&mut self, build: Node<'_>) -> Result<(), Box<Problem>> {
        if let Some(dockerfile) = build.get(INLINE) {
            self.inline(dockerfile)?;
        }
        let contexts = build.get("additional_contexts");
        for (key, context) in contexts.map(Node::entries).into_iter().flatten() {
            if context.as_str().is_some_and(|text| text.starts_with(IMAGE_SCHEME)) {
                self.take(key, context, IMAGE_SCHEME.len());
            }
        }
        for (list, context) in
            contexts.into_iter().flat_map(|list| list.items().map(move |item| (list, item)))
        {
            let after_name = context.as_str().and_then(|text| text.split_once('='));
            if let Some((name, _)) = after_name.filter(|(_, value)| value.starts_with(IMAGE_SCHEME)) {
                self.take(list, context, name.len() + 1 + IMAGE_SCHEME.len());
            }
        }
        Ok(())
    }

    fn inline(&mut self, dockerfile: Node<'_>) -> Result<(), Box<Problem>> {
        if self.read.insert(dockerfile.id()) {
            self.inline.extend(inline::mentions(self.source, dockerfile)?);
        }
        Ok(())
    }

    fn volumes(&mut self, volumes: Node<'_>) {
        for volume in volumes.items().filter(|it| it.get("type").and_then(Node::as_str) == Some("image")) {
            for (key, source) in
                volume.entries().into_iter().filter(|(key, _)| key.as_str() == Some("source"))
            {
                if source.scalar().is_some() && !source.is_null() {
                    self.take(key, source, 0);
                }
            }
        }
    }

    /// Takes the image that is written in a scalar from a byte of its text on.
    fn take(&mut self, holder: Node<'_>, node: Node<'_>, from: usize) {
        let Some(scalar) = node.scalar() else { return };
        let written = &scalar.text[from..];
        let place = scalar.verbatim.as_ref().map(|verbatim| verbatim.start + from..verbatim.end);
        let span = place.clone().unwrap_or_else(|| node.span());
        let expression = || Obstacle::Expression(template::shortened(written));
        let mention = match interpolate(written) {
            _ if template::has_action(written) => Mention::unresolved(span, written.to_owned(), expression()),
            Ok(read) => {
                let pinning = pinning(&read, place);
                Mention::read(span, read.text, pinning)
            }
            Err(Unknown::Variable(name)) => {
                Mention::unresolved(span, written.to_owned(), Obstacle::Variable(name))
            }
            Err(Unknown::Switch(_) | Unknown::Invalid) => {
                Mention::unresolved(span, written.to_owned(), expression())
            }
        };
        self.found.take(holder, node, mention);
    }
}

/// Where a digest may be written in a text that stands at a place as it is read.
fn pinning(read: &Interpolated, place: Option<Range<usize>>) -> Pinning {
    match (place, &read.literal, &read.variable) {
        (Some(place), Some(literal), _) => {
            Pinning::Reference(place.start + literal.start..place.start + literal.end)
        }
        (_, None, Some(name)) => Pinning::Unsafe(Hindrance::Variable(name.clone())),
        _ => Pinning::Unsafe(Hindrance::Escapes),
    }
}

fn is_service(node: Node<'_>) -> bool {
    ["image", "build"].iter().any(|key| node.get(key).is_some())
}

fn mapping<'y>(node: Node<'y>, message: &str) -> Result<Vec<(Node<'y>, Node<'y>)>, Box<Problem>> {
    if node.is_mapping() { Ok(node.entries()) } else { Err(problem(node.span(), message)) }
}

fn problem(span: Range<usize>, message: &str) -> Box<Problem> {
    Box::new(Problem::new(span, message))
}
