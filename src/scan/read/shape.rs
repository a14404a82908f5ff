//! Files that are known by their names and hold something else: nobody can tell what such a file would use.

use crate::document::{Problem, Source};
use crate::scan::kind::FileKind;
use crate::yaml::{Node, Yaml};

/// What Git LFS commits in the place of a file (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const POINTER: &str = "version https://git-lfs.github.com/spec/";
/// The keys of an entry of `.gitlab/route-map.yml`, a list that is no part of a pipeline
/// (<https://docs.gitlab.com/ci/review_apps/#route-maps>).
const ROUTE_KEYS: [&str; 2] = ["source", "public"];

/// Refuses a pointer that stands in the place of a file which its name makes known.
pub(super) fn no_pointer(kind: FileKind, source: &Source) -> Result<(), Box<Problem>> {
    let text = source.text.trim_start();
    if kind == FileKind::Kubernetes || !text.starts_with(POINTER) {
        return Ok(());
    }
    let start = source.text.len() - text.len();
    let problem = Problem::new(
        start..start + POINTER.len(),
        "this is a pointer of Git LFS, and not the file",
    );
    Err(Box::new(
        problem.help("`git lfs pull` puts the file in its place"),
    ))
}

/// Refuses a document that is no mapping, where its kind is one. An empty document is fine.
pub(super) fn mappings(kind: FileKind, yaml: &Yaml) -> Result<(), Box<Problem>> {
    let message = match kind {
        // HCL would take a list of objects too
        FileKind::Bake => "a Bake file in JSON is an object",
        FileKind::GitLab => "a pipeline of GitLab is a mapping",
        FileKind::Kustomize => "a kustomization is a mapping",
        FileKind::Workflow => "a workflow or an action is a mapping",
        // The first two say so themselves, and any other file may hold anything
        FileKind::Compose
        | FileKind::HelmValues
        | FileKind::Kubernetes
        | FileKind::Dockerfile
        | FileKind::Template => {
            return Ok(());
        }
    };
    let is_fine = |document: Node<'_>| {
        document.is_null()
            || document.is_mapping()
            || kind == FileKind::GitLab && is_route_map(document)
    };
    match yaml.documents().find(|document| !is_fine(*document)) {
        None => Ok(()),
        Some(other) => Err(Box::new(Problem::new(other.span(), message))),
    }
}

/// Whether a document tells which files of a project become which pages.
fn is_route_map(document: Node<'_>) -> bool {
    let is_route = |item: Node<'_>| ROUTE_KEYS.iter().all(|key| item.get(key).is_some());
    document.items().next().is_some() && document.items().all(is_route)
}
