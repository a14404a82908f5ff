//! Bake files, in HCL and in JSON: the images that the contexts of targets are, and those of Dockerfiles within.
//!
//! Variables are read by their defaults, as arguments of a Dockerfile are. What a function, a condition or a matrix
//! decides is told. What `args` say counts in the Dockerfile of the target, and what `tags` say is built here. Not read
//! is what is no image that is used: `cache-from`, `output`.

mod context;
mod dockerfile;
mod hcl;
mod json;
mod links;
mod targets;
mod text;
mod value;

use std::path::Path;

use crate::document::Source;
use crate::scan::kind::names::is_bake;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::links::{IMAGE_SCHEME, Link};
use crate::scan::mention::{Mention, Mentions};
use crate::scan::readers::hcl as syntax;
use crate::scan::scalar::require_mappings;
use crate::yaml::Yaml;
use text::BakeFile;

/// The word in the names of files that are read on top of others
/// (<https://docs.docker.com/build/bake/reference/#file-format>).
const OVERRIDE: &str = "override";

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a Bake file",
    all: Some("Bake files"),
    is_named: is_bake,
    reader: KindReader::TextOrJson(mentions, of_json),
    is_new: false,
};

/// The images of contexts and of Dockerfiles within a file in HCL.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    images(source, hcl::file(source)?)
}

/// The same of a file in JSON.
pub(in crate::scan) fn of_json(source: &Source, yaml: &Yaml) -> Mentions {
    // HCL would take a list of objects too
    require_mappings(yaml.documents(), "a Bake file in JSON must be an object")?;
    images(source, json::file(yaml)?)
}

fn images(source: &Source, mut file: BakeFile) -> Mentions {
    let texts = file.contexts.iter().map(|value| &value.text);
    file.scope.images = syntax::images(&file.scope, texts, IMAGE_SCHEME);
    let mut mentions: Vec<Mention> = file
        .contexts
        .iter()
        .filter_map(|value| context::mention(source, &file, value))
        .collect();
    let mut left = dockerfile::REPEATED_MAX;
    for (target, value) in &file.dockerfiles {
        let mut inner = dockerfile::mentions(source, &file, value, &mut left)?;
        inner.retain(|mention| !file.targets.replace(target, &mention.written));
        mentions.append(&mut inner);
    }
    Ok(mentions)
}

/// The Dockerfiles that targets of a file in HCL build. One that cannot be read says nothing.
pub(in crate::scan) fn links(source: &Source) -> Vec<Link> {
    hcl::file(source).map_or_else(|_| Vec::new(), |file| links_of(source, &file))
}

/// The same of a file in JSON.
pub(in crate::scan) fn links_of_json(source: &Source, yaml: &Yaml) -> Vec<Link> {
    json::file(yaml).map_or_else(|_| Vec::new(), |file| links_of(source, &file))
}

/// What overrides another file says a part of a target only.
fn links_of(source: &Source, file: &BakeFile) -> Vec<Link> {
    let name = Path::new(&source.name).file_name().unwrap_or_default();
    match name.to_string_lossy().contains(OVERRIDE) {
        true => Vec::new(),
        false => links::of(file),
    }
}
