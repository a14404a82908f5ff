//! The parts of a compose file, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::interpolation::{Interpolated, InterpolationError, interpolate_around};
use crate::document::{Problem, Source};
use crate::scan::actions::{has_action, shortened};
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning, final_digest};
use crate::scan::scalar::{ScalarMentions, verbatim};
use crate::scan::surroundings::{Surroundings, is_replaced, short_name};
use crate::yaml::Node;

pub(super) const SERVICES: &str = "services";
/// The tag that takes a value away, which compose itself writes before what it adds to files.
const RESET: &str = "!reset";
/// The values of `pull_policy` with which an image that can be built is never pulled. With any other, and with none,
/// `up` pulls what is not there before it builds, and builds only what cannot be pulled (`pullRequiredImages` and
/// `mustPull` of docker/compose, `pkg/compose/pull.go`; `ensureImagesExists` of `pkg/compose/build.go`).
const NEVER_PULLED: [&str; 2] = ["build", "never"];
/// The type of a volume that is an image.
const IMAGE_TYPE: &str = "image";
/// The other keys of a file, below which anything may be called `image`.
const OTHER_KEYS: [&str; 8] = [
    "configs", "include", "models", "name", "networks", "secrets", "version", "volumes",
];

/// The images of a file so far.
pub(super) struct ComposeReader<'s> {
    pub(super) source: &'s Source,
    pub(super) surroundings: &'s Surroundings,
    pub(super) found: ScalarMentions,
    /// The names that services give to what they build, as [`short_name`] has them.
    built: BTreeSet<String>,
    /// The images of services that pull none, with their keys.
    unpulled: Vec<(Node<'s>, Node<'s>)>,
    /// Whether another document may change what one says of a service.
    is_overridden: bool,
    /// The images of Dockerfiles within the file.
    pub(super) inline: Vec<Mention>,
}

impl<'s> ComposeReader<'s> {
    pub(super) fn new(
        source: &'s Source,
        surroundings: &'s Surroundings,
        documents: usize,
    ) -> Self {
        Self {
            source,
            surroundings,
            found: ScalarMentions::default(),
            built: BTreeSet::new(),
            unpulled: Vec::new(),
            is_overridden: documents > 1,
            inline: Vec::new(),
        }
    }

    pub(super) fn document(&mut self, document: Node<'s>) -> Result<(), Box<Problem>> {
        for (key, value) in mapping(document, "a compose file must be a mapping")? {
            match key.as_str() {
                Some(SERVICES) if value.is_null() => {}
                Some(SERVICES) => self.services(value)?,
                Some(name) if name.starts_with("x-") => self.found.unread(key, value),
                // Before version 2, which docker no longer reads, services had no key above them
                Some(name)
                    if !OTHER_KEYS.contains(&name)
                        && self.found.is_new("other", value)
                        && is_service(value) =>
                {
                    let message = "services must be below the key `services`";
                    return Err(Problem::at(key.span(), message));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn services(&mut self, services: Node<'s>) -> Result<(), Box<Problem>> {
        for (_, service) in mapping(services, "`services` must be a mapping")? {
            // A service may be called `x-…`: below `services`, keys are names and no extensions (`userDefinedKeys` of
            // compose-go, `loader/loader.go`)
            if !is_reset(service) {
                self.service(service)?;
            }
        }
        Ok(())
    }

    pub(super) fn service(&mut self, service: Node<'s>) -> Result<(), Box<Problem>> {
        if !self.found.is_new("service", service) {
            return Ok(());
        }
        for (key, value) in mapping(service, "a service must be a mapping")? {
            match key.as_str() {
                Some("image") if !is_reset(value) => self.image(service, key, value)?,
                Some("build") => self.build(value)?,
                Some("volumes") => self.volumes(value),
                Some("pre_start") => self.hooks(value),
                Some(name) if name.starts_with("x-") => self.found.unread(key, value),
                _ => {}
            }
        }
        Ok(())
    }

    /// A text with the values and the defaults of its variables.
    pub(super) fn interpolate(&self, text: &str) -> Result<Interpolated, InterpolationError> {
        interpolate_around(text, self.surroundings)
    }

    /// The value of a key of a service, unless it is taken away.
    fn get(service: Node<'s>, key: &str) -> Option<Node<'s>> {
        service.get(key).filter(|value| !is_reset(*value))
    }

    fn image(
        &mut self,
        service: Node<'s>,
        key: Node<'s>,
        image: Node<'s>,
    ) -> Result<(), Box<Problem>> {
        let no_string = || Problem::at(image.span(), "an image must be a string");
        let text = image.as_str().filter(|_| !image.is_null());
        let text = text.ok_or_else(no_string)?;
        let build = Self::get(service, "build").filter(|build| !build.is_null());
        if build.is_some() && self.found.is_new("name", image) {
            let name = self.interpolate(text).map(|read| read.text);
            self.built
                .extend(name.ok().and_then(|name| short_name(&name)));
        }
        let policy = Self::get(service, "pull_policy").and_then(Node::as_str);
        if policy.is_some_and(|policy| NEVER_PULLED.contains(&policy)) && !self.is_overridden {
            match build {
                Some(_) => self.found.other_use(image),
                None => self.unpulled.push((key, image)),
            }
        } else {
            self.take(key, image, 0);
        }
        Ok(())
    }

    /// Takes the images that are not pulled and not built either, so that they have to be there from elsewhere.
    pub(super) fn take_unpulled(&mut self) {
        let mut are_built: BTreeMap<usize, bool> = BTreeMap::new();
        for (key, image) in std::mem::take(&mut self.unpulled) {
            let is_built = *are_built.entry(image.id()).or_insert_with(|| {
                let read = image.as_str().and_then(|text| self.interpolate(text).ok());
                read.is_some_and(|read| is_replaced(&self.built, &read.text))
            });
            if is_built {
                self.found.other_use(image);
            } else {
                self.take(key, image, 0);
            }
        }
    }

    /// All images; what is built gets no digest where it is pulled as well, since nothing can be built under a digest.
    pub(super) fn mentions(self) -> Vec<Mention> {
        let built = self.built;
        let mentions = self.found.mentions().into_iter();
        let mentions = mentions.map(|mention| match is_replaced(&built, &mention.written) {
            true => mention.built(),
            false => mention,
        });
        let mut mentions: Vec<Mention> = mentions.collect();
        let inline = self.inline.into_iter();
        mentions.extend(inline.filter(|mention| !is_replaced(&built, &mention.written)));
        mentions
    }

    /// Takes the images of the hooks that run before a service starts.
    fn hooks(&mut self, hooks: Node<'_>) {
        if self.found.is_new("hooks", hooks) {
            let images = hooks.items().filter_map(|hook| hook.entry("image"));
            images.for_each(|(key, image)| self.take(key, image, 0));
        }
    }

    fn volumes(&mut self, volumes: Node<'_>) {
        if self.found.is_new("volumes", volumes) {
            let is_image = |it: &Node<'_>| it.get("type").is_some_and(|it| self.may_be_image(it));
            let images = volumes.items().filter(is_image);
            let sources = images.filter_map(|it| it.entry("source"));
            let written = sources.filter(|(_, source)| !source.is_null());
            let written: Vec<_> = written.collect();
            for (key, source) in written {
                self.take(key, source, 0);
            }
        }
    }

    /// Takes the image that is written in a scalar from a byte of its text on.
    pub(super) fn take(&mut self, holder: Node<'_>, node: Node<'_>, from: usize) {
        self.take_behind(holder, node, from, "");
    }

    /// The same, where variables come to a prefix before the image.
    pub(super) fn take_behind(
        &mut self,
        holder: Node<'_>,
        node: Node<'_>,
        from: usize,
        prefix: &str,
    ) {
        let Some(scalar) = node.scalar().filter(|_| !self.found.is_known(holder, node)) else {
            return;
        };
        let written = &scalar.text[from..];
        let place = verbatim(node).map(|place| place.start + from..place.end);
        let span = place.clone().unwrap_or_else(|| node.span());
        let expression = || Obstacle::Expression(shortened(written));
        let unresolved = |obstacle| Mention::unresolved(span.clone(), written, obstacle);
        let mention = match self.interpolate(written) {
            _ if has_action(written) => unresolved(expression()),
            Ok(read) if self.stands_elsewhere(&read) => return,
            Ok(read) if read.set_elsewhere.is_some() => {
                let read = read.behind(prefix);
                let pinning = pinning(&read, written, place);
                self.put_together(span.clone(), written, &read, pinning)
            }
            Ok(read) => {
                let read = read.behind(prefix);
                let pinning = pinning(&read, written, place);
                Mention::read(span, read.text, pinning).with_defaults(read.variable.is_some())
            }
            Err(InterpolationError::Variable(name)) => {
                unresolved(self.surroundings.without_default(name))
            }
            Err(InterpolationError::SetElsewhere(name)) => {
                unresolved(self.surroundings.set_elsewhere(name))
            }
            Err(InterpolationError::Switch(_) | InterpolationError::Invalid) => {
                unresolved(expression())
            }
        };
        self.found.take(holder, node, mention);
    }

    /// Whether a text is a variable that is mentioned where a file sets it.
    fn stands_elsewhere(&self, read: &Interpolated) -> bool {
        let name = read.set_elsewhere.as_deref().filter(|_| read.is_whole);
        let variable = name.and_then(|name| self.surroundings.variable(name));
        variable.is_some_and(|variable| variable.is_image)
    }

    /// The image of a text in which another file sets a variable. What is no image is not shown: it may be a secret.
    fn put_together(
        &self,
        span: Range<usize>,
        written: &str,
        read: &Interpolated,
        pinning: Pinning,
    ) -> Mention {
        let name = read.set_elsewhere.clone().unwrap_or_default();
        let pinning = match pinning {
            Pinning::Digest(place) => Pinning::Digest(place),
            Pinning::Reference(_) | Pinning::Tag(_) | Pinning::Unsafe(_) => {
                let file = self.surroundings.setting_file(&name);
                Pinning::Unsafe(Hindrance::SetElsewhere(name.clone(), file))
            }
        };
        let mention = Mention::read(span.clone(), read.text.as_str(), pinning).with_defaults(true);
        match mention.image {
            Ok(_) => mention,
            Err(_) => Mention::unresolved(span, written, self.surroundings.set_elsewhere(name)),
        }
    }

    /// Whether the type of a volume is an image, or may be one to who sets variables.
    fn may_be_image(&self, kind: Node<'_>) -> bool {
        let text = kind.as_str();
        text.is_some_and(|text| {
            self.interpolate(text)
                .map_or(true, |it| it.text == IMAGE_TYPE)
        })
    }
}

/// The place for a digest in a text that is written at a place, and read there from its first byte on.
fn pinning(read: &Interpolated, written: &str, place: Option<Range<usize>>) -> Pinning {
    let tail = &read.tail;
    let digest = written.get(tail.clone()).and_then(final_digest);
    let digest = digest.zip(place.as_ref());
    let digest = digest
        .map(|(digest, place)| place.start + tail.start + digest.start..place.start + tail.end);
    match (place, &read.literal, &read.variable) {
        (Some(place), Some(literal), _) => {
            Pinning::Reference(place.start + literal.start..place.start + literal.end)
        }
        (_, None, Some(name)) => Pinning::behind_variable(name, digest),
        _ => Pinning::Unsafe(Hindrance::Escapes),
    }
}

/// Whether a value is taken away.
fn is_reset(node: Node<'_>) -> bool {
    node.tag() == Some(RESET)
}

fn is_service(node: Node<'_>) -> bool {
    ["image", "build"].iter().any(|key| node.get(key).is_some())
}

fn mapping<'y>(node: Node<'y>, message: &str) -> Result<Vec<(Node<'y>, Node<'y>)>, Box<Problem>> {
    if node.is_mapping() {
        Ok(node.entries())
    } else {
        Err(Problem::at(node.span(), message))
    }
}
