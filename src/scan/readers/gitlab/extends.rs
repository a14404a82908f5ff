//! The jobs that a job extends (<https://docs.gitlab.com/ci/yaml/#extends>), and the keywords that it inherits.

use std::collections::HashSet;

use super::file::{NameSource, Names, PipelineFile};
use crate::document::Problem;
use crate::yaml::Node;

/// The depth of `extends`.
const DEPTH_MAX: usize = 11;

/// The names below a key of `inherit`, where that is there (<https://docs.gitlab.com/ci/yaml/#inherit>).
pub(super) fn inherited<'y>(
    file: &PipelineFile<'y>,
    bases: &[Node<'y>],
    key: &str,
) -> Result<Option<Names<'y>>, Box<Problem>> {
    let mut inherits = bases.iter().filter_map(|base| file.get(*base, "inherit"));
    let node = inherits.find_map(|inherit| file.get(inherit, key));
    match (node, node.and_then(Node::as_str)) {
        (_, Some("false")) => Ok(Some(Names::default())),
        (None, _) | (_, Some(_)) => Ok(None),
        (Some(_), None) => {
            let find = |list| {
                let items = file.items(list)?.into_iter();
                Ok(items.filter_map(|(_, item)| item.as_str()).collect())
            };
            file.names(NameSource::List, node, find).map(Some)
        }
    }
}

/// A job, in its parts, and all that it extends, each once, in the order in which a keyword is looked for: of several
/// the last goes first.
///
/// # Errors
/// Where they are more, or lead deeper, than GitLab and this program follow.
pub(super) fn bases<'y>(
    file: &PipelineFile<'y>,
    parts: &[Node<'y>],
) -> Result<Vec<Node<'y>>, Box<Problem>> {
    let mut bases = Vec::new();
    collect(file, &mut bases, &mut HashSet::new(), parts, 0)?;
    Ok(bases)
}

fn collect<'y>(
    file: &PipelineFile<'y>,
    bases: &mut Vec<Node<'y>>,
    seen: &mut HashSet<usize>,
    parts: &[Node<'y>],
    depth: usize,
) -> Result<(), Box<Problem>> {
    if !parts.first().is_some_and(|part| seen.insert(part.id())) {
        return Ok(());
    }
    file.count(parts.len())?;
    bases.extend(parts);
    let Some(extends) = parts.iter().find_map(|part| file.get(*part, "extends")) else {
        return Ok(());
    };
    if depth == DEPTH_MAX {
        let message = format!("`extends` chains more than {DEPTH_MAX} jobs");
        return Err(Problem::at(extends.span(), message));
    }
    let items = file.items(extends)?.into_iter().map(|(_, item)| item);
    let names: Vec<&str> = items.chain([extends]).filter_map(Node::as_str).collect();
    for name in names.into_iter().rev() {
        collect(file, bases, seen, &file.at_top(name), depth + 1)?;
    }
    Ok(())
}
