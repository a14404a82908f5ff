//! What the registry holds: repositories with tags, manifests and blobs.

use std::collections::BTreeMap;

use super::image::{Document, Image, digest};

/// All repositories, by path.
#[derive(Debug, Default)]
pub(super) struct Store {
    repositories: BTreeMap<String, Repository>,
}

/// One repository. A manifest stays reachable by digest when its tag moves on.
#[derive(Debug, Default)]
pub(super) struct Repository {
    tags: BTreeMap<String, String>,
    /// The tags, the oldest first.
    ages: Vec<String>,
    manifests: BTreeMap<String, Document>,
    blobs: BTreeMap<String, Vec<u8>>,
}

impl Store {
    /// The repository of this path.
    pub(super) fn repository(&self, path: &str) -> Option<&Repository> {
        self.repositories.get(path)
    }

    /// Makes the tags name the image, and returns the image's digest.
    pub(super) fn push<T: AsRef<str>>(
        &mut self,
        path: &str,
        tags: impl IntoIterator<Item = T>,
        image: &Image,
    ) -> String {
        let contents = image.contents();
        let digest_of_top = contents.top().digest();
        let repository = self.repositories.entry(path.to_owned()).or_default();
        repository
            .blobs
            .extend(contents.blobs.into_iter().map(|blob| (digest(&blob), blob)));
        let manifests = contents
            .documents
            .into_iter()
            .map(|document| (document.digest(), document));
        repository.manifests.extend(manifests);
        for tag in tags {
            let tag = tag.as_ref().to_owned();
            let named = repository.tags.insert(tag.clone(), digest_of_top.clone());
            if named.is_none() {
                repository.ages.push(tag);
            }
        }
        digest_of_top
    }

    /// Removes a tag; says whether it was there.
    pub(super) fn delete_tag(&mut self, path: &str, tag: &str) -> bool {
        self.repositories.get_mut(path).is_some_and(|repository| {
            repository.ages.retain(|known| known != tag);
            repository.tags.remove(tag).is_some()
        })
    }

    /// Removes a manifest and the tags that name it; says whether it was there.
    pub(super) fn delete_digest(&mut self, path: &str, digest: &str) -> bool {
        let Some(repository) = self.repositories.get_mut(path) else {
            return false;
        };
        repository.tags.retain(|_, named| named != digest);
        let tags = &repository.tags;
        repository.ages.retain(|tag| tags.contains_key(tag));
        repository.manifests.remove(digest).is_some()
    }
}

impl Repository {
    /// The manifest that a tag or a digest names.
    pub(super) fn manifest(&self, reference: &str) -> Option<&Document> {
        let digest = self.tags.get(reference).map_or(reference, String::as_str);
        self.manifests.get(digest)
    }

    /// The blob of this digest.
    pub(super) fn blob(&self, digest: &str) -> Option<&[u8]> {
        self.blobs.get(digest).map(Vec::as_slice)
    }

    /// The tags, sorted bytewise.
    pub(super) fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.keys().map(String::as_str)
    }

    /// The tags, the oldest first.
    pub(super) fn tags_by_age(&self) -> impl Iterator<Item = &str> {
        self.ages.iter().map(String::as_str)
    }
}
