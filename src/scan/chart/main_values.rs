//! The registries in the values of a chart that other values come on top of.

use std::collections::BTreeSet;

use crate::document::Source;
use crate::scan::image_keys::{DOCKER_HUB, REGISTRIES_AROUND};
use crate::scan::scalar::said;
use crate::yaml::{Node, Yaml};

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
        let yaml = Yaml::parse(values).ok();
        let root = yaml.as_ref().and_then(|yaml| yaml.documents().next());
        let mut reader = RegistriesReader {
            found: Vec::new(),
            seen: BTreeSet::new(),
        };
        root.into_iter()
            .for_each(|root| reader.walk(&mut Vec::new(), root));
        Self(reader.found)
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

struct RegistriesReader {
    found: Vec<Vec<String>>,
    /// The mappings that were walked through: an alias leads there again.
    seen: BTreeSet<usize>,
}

impl RegistriesReader {
    /// The depth of documents is bounded where they are read.
    fn walk(&mut self, keys: &mut Vec<String>, node: Node<'_>) {
        if !self.seen.insert(node.id()) || self.found.len() >= REGISTRIES_MAX {
            return;
        }
        for (key, value) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            keys.push(name.to_owned());
            let text = said(value).filter(|text| *text != DOCKER_HUB);
            if REGISTRIES_AROUND.contains(&name) && text.is_some() {
                self.found.push(keys.clone());
            }
            self.walk(keys, value);
            keys.pop();
        }
    }
}
