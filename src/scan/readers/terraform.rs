//! Terraform and OpenTofu: images of the provider for docker, and of containers of any provider.
//!
//! Read are `docker_image`, `docker_container`, `docker_service` and the sources of data that ask for an image
//! (<https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs>), `image` of each block that is a
//! container (`container`, `init_container` of `kubernetes_*`, `containers` of Cloud Run), `image_uri` of a function of
//! Lambda, and containers in objects (`manifest`, `container_definitions`). An image that another resource names stands
//! there. All files of a directory share their variables: what another one sets is followed, and not rewritten from
//! here.

use std::collections::BTreeSet;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use crate::document::Source;
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::scan::readers::hcl::{self, HclPart, HclText, LENGTH_MAX, ResolvedText, attribute};
use crate::scan::surroundings::Surroundings;

mod module;
mod objects;

use module::ModuleVariables;
pub(in crate::scan) use module::{ModulePart, assigned, defined, links};

/// The resources that are an image, or whose images other resources use.
const IMAGES: [&str; 4] = [
    "docker_image.",
    "docker_registry_image.",
    "data.docker_image.",
    "data.docker_registry_image.",
];
/// The sources of data that have the name of an image.
const SOURCES: [&str; 4] = [
    "docker_image",
    "docker_registry_image",
    "docker_registry_image_manifests",
    "docker_registry_multiarch_image",
];
/// The blocks that are containers.
const CONTAINERS: [&str; 4] = [
    "container",
    "container_spec",
    "containers",
    "init_container",
];
/// The reason why a source of data gets no digest: it asks for `/manifests/TAG@DIGEST` then.
const ASKS_FOR_TAG: &str = "a data source asks for the tag, and takes no digest";

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a file of Terraform",
    all: Some("Terraform"),
    is_named: |file| matches!(file.ending, "tf" | "tofu"),
    reader: KindReader::TextAround(mentions, CommentRule::Lines),
    is_new: true,
};

/// The images of a file.
pub(in crate::scan) fn mentions(source: &Source, surroundings: &Surroundings) -> Mentions {
    let text = &source.text;
    if !hcl::may_say(text, "image") {
        return Ok(Vec::new());
    }
    let body = hcl::parse(source)?;
    let module = surroundings.module();
    let mut file = TerraformFile {
        text,
        variables: ModuleVariables::of(hcl::settings(text, &body), module),
        places: Vec::new(),
        built: BTreeSet::new(),
    };
    for block in body.blocks() {
        let kind = block.labels.first().map(|label| label.as_str());
        match (block.ident.as_str(), kind) {
            ("resource", Some(kind)) => file.resource(kind, &block.body),
            ("data", Some(kind)) if SOURCES.contains(&kind) => {
                file.take(&block.body, "name", false)
            }
            _ => {}
        }
    }
    let images = file.places.iter().filter(|place| place.takes_digest);
    let images = images.map(|place| &place.image);
    file.variables.find_images(images, module);
    let places = file.places.iter();
    Ok(places.filter_map(|place| file.mention(place)).collect())
}

struct TerraformFile<'s> {
    text: &'s str,
    variables: ModuleVariables,
    places: Vec<TerraformPlace>,
    /// The names of images that resources build.
    built: BTreeSet<String>,
}

struct TerraformPlace {
    image: HclText,
    /// Whether it is a text of objects.
    is_unread: bool,
    takes_digest: bool,
}

impl TerraformFile<'_> {
    fn resource(&mut self, kind: &str, body: &Body) {
        match kind {
            "docker_image" if body.has_blocks("build") => {
                let name = attribute(body, "name");
                let name = name.map(|name| HclText::of_expression(self.text, name));
                let name = name.map(|name| self.resolved(&name).text());
                self.built.extend(name);
            }
            "docker_image" => self.take(body, "name", true),
            "docker_container" => self.take(body, "image", true),
            "aws_lambda_function" => self.take(body, "image_uri", true),
            _ => {
                self.blocks(body);
                for attribute in body.attributes() {
                    let (name, value) = (attribute.key.as_str(), &attribute.value);
                    objects::images(name, value, &mut |image| self.place(name, image, true));
                }
            }
        }
    }

    /// Takes the images of the blocks that are containers, however deep. The parser bounds the depth.
    fn blocks(&mut self, body: &Body) {
        for block in body.blocks() {
            let (name, body) = named(block);
            if CONTAINERS.contains(&name) {
                self.take(body, "image", true);
            }
            self.blocks(body);
        }
    }

    fn take(&mut self, body: &Body, name: &str, takes_digest: bool) {
        if let Some(image) = attribute(body, name) {
            self.place(name, image, takes_digest);
        }
    }

    fn place(&mut self, name: &str, image: &Expression, takes_digest: bool) {
        let mut image_text = HclText::of_expression(self.text, image);
        let is_unread = objects::is_text_of_objects(image);
        if is_unread {
            // The name of its attribute stands for it: the text is not looked into, and may have passwords in it
            let span = image.span().unwrap_or_default();
            let written = self.text.get(span.clone()).unwrap_or_default();
            let line = written.lines().next().unwrap_or_default();
            image_text.span = span.start..span.start + line.len();
            image_text.parts = vec![HclPart::Other(name.to_owned())];
        }
        self.places.push(TerraformPlace {
            image: image_text,
            is_unread,
            takes_digest,
        });
    }

    fn resolved<'f>(&'f self, text: &'f HclText) -> ResolvedText<'f> {
        ResolvedText::of(&self.variables.scope, &BTreeSet::new(), text, LENGTH_MAX)
    }

    /// The mention of a place; `None` where the image stands elsewhere, or is built here.
    fn mention(&self, place: &TerraformPlace) -> Option<Mention> {
        let text = &place.image;
        if text.parts.first().is_some_and(is_of_another) {
            return None;
        }
        let span = text.span.clone();
        if let ([HclPart::Other(name)], true) = (&text.parts[..], place.is_unread) {
            return Some(Mention::undecided(span, name));
        }
        let written = || self.text.get(span.clone()).unwrap_or_default();
        let mut pieces = self.resolved(text);
        let unset = text.variable("").filter(|_| pieces.is_empty());
        let unset = unset.map(|name| Obstacle::Variable(name.to_owned()));
        if let Some(obstacle) = pieces.obstacle.take().or(unset) {
            let obstacle = self.variables.obstacle(obstacle);
            return Some(Mention::unresolved(span.clone(), written(), obstacle));
        }
        let image = pieces.text();
        if image.is_empty() || self.built.contains(&image) {
            return None;
        }
        let through = pieces.variables().map(str::to_owned);
        let elsewhere = self.variables.set_elsewhere(through);
        let pinning = match &elsewhere {
            _ if !place.takes_digest => Pinning::Unsafe(Hindrance::Tool(ASKS_FOR_TAG)),
            Some(name) => Pinning::Unsafe(Hindrance::SetElsewhere(name.clone(), None)),
            None => pieces.pinning(&self.variables.scope),
        };
        let mention = Mention::read(span.clone(), image, pinning);
        Some(match (&mention.image, elsewhere) {
            // What another file sets is not shown where it is no image: it may be a secret
            (Err(_), Some(name)) => {
                Mention::unresolved(span.clone(), written(), Obstacle::SetElsewhere(name, None))
            }
            _ => mention.with_defaults(text.has_variables()),
        })
    }
}

/// The name and the body of a block, or of the blocks that `dynamic` makes.
fn named(block: &Block) -> (&str, &Body) {
    let dynamic = block.labels.first().filter(|_| block.has_ident("dynamic"));
    let content = block.body.get_blocks("content").next();
    match (dynamic, content) {
        (Some(name), Some(content)) => (name.as_str(), &content.body),
        _ => (block.ident.as_str(), &block.body),
    }
}

/// Whether a part is what another resource names.
fn is_of_another(part: &HclPart) -> bool {
    match part {
        HclPart::Other(written) => {
            let path = written.trim_start_matches(['$', '{', ' ']);
            IMAGES.iter().any(|resource| path.starts_with(resource))
        }
        HclPart::Literal(..) | HclPart::Variable(_) => false,
    }
}
