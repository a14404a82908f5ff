//! When two indexes are the same for whoever runs their images. Attestations are no platforms.

use std::collections::BTreeSet;

use crate::reference::{Digest, Platform};
use crate::registry::{ImageOrArtifact, ImagePlatforms};

/// Whether two indexes have equal manifests for every declared platform; without a declared one they are never the
/// same.
pub(super) fn is_same(
    one: &ImagePlatforms,
    other: &ImagePlatforms,
    declared: &BTreeSet<Platform>,
) -> bool {
    let is_equal = |platform: &Platform| {
        let manifests = one.get(platform);
        !manifests.is_empty() && manifests == other.get(platform)
    };
    !declared.is_empty() && declared.iter().all(is_equal)
}

/// Whether two indexes have equal manifests for every platform of either; without any they are never the same.
pub(super) fn is_same_everywhere(one: &ImagePlatforms, other: &ImagePlatforms) -> bool {
    !one.is_empty() && one == other
}

/// The platforms of an index; `None` for a single manifest, whose platform has its own digest, and for what is no
/// image.
pub(super) fn index<'a>(
    digest: &Digest,
    content: &'a ImageOrArtifact,
) -> Option<&'a ImagePlatforms> {
    match content {
        ImageOrArtifact::Image(platforms) => index_platforms(digest, platforms),
        ImageOrArtifact::Artifact(_) => None,
    }
}

/// The same for platforms.
pub(super) fn index_platforms<'a>(
    digest: &Digest,
    platforms: &'a ImagePlatforms,
) -> Option<&'a ImagePlatforms> {
    let is_single = platforms.iter().any(|(_, own)| own == digest);
    (!platforms.is_empty() && !is_single).then_some(platforms)
}
