//! The platform guard: what an image declares must be there.

use std::collections::{BTreeMap, BTreeSet};

use super::PolicyRefusal;
use crate::reference::{Digest, Platform, PlatformList};

/// The manifests of the declared platforms.
///
/// # Errors
/// Where one of them is not there.
pub fn declared(
    declared: &BTreeSet<Platform>,
    present: &BTreeMap<Platform, Digest>,
) -> Result<BTreeMap<Platform, Digest>, PolicyRefusal> {
    let is_declared = |(platform, _): &(&Platform, &Digest)| declared.contains(*platform);
    let missing = declared.len() - present.iter().filter(is_declared).count();
    if missing > 0 {
        let absent = declared
            .iter()
            .filter(|platform| !present.contains_key(platform));
        let (missing, present) = (
            PlatformList::new(absent, missing),
            PlatformList::new(present.keys(), present.len()),
        );
        return Err(PolicyRefusal::MissingPlatforms { missing, present });
    }
    let pair = |(platform, digest): (&Platform, &Digest)| (platform.clone(), digest.clone());
    Ok(present.iter().filter(is_declared).map(pair).collect())
}
