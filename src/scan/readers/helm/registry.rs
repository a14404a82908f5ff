//! The registry of an image in pieces: a key beside it, or one further up that may come before it.
//!
//! Charts agree on no name for it, nor on what goes before what: Bitnami's put `global.imageRegistry` before that of
//! the image (`_images.tpl` of their `common`), ingress-nginx and Kyverno that of the image before
//! `global.image.registry`, Istio puts `hub` before the name of an image without a path. So only what all of them would
//! read is read.

use crate::reference;
use crate::scan::actions::has_action;
use crate::scan::image_keys::{REGISTRIES, REGISTRIES_AROUND};
use crate::scan::scalar::said;
use crate::yaml::Node;

/// The endings of other keys that say it, if what they say has a host.
const ENDINGS: [&str; 2] = ["registry", "Registry"];
/// The key of the values that all charts of a release see.
const GLOBAL: &str = "global";
/// The most mappings right in `global` that are looked into: `global.image.registry`,
/// `global.cattle.systemDefaultRegistry`. Many more than any chart has, and few enough if all of them are one by
/// aliases.
const MAPPINGS_MAX: usize = 100;

/// A registry that a key sets, for the images that the key may be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyedRegistry {
    /// The keys that lead to it.
    pub(super) keys: String,
    pub(super) text: String,
}

impl KeyedRegistry {
    /// Whether an image with this registry has the same with this one before it. None is Docker Hub.
    pub(super) fn is_same(&self, registry: Option<&str>) -> bool {
        let other = registry.map_or_else(|| NAME.to_owned(), |it| join(it, NAME));
        let both = [join(&self.text, NAME), other].map(|it| reference::parse_repository(&it).ok());
        both[0].is_some() && both[0] == both[1]
    }
}

/// Any name of an image, with a path so that none is put before it.
const NAME: &str = "a/b";

/// The registry beside the name of an image, and its key.
pub(super) fn beside<'y>(mapping: Node<'y>) -> Option<(&'static str, &'y str)> {
    let mut keys = REGISTRIES.iter();
    keys.find_map(|key| Some((*key, said(mapping.get(key)?)?)))
}

/// The registry in a mapping, for the images in it. `keys` lead there.
pub(super) fn around(keys: &str, mapping: Node<'_>) -> Option<KeyedRegistry> {
    let mut entries = mapping.entries().into_iter();
    entries.find_map(|(key, value)| {
        let (name, text) = (key.as_str()?, said(value)?);
        let is_registry = REGISTRIES_AROUND.contains(&name)
            || ENDINGS.iter().any(|ending| name.ends_with(ending)) && has_host(&join(text, NAME));
        is_registry.then(|| KeyedRegistry {
            keys: format!("{keys}{name}"),
            text: text.to_owned(),
        })
    })
}

/// The first registry in `global`, or right in a mapping there.
pub(super) fn global(root: Node<'_>) -> Option<KeyedRegistry> {
    let mapping = root.get(GLOBAL)?;
    let entries = mapping.entries().into_iter();
    let mappings = entries.filter(|(_, value)| value.is_mapping());
    let mut below = mappings.take(MAPPINGS_MAX);
    around(&format!("{GLOBAL}."), mapping)
        .or_else(|| below.find_map(|(key, it)| around(&format!("{GLOBAL}.{}.", key.as_str()?), it)))
}

/// A registry, or what is before the last part of a name, and that part.
pub(super) fn join(registry: &str, name: &str) -> String {
    format!("{}/{name}", registry.trim_end_matches('/'))
}

/// Whether a name says its registry itself. An expression may.
pub(in crate::scan::readers) fn has_host(name: &str) -> bool {
    has_action(name) || reference::parse(name).is_ok_and(|read| read.has_registry)
}
