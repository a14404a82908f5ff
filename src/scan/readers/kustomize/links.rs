//! What a kustomization says of others: which files and kustomizations it takes in, and which names of images it
//! replaces in them (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/>).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::entry::image;
use super::patches::{get, is_inline};
use crate::scan::ignore::Comments;
use crate::scan::links::{LINKS_MAX, Link, Statement, TakenIn};
use crate::scan::scalar::said;
use crate::yaml::Node;

/// The keys of lists of files and directories, and of files that are patches.
const LISTS: [&str; 4] = ["resources", "bases", "components", "patchesStrategicMerge"];
/// The keys of lists of patches that name their files.
const PATCHES: [&str; 2] = ["patches", "patchesJson6902"];
/// The list whose kustomizations are a part of the one that has it.
const COMPONENTS: &str = "components";
/// The names of kustomizations (`RecognizedKustomizationFileNames` in kustomize's `api/konfig`).
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// The endings of files that are no directories.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];
/// The directory of the kustomization.
const HERE: &str = ".";
/// The longest path or name, in bytes: no system has longer ones, and aliases repeat long texts often.
const TEXT_MAX: usize = 4096;
/// The most names that count, many more than anybody replaces.
const NAMES_MAX: usize = 500;
/// The keys of what an entry puts in the place of an image.
const CHANGES: [&str; 4] = ["newName", "newTag", "digest", "tagSuffix"];

/// The links of a document, in which comments may leave out what it replaces.
pub(in crate::scan) fn of_document(document: Node<'_>, comments: &Comments) -> Vec<Link> {
    let names = Arc::new(replaced_names(document, comments));
    let mut links = Vec::new();
    if !names.is_empty() {
        // A component may replace names, and take nothing in
        let taken = TakenIn {
            names: Arc::clone(&names),
            is_component: false,
        };
        links.push(Link {
            span: document.span().start..document.span().start,
            target: PathBuf::from(HERE),
            statement: Statement::TakenIn(taken),
        });
    }
    let mut take = |node: Node<'_>, is_component| {
        let taken = TakenIn {
            names: Arc::clone(&names),
            is_component,
        };
        for target in targets(node) {
            links.push(Link {
                span: node.span(),
                target,
                statement: Statement::TakenIn(taken.clone()),
            });
        }
    };
    let items = |key: &str| get(document, key).into_iter().flat_map(Node::items);
    for list in LISTS {
        let paths = items(list).take(LINKS_MAX);
        paths.for_each(|path| take(path, list == COMPONENTS));
    }
    for list in PATCHES {
        let paths = items(list).filter_map(|patch| get(patch, "path"));
        paths.take(LINKS_MAX).for_each(|path| take(path, false));
    }
    links
}

/// The names of images for which a kustomization says something else. What a comment leaves out says nothing.
pub(in crate::scan) fn replaced_names(document: Node<'_>, comments: &Comments) -> BTreeSet<String> {
    let entries = get(document, "images").into_iter().flat_map(Node::items);
    let is_left_out = |entry| image(entry).is_some_and(|it| comments.leave_out(&it.span));
    let entries = entries.take(NAMES_MAX).filter(|entry| !is_left_out(*entry));
    let names = entries.filter_map(|entry| {
        let text = |key| get(entry, key).and_then(said);
        let name = text("name").filter(|name| name.len() <= TEXT_MAX)?;
        let has_change = CHANGES.iter().any(|key| text(key).is_some());
        has_change.then(|| name.to_owned())
    });
    names.collect()
}

/// The files that a path may be: itself, and the kustomizations of a directory.
fn targets(node: Node<'_>) -> Vec<PathBuf> {
    let Some(text) = node
        .as_str()
        .filter(|text| !text.is_empty() && text.len() <= TEXT_MAX && !is_inline(text))
    else {
        return Vec::new();
    };
    let path = Path::new(text);
    if text.contains("://") || path.is_absolute() {
        return Vec::new();
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let inner = NAMES.iter().map(|name| path.join(name));
    match ENDINGS.contains(&&*ending) {
        true => vec![path.to_owned()],
        false => inner.chain([path.to_owned()]).collect(),
    }
}
