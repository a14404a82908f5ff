//! Bake files, in HCL and in JSON: the images that the contexts of targets are, and those of Dockerfiles within.
//!
//! Variables are read by their defaults, as arguments of a Dockerfile are. What a function, a condition or a matrix
//! decides is told. Not read are `args`, which decide in a Dockerfile that is another file, and what is no image that
//! is used: `tags`, `cache-from`, `output`.

mod dockerfile;
mod hcl;
mod json;
mod resolve;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::document::Source;
use crate::scan::mention::{Mention, Mentions};
use crate::scan::scalar::require_mappings;
use crate::yaml::Yaml;
use text::BakeText;

/// What the context of a target begins with that is an image
/// (<https://docs.docker.com/build/bake/reference/#targetcontexts>).
const PREFIX: &str = "docker-image://";

/// What matters of a file.
#[derive(Debug, Default)]
struct BakeFile {
    /// The defaults of variables, and the attributes beside the blocks, which are variables too.
    defaults: BTreeMap<String, BakeText>,
    /// How many places name a variable.
    uses: BTreeMap<String, usize>,
    /// The values of all `contexts`.
    contexts: Vec<BakeValue>,
    /// The values of `dockerfile-inline`.
    dockerfiles: Vec<BakeValue>,
    /// The variables that are images wherever they are named.
    images: BTreeSet<String>,
}

/// A value of a target.
#[derive(Debug)]
struct BakeValue {
    text: BakeText,
    /// The names that the target's matrix gives another meaning.
    matrix: Rc<BTreeSet<String>>,
}

/// The images of contexts and of Dockerfiles within a file in HCL.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    images(source, hcl::file(source)?)
}

/// The same of a file in JSON.
pub(in crate::scan) fn of_json(source: &Source, yaml: &Yaml) -> Mentions {
    // HCL would take a list of objects too
    require_mappings(yaml.documents(), "a Bake file in JSON is an object")?;
    images(source, json::file(yaml)?)
}

fn images(source: &Source, mut file: BakeFile) -> Mentions {
    file.images = resolve::images(&file);
    let mut mentions: Vec<Mention> = file
        .contexts
        .iter()
        .filter_map(|value| resolve::mention(source, &file, value))
        .collect();
    let mut left = dockerfile::REPEATED_MAX;
    for value in &file.dockerfiles {
        mentions.append(&mut dockerfile::mentions(source, &file, value, &mut left)?);
    }
    Ok(mentions)
}
