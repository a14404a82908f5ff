//! The files of a repository that a pipeline includes (<https://docs.gitlab.com/ci/yaml/#includelocal>), or starts as a
//! pipeline of its own (<https://docs.gitlab.com/ci/yaml/#triggerinclude>): they are pipelines, whatever their names are.
//!
//! Their paths begin at the root of the repository. What other projects, servers or variables decide leads to no file, and
//! neither do wildcards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::scan::links::{LINKS_MAX, Link, Statement};
use crate::yaml::Node;

const INCLUDE: &str = "include";
/// The schemes of what is included from another server.
const SCHEMES: [&str; 2] = ["http://", "https://"];

/// The links of a document.
pub(super) fn of_document(document: Node<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    // Aliases lead to the same job again
    let mut seen = BTreeSet::new();
    let jobs = document.entries().into_iter().map(|(_, job)| job);
    let jobs = jobs.filter(|job| seen.insert(job.id()));
    let triggers = jobs.filter_map(|job| job.get("trigger")?.get(INCLUDE));
    for include in document.get(INCLUDE).into_iter().chain(triggers) {
        let one = include.items().next().is_none().then_some(include);
        let files = one.into_iter().chain(include.items());
        links.extend(files.filter_map(link));
        if links.len() > LINKS_MAX {
            break;
        }
    }
    links
}

fn link(include: Node<'_>) -> Option<Link> {
    let file = match include.is_mapping() {
        true => include.get("local")?,
        false => include,
    };
    Some(Link {
        span: file.span(),
        target: path(file.as_str()?)?,
        statement: Statement::Pipeline,
    })
}

/// The path from the root of the repository.
fn path(text: &str) -> Option<PathBuf> {
    let is_elsewhere = SCHEMES.iter().any(|scheme| text.starts_with(scheme));
    let is_open = text.contains(['$', '*']) || text.is_empty();
    (!is_elsewhere && !is_open).then(|| Path::new("/").join(text))
}
