//! Inputs of a file, which whoever includes it may give other values than the defaults
//! (<https://docs.gitlab.com/ci/inputs/>).

use std::collections::BTreeSet;

use super::file::{INPUTS, NameSource, PipelineFile};
use super::links::INCLUDE;
use crate::yaml::Node;

impl<'y> PipelineFile<'y> {
    /// The same, where other documents of the file declare inputs.
    pub(super) fn with_headers(mut self, documents: impl Iterator<Item = Node<'y>>) -> Self {
        let inputs = documents.filter_map(|document| document.at(&INPUTS));
        self.inputs = inputs.collect();
        self
    }

    /// The default of an input, if one file declares it, and none that is read hands it another value.
    pub(super) fn input(&self, name: &str) -> Option<Node<'y>> {
        let mut declared = self
            .inputs
            .iter()
            .filter_map(|inputs| self.get(*inputs, name));
        let input = declared.next().filter(|_| declared.next().is_none())?;
        input.get("default").filter(|_| !self.is_handed(name))
    }

    /// Whether an include hands over an input of this name.
    fn is_handed(&self, name: &str) -> bool {
        let mut includes = self.at_top(INCLUDE).into_iter();
        includes.any(|include| {
            let names = self.names(NameSource::Inputs, Some(include), |it| Ok(handed(it)));
            names.is_ok_and(|names| names.contains(name))
        })
    }
}

/// The names of the inputs that an include, or those of a list, hand over.
fn handed(include: Node<'_>) -> BTreeSet<&str> {
    let includes = include.items().chain([include]);
    let inputs = includes.filter_map(|it| it.get("inputs"));
    let entries = inputs.flat_map(Node::entries);
    entries.filter_map(|(name, _)| name.as_str()).collect()
}
