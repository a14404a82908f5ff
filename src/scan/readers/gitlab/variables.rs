//! Variables of a pipeline: of a job, of what it extends, of the file.

use std::collections::BTreeSet;

use super::expand::{names, whole};
use super::file::PipelineFile;
use crate::document::Problem;
use crate::yaml::Node;

/// The keys of commands.
const SCRIPTS: [&str; 3] = ["script", "before_script", "after_script"];

pub(super) struct PipelineVariables<'y> {
    pub(super) file: PipelineFile<'y>,
    /// Names that are a part of an image or of another variable, or stand in commands.
    pub(super) partly: BTreeSet<&'y str>,
    /// Values that references bring to where no image is.
    referred: BTreeSet<usize>,
    /// The variables that rules of the pipeline set instead.
    pub(super) workflow: BTreeSet<&'y str>,
}

impl<'y> PipelineVariables<'y> {
    /// The variables of a file with these images.
    pub(super) fn of(
        file: PipelineFile<'y>,
        images: impl Iterator<Item = Node<'y>>,
    ) -> Result<Self, Box<Problem>> {
        let jobs = file.root.entries().into_iter().map(|(_, job)| job);
        let blocks = jobs
            .chain([file.root])
            .filter_map(|it| file.get(it, "variables"));
        let mut seen = BTreeSet::new();
        let blocks = blocks.filter(|block| seen.insert(block.id()));
        let values = blocks.flat_map(Node::entries);
        let values = values.filter_map(|held| text_of(&file, file.follow(held).1));
        let mut partly = BTreeSet::new();
        let mut read = BTreeSet::new();
        let texts = values
            .chain(images)
            .filter(|node| read.insert(node.id()))
            .filter_map(Node::as_str);
        for text in texts.filter(|text| whole(text).is_none()) {
            partly.extend(names(text));
        }
        partly.extend(in_scripts(file.root));
        let workflow = file.get(file.root, "workflow");
        let rules = workflow.and_then(|workflow| file.get(workflow, "rules"));
        let ruled = rules.map(|rules| ruled(&file, rules)).transpose()?;
        Ok(Self {
            partly,
            referred: file.other_uses(),
            workflow: ruled.unwrap_or_default(),
            file,
        })
    }

    /// Whether a reference brings a value to where no image is.
    pub(super) fn is_referred(&self, value: Node<'_>) -> bool {
        self.referred.contains(&value.id())
    }
}

/// The variables that commands use: a digest in one of them would reach `docker build -t "$IMAGE"`.
fn in_scripts(root: Node<'_>) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut rest = vec![(root, false)];
    while let Some((node, is_script)) = rest.pop() {
        if !seen.insert((node.id(), is_script)) {
            continue;
        }
        if is_script {
            found.extend(node.as_str().into_iter().flat_map(names));
        }
        rest.extend(node.items().map(|item| (item, is_script)));
        let is_key = |key: Node<'_>| key.as_str().is_some_and(|key| SCRIPTS.contains(&key));
        let entries = node.entries().into_iter();
        rest.extend(entries.map(|(key, value)| (value, is_script || is_key(key))));
    }
    found
}

/// The names that rules give values (<https://docs.gitlab.com/ci/yaml/#rulesvariables>): which one, a pipeline decides.
pub(super) fn ruled<'y>(
    file: &PipelineFile<'y>,
    rules: Node<'y>,
) -> Result<BTreeSet<&'y str>, Box<Problem>> {
    let rules = file.items(rules)?.into_iter();
    let variables = rules.filter_map(|(_, rule)| file.get(rule, "variables"));
    let names = variables.flat_map(Node::entries);
    Ok(names.filter_map(|(name, _)| name.as_str()).collect())
}

/// The text of a variable, which is its value or the `value` of a mapping.
pub(super) fn text_of<'y>(file: &PipelineFile<'y>, variable: Node<'y>) -> Option<Node<'y>> {
    let text = if variable.is_mapping() {
        file.get(variable, "value")
    } else {
        Some(variable)
    };
    text.filter(|it| !it.is_null())
}

#[cfg(test)]
mod tests {
    use crate::document::Source;
    use crate::scan::mention::{Hindrance, Pinning};
    use crate::yaml::Yaml;

    #[test]
    fn a_variable_that_commands_use_is_no_place_for_a_digest() {
        for (commands, is_shared) in [
            ("script: [docker push $IMG]", true),
            ("after_script: [[\"docker build -t ${IMG} .\"]]", true),
            ("script: [make]", false),
        ] {
            let text = format!(
                "variables: {{IMG: web:1}}\ntest: {{image: $IMG, script: [x]}}\nb: {{{commands}}}\n"
            );
            let source = Source::new("test.yaml", &*text);
            let yaml = Yaml::parse(&source).unwrap();
            let found = super::super::mentions(&source, &yaml).unwrap();
            let shared = Pinning::Unsafe(Hindrance::Shared);
            assert_eq!(found[0].pinning == shared, is_shared, "{commands}");
        }
    }
}
