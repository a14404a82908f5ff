//! The part that a digest is of an image, for one that somebody took for the image's own.

use super::Error;
use super::client::Client;
use super::image::descriptor::Target;
use super::image::index;
use super::image::part::ImagePart;
use crate::reference::{Digest, Repository};

impl Client {
    /// The part that a digest is of the image of another digest; `None` where it is none.
    ///
    /// Costs one GET. Where that is a counted pull, a HEAD first finds out whether the digest is an index, which is no
    /// part.
    ///
    /// # Errors
    /// As [`Client::manifest`].
    pub async fn part(
        &self,
        repository: &Repository,
        image: &Digest,
        digest: &Digest,
    ) -> Result<Option<ImagePart>, Error> {
        if self.counts_pulls(repository.registry()) {
            let target = Target::Digest(digest.clone());
            if self.digest(repository, &target).await?.is_index {
                return Ok(None);
            }
        }
        let target = Target::Digest(image.clone());
        let manifest = self.manifest(repository, &target).await?;
        Ok(index::part(&manifest.body.unwrap_or_default(), digest))
    }
}
