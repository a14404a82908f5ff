//! Asking changed images what they say of themselves, for who reviews the change.

use std::collections::BTreeMap;

use crate::lock::{Change, Entry};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;
use crate::registry::Client;
use crate::report::details::{Details, DetailsByName};
use crate::resolve::{Wanted, describe_all};

/// Asks both images of every changed digest. A failure is told in its place, and is no failure of the run: the digests
/// are known.
pub(super) async fn ask(
    client: &Client,
    jobs: usize,
    manifest: &Manifest,
    outcomes: &BTreeMap<ImageName, Outcome>,
) -> DetailsByName {
    let changed: Vec<(&ImageName, [Wanted; 2])> = outcomes
        .iter()
        .filter_map(|(name, outcome)| match outcome {
            Outcome::Changed(Change::Updated { old, new }) if old.digest != new.digest => {
                Some((name, [wanted(manifest, name, old), wanted(manifest, name, new)]))
            }
            _ => None,
        })
        .collect();
    let both: Vec<Wanted> = changed.iter().flat_map(|(_, both)| both.clone()).collect();
    let answers = describe_all(client, jobs, &both).await;
    let pairs = answers.chunks_exact(2).map(|pair| Details { old: pair[0].clone(), new: pair[1].clone() });
    changed.into_iter().map(|(name, _)| name.clone()).zip(pairs).collect()
}

fn wanted(manifest: &Manifest, name: &ImageName, entry: &Entry) -> Wanted {
    let preferred = manifest.images.get(name).map(|image| image.platforms.clone()).unwrap_or_default();
    Wanted { repository: entry.repository.clone(), digest: entry.digest.clone(), preferred }
}
