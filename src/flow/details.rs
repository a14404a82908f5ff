//! Asking changed images what they say of themselves, for who reviews the change.

use std::collections::BTreeMap;

use crate::lock::{Entry, EntryChange};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;
use crate::registry::Client;
use crate::report::details::{DetailsByName, ImageDetails};
use crate::resolve::{DescriptionQuestion, describe_all};

/// Of how many declared platforms the image of one may speak for all. Nobody needs more, and each image has its own.
const PREFERRED_MAX: usize = 100;

/// Asks both images of every changed digest, for each manifest with its outcomes. A failure is told in its place, and is
/// no failure of the run: the digests are known.
pub async fn ask(
    client: &Client,
    jobs: usize,
    decided: &[(&Manifest, &BTreeMap<ImageName, Outcome>)],
) -> Vec<DetailsByName> {
    let changed: Vec<Vec<_>> = decided
        .iter()
        .map(|(manifest, outcomes)| changed(manifest, outcomes))
        .collect();
    let both: Vec<DescriptionQuestion> = changed
        .iter()
        .flatten()
        .flat_map(|(_, both)| both.clone())
        .collect();
    let answers = describe_all(client, jobs, &both).await;
    let mut pairs = answers.chunks_exact(2).map(|pair| ImageDetails {
        old: pair[0].clone(),
        new: pair[1].clone(),
    });
    let own = |changed: Vec<(&ImageName, _)>| {
        let names: Vec<ImageName> = changed.into_iter().map(|(name, _)| name.clone()).collect();
        names.into_iter().zip(pairs.by_ref()).collect()
    };
    changed.into_iter().map(own).collect()
}

/// The images whose digest changed, with the old and the new one.
fn changed<'a>(
    manifest: &Manifest,
    outcomes: &'a BTreeMap<ImageName, Outcome>,
) -> Vec<(&'a ImageName, [DescriptionQuestion; 2])> {
    let both = |(name, outcome): (&'a ImageName, &Outcome)| match outcome {
        Outcome::Changed(EntryChange::Updated { old, new }) if old.digest != new.digest => Some((
            name,
            [wanted(manifest, name, old), wanted(manifest, name, new)],
        )),
        _ => None,
    };
    outcomes.iter().filter_map(both).collect()
}

fn wanted(manifest: &Manifest, name: &ImageName, entry: &Entry) -> DescriptionQuestion {
    let image = manifest.images.get(name);
    let preferred = image
        .into_iter()
        .flat_map(|image| image.platforms.iter().take(PREFERRED_MAX));
    let preferred = preferred.cloned().collect();
    DescriptionQuestion {
        repository: entry.repository.clone(),
        digest: entry.digest.clone(),
        preferred,
    }
}
