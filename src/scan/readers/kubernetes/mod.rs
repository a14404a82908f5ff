//! Manifests of Kubernetes: images of containers, wherever a kind has them, image volumes, and whatever else is called
//! an image and looks like one.

mod argo;
mod bundles;
mod content;
mod guesses;
mod keys;
mod operations;
mod own_images;
mod packages;
mod parameters;
mod patching;
mod placeholders;
mod pods;
mod reader;
mod tekton;
mod texts;
mod workflows;

use crate::document::Source;
use crate::scan::kind::names::is_kustomization;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::{Mention, Mentions};
use crate::scan::readers::kustomize;
use crate::scan::scalar::require_mappings;
use crate::scan::surroundings::Surroundings;
use crate::yaml::{Node, Yaml};
pub(in crate::scan::readers) use placeholders::filled;
pub(in crate::scan) use placeholders::{INJECTED, is_no_image, is_of_schema, is_placeholder};
use reader::ObjectReader;
pub(in crate::scan) use reader::is_object;
pub(in crate::scan) use texts::{manifest, pod};

/// The row of kustomizations.
pub(in crate::scan) const KUSTOMIZATION: KindRow = KindRow {
    one: "a kustomization",
    all: Some("kustomizations"),
    is_named: is_kustomization,
    reader: KindReader::YamlOrTemplate(kustomizations),
    is_new: false,
};

/// The keys of patches that need no more (`validateMeta` of kustomize's `kyaml/yaml/rnode.go`).
const PATCH_KEYS: [&str; 2] = ["kind", "metadata"];

/// All images of the documents that are objects, or patches of objects.
pub(in crate::scan) fn objects(
    source: &Source,
    yaml: &Yaml,
    surroundings: &Surroundings,
) -> Vec<Mention> {
    let mut reader = ObjectReader::new(source).around(surroundings);
    for document in yaml.documents() {
        if is_object(document) || is_patch(document) {
            reader.object(document, None);
        }
    }
    reader.mentions()
}

/// Whether a document patches objects: operations of JSON patches, or an object without its version, as kustomize takes
/// it.
pub(in crate::scan) fn is_patch(document: Node<'_>) -> bool {
    operations::is_patch(document)
        || kustomize::is_replacement(document)
        || PATCH_KEYS.iter().all(|key| document.get(key).is_some())
}

/// All images of documents that are kustomizations where they say no other kind.
pub(in crate::scan) fn kustomizations(source: &Source, yaml: &Yaml) -> Mentions {
    require_mappings(yaml.documents(), "a kustomization must be a mapping")?;
    let mut reader = ObjectReader::new(source);
    yaml.documents()
        .for_each(|document| reader.object(document, kustomize::KINDS.first().copied()));
    Ok(reader.mentions())
}
