//! The contents of manifests: the platforms of an image. Bodies that earlier runs fetched by digest are not fetched
//! again.

use super::Error;
use super::client::Client;
use super::image::artifact::ImageOrArtifact;
use super::image::cache::BodyCache;
use super::image::descriptor::{Descriptor, Target};
use super::image::index::{self, ManifestContent};
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

    /// The manifest with this digest, which the registry still has: what an earlier run fetched is taken after a HEAD.
    ///
    /// # Errors
    /// Where there is no such digest, or no answer, or content that is not what its digest says.
    pub async fn known_manifest(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Descriptor, Error> {
        let Some(body) = self.kept_body(repository, digest) else {
            return self.manifest_to_keep(repository, digest).await;
        };
        let target = Target::Digest(digest.clone());
        let descriptor = self.digest(repository, &target).await?;
        Ok(Descriptor {
            body: Some(body),
            ..descriptor
        })
    }

    /// Whether an earlier run has fetched the manifest with this digest.
    pub fn is_kept(&self, repository: &Repository, digest: &Digest) -> bool {
        let is_here = |bodies: &BodyCache| bodies.has(repository, digest);
        self.bodies().is_some_and(is_here)
    }

    /// The answer to a HEAD, with the body that an earlier run has fetched, if one has.
    pub fn with_kept_body(&self, repository: &Repository, descriptor: Descriptor) -> Descriptor {
        let Descriptor { body, digest, .. } = &descriptor;
        let body = body.clone().or_else(|| self.kept_body(repository, digest));
        Descriptor { body, ..descriptor }
    }

    /// The manifest with this digest, which is kept for later runs.
    ///
    /// # Errors
    /// As [`Client::known_manifest`].
    pub async fn manifest_to_keep(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Descriptor, Error> {
        let target = Target::Digest(digest.clone());
        let descriptor = self.manifest(repository, &target).await?;
        if let Some(body) = &descriptor.body {
            self.keep_body(repository, digest, body);
        }
        Ok(descriptor)
    }

    async fn kept_config(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Vec<u8>, Error> {
        if let Some(config) = self.kept_body(repository, digest) {
            return Ok(config);
        }
        let config = self.config(repository, digest).await?;
        self.keep_body(repository, digest, &config);
        Ok(config)
    }

    fn kept_body(&self, repository: &Repository, digest: &Digest) -> Option<Vec<u8>> {
        self.bodies()?.get(repository, digest)
    }

    fn keep_body(&self, repository: &Repository, digest: &Digest, body: &[u8]) {
        if let Some(bodies) = self.bodies() {
            bodies.keep(repository, digest, body);
        }
    }
}
