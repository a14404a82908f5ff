//! How many images and registries are named, and the way out that names registries.

use std::collections::BTreeSet;

use crate::reference::Registry;

/// How many images of one cause are named, and how many images or registries of one hint.
pub(super) const NAMED_MAX: usize = 10;

/// The options that allow these registries.
pub(super) fn registries_hint(registries: &BTreeSet<&Registry>) -> String {
    if registries.len() > NAMED_MAX {
        return "if the new registries are intended, pass `--allow-registry HOST` for each of them"
            .to_owned();
    }
    let options = registries.iter().map(|it| format!("--allow-registry {it}"));
    let options = options.collect::<Vec<_>>().join(" ");
    let are_intended = match registries.len() {
        1 => "registry is intended",
        _ => "registries are intended",
    };
    format!("if the new {are_intended}, pass `{options}`")
}
