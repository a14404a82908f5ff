//! What is said of each file, out of all that is said in a run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::collected::CollectedLinks;
use super::environment::{Environments, KnownFile};
use super::pipelines::pipelines;
use crate::scan::surroundings::SaidOfFile;

/// What is said of the files that are read otherwise for it, by their places.
pub(in crate::scan) fn said_of_files(
    links: &CollectedLinks,
    environments: Environments,
    files: &[KnownFile<'_>],
) -> BTreeMap<PathBuf, Arc<SaidOfFile>> {
    let mut all: BTreeMap<PathBuf, SaidOfFile> = BTreeMap::new();
    for (place, contexts) in links.contexts() {
        all.entry(place.to_owned()).or_default().contexts = contexts;
    }
    for (place, variables) in environments.variables {
        all.entry(place).or_default().variables = variables;
    }
    for (place, images) in environments.images {
        all.entry(place).or_default().images = images;
    }
    for (place, parts) in pipelines(links, files) {
        all.entry(place).or_default().pipelines = parts;
    }
    let all = all.into_iter();
    all.map(|(place, said)| (place, Arc::new(said))).collect()
}
