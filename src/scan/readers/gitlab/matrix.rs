//! The jobs of a matrix (<https://docs.gitlab.com/ci/yaml/#parallelmatrix>): each entry is all combinations of the
//! values of its variables.

use std::collections::{BTreeMap, BTreeSet};

use super::file::PipelineFile;
use crate::scan::parameters::READINGS_MAX;
use crate::yaml::Node;

/// The most jobs of a matrix that GitLab runs.
const JOBS_MAX: usize = 200;

/// The values of one job, by the names of variables.
pub(super) type MatrixCell<'y> = BTreeMap<&'y str, Node<'y>>;

/// Whether GitLab runs the jobs of a matrix, of which each entry is one at least.
pub(super) fn is_run(matrix: Node<'_>) -> bool {
    matrix.items().nth(JOBS_MAX).is_none()
}

/// The values that the jobs of a matrix have of these names, each once; none where they are too many, or no scalars.
pub(super) fn cells<'y>(
    file: &PipelineFile<'y>,
    axes: &[Node<'y>],
    names: &BTreeSet<&'y str>,
) -> Vec<MatrixCell<'y>> {
    if names.is_empty() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut cells = Vec::new();
    for axis in axes {
        let Some(combined) = combined(file, *axis, names) else {
            return Vec::new();
        };
        let ids = |cell: &MatrixCell<'y>| cell.values().map(|it| it.id()).collect::<Vec<_>>();
        cells.extend(combined.into_iter().filter(|cell| seen.insert(ids(cell))));
        if cells.len() > READINGS_MAX {
            return Vec::new();
        }
    }
    cells
}

/// The combinations of one entry.
fn combined<'y>(
    file: &PipelineFile<'y>,
    axis: Node<'y>,
    names: &BTreeSet<&'y str>,
) -> Option<Vec<MatrixCell<'y>>> {
    let mut all = vec![MatrixCell::new()];
    let given = names
        .iter()
        .filter_map(|name| Some((*name, file.get(axis, name)?)));
    for (name, values) in given {
        let values: Vec<Node<'y>> = match values.scalar() {
            Some(_) => vec![values],
            None => values.items().take(READINGS_MAX + 1).collect(),
        };
        let are_scalars = values.iter().all(|value| value.scalar().is_some());
        if !are_scalars || values.is_empty() || all.len() * values.len() > READINGS_MAX {
            return None;
        }
        let with = |cell: &MatrixCell<'y>| {
            let with = |value: &Node<'y>| {
                let mut cell = cell.clone();
                cell.insert(name, *value);
                cell
            };
            values.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::Source;
    use crate::scan::readers::gitlab;
    use crate::yaml::Yaml;

    #[test]
    fn a_matrix_of_more_jobs_than_are_run_is_not_gone_through_for_each_job_that_has_it() {
        let axes = "    - V: a\n".repeat(JOBS_MAX + 1);
        let jobs: String = (0..5_000)
            .map(|number| format!("j{number}: {{extends: .m, image: $V}}\n"))
            .collect();
        let text = format!(".m:\n  parallel:\n    matrix:\n{axes}{jobs}");
        let source = Source::new(".gitlab-ci.yml", text);
        let yaml = Yaml::parse(&source).unwrap();
        // One that is gone through so often adds more values than a file may
        let mentions = gitlab::mentions(&source, &yaml, &Arc::default()).unwrap();
        assert!(mentions.iter().all(|mention| mention.image.is_err()));
    }
}
