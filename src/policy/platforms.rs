//! The platform guard: what an image declares must be there.

use std::collections::{BTreeMap, BTreeSet};

use super::Refusal;
use crate::reference::{Digest, Platform};

/// The manifests of the declared platforms.
///
/// # Errors
/// Where one of them is not there.
pub fn declared(
    declared: &BTreeSet<Platform>,
    present: &BTreeMap<Platform, Digest>,
) -> Result<BTreeMap<Platform, Digest>, Refusal> {
    let missing: BTreeSet<Platform> =
        declared.iter().filter(|platform| !present.contains_key(platform)).cloned().collect();
    if !missing.is_empty() {
        return Err(Refusal::MissingPlatforms { missing, present: present.keys().cloned().collect() });
    }
    let is_declared = |(platform, _): &(&Platform, &Digest)| declared.contains(*platform);
    let pair = |(platform, digest): (&Platform, &Digest)| (platform.clone(), digest.clone());
    Ok(present.iter().filter(is_declared).map(pair).collect())
}
