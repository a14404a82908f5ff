//! Parameters of Tekton: images that a default or a value in the same object decides
//! (<https://tekton.dev/docs/pipelines/variables/>).
//!
//! A run may give another value than a default, and hands its own on into what it has inlined
//! (<https://tekton.dev/docs/pipelines/pipelineruns/#propagated-parameters>). Only what is certain is followed.

use std::collections::{BTreeMap, BTreeSet};

use super::parameters::{ParameterText, TextPart, occurrences};
use crate::document::Source;
use crate::scan::mention::{Basis, Hindrance, Mention, Obstacle, Pinning};
use crate::scan::scalar::{place, said, unaliased, verbatim};
use crate::yaml::Node;

/// The group of Tekton's objects.
const GROUP: &str = "tekton.dev/";
/// The most parameters and steps that are followed in an object, many times what anybody writes: aliases repeat them.
const FOLLOWED_MAX: usize = 200_000;
/// The longest text of a parameter that may be an image, in bytes.
const TEXT_MAX: usize = 1024;

/// The images of an object's steps that parameters decide.
#[derive(Default)]
pub(super) struct TektonImages<'y> {
    /// The mentions: at the text that a parameter has, or at the step.
    pub(super) mentions: Vec<Mention>,
    /// The values of `image` of which nothing more has to be said.
    pub(super) known: BTreeSet<usize>,
    /// The texts that images are as a whole, with the parameters that lead there.
    whole: BTreeMap<usize, (Node<'y>, Basis, Vec<&'y str>)>,
    /// How often a parameter is used for an image as a whole, or handed on.
    uses: BTreeMap<&'y str, BTreeSet<usize>>,
    followed: usize,
}

/// The text of a parameter.
#[derive(Clone)]
enum ParameterValue<'y> {
    Text {
        node: Node<'y>,
        basis: Basis,
        /// The parameters that lead to the text.
        names: Vec<&'y str>,
    },
    /// None here.
    Missing,
    /// Whoever runs it says it.
    Unknown,
}

type ParameterValues<'y> = BTreeMap<&'y str, ParameterValue<'y>>;

/// The parameters of a part of an object, and those of what is around it.
struct ParameterScope<'y, 's> {
    own: ParameterValues<'y>,
    outer: Option<&'s ParameterScope<'y, 's>>,
}

impl<'y> ParameterScope<'y, '_> {
    fn get(&self, name: &str) -> Option<&ParameterValue<'y>> {
        let outer = || self.outer.and_then(|outer| outer.get(name));
        self.own.get(name).or_else(outer)
    }
}

/// The images of an object of Tekton that its parameters decide.
pub(super) fn images<'y>(source: &Source, object: Node<'y>) -> Option<TektonImages<'y>> {
    let text = |key| object.get(key).and_then(Node::as_str);
    text("apiVersion").filter(|version| version.starts_with(GROUP))?;
    let spec = object.get("spec")?;
    let mut images = TektonImages::default();
    let none = ParameterScope {
        own: ParameterValues::new(),
        outer: None,
    };
    match text("kind")? {
        "Task" | "ClusterTask" | "StepAction" => images.task(spec, ParameterValues::new(), &none),
        "TaskRun" => {
            let given = images.given(spec, &none);
            images.task(spec.get("taskSpec")?, given, &none);
        }
        "Pipeline" => images.pipeline(spec, ParameterValues::new(), &none),
        "PipelineRun" => {
            let given = images.given(spec, &none);
            images.pipeline(spec.get("pipelineSpec")?, given, &none);
        }
        _ => return None,
    }
    images.finish(&source.text[object.span()]);
    Some(images)
}

impl<'y> TektonImages<'y> {
    fn pipeline(
        &mut self,
        spec: Node<'y>,
        given: ParameterValues<'y>,
        outer: &ParameterScope<'y, '_>,
    ) {
        let scope = self.scope(spec, given, outer);
        let lists = ["tasks", "finally"]
            .into_iter()
            .filter_map(|it| spec.get(it));
        for task in lists.flat_map(Node::items) {
            if let Some(inlined) = task.get("taskSpec") {
                let given = self.given(task, &scope);
                self.task(inlined, given, &scope);
            }
        }
    }

    fn task(&mut self, spec: Node<'y>, given: ParameterValues<'y>, outer: &ParameterScope<'y, '_>) {
        let scope = self.scope(spec, given, outer);
        let lists = ["steps", "sidecars"]
            .into_iter()
            .filter_map(|it| spec.get(it));
        let steps = lists.flat_map(Node::items);
        let others = [Some(spec), spec.get("stepTemplate")].into_iter().flatten();
        for image in steps.chain(others).filter_map(|step| step.get("image")) {
            self.step(image, &scope);
        }
    }

    /// The parameters that a part of an object declares. A default is not certain where what is around it has a
    /// parameter of that name too.
    fn scope<'s>(
        &mut self,
        spec: Node<'y>,
        given: ParameterValues<'y>,
        outer: &'s ParameterScope<'y, 's>,
    ) -> ParameterScope<'y, 's> {
        let mut own = given;
        let lists = [spec.get("params"), spec.at(&["inputs", "params"])];
        for parameter in lists.into_iter().flatten().flat_map(Node::items) {
            let Some(name) = parameter.get("name").and_then(Node::as_str) else {
                continue;
            };
            if !self.follows() {
                break;
            }
            let value = match outer.get(name) {
                Some(_) => ParameterValue::Unknown,
                None => default(parameter),
            };
            own.entry(name).or_insert(value);
        }
        ParameterScope {
            own,
            outer: Some(outer),
        }
    }

    /// The values that a run or a pipeline gives to parameters.
    fn given(&mut self, holder: Node<'y>, scope: &ParameterScope<'y, '_>) -> ParameterValues<'y> {
        let mut given = ParameterValues::new();
        let list = |path: &[&str]| holder.at(path).into_iter().flat_map(Node::items);
        for parameter in list(&["params"]) {
            let name = parameter.get("name").and_then(Node::as_str);
            if let Some(name) = name.filter(|_| self.follows()) {
                let value = parameter.get("value").map(|it| self.value(it, scope));
                given.insert(name, value.unwrap_or(ParameterValue::Unknown));
            }
        }
        for parameter in list(&["matrix", "params"]) {
            if let Some(name) = parameter.get("name").and_then(Node::as_str) {
                given.insert(name, ParameterValue::Unknown);
            }
        }
        given
    }

    fn value(&mut self, node: Node<'y>, scope: &ParameterScope<'y, '_>) -> ParameterValue<'y> {
        if let Some(node) = literal(node) {
            return ParameterValue::Text {
                node,
                basis: Basis::Text,
                names: Vec::new(),
            };
        }
        let name = ParameterText::of(node).and_then(|text| text.whole());
        let value = name.and_then(|name| Some((name, scope.get(name)?.clone())));
        match value {
            Some((
                name,
                ParameterValue::Text {
                    node: text,
                    basis,
                    mut names,
                },
            )) => {
                self.uses.entry(name).or_default().insert(node.id());
                names.push(name);
                ParameterValue::Text {
                    node: text,
                    basis,
                    names,
                }
            }
            Some((_, ParameterValue::Missing | ParameterValue::Unknown)) | None => {
                ParameterValue::Unknown
            }
        }
    }

    /// Takes the image of a step. One that aliases lead to may be another one there.
    fn step(&mut self, image: Node<'y>, scope: &ParameterScope<'y, '_>) {
        let Some(text) = ParameterText::of(image).filter(|text| text.has_parameters()) else {
            return;
        };
        if !self.follows() || image.aliases() > 0 || !self.known.insert(image.id()) {
            return;
        }
        if let Some(name) = text.whole() {
            self.uses.entry(name).or_default().insert(image.id());
        }
        if let Some(name) = text.whole()
            && let Some(ParameterValue::Text { node, basis, names }) = scope.get(name)
        {
            let names = names.iter().copied().chain([name]).collect();
            let new = (*node, *basis, names);
            // Where one text is a default and given, it is no more than a default
            let known = self.whole.entry(node.id()).or_insert(new.clone());
            known.2.extend(new.2);
            if *basis == Basis::Defaults {
                known.1 = Basis::Defaults;
            }
            return;
        }
        self.mentions.push(partly(image, &text, scope));
    }

    fn follows(&mut self) -> bool {
        self.followed += 1;
        self.followed <= FOLLOWED_MAX
    }

    /// Takes the texts that are images as a whole, which may be changed if they are nothing else.
    fn finish(&mut self, object: &str) {
        let counts = occurrences(object);
        for (node, basis, names) in std::mem::take(&mut self.whole).into_values() {
            let is_image_alone = |name: &&str| {
                let uses = self.uses.get(name).map_or(0, BTreeSet::len);
                counts.get(name) == Some(&uses)
            };
            let pinning = match names.iter().all(is_image_alone) {
                true => unaliased(node, verbatim(node), Pinning::Reference),
                false => Pinning::Unsafe(Hindrance::Shared),
            };
            let written = node.as_str().unwrap_or_default();
            let mention = Mention::read(place(node), written, pinning);
            self.mentions
                .push(mention.with_defaults(basis == Basis::Defaults));
        }
    }
}

/// The value of a parameter that nobody gives another one.
fn default(parameter: Node<'_>) -> ParameterValue<'_> {
    let default = parameter.get("default").and_then(literal);
    default.map_or(ParameterValue::Missing, |node| ParameterValue::Text {
        node,
        basis: Basis::Defaults,
        names: Vec::new(),
    })
}

/// A text without variables.
fn literal(node: Node<'_>) -> Option<Node<'_>> {
    let is_literal = |text: &&str| text.len() <= TEXT_MAX && !text.contains('$');
    said(node).filter(is_literal).map(|_| node)
}

/// The mention of an image of which parameters decide a part, or which nobody can tell.
fn partly<'y>(
    image: Node<'y>,
    text: &ParameterText<'y>,
    scope: &ParameterScope<'y, '_>,
) -> Mention {
    let span = place(image);
    let unresolved = |obstacle| Mention::unresolved(span.clone(), text.written, obstacle);
    let (mut written, mut variable, mut is_default) = (String::new(), "", false);
    for part in &text.parts {
        match part {
            TextPart::Literal(literal) => written.push_str(literal),
            TextPart::Parameter(name) => match scope.get(name) {
                Some(ParameterValue::Text { node, basis, .. }) => {
                    written.push_str(node.as_str().unwrap_or_default());
                    variable = name;
                    is_default |= *basis == Basis::Defaults;
                }
                Some(ParameterValue::Missing) | None => {
                    return unresolved(Obstacle::Variable(format!("params.{name}")));
                }
                Some(ParameterValue::Unknown) => {
                    return unresolved(Obstacle::Expression(text.written.to_owned()));
                }
            },
            TextPart::Other => {
                return unresolved(Obstacle::Expression(text.written.to_owned()));
            }
        }
    }
    let hindrance = Hindrance::Variable(format!("params.{variable}"));
    let mention = Mention::read(span.clone(), written, Pinning::Unsafe(hindrance));
    mention.with_defaults(is_default)
}
