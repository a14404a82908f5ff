//! A question that a mirror was asked.

use serde::Serialize;

use crate::registry::{MirrorOutcome, MirrorUse};
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
        let (status, reason, message) = match &asked.outcome {
            MirrorOutcome::Answered => ("answered", None, None),
            MirrorOutcome::Failed { reason, cause } => {
                ("failed", Some(reason.as_str()), Some(plain_line(cause)))
            }
        };
        Self {
            image: asked.repository.to_string(),
            target: asked.target.clone(),
            mirror: asked.mirror.clone(),
            status,
            reason,
            message,
        }
    }
}
