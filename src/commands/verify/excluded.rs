//! Which manifests nobody verifies, since others exclude them: here, and in the base as well.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::trees::BaseTrees;
use super::{Allowance, BaseOptions};
use crate::commands::Context;
use crate::commands::base::Tree;
use crate::commands::excluded::{Exclusions, excluded_manifests};
use crate::commands::manifests::{Survey, note_excluded};
use crate::commands::project::MANIFEST;
use crate::exclude::Exclude;

/// The manifests that are excluded, by their paths from the root. What the change excludes counts where it may weaken what
/// the base demands; else what the base excludes too.
pub(super) fn excluded(
    context: &Context,
    survey: &Survey,
    trees: &BaseTrees,
    options: &BaseOptions,
) -> BTreeSet<PathBuf> {
    let there: Vec<PathBuf> = survey
        .below
        .iter()
        .map(|below| survey.root.join(below))
        .collect();
    let mut excluded = BTreeSet::new();
    for path in excluded_manifests(&there) {
        let below = path.strip_prefix(&survey.root).unwrap_or(&path);
        if options.policy_change == Allowance::Passes || is_excluded(survey, trees, below) {
            excluded.insert(below.to_owned());
        }
    }
    note_excluded(
        context,
        &excluded.iter().map(|below| survey.shown(below)).collect(),
    );
    excluded
}

/// Whether all commits that a change is held against exclude a manifest by one of those above it.
pub(super) fn is_excluded(survey: &Survey, trees: &BaseTrees, below: &Path) -> bool {
    trees
        .commits()
        .all(|tree| is_excluded_in(survey, tree, below))
}

/// Whether a commit does.
pub(super) fn is_excluded_in(survey: &Survey, tree: &Tree, below: &Path) -> bool {
    let above = below
        .ancestors()
        .skip(2)
        .map(|directory| survey.root.join(directory).join(MANIFEST));
    // One that cannot be read excludes nothing
    let exclude = |path: PathBuf| Some((tree.manifest(&path).ok()??.exclude, path));
    let above: Vec<(Exclude, PathBuf)> = above.filter_map(exclude).collect();
    let manifests = above
        .iter()
        .map(|(exclude, path)| (path.as_path(), Some(exclude)));
    Exclusions::new(manifests, &[])
        .excluder(&survey.root.join(below))
        .is_some()
}
