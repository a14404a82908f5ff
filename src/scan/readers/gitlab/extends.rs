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
    let inherits = bases.iter().filter_map(|base| file.get(*base, "inherit"));
    let Some(node) = inherits
        .into_iter()
        .find_map(|inherit| file.get(inherit, key))
    else {
        return Ok(None);
    };
    match node.as_str() {
        Some("false") => Ok(Some(Names::default())),
        Some(_) => Ok(None),
        None => {
            let find = |list| {
                Ok(file
                    .items(list)?
                    .into_iter()
                    .filter_map(|(_, item)| item.as_str())
                    .collect())
            };
            file.names(NameSource::List, Some(node), find).map(Some)
        }
    }
}

/// A job and all that it extends, each once, in the order in which a keyword is looked for: of several the last goes first.
///
/// # Errors
/// Where they are more, or lead deeper, than GitLab and this program follow.
pub(super) fn bases<'y>(
    file: &PipelineFile<'y>,
    job: Node<'y>,
) -> Result<Vec<Node<'y>>, Box<Problem>> {
    let mut bases = ExtendedJobs {
        file,
        list: Vec::new(),
        seen: HashSet::new(),
    };
    bases.collect(job, 0)?;
    Ok(bases.list)
}

struct ExtendedJobs<'f, 'y> {
    file: &'f PipelineFile<'y>,
    list: Vec<Node<'y>>,
    seen: HashSet<usize>,
}

impl<'y> ExtendedJobs<'_, 'y> {
    fn collect(&mut self, job: Node<'y>, depth: usize) -> Result<(), Box<Problem>> {
        if !self.seen.insert(job.id()) {
            return Ok(());
        }
        self.file.count(1)?;
        self.list.push(job);
        let Some(extends) = self.file.get(job, "extends") else {
            return Ok(());
        };
        if depth == DEPTH_MAX {
            let message =
                format!("`extends` leads over more than {DEPTH_MAX} jobs, one extending the next");
            return Err(Problem::at(extends.span(), message));
        }
        let items = self.file.items(extends)?.into_iter().map(|(_, item)| item);
        let mut names: Vec<&str> = items.chain([extends]).filter_map(Node::as_str).collect();
        names.reverse();
        let file = self.file;
        for base in names
            .into_iter()
            .filter_map(|name| file.get(file.root, name))
        {
            self.collect(base, depth + 1)?;
        }
        Ok(())
    }
}
