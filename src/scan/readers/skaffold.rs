//! Skaffold: the names of images that it builds, which are none of a registry in what is below its directory, and the
//! Dockerfiles that it builds them from (<https://skaffold.dev/docs/references/yaml/>).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::scan::links::{BuildInputs, DOCKERFILE, LINKS_MAX, Link, Statement};
use crate::scan::scalar::said;
use crate::yaml::Node;

/// The group of Skaffold's documents.
const GROUP: &str = "skaffold/";
/// The longest path or name, in bytes: no system has longer ones, and aliases repeat long texts often.
const TEXT_MAX: usize = 4096;
/// The directory of the file itself.
const HERE: &str = ".";

/// Whether a document is Skaffold's.
pub(in crate::scan) fn is_document(document: Node<'_>) -> bool {
    let version = document.get("apiVersion").and_then(Node::as_str);
    version.is_some_and(|version| version.starts_with(GROUP))
}

/// What a document says of other files.
pub(in crate::scan) fn links(document: Node<'_>) -> Vec<Link> {
    if !is_document(document) {
        return Vec::new();
    }
    let profiles = document.get("profiles").into_iter().flat_map(Node::items);
    let builds = std::iter::once(document).chain(profiles);
    let lists = builds.filter_map(|it| it.at(&["build", "artifacts"]));
    let artifacts: Vec<Node<'_>> = lists.flat_map(Node::items).take(LINKS_MAX).collect();
    let mut links: Vec<Link> = artifacts.iter().filter_map(|it| dockerfile(*it)).collect();
    let names = artifacts.iter().filter_map(|it| text(it.get("image")?));
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    if !names.is_empty() {
        links.push(Link {
            span: document.span().start..document.span().start,
            target: PathBuf::from(HERE),
            statement: Statement::BuiltBelow(names),
        });
    }
    links
}

/// The Dockerfile of an artifact. An alias of another artifact is a build argument in it
/// (<https://skaffold.dev/docs/builders/builder-types/docker/#dependencies>).
fn dockerfile(artifact: Node<'_>) -> Option<Link> {
    let builders = ["docker", "kaniko"].into_iter();
    let builder = builders.filter_map(|it| artifact.get(it)).next();
    let named = builder.and_then(|it| it.get("dockerfile"));
    let name = named.map_or(Some(DOCKERFILE), text)?;
    let context = artifact.get("context").map_or(Some(HERE), text)?;
    let aliases = artifact.get("requires").into_iter().flat_map(Node::items);
    let aliases = aliases.filter_map(|it| text(it.get("alias")?));
    let names = aliases.flat_map(|alias| [format!("${alias}"), format!("${{{alias}}}")]);
    let names: BTreeSet<String> = names.collect();
    let is_path = |path: &str| !Path::new(path).is_absolute() && !path.contains("{{");
    let says_something = named.is_some() || !names.is_empty();
    (says_something && is_path(name) && is_path(context)).then(|| Link {
        span: named.unwrap_or(artifact).span(),
        target: Path::new(context).join(name),
        statement: Statement::Build(BuildInputs::of_contexts(names)),
    })
}

/// A text that may be a path or a name.
fn text(node: Node<'_>) -> Option<&str> {
    said(node).filter(|text| text.len() <= TEXT_MAX)
}
