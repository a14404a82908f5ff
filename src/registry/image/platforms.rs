//! The manifests of an image's platforms. An index may have several for one: Windows' differ in the version of the
//! operating system, and a careless push doubles others.

use std::collections::BTreeSet;

use crate::reference::{Digest, Platform};

/// How many numbers of an operating system's version tell Windows' builds apart; the fourth changes with every update
/// of one.
const BUILD_NUMBERS: usize = 3;

/// All manifests of an image, by their platforms. Two are equal if each platform has the same manifests in both, and
/// no other manifest that a runtime may start is in one of them alone.
///
/// As small as it can be, since a run may have one for each of its images.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImagePlatforms {
    /// In order, and nothing twice.
    manifests: Box<[PlatformManifest]>,
    /// The digests, as they are written, of the manifests that name no platform in a way that is understood here.
    others: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct PlatformManifest {
    /// Without the version of the operating system.
    platform: Platform,
    os_version: Option<Box<str>>,
    digest: Digest,
}

impl ImagePlatforms {
    /// The same, and manifests whose platform is not understood: they are nobody's answer, and yet count for what is
    /// equal.
    #[must_use]
    pub fn with_others(self, others: BTreeSet<String>) -> Self {
        Self { others, ..self }
    }

    /// Whether no platform is named.
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    /// The manifests for a platform, each once: none, one, or several that a client could choose from. One with the
    /// version of an operating system means all that are this version or begin with it and a dot.
    pub fn get(&self, platform: &Platform) -> BTreeSet<&Digest> {
        self.manifests_of(platform).map(|it| &it.digest).collect()
    }

    /// All manifests in the order of their platforms, which are named without versions of operating systems.
    pub fn iter(&self) -> impl Iterator<Item = (&Platform, &Digest)> {
        self.manifests.iter().map(|it| (&it.platform, &it.digest))
    }

    /// The platforms by the shortest names that tell their manifests apart, if any do.
    pub fn names(&self) -> BTreeSet<Platform> {
        let platforms: BTreeSet<&Platform> = self.iter().map(|(platform, _)| platform).collect();
        let names = platforms.into_iter().flat_map(|it| self.names_of(it));
        names.collect()
    }

    /// The names of one platform's manifests: its own if there is one of them, else with builds, else with whole
    /// versions.
    pub fn names_of(&self, platform: &Platform) -> BTreeSet<Platform> {
        let digests = self.get(platform).len();
        let named = |version: fn(&str) -> &str| -> BTreeSet<Platform> {
            let name = |it: &PlatformManifest| match &it.os_version {
                Some(own) => it.platform.with_os_version(version(own)),
                None => it.platform.clone(),
            };
            self.manifests_of(platform).map(name).collect()
        };
        let by_build = named(build);
        if digests == 1 {
            [platform.clone()].into()
        } else if by_build.len() == digests {
            by_build
        } else {
            named(|version| version)
        }
    }

    fn manifests_of(&self, platform: &Platform) -> impl Iterator<Item = &PlatformManifest> {
        let any_version = platform.without_os_version();
        let start = self
            .manifests
            .partition_point(|it| it.platform < *any_version);
        let manifests = self.manifests[start..].iter();
        let manifests = manifests.take_while(move |it| it.platform == *any_version);
        let wanted = platform.os_version();
        manifests.filter(move |it| is_of_version(it.os_version.as_deref(), wanted))
    }
}

impl FromIterator<(Platform, Digest)> for ImagePlatforms {
    fn from_iter<I: IntoIterator<Item = (Platform, Digest)>>(pairs: I) -> Self {
        let manifest = |(platform, digest): (Platform, Digest)| PlatformManifest {
            os_version: platform.os_version().map(Box::from),
            platform: platform.without_os_version().into_owned(),
            digest,
        };
        let manifests: BTreeSet<PlatformManifest> = pairs.into_iter().map(manifest).collect();
        Self {
            manifests: manifests.into_iter().collect(),
            others: BTreeSet::new(),
        }
    }
}

fn is_of_version(own: Option<&str>, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| {
        let rest = own.and_then(|own| own.strip_prefix(wanted));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn build(version: &str) -> &str {
    let end = version.match_indices('.').nth(BUILD_NUMBERS - 1);
    end.map_or(version, |(end, _)| &version[..end])
}

#[cfg(test)]
mod tests;
