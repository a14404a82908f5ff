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

use super::{Mention, Mentions};
use crate::document::Source;
use text::Text;

/// What the context of a target begins with that is an image
/// (<https://docs.docker.com/build/bake/reference/#targetcontexts>).
const PREFIX: &str = "docker-image://";

/// What matters of a file.
#[derive(Debug, Default)]
struct File {
    /// The defaults of variables, and the attributes beside the blocks, which are variables too.
    defaults: BTreeMap<String, Text>,
    /// How many places name a variable.
    uses: BTreeMap<String, usize>,
    /// The values of all `contexts`.
    contexts: Vec<Value>,
    /// The values of `dockerfile-inline`.
    dockerfiles: Vec<Value>,
}

/// A value of a target.
#[derive(Debug)]
struct Value {
    text: Text,
    /// The names that the target's matrix gives another meaning.
    matrix: BTreeSet<String>,
}

/// The images of contexts and of Dockerfiles within the file.
pub(super) fn mentions(source: &Source) -> Mentions {
    let is_json = source.name.to_ascii_lowercase().ends_with(".json");
    let file = if is_json { json::file(source)? } else { hcl::file(source)? };
    let mut mentions: Vec<Mention> =
        file.contexts.iter().filter_map(|value| resolve::mention(source, &file, value)).collect();
    for value in &file.dockerfiles {
        mentions.append(&mut dockerfile::mentions(source, &file, value)?);
    }
    mentions.sort_by_key(|mention| mention.span.start);
    Ok(mentions)
}
