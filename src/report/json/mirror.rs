//! A question that a mirror was asked.

use serde::Serialize;

use crate::report::mirrors::MirrorUse;
use crate::report::plain::plain_line;

/// A question that a mirror was asked, and what came of it.
#[derive(Debug, Serialize)]
pub(super) struct JsonMirror {
    image: String,
    target: String,
    mirror: String,
    status: &'static str,
    reason: Option<&'static str>,
    message: Option<String>,
}

impl From<&MirrorUse> for JsonMirror {
    fn from(asked: &MirrorUse) -> Self {
        let (reason, message) = asked.failure.as_ref().cloned().unzip();
        Self {
            image: asked.repository.to_string(),
            target: asked.target.clone(),
            mirror: asked.host.clone(),
            status: match asked.failure {
                None => "answered",
                Some(_) => "failed",
            },
            reason: reason.map(|reason| reason.as_str()),
            message: message.as_deref().map(plain_line),
        }
    }
}
