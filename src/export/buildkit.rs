//! A source policy for BuildKit: what a build names by a tag, it gets by the digest.

use serde_json::{Value, json};

use super::chosen::{Chosen, Export, agreed, grouped};
use super::error::ExportError;
use crate::reference::Reference;

/// The keys of the policy.
pub(super) const KEYS: [&str; 1] = ["rules"];

/// The identifier of an image as a source.
fn source(image: &Reference) -> String {
    format!("docker-image://{image}")
}

/// The rule that converts a source to another one (moby/buildkit, `sourcepolicy/pb/policy.proto`).
///
/// The selector is a wildcard, in which only `*` is special, and no reference has one. That is the default; `EXACT`
/// would convert a source to itself (`sourcepolicy/formatter.go`), and has another key for each way of reading the
/// file.
fn rule(tagged: &Reference, pinned: &Reference) -> Value {
    json!({
        "action": "CONVERT",
        "selector": { "identifier": source(tagged) },
        "updates": { "identifier": source(pinned) },
    })
}

/// The policy of what was chosen. An image without a tag needs no rule: who uses it writes its digest.
pub(super) fn policy(chosen: &Chosen<'_>) -> Result<Export, ExportError> {
    let tagged = grouped(chosen, |_, entry| {
        entry.tag.as_ref().map(|_| Reference {
            digest: None,
            ..entry.reference()
        })
    });
    let rules = tagged.iter().map(|(tagged, names)| {
        let entry = agreed("BuildKit", tagged, names, chosen)?;
        Ok(rule(tagged, &entry.reference()))
    });
    let rules = rules.collect::<Result<Vec<_>, ExportError>>()?;
    let policy = json!({ "rules": rules });
    let untagged = chosen.iter().filter(|(_, entry)| entry.tag.is_none());
    let warnings = untagged.map(|(name, _)| {
        format!(
            "`{name}` is locked without a tag, so no rule covers it: a build has to name its digest"
        )
    });
    Ok(Export {
        text: format!("{policy:#}\n"),
        warnings: warnings.collect(),
    })
}
