//! Inputs of a file, which whoever includes it may give other values than the defaults
//! (<https://docs.gitlab.com/ci/inputs/>).

use super::file::{INPUTS, PipelineFile};
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
        let mut declared = self.inputs.iter().filter_map(|inputs| inputs.get(name));
        let input = declared.next().filter(|_| declared.next().is_none())?;
        let includes = self.at_top(INCLUDE).into_iter();
        let mut includes = includes.flat_map(|it| it.items().chain([it]));
        let is_handed = includes.any(|it| it.at(&["inputs", name]).is_some());
        input.get("default").filter(|_| !is_handed)
    }
}
