//! The registries in the values of a chart that other values come on top of.

use super::values_walk::walk;
use crate::document::Source;
use crate::scan::image_keys::{DOCKER_HUB, REGISTRIES_AROUND};
use crate::scan::scalar::said;
use crate::yaml::Yaml;

/// The key of the values that all charts of a release see.
const GLOBAL: &str = "global";
/// The most registries: many more than any chart has.
const REGISTRIES_MAX: usize = 1000;

/// The keys that lead to registries in values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MainRegistries(Vec<Vec<String>>);

impl MainRegistries {
    /// Those in a file of values. What cannot be read there is told where it is looked into.
    pub(super) fn read(values: &Source) -> Self {
        let mut found = Vec::new();
        let Ok(yaml) = Yaml::parse(values) else {
            return Self::default();
        };
        walk(&yaml, |keys, node| {
            let name = keys.last().map(String::as_str).unwrap_or_default();
            let text = said(node).filter(|text| *text != DOCKER_HUB);
            if REGISTRIES_AROUND.contains(&name) && text.is_some() {
                found.push(keys.to_vec());
            }
            found.len() < REGISTRIES_MAX
        });
        Self(found)
    }

    /// The keys of a registry beside an image, around it, or for all.
    pub(super) fn of_image(&self, image: &[String]) -> Option<String> {
        let is_around = |keys: &&Vec<String>| {
            let (_, mapping) = keys.split_last().unwrap_or((&keys[0], &[]));
            image.starts_with(mapping) || mapping.first().is_some_and(|first| first == GLOBAL)
        };
        self.0.iter().find(is_around).map(|keys| keys.join("."))
    }
}
