//! Argo Workflows: images that parameters decide, by the values that the same object gives them
//! (<https://argo-workflows.readthedocs.io/en/latest/variables/>).
//!
//! Whoever submits a workflow may give others, and so may a template of another object. A template that several steps
//! call has the image of each call.

use std::collections::{BTreeMap, BTreeSet};

use crate::scan::actions::shortened;
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{misread, place, said};
use crate::yaml::Node;

/// The group of the objects, and the paths to what is a workflow in each of their kinds.
const GROUP: &str = "argoproj.io/";
const KINDS: [(&str, &[&str]); 4] = [
    ("Workflow", &["spec"]),
    ("WorkflowTemplate", &["spec"]),
    ("ClusterWorkflowTemplate", &["spec"]),
    ("CronWorkflow", &["spec", "workflowSpec"]),
];
/// The keys of a template that are containers, and of lists of such.
const CONTAINERS: [&str; 2] = ["container", "script"];
const LISTS: [&str; 2] = ["initContainers", "sidecars"];
/// The delimiters of a variable, and what the names of parameters begin with.
const BEGIN: &str = "{{";
const END: &str = "}}";
const INPUTS: &str = "inputs.parameters.";
const WORKFLOW: &str = "workflow.parameters.";
/// The longest text that is followed, in bytes, and the depth of values that name others.
const TEXT_MAX: usize = 1024;
const DEPTH_MAX: usize = 4;
/// The most calls of one template, and the most templates and calls of an object, that are followed.
const CALLS_MAX: usize = 64;
const FOLLOWED_MAX: usize = 10_000;

/// The images of an object that parameters decide.
#[derive(Default)]
pub(super) struct WorkflowImages {
    pub(super) mentions: Vec<Mention>,
    /// The values of `image` of which nothing more has to be said.
    pub(super) known: BTreeSet<usize>,
}

/// Values of parameters, by their names.
type Values<'y> = BTreeMap<&'y str, Node<'y>>;

/// The values that a template sees in one call.
struct CallScope<'c, 'y> {
    workflow: &'c Values<'y>,
    inputs: &'c Values<'y>,
    given: &'c Values<'y>,
}

/// The images of an object of Argo Workflows that its parameters decide.
pub(super) fn images(object: Node<'_>) -> Option<WorkflowImages> {
    let text = |key| object.get(key).and_then(Node::as_str);
    text("apiVersion").filter(|version| version.starts_with(GROUP))?;
    let kind = text("kind")?;
    let (_, path) = KINDS.iter().find(|(name, _)| *name == kind)?;
    let spec = object.at(path)?;
    let workflow = values(spec.get("arguments"));
    let mut calls = calls(spec);
    if let Some(entrypoint) = spec.get("entrypoint").and_then(Node::as_str) {
        // What the workflow is given, its first template is given too
        calls.entry(entrypoint).or_default().push(workflow.clone());
    }
    let mut images = WorkflowImages::default();
    for template in templates(spec) {
        let inputs = values(template.get("inputs"));
        let name = template.get("name").and_then(Node::as_str);
        let mut calls = name.and_then(|name| calls.remove(name)).unwrap_or_default();
        if calls.is_empty() {
            calls.push(Values::new());
        }
        for image in containers(template) {
            let scopes = calls.iter().map(|given| CallScope {
                workflow: &workflow,
                inputs: &inputs,
                given,
            });
            images.image(image, scopes);
        }
    }
    Some(images)
}

fn templates(spec: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let templates = spec.get("templates").into_iter().flat_map(Node::items);
    templates.take(FOLLOWED_MAX)
}

/// The images of the containers of a template.
fn containers(template: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let own = CONTAINERS.iter().filter_map(move |key| template.get(key));
    let lists = LISTS.iter().filter_map(move |key| template.get(key));
    let set = template.at(&["containerSet", "containers"]);
    let listed = lists.chain(set).flat_map(Node::items);
    own.chain(listed).filter_map(|it| it.get("image"))
}

/// The values of a list of parameters. One without a value has none here.
fn values(holder: Option<Node<'_>>) -> Values<'_> {
    let list = holder.and_then(|holder| holder.get("parameters"));
    let list = list.into_iter().flat_map(Node::items).take(FOLLOWED_MAX);
    let named = list.filter_map(|it| Some((it.get("name")?.as_str()?, it)));
    let valued = named.filter_map(|(name, it)| {
        let value = it.get("value").or_else(|| it.get("default"))?;
        Some((name, value))
    });
    valued.collect()
}

/// What the steps and tasks of all templates give to those that they call, by the names of these.
fn calls(spec: Node<'_>) -> BTreeMap<&str, Vec<Values<'_>>> {
    let mut calls: BTreeMap<&str, Vec<Values<'_>>> = BTreeMap::new();
    let steps = templates(spec).flat_map(|template| {
        let groups = template.get("steps").into_iter().flat_map(Node::items);
        // A group may be one step
        let steps = groups.flat_map(|group| group.items().chain([group]));
        let tasks = template.at(&["dag", "tasks"]).into_iter();
        steps.chain(tasks.flat_map(Node::items))
    });
    for step in steps.take(FOLLOWED_MAX) {
        if let Some(name) = step.get("template").and_then(Node::as_str) {
            let of_template = calls.entry(name).or_default();
            // One more than are read tells that there are too many
            if of_template.len() <= CALLS_MAX {
                of_template.push(values(step.get("arguments")));
            }
        }
    }
    calls
}

impl WorkflowImages {
    /// Takes an image by each call. One that aliases lead to may be another one there.
    fn image<'c, 'y: 'c>(
        &mut self,
        image: Node<'y>,
        scopes: impl ExactSizeIterator<Item = CallScope<'c, 'y>>,
    ) {
        let Some(text) = said(image).filter(|text| text.contains(BEGIN)) else {
            return;
        };
        if image.aliases() > 0 || !self.known.insert(image.id()) {
            return;
        }
        let span = place(image);
        let unresolved = |why| Mention::unresolved(span.clone(), shortened(text), why);
        if scopes.len() > CALLS_MAX {
            let obstacle = Obstacle::Expression(shortened(text));
            self.mentions.push(unresolved(obstacle));
            return;
        }
        let (mut texts, mut open) = (BTreeSet::new(), None);
        for scope in scopes {
            match scope.expand(text, 0) {
                Ok(text) => drop(texts.insert(text)),
                Err(obstacle) => open = open.or(Some(obstacle)),
            }
        }
        self.mentions.extend(open.map(unresolved));
        let name = text.split(BEGIN).nth(1).unwrap_or_default();
        let name = name.split(END).next().unwrap_or_default().trim();
        for text in texts {
            let pinning = Pinning::Unsafe(Hindrance::Variable(name.to_owned()));
            let mention = Mention::read(span.clone(), text, pinning);
            self.mentions.push(mention.with_defaults(true));
        }
    }
}

impl CallScope<'_, '_> {
    /// A text with the values of its parameters.
    fn expand(&self, text: &str, depth: usize) -> Result<String, Obstacle> {
        let unknown = || Obstacle::Expression(shortened(text));
        if text.len() > TEXT_MAX || depth > DEPTH_MAX {
            return Err(unknown());
        }
        let mut parts = text.split(BEGIN);
        let mut expanded = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, behind) = part.split_once(END).ok_or_else(unknown)?;
            expanded += &self.value(name.trim(), depth)?;
            expanded += behind;
            if expanded.len() > TEXT_MAX {
                return Err(unknown());
            }
        }
        Ok(expanded)
    }

    fn value(&self, name: &str, depth: usize) -> Result<String, Obstacle> {
        let missing = || Obstacle::Variable(name.to_owned());
        let (value, is_given) = if let Some(name) = name.strip_prefix(WORKFLOW) {
            (self.workflow.get(name), false)
        } else if let Some(name) = name.strip_prefix(INPUTS) {
            let given = self.given.get(name);
            (given.or(self.inputs.get(name)), given.is_some())
        } else {
            return Err(Obstacle::Expression(name.to_owned()));
        };
        let scalar = value.and_then(|value| value.scalar().filter(|_| !value.is_null()));
        let scalar = scalar.ok_or_else(missing)?;
        if let Some(number) = value.and_then(|value| misread(*value, printed_otherwise)) {
            return Err(Obstacle::Number(number));
        }
        // The inputs of who calls are others than those here
        if is_given && scalar.text.contains(INPUTS) {
            return Err(Obstacle::Expression(shortened(&scalar.text)));
        }
        self.expand(&scalar.text, depth + 1)
    }
}
