//! The details of changed images, for the reviewer of a change.

use super::write::DecidedProject;
use super::{DetailMode, Registries};
use crate::error::Error;
use crate::lock::{Entry, EntryChange};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;
use crate::report::details::{DetailsByName, ImageDetails};
use crate::resolve::DescriptionQuestion;

/// Of how many declared platforms the image of one may speak for all. Nobody needs more, and each image has its own.
const PREFERRED_MAX: usize = 100;

/// Fetches what both images of every changed digest say, for each manifest in order, where that is asked for and it
/// went well so far. A failure is told in its place, and is no failure of the run: the digests are known.
pub async fn describe(
    registries: &Registries<'_>,
    decided: &[Result<DecidedProject, Error>],
    mode: DetailMode,
) -> Vec<DetailsByName> {
    let changed = decided.iter().map(|decided| match decided {
        Ok(decided) if mode == DetailMode::Fetch => changed(decided),
        Ok(_) | Err(_) => Vec::new(),
    });
    let changed: Vec<Vec<_>> = changed.collect();
    let both: Vec<DescriptionQuestion> = changed
        .iter()
        .flatten()
        .flat_map(|(_, both)| both.clone())
        .collect();
    let answers = registries.describe(&both).await;
    let mut pairs = answers.chunks_exact(2).map(|pair| ImageDetails {
        old: pair[0].clone(),
        new: pair[1].clone(),
    });
    let own = |changed: Vec<(&ImageName, _)>| {
        let names = changed.into_iter().map(|(name, _)| name.clone());
        names.zip(pairs.by_ref()).collect()
    };
    changed.into_iter().map(own).collect()
}

/// The images whose digest changed, with the old and the new one.
fn changed(decided: &DecidedProject) -> Vec<(&ImageName, [DescriptionQuestion; 2])> {
    let manifest = &decided.project.manifest;
    let both = |(name, outcome)| match outcome {
        &Outcome::Changed(EntryChange::Updated { ref old, ref new })
            if old.digest != new.digest =>
        {
            let question = |entry| question(manifest, name, entry);
            Some((name, [old, new].map(question)))
        }
        _ => None,
    };
    decided.outcomes.iter().filter_map(both).collect()
}

fn question(manifest: &Manifest, name: &ImageName, entry: &Entry) -> DescriptionQuestion {
    let image = manifest.images.get(name).into_iter();
    let preferred = image.flat_map(|image| image.platforms.iter().take(PREFERRED_MAX));
    DescriptionQuestion {
        repository: entry.repository.clone(),
        digest: entry.digest.clone(),
        preferred: preferred.cloned().collect(),
    }
}
