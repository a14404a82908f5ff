//! The description of an image, asked for by digest: its platforms and its labels.

use std::collections::BTreeSet;

use super::Error;
use super::client::Client;
use super::image::descriptor::Target;
use super::image::index::{self, ManifestContent};
use super::image::labels::Labels;
use super::image::platforms::ImagePlatforms;
use crate::reference::{Digest, Platform, Repository};

/// The platform whose image speaks for all of an index where nobody prefers another.
const USUAL_PLATFORM: &str = "linux/amd64";

/// The words of an image about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// Those of one of its platforms.
    pub labels: Labels,
    /// All platforms that it is there for; none where it does not say so.
    pub platforms: BTreeSet<Platform>,
}

impl Client {
    /// Describes the image of a digest by its own words: an index by those of the first preferred platform that it has,
    /// else `linux/amd64`, else the first. What is an index in its turn has annotations and no config.
    ///
    /// Costs a pull, where pulls are counted, and two of an index.
    ///
    /// # Errors
    /// Where there is no such digest, or no answer, or content that is not what its digest says.
    pub async fn describe(
        &self,
        repository: &Repository,
        digest: &Digest,
        preferred: &BTreeSet<Platform>,
    ) -> Result<Description, Error> {
        let (body, content) = self.document(repository, digest).await?;
        let below = match &content {
            ManifestContent::Index(platforms) => choose(platforms, preferred),
            ManifestContent::Single { .. } | ManifestContent::Artifact(_) => None,
        };
        let below = match below {
            Some(digest) => Some(self.document_below(repository, digest).await?),
            None => None,
        };
        let nearest = below.as_ref().map_or(&content, |(_, content)| content);
        let config = match nearest {
            ManifestContent::Single { config, .. } => Some(self.config(repository, config).await?),
            ManifestContent::Index(_) | ManifestContent::Artifact(_) => None,
        };
        let below = below.iter().map(|(body, _)| body.as_slice());
        let nearest_first: Vec<&[u8]> = below.chain([body.as_slice()]).collect();
        let labels = Labels::read(config.as_deref(), &nearest_first);
        let platforms = match content {
            ManifestContent::Index(platforms) => platforms.names(),
            ManifestContent::Single { .. } | ManifestContent::Artifact(_) => {
                let platform = config.as_deref().and_then(index::platform_of_config);
                platform.into_iter().collect()
            }
        };
        Ok(Description { labels, platforms })
    }

    async fn document(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<(Vec<u8>, ManifestContent), Error> {
        let target = Target::Digest(digest.clone());
        let descriptor = self.manifest(repository, &target).await?;
        let content = descriptor.content()?;
        Ok((descriptor.body.unwrap_or_default(), content))
    }

    /// A manifest of an index. That it is not there does not mean that the image is not.
    async fn document_below(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<(Vec<u8>, ManifestContent), Error> {
        self.document(repository, digest).await.map_err(|error| {
            let Error::NoSuchDigest { host, .. } = error.own() else {
                return error;
            };
            let cause = format!("it has the index, but not its manifest {digest}");
            Error::protocol(host.clone(), cause)
        })
    }
}

/// The image that speaks for all of an index.
fn choose<'a>(platforms: &'a ImagePlatforms, preferred: &BTreeSet<Platform>) -> Option<&'a Digest> {
    let is_usual = |(platform, _): &(&Platform, _)| platform.as_str() == USUAL_PLATFORM;
    let chosen = preferred
        .iter()
        .find_map(|it| platforms.get(it).into_iter().next());
    let chosen = chosen.or_else(|| platforms.iter().find(is_usual).map(|(_, digest)| digest));
    chosen.or_else(|| platforms.iter().next().map(|(_, digest)| digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_preferred_platform_speaks_else_the_usual_one_else_the_first() {
        let cases = [
            (
                vec!["linux/arm64", "linux/s390x"],
                "linux/amd64 linux/arm64 linux/s390x",
                "linux/arm64",
            ),
            (
                vec!["linux/arm/v7", "linux/s390x"],
                "linux/amd64 linux/arm64 linux/s390x",
                "linux/s390x",
            ),
            (
                vec!["windows/amd64"],
                "linux/386 linux/amd64 linux/arm64",
                "linux/amd64",
            ),
            (vec![], "linux/386 linux/amd64", "linux/amd64"),
            (vec![], "linux/s390x linux/arm64", "linux/arm64"),
            (vec!["linux/amd64"], "", ""),
        ];
        for (preferred, there, expected) in cases {
            let digest_of = |name: &str| Digest::sha256(name.as_bytes());
            let there = there
                .split_whitespace()
                .map(|name| (name.parse().unwrap(), digest_of(name)));
            let preferred = preferred.iter().map(|name| name.parse().unwrap()).collect();
            let expected = (!expected.is_empty()).then(|| digest_of(expected));
            assert_eq!(
                choose(&there.collect(), &preferred),
                expected.as_ref(),
                "{preferred:?}"
            );
        }
    }
}
