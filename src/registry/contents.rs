//! The contents of manifests: the platforms of an image. Bodies that earlier runs fetched by digest are not fetched again.

use super::Error;
use super::client::Client;
use super::image::artifact::ImageOrArtifact;
use super::image::descriptor::{Descriptor, Target};
use super::image::index::{self, ManifestContent};
use super::image::platforms::ImagePlatforms;
use crate::reference::{Digest, Repository};

impl Client {
    /// The manifests of all platforms that a manifest or index holds, or what it is instead of an image.
    ///
    /// A single-platform image says in its config which platform it is for.
    ///
    /// # Errors
    /// Where the body is no manifest, or the config cannot be had.
    pub async fn platforms(
        &self,
        repository: &Repository,
        descriptor: &Descriptor,
    ) -> Result<ImageOrArtifact, Error> {
        match descriptor.content()? {
            ManifestContent::Index(platforms) => Ok(ImageOrArtifact::Image(platforms)),
            ManifestContent::Artifact(artifact) => Ok(ImageOrArtifact::Artifact(artifact)),
            ManifestContent::Single { config, otherwise } => {
                let config = self.kept_config(repository, &config).await?;
                Ok(match (index::platform_of_config(&config), otherwise) {
                    (None, Some(artifact)) => ImageOrArtifact::Artifact(artifact),
                    (platform, _) => {
                        let platform = platform.into_iter();
                        let own = platform.map(|platform| (platform, descriptor.digest.clone()));
                        ImageOrArtifact::Image(own.collect())
                    }
                })
            }
        }
    }

    /// The platforms of the index with this digest; `None` if it is a single manifest or no image. No config is fetched,
    /// and nothing at all if an earlier run has fetched it: that is no proof that the registry still has it.
    ///
    /// # Errors
    /// Where there is no such digest, or no answer, or content that is not what its digest says.
    pub async fn index(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Option<ImagePlatforms>, Error> {
        let kept = self
            .kept_body(digest)
            .and_then(|body| index::read(&body).ok());
        let content = match kept {
            Some(content) => content,
            None => self.manifest_to_keep(repository, digest).await?.content()?,
        };
        Ok(match content {
            ManifestContent::Index(platforms) => Some(platforms),
            ManifestContent::Single { .. } | ManifestContent::Artifact(_) => None,
        })
    }

    /// The answer to a HEAD, with the body that an earlier run has fetched, if one has.
    pub fn with_kept_body(&self, descriptor: Descriptor) -> Descriptor {
        let Descriptor { body, digest, .. } = &descriptor;
        let body = body.clone().or_else(|| self.kept_body(digest));
        Descriptor { body, ..descriptor }
    }

    /// The manifest with this digest, which is kept for later runs.
    ///
    /// # Errors
    /// As [`Client::index`].
    pub async fn manifest_to_keep(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Descriptor, Error> {
        let target = Target::Digest(digest.clone());
        let descriptor = self.manifest(repository, &target).await?;
        if let Some(body) = &descriptor.body {
            self.keep_body(digest, body);
        }
        Ok(descriptor)
    }

    async fn kept_config(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Vec<u8>, Error> {
        if let Some(config) = self.kept_body(digest) {
            return Ok(config);
        }
        let config = self.config(repository, digest).await?;
        self.keep_body(digest, &config);
        Ok(config)
    }

    fn kept_body(&self, digest: &Digest) -> Option<Vec<u8>> {
        self.bodies()?.get(digest)
    }

    fn keep_body(&self, digest: &Digest, body: &[u8]) {
        if let Some(bodies) = self.bodies() {
            bodies.keep(digest, body);
        }
    }
}
