//! Pushing over the registry's own API: blobs first, then manifests, each before what refers to it.

use crate::support::http::{Reply, send_body};
use crate::support::registry::image::Document;
use crate::support::registry::{Image, digest};

/// Where to push to, and as whom.
pub(super) struct Push<'a> {
    pub(super) host: &'a str,
    pub(super) repository: &'a str,
    pub(super) authorization: Option<String>,
}

impl Push<'_> {
    /// Pushes all that the image consists of, and returns the digest of what the tag names.
    #[track_caller]
    pub(super) fn image(&self, tag: &str, image: &Image) -> String {
        let contents = image.contents();
        for blob in &contents.blobs {
            self.blob(blob);
        }
        for document in &contents.documents {
            self.manifest(&document.digest(), document);
        }
        self.manifest(tag, contents.top());
        contents.top().digest()
    }

    /// Uploads a blob in one piece, to where the registry wants it.
    #[track_caller]
    fn blob(&self, blob: &[u8]) {
        let begun = self.send(
            "POST",
            &format!("/v2/{}/blobs/uploads/", self.repository),
            "",
            &[],
        );
        expect(&begun, 202, "beginning an upload");
        let origin = format!("http://{}", self.host);
        let place = begun.header("location");
        let place = place.strip_prefix(&origin).unwrap_or(place);
        let separator = if place.contains('?') { '&' } else { '?' };
        let path = format!("{place}{separator}digest={}", digest(blob));
        expect(
            &self.send("PUT", &path, "application/octet-stream", blob),
            201,
            "uploading a blob",
        );
    }

    #[track_caller]
    fn manifest(&self, reference: &str, document: &Document) {
        let path = format!("/v2/{}/manifests/{reference}", self.repository);
        expect(
            &self.send("PUT", &path, &document.media_type, &document.body),
            201,
            "pushing a manifest",
        );
    }

    #[track_caller]
    fn send(&self, method: &str, path: &str, media_type: &str, body: &[u8]) -> Reply {
        let authorization = self
            .authorization
            .iter()
            .map(|value| ("Authorization", value.as_str()));
        let headers: Vec<_> = authorization
            .chain([("Content-Type", media_type)])
            .collect();
        send_body(self.host, method, path, &headers, body)
    }
}

#[track_caller]
fn expect(reply: &Reply, status: u16, doing: &str) {
    assert!(
        reply.status == status,
        "{doing}: {} {}",
        reply.status,
        reply.text()
    );
}
