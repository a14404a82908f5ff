//! Configurations of CircleCI: images of executors and jobs, of inline orbs too
//! (<https://circleci.com/docs/reference/configuration-reference/#docker>).
//!
//! Parameters are read by what jobs and executors of the file are given, and by their defaults
//! (<https://circleci.com/docs/reference/reusing-config/>). `machine` names no container. Not read are orbs of others.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::document::Source;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::{Mention, Mentions};
use crate::scan::parameters::{ParameterPlaces, ValuePart, ValueSet};
use crate::scan::readers::shell::ToldCommands;
use crate::yaml::{Node, Yaml};

mod calls;

use calls::Calls;

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a CircleCI configuration",
    all: Some("CircleCI"),
    is_named: |file| file.is_yaml() && file.is_below(".circleci"),
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The delimiters of a value.
const BEGIN: &str = "<<";
const END: &str = ">>";
/// The keys of mappings that hold steps, at any depth: jobs, commands, and steps under a condition.
const STEPS: [&str; 3] = ["steps", "pre-steps", "post-steps"];
/// The names of values that are known here: those of the part around them, and those of the pipeline.
const OWN: &str = "parameters.";
const PIPELINE: &str = "pipeline.parameters.";
/// The most values that the jobs and executors of a file are given, which aliases bring to many of them. A part that is
/// given more is open.
const GIVEN_MAX: usize = 200_000;
/// The most orbs within orbs.
const DEPTH_MAX: usize = 8;

/// All images of a configuration, or of a part of an orb that has a file of its own.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    let mut reader = CircleReader {
        places: ParameterPlaces::new(take_apart),
        left: GIVEN_MAX,
    };
    for root in yaml.documents() {
        let defaults = Rc::new(defaults(root, PIPELINE));
        reader.part(root, &Rc::new(vec![with_own(root, &defaults)]));
        reader.orb(root, &defaults, 0);
        reader.rest(root);
    }
    let mut mentions = reader.places.mentions(yaml.documents());
    mentions.extend(told(source, yaml));
    Ok(mentions)
}

/// The images that the commands of steps name.
fn told(source: &Source, yaml: &Yaml) -> Vec<Mention> {
    let mut commands = ToldCommands::default();
    let mut seen = BTreeSet::new();
    let mut rest: Vec<(Node<'_>, bool)> = yaml.documents().map(|root| (root, false)).collect();
    while let Some((node, is_steps)) = rest.pop() {
        if !seen.insert((node.id(), is_steps)) {
            continue;
        }
        for step in node.items() {
            if let Some(run) = step.get("run").filter(|_| is_steps) {
                commands.add_node_as(source, run.get("command").unwrap_or(run), without_values);
            }
            rest.push((step, false));
        }
        let entries = node.entries().into_iter();
        let is_of_steps = |key: Node<'_>| key.as_str().is_some_and(|key| STEPS.contains(&key));
        rest.extend(entries.map(|(key, value)| (value, is_of_steps(key))));
    }
    commands.mentions()
}

/// Whether the text between the delimiters is a value that is known here.
fn is_value(inner: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, ' ' | '-' | '.' | '_');
    let is_known = [OWN, PIPELINE]
        .iter()
        .any(|own| inner.trim().starts_with(own));
    is_known && inner.chars().all(is_letter)
}

/// The same bytes, with variables of a shell in the place of values, which a shell would read as here-documents.
fn without_values(text: &str) -> Cow<'_, str> {
    let mut parts = text.split(BEGIN);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let inner = part.split_once(END).map(|(inner, _)| inner);
        match inner.filter(|it| is_value(it)) {
            Some(inner) => replaced.extend(["${", inner, "_}", &part[inner.len() + END.len()..]]),
            None => replaced.extend([BEGIN, part]),
        }
    }
    Cow::Owned(replaced)
}

struct CircleReader<'y> {
    places: ParameterPlaces<'y>,
    /// How many values jobs and executors may still be given.
    left: usize,
}

impl<'y> CircleReader<'y> {
    /// Takes the executors and jobs of a configuration or of an orb, and of the orbs in it.
    fn orb(&mut self, orb: Node<'y>, pipeline: &Rc<ValueSet<'y>>, depth: usize) {
        if depth > DEPTH_MAX || !self.places.is_new("orb", orb) {
            return;
        }
        let calls = self.calls(orb);
        let mut executors = self.jobs(orb, pipeline, calls);
        for (name, executor) in entries(orb, "executors") {
            let given = executors.take(name);
            self.part(executor, &Rc::new(sets(executor, pipeline, given)));
        }
        for (_, orb) in entries(orb, "orbs") {
            self.orb(orb, pipeline, depth + 1);
        }
    }

    /// What workflows give to jobs.
    fn calls(&mut self, orb: Node<'y>) -> Calls<'y> {
        let mut calls = Calls::default();
        let workflows = entries(orb, "workflows").into_iter();
        let jobs = workflows.filter_map(|(_, workflow)| workflow.get("jobs"));
        for job in jobs.flat_map(Node::items) {
            for (job, given) in job.entries() {
                match self.pay(given) {
                    true => calls.add(job, with_matrix(given)),
                    false => calls.open(job),
                }
            }
            // By its name alone, it has its defaults
            calls.add(job, ValueSet::new());
        }
        calls
    }

    /// Takes jobs, and returns what they give to executors.
    fn jobs(
        &mut self,
        orb: Node<'y>,
        pipeline: &Rc<ValueSet<'y>>,
        mut calls: Calls<'y>,
    ) -> Calls<'y> {
        let mut executors = Calls::default();
        // What aliases bring to many jobs, each of which gives the same
        let mut seen = BTreeSet::new();
        for (name, job) in entries(orb, "jobs") {
            let given = calls.take(name);
            let sets = sets(job, pipeline, given);
            if let Some((_, executor)) = job.entry("executor")
                && !seen.contains(&executor.id())
            {
                if !passes_own(executor) {
                    seen.insert(executor.id());
                }
                let name = executor.get("name").unwrap_or(executor);
                match sets.iter().all(|_| self.pay(executor)) {
                    true => call(&mut executors, (name, executor), &sets),
                    false => executors.open(name),
                }
            }
            self.part(job, &Rc::new(sets));
        }
        executors
    }

    /// Whether as many values may still be given as these are.
    fn pay(&mut self, given: Node<'y>) -> bool {
        if self.left > 0 {
            self.left = self.left.saturating_sub(given.entries().len() + 1);
        }
        self.left > 0
    }

    /// Takes the images of a job or an executor.
    fn part(&mut self, part: Node<'y>, sets: &Rc<Vec<ValueSet<'y>>>) {
        for container in part.get("docker").into_iter().flat_map(Node::items) {
            if let Some((key, image)) = container.entry("image") {
                self.places.image(key, image, sets);
            }
        }
    }

    /// What has no meaning by itself, and holds texts for aliases.
    fn rest(&mut self, root: Node<'y>) {
        const READ: [&str; 6] = [
            "commands",
            "executors",
            "jobs",
            "orbs",
            "parameters",
            "workflows",
        ];
        for (key, value) in root.entries() {
            if !key.as_str().is_some_and(|key| READ.contains(&key)) {
                self.places.unread(key, value);
            }
        }
    }
}

fn entries<'y>(node: Node<'y>, key: &str) -> Vec<(Node<'y>, Node<'y>)> {
    node.get(key).map(Node::entries).unwrap_or_default()
}

/// The defaults of the parameters that a part of a file declares; none for those that have none.
fn defaults<'y>(part: Node<'y>, prefix: &str) -> ValueSet<'y> {
    let declared = entries(part, "parameters").into_iter();
    let named = declared.filter_map(|(name, parameter)| {
        let default = parameter.get("default").into_iter().collect();
        Some((format!("{prefix}{}", name.as_str()?), default))
    });
    named.collect()
}

fn with_own<'y>(part: Node<'y>, pipeline: &Rc<ValueSet<'y>>) -> ValueSet<'y> {
    defaults(part, OWN).within(pipeline)
}

/// The values of a part: its defaults, with what each use of it gives instead.
fn sets<'y>(
    part: Node<'y>,
    pipeline: &Rc<ValueSet<'y>>,
    given: Option<Vec<ValueSet<'y>>>,
) -> Vec<ValueSet<'y>> {
    let own = with_own(part, pipeline);
    let Some(given) = given else {
        return vec![own];
    };
    let own = Rc::new(own);
    let set = |mut given: ValueSet<'y>| {
        // What it does not declare is none of its parameters
        given.own_mut().retain(|name, _| own.contains_key(name));
        given.within(&own)
    };
    given.into_iter().map(set).collect()
}

/// What a job of a workflow is given, by itself and by its matrix.
fn with_matrix(arguments: Node<'_>) -> ValueSet<'_> {
    let mut set = given(arguments);
    if let Some(matrix) = arguments.get("matrix") {
        let cells = entries(matrix, "parameters");
        // What is left out of several values with each other is not followed
        let is_open = cells.len() > 1 && matrix.get("exclude").is_some();
        for (name, values) in cells {
            let values = values.items().filter(|_| !is_open).collect();
            let name = name.as_str().map(|name| format!("{OWN}{name}"));
            set.own_mut().extend(name.map(|name| (name, values)));
        }
    }
    set
}

fn given(arguments: Node<'_>) -> ValueSet<'_> {
    let named = arguments.entries().into_iter();
    let named =
        named.filter_map(|(name, value)| Some((format!("{OWN}{}", name.as_str()?), vec![value])));
    named.collect()
}

/// Adds what a job with these values gives to its executor.
fn call<'y>(
    executors: &mut Calls<'y>,
    (name, executor): (Node<'y>, Node<'y>),
    job: &[ValueSet<'y>],
) {
    let given = given(executor);
    for set in job {
        let mut passed = given.clone();
        for nodes in passed.own_mut().values_mut() {
            let parts = |node: &Node<'y>| node.as_str().map(take_apart).unwrap_or_default();
            match nodes.first().map(parts).unwrap_or_default()[..] {
                [ValuePart::Value(name)] if name.starts_with(OWN) => {
                    *nodes = set.get(name).cloned().unwrap_or_default();
                }
                ref parts if parts.iter().any(is_own) => nodes.clear(),
                _ => {}
            }
        }
        executors.add(name, passed);
    }
}

/// Whether a job gives values of its own to its executor.
fn passes_own(executor: Node<'_>) -> bool {
    executor.entries().iter().any(|(_, value)| {
        let text = value.as_str().unwrap_or_default();
        take_apart(text).iter().any(is_own)
    })
}

fn is_own(part: &ValuePart<'_>) -> bool {
    matches!(part, ValuePart::Value(name) if name.starts_with(OWN))
}

/// A text by its values: `<< parameters.tag >>`; a backslash before it makes it text.
fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let Some(length) = rest[start..].find(END) else {
            break;
        };
        let end = start + length + END.len();
        let name = rest[start + BEGIN.len()..end - END.len()].trim();
        let is_known = name.starts_with(OWN) || name.starts_with(PIPELINE);
        let is_escaped = rest[..start].ends_with('\\');
        parts.push(ValuePart::Literal(&rest[..start]));
        parts.push(match is_known && !is_escaped {
            true => ValuePart::Value(name),
            false => ValuePart::Open(&rest[start..end]),
        });
        rest = &rest[end..];
    }
    parts.push(ValuePart::Literal(rest));
    parts.retain(|part| *part != ValuePart::Literal(""));
    parts
}
