//! A source policy for BuildKit: what a build names by a tag, it gets by the digest.

use serde::Serialize;

use super::{Chosen, Error, Export, agreed, grouped};
use crate::reference::Reference;

/// What BuildKit calls images by.
const SCHEME: &str = "docker-image://";
/// The action that replaces a source by another.
const ACTION: &str = "CONVERT";

/// The keys of the policy.
pub(super) const KEYS: [&str; 1] = ["rules"];

/// The policy (moby/buildkit, `sourcepolicy/pb/policy.proto`).
#[derive(Debug, Serialize)]
struct Policy {
    rules: Vec<Rule>,
}

/// What becomes of one source.
#[derive(Debug, Serialize)]
struct Rule {
    action: &'static str,
    selector: Selector,
    updates: Update,
}

/// Which source, by a wildcard, in which only `*` is special, and no reference has one. That is the default; `EXACT` would
/// convert a source to itself (`sourcepolicy/formatter.go`), and has another key for each way of reading the file.
#[derive(Debug, Serialize)]
struct Selector {
    identifier: String,
}

/// What it becomes.
#[derive(Debug, Serialize)]
struct Update {
    identifier: String,
}

/// The policy of what was chosen. An image without a tag needs no rule: who uses it writes its digest.
pub(super) fn policy(chosen: &Chosen<'_>) -> Result<Export, Error> {
    let tagged = grouped(chosen, |_, entry| {
        entry.tag.as_ref().map(|_| Reference {
            digest: None,
            ..entry.reference()
        })
    });
    let rules = tagged.iter().map(|(tagged, names)| {
        let entry = agreed("BuildKit", tagged, names, chosen)?;
        Ok(Rule {
            action: ACTION,
            selector: Selector {
                identifier: format!("{SCHEME}{tagged}"),
            },
            updates: Update {
                identifier: format!("{SCHEME}{}", entry.reference()),
            },
        })
    });
    let policy = Policy {
        rules: rules.collect::<Result<_, Error>>()?,
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
