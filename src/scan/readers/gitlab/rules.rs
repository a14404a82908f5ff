//! Variables that rules set (<https://docs.gitlab.com/ci/yaml/#rulesvariables>): which value they have, a pipeline decides.

use std::collections::BTreeSet;

use super::file::{Names, PipelineFile};
use crate::document::Problem;
use crate::scan::mention::Obstacle;
use crate::yaml::Node;

/// The names that rules give values.
pub(super) struct RuleVariables<'y> {
    /// In rules of the job, which go before all variables.
    pub(super) job: Names<'y>,
    /// In rules of the pipeline, which go before the file's variables only
    /// (<https://docs.gitlab.com/ci/yaml/#workflowrulesvariables>).
    pub(super) workflow: Names<'y>,
}

impl RuleVariables<'_> {
    /// The rule that decides a variable; `is_own` tells whether the job itself has it.
    pub(super) fn obstacle(&self, name: &str, is_own: bool) -> Option<Obstacle> {
        let by = |rules: &str| Some(Obstacle::Expression(format!("{rules}:variables:{name}")));
        match name {
            _ if self.job.contains(name) => by("rules"),
            _ if self.workflow.contains(name) && !is_own => by("workflow:rules"),
            _ => None,
        }
    }
}

/// The names that rules give values.
pub(super) fn names<'y>(
    file: &PipelineFile<'y>,
    rules: Node<'y>,
) -> Result<BTreeSet<&'y str>, Box<Problem>> {
    let rules = file.items(rules)?.into_iter();
    let variables = rules.filter_map(|(_, rule)| file.get(rule, "variables"));
    Ok(variables
        .flat_map(Node::entries)
        .filter_map(|(name, _)| name.as_str())
        .collect())
}
