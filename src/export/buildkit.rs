//! A source policy for BuildKit: what a build names by a tag, it gets by the digest.

use serde::Serialize;

use super::chosen::{Chosen, Export, agreed, grouped};
use super::error::ExportError;
use crate::reference::Reference;

/// The scheme of images in BuildKit.
const SCHEME: &str = "docker-image://";
/// The action that replaces a source by another.
const ACTION: &str = "CONVERT";

/// The keys of the policy.
pub(super) const KEYS: [&str; 1] = ["rules"];

/// The policy (moby/buildkit, `sourcepolicy/pb/policy.proto`).
#[derive(Debug, Serialize)]
struct SourcePolicy {
    rules: Vec<SourceRule>,
}

/// The rule for one source.
#[derive(Debug, Serialize)]
struct SourceRule {
    action: &'static str,
    selector: SourceSelector,
    updates: SourceUpdate,
}

/// The source, by a wildcard, in which only `*` is special, and no reference has one. That is the default; `EXACT`
/// would convert a source to itself (`sourcepolicy/formatter.go`), and has another key for each way of reading the
/// file.
#[derive(Debug, Serialize)]
struct SourceSelector {
    identifier: String,
}

/// The source that stands in its place.
#[derive(Debug, Serialize)]
struct SourceUpdate {
    identifier: String,
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
        Ok(SourceRule {
            action: ACTION,
            selector: SourceSelector {
                identifier: format!("{SCHEME}{tagged}"),
            },
            updates: SourceUpdate {
                identifier: format!("{SCHEME}{}", entry.reference()),
            },
        })
    });
    let policy = SourcePolicy {
        rules: rules.collect::<Result<_, ExportError>>()?,
    };
    let text = serde_json::to_string_pretty(&policy).unwrap_or_default();
    let untagged = chosen.iter().filter(|(_, entry)| entry.tag.is_none());
    let warnings = untagged.map(|(name, _)| {
        format!("`{name}` is locked without a tag, and no rule is about it: a build has to name its digest")
    });
    Ok(Export {
        text: text + "\n",
        warnings: warnings.collect(),
    })
}
