//! Who reads bodies as they come.

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use reqwest::header::HeaderMap;

type ReadBody = dyn Fn(&HeaderMap, &mut dyn Read) + Send + Sync;

/// Reads the bodies of good answers as they come.
#[derive(Clone)]
pub struct BodyReader(Arc<ReadBody>);

impl fmt::Debug for BodyReader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("BodyReader")
    }
}

impl BodyReader {
    /// A reader that is given the headers of an answer and its body. A body that ends too early is the answer's, or the
    /// connection broke: then the reader is given another answer, from its beginning. What it found is for whoever made
    /// it.
    pub fn new(read: impl Fn(&HeaderMap, &mut dyn Read) + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Reads the body of an answer, as much of it as is wanted.
    pub fn read(&self, headers: &HeaderMap, body: &mut dyn Read) {
        (self.0)(headers, body);
    }
}
