//! Variables that rules set (<https://docs.gitlab.com/ci/yaml/#rulesvariables>): which value they have, a pipeline decides.

use std::collections::BTreeSet;

use super::file::File;
use crate::uses::Obstacle;
use crate::yaml::Node;

/// The names that rules give values.
pub(super) struct Ruled<'y> {
    /// In rules of the job, which go before all variables.
    job: BTreeSet<&'y str>,
    /// In rules of the pipeline, which go before the file's variables only
    /// (<https://docs.gitlab.com/ci/yaml/#workflowrulesvariables>).
    workflow: BTreeSet<&'y str>,
}

impl<'y> Ruled<'y> {
    /// What the rules of a job and of the file say; a job's own rules are in the place of those of what it extends.
    pub(super) fn of(file: File<'y>, bases: &[Node<'y>]) -> Self {
        let own = bases.iter().find_map(|base| file.get(*base, "rules"));
        let workflow = file.get(file.root, "workflow").and_then(|workflow| file.get(workflow, "rules"));
        Self { job: names(file, own), workflow: names(file, workflow) }
    }

    /// Which rule decides a variable that the job itself has or has not.
    pub(super) fn obstacle(&self, name: &str, is_own: bool) -> Option<Obstacle> {
        let by = |rules: &str| Some(Obstacle::Expression(format!("{rules}:variables:{name}")));
        match name {
            _ if self.job.contains(name) => by("rules"),
            _ if self.workflow.contains(name) && !is_own => by("workflow:rules"),
            _ => None,
        }
    }
}

fn names<'y>(file: File<'y>, rules: Option<Node<'y>>) -> BTreeSet<&'y str> {
    let rules = rules.map(|rules| file.items(rules)).unwrap_or_default();
    let variables = rules.into_iter().filter_map(|(_, rule)| file.get(rule, "variables"));
    variables.flat_map(Node::entries).filter_map(|(name, _)| name.as_str()).collect()
}
