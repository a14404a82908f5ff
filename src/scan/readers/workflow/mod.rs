//! Workflows and actions of GitHub, Gitea and Forgejo: containers and services of jobs, and steps that are images.
//!
//! Of the inputs of actions (`with`), which mean what each action likes, only those are read that say of themselves
//! that they are images. Not read are reusable workflows, which are files of their own. A mapping that is no workflow
//! uses nothing: the forge refuses it by itself.

mod follow;
mod inputs;
mod links;
mod values;

use crate::document::Source;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::links::Link;
use crate::scan::mention::{Mention, Mentions, Pinning};
use crate::scan::readers::shell::ToldCommands;
use crate::scan::scalar::{ScalarMentions, require_mappings, verbatim};
use crate::yaml::{Node, Yaml};
use follow::follow;
use values::{ExpressionPlace, WorkflowScope};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a workflow",
    all: Some("workflows"),
    is_named: |file| file.is_yaml() && (file.is_of_forge() || file.stem == "action"),
    reader: KindReader::Yaml(mentions),
    is_new: false,
};

/// The scheme of an image where an action may stand too; the runner also takes it away before containers, and does not
/// mind its case (`PipelineTemplateConverter` of actions/runner).
const PREFIX: &str = "docker://";

/// The input that names what a step builds.
const TAGS: &str = "tags";

/// The images of jobs, of their services, and of steps.
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    require_mappings(
        yaml.documents(),
        "a workflow or an action must be a mapping",
    )?;
    let mut reader = WorkflowReader {
        found: ScalarMentions::default(),
        source,
        inputs: Vec::new(),
        expressions: Vec::new(),
        commands: ToldCommands::default(),
    };
    for root in yaml.documents() {
        let entries = |key| root.get(key).map(Node::entries).unwrap_or_default();
        let scope = WorkflowScope {
            root,
            job: None,
            step: None,
        };
        for (_, job) in entries("jobs") {
            let job_scope = WorkflowScope {
                job: Some(job),
                ..scope
            };
            reader.job(job, job_scope);
        }
        for (key, value) in entries("runs") {
            match key.as_str() {
                // What has no prefix is a Dockerfile
                Some("image") => reader.step_image(key, value, scope),
                Some("steps") => reader.steps(value, scope),
                _ => {}
            }
        }
    }
    let mut mentions = reader.found.mentions();
    mentions.extend(reader.inputs);
    let roots: Vec<_> = yaml.documents().collect();
    let mut mentions = follow(mentions, &reader.expressions, &roots);
    mentions.extend(reader.commands.mentions());
    Ok(mentions)
}

/// The Dockerfiles that steps build.
pub(in crate::scan) fn links(_: &Source, yaml: &Yaml) -> Vec<Link> {
    yaml.documents().flat_map(links::of_document).collect()
}

struct WorkflowReader<'s, 'y> {
    found: ScalarMentions,
    source: &'s Source,
    /// The images of inputs.
    inputs: Vec<Mention>,
    /// The places of images that expressions have a part in.
    expressions: Vec<ExpressionPlace<'y>>,
    commands: ToldCommands,
}

impl<'y> WorkflowReader<'_, 'y> {
    /// The entries of a part that was not read before.
    fn entries(&mut self, part: &'static str, node: Node<'y>) -> Vec<(Node<'y>, Node<'y>)> {
        if self.found.is_new(part, node) {
            node.entries()
        } else {
            Vec::new()
        }
    }

    fn job(&mut self, job: Node<'y>, scope: WorkflowScope<'y>) {
        for (key, value) in self.entries("job", job) {
            match key.as_str() {
                Some("container") => self.container(key, value, scope),
                // A scalar is an expression that makes all of them
                Some("services") if !value.is_mapping() => self.container(key, value, scope),
                Some("services") => {
                    for (name, service) in self.entries("services", value) {
                        self.container(name, service, scope);
                    }
                }
                Some("steps") => self.steps(value, scope),
                // Of a reusable workflow, which hands them on
                Some("with") => self.with(value, scope),
                _ => {}
            }
        }
    }

    /// A container by its image alone, or by a mapping that has an image. No text is no container, so that a matrix can
    /// leave it out.
    fn container(&mut self, holder: Node<'y>, node: Node<'y>, scope: WorkflowScope<'y>) {
        if node.is_mapping() && !self.found.is_new("container", node) {
            return;
        }
        let (holder, node) = node.entry("image").unwrap_or((holder, node));
        let Some(text) = node.as_str().filter(|_| !node.is_null()) else {
            return;
        };
        let skipped = behind_prefix(text).unwrap_or_default();
        if !text[skipped..].is_empty() {
            self.take(holder, node, skipped, scope);
        }
    }

    fn steps(&mut self, steps: Node<'y>, scope: WorkflowScope<'y>) {
        let steps = Some(steps).filter(|steps| self.found.is_new("steps", *steps));
        for step in steps.into_iter().flat_map(Node::items) {
            let scope = WorkflowScope {
                step: Some(step),
                ..scope
            };
            for (key, value) in self.entries("step", step) {
                match key.as_str() {
                    Some("uses") => self.step_image(key, value, scope),
                    Some("with") => self.with(value, scope),
                    Some("run") if is_of_shell(scope) => self.commands.add_node(self.source, value),
                    _ => {}
                }
            }
        }
    }

    fn with(&mut self, with: Node<'y>, scope: WorkflowScope<'y>) {
        if self.found.is_new("with", with) {
            let (found, expressions) = (&mut self.found, &mut self.expressions);
            let mentions = inputs::mentions(self.source, found, expressions, (with, scope));
            self.inputs.extend(mentions);
            // The names of what `docker/build-push-action` builds
            let tags = with.get(TAGS).and_then(Node::as_str).unwrap_or_default();
            let tags = tags.split(|it: char| it.is_whitespace() || it == ',');
            tags.for_each(|name| self.commands.add_built(name));
        }
    }

    /// Takes what a step or an action runs, where it is an image.
    fn step_image(&mut self, holder: Node<'y>, node: Node<'y>, scope: WorkflowScope<'y>) {
        if let Some(skipped) = node.as_str().and_then(behind_prefix) {
            self.take(holder, node, skipped, scope);
        }
    }

    /// Takes an image that is the text of a scalar from a byte on.
    fn take(&mut self, holder: Node<'y>, node: Node<'y>, skipped: usize, scope: WorkflowScope<'y>) {
        let known = self.found.is_known(holder, node);
        let Some(scalar) = node.scalar().filter(|_| !known) else {
            return;
        };
        let place = verbatim(node).map(|place| place.start + skipped..place.end);
        let span = place.clone().unwrap_or_else(|| node.span());
        let part = skipped..scalar.text.len();
        let pinning = Pinning::at(place, Pinning::Reference);
        let mention = inputs::image(span.clone(), &scalar.text[part.clone()], pinning);
        if scalar.text.contains(values::BEGIN) {
            self.expressions.push(ExpressionPlace {
                node,
                part,
                span,
                scope,
            });
        }
        self.found.take(holder, node, mention);
    }
}

/// Whether the commands of a step are of a POSIX shell, by what it says itself, or else by the defaults of its job and
/// of the workflow: what runs without `shell` is, but on Windows.
fn is_of_shell<'y>(scope: WorkflowScope<'y>) -> bool {
    let default = |node: Node<'y>| node.at(&["defaults", "run", "shell"]);
    let own = scope.step.and_then(|step| step.get("shell"));
    let shell = own.or_else(|| scope.job.and_then(default));
    let shell = shell.or_else(|| default(scope.root));
    let shell = shell.and_then(Node::as_str);
    let program = shell.and_then(|it| it.split_whitespace().next());
    matches!(program, None | Some("bash" | "sh"))
}

/// The length of the prefix before an image.
fn behind_prefix(text: &str) -> Option<usize> {
    let start = text.get(..PREFIX.len())?;
    let is_prefix = start.eq_ignore_ascii_case(PREFIX);
    is_prefix.then_some(PREFIX.len())
}
