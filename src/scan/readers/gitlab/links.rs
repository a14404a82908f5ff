//! The files of a repository that a pipeline includes (<https://docs.gitlab.com/ci/yaml/#includelocal>), or starts as a
//! pipeline of its own (<https://docs.gitlab.com/ci/yaml/#triggerinclude>): they are pipelines, whatever their names are.
//!
//! Their paths begin at the root of the repository. What other projects, servers or variables decide leads to no file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::scan::links::{LINKS_MAX, Link, Statement};
use crate::yaml::Node;

pub(super) const INCLUDE: &str = "include";
const LOCAL: &str = "local";
const REMOTE: &str = "remote";
/// The keys of what is included from elsewhere (<https://docs.gitlab.com/ci/yaml/#include>).
const ELSEWHERE: [&str; 4] = ["project", REMOTE, "template", "component"];
/// The schemes of what is included from another server.
const SCHEMES: [&str; 2] = ["http://", "https://"];

/// The links of a document.
pub(super) fn of_document(document: Node<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    for include in document.get(INCLUDE).into_iter().flat_map(files) {
        let is_conditional = include.get("rules").is_some();
        links.extend(link(include, Statement::Included { is_conditional }));
    }
    // Aliases lead to the same job again
    let mut seen = BTreeSet::new();
    let jobs = document.entries().into_iter().map(|(_, job)| job);
    let jobs = jobs.filter(|job| seen.insert(job.id()));
    for include in jobs.filter_map(|job| job.get("trigger")?.get(INCLUDE)) {
        links.extend(files(include).filter_map(|file| link(file, Statement::Pipeline)));
        if links.len() > LINKS_MAX {
            break;
        }
    }
    links
}

/// The entries of `include`, which may be one.
fn files(include: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let one = include.items().next().is_none().then_some(include);
    one.into_iter().chain(include.items())
}

fn link(include: Node<'_>, statement: Statement) -> Option<Link> {
    let file = match include.is_mapping() {
        true => include.get(LOCAL)?,
        false => include,
    };
    Some(Link {
        span: file.span(),
        target: path(file.as_str()?)?,
        statement,
    })
}

/// The path from the root of the repository.
fn path(text: &str) -> Option<PathBuf> {
    let is_open = text.contains('$') || text.is_empty();
    (!is_remote(text) && !is_open).then(|| Path::new("/").join(text))
}

fn is_remote(text: &str) -> bool {
    SCHEMES.iter().any(|scheme| text.starts_with(scheme))
}

/// The keyword that says where files are included from that are not in the repository, or that a variable decides.
pub(super) fn elsewhere(include: Node<'_>) -> Option<&'static str> {
    files(include).find_map(|file| {
        let local = match file.is_mapping() {
            true => file.get(LOCAL),
            false => Some(file),
        };
        match local.and_then(Node::as_str) {
            Some(text) if is_remote(text) => Some(REMOTE),
            Some(text) => text.contains('$').then_some(LOCAL),
            None => ELSEWHERE.into_iter().find(|key| file.get(key).is_some()),
        }
    })
}
