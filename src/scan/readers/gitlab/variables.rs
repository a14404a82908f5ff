//! Variables of a pipeline: of a job, of what it extends, of the file.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::expand::{names, whole};
use super::file::PipelineFile;
use super::links::{INCLUDE, elsewhere};
use crate::document::Problem;
use crate::scan::mention::Obstacle;
use crate::yaml::Node;

/// The keys of commands.
const SCRIPTS: [&str; 3] = ["script", "before_script", "after_script"];

pub(super) struct PipelineVariables<'y> {
    pub(super) file: PipelineFile<'y>,
    /// Names that are a part of an image or of another variable, or stand in commands.
    pub(super) partly: BTreeSet<&'y str>,
    /// Values that references bring to where no image is.
    referred: BTreeSet<usize>,
    /// The variables at the top that were looked for.
    globals: RefCell<HashMap<String, Result<Node<'y>, Obstacle>>>,
    /// The variables that rules of the pipeline set instead.
    pub(super) workflow: BTreeSet<&'y str>,
}

impl<'y> PipelineVariables<'y> {
    /// The variables of a file with these images.
    pub(super) fn of(
        file: PipelineFile<'y>,
        images: impl Iterator<Item = Node<'y>>,
    ) -> Result<Self, Box<Problem>> {
        let roots = file.roots.iter().map(|root| root.node);
        let jobs = roots.clone().flat_map(Node::entries).map(|(_, job)| job);
        let blocks = jobs
            .chain(roots.clone())
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
        partly.extend(roots.flat_map(in_scripts));
        let workflows = file.at_top("workflow").into_iter();
        let rules = workflows
            .filter_map(|workflow| file.get(workflow, "rules"))
            .next();
        let ruled = rules.map(|rules| ruled(&file, rules)).transpose()?;
        Ok(Self {
            partly,
            referred: file.other_uses(),
            globals: RefCell::default(),
            workflow: ruled.unwrap_or_default(),
            file,
        })
    }

    /// A variable at the top, which is looked for once in all files.
    pub(super) fn global(&self, name: &str) -> Result<Node<'y>, Obstacle> {
        if let Some(known) = self.globals.borrow().get(name) {
            return known.clone();
        }
        let found = self.find_global(name);
        let mut known = self.globals.borrow_mut();
        known.insert(name.to_owned(), found.clone());
        found
    }

    /// A variable at the top. One that a rule may take away must be what it would be without.
    fn find_global(&self, name: &str) -> Result<Node<'y>, Obstacle> {
        let mut found: Option<Node<'y>> = None;
        for root in &self.file.roots {
            let layer = self.file.get(root.node, "variables");
            if let Some(obstacle) = layer.and_then(|layer| self.file.obstacle(layer)) {
                return Err(obstacle);
            }
            let Some(variable) = layer.and_then(|layer| self.file.get(layer, name)) else {
                continue;
            };
            let text = |variable| text_of(&self.file, variable).and_then(Node::as_str);
            match found {
                Some(first) if text(first) != text(variable) => {
                    return Err(Obstacle::SetElsewhere(name.to_owned(), None));
                }
                _ if !root.is_conditional => return Ok(found.unwrap_or(variable)),
                _ => found = found.or(Some(variable)),
            }
        }
        found.ok_or_else(|| self.unknown(name))
    }

    /// The reason why a variable is not known.
    pub(super) fn unknown(&self, name: &str) -> Obstacle {
        let name = name.to_owned();
        let includes = self.file.at_top(INCLUDE).into_iter();
        match includes.filter_map(elsewhere).next() {
            Some(keyword) => Obstacle::IncludedElsewhere { name, keyword },
            None => Obstacle::Variable(name),
        }
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
            let found = super::super::mentions(&source, &yaml, &std::sync::Arc::default()).unwrap();
            let shared = Pinning::Unsafe(Hindrance::Shared);
            assert_eq!(found[0].pinning == shared, is_shared, "{commands}");
        }
    }
}
