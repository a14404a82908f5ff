//! Pipelines of Buildkite: images of the plugins for docker, of steps on Kubernetes, and of what that plugin is given
//! (<https://buildkite.com/docs/pipelines/configure/defining-steps>).
//!
//! Variables are read by the pipeline's own `env`; a matrix is read, cell by cell. Other plugins mean by their keys
//! what they like.

use std::rc::Rc;

use crate::document::Source;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::Mentions;
use crate::scan::parameters::{ParameterPlaces, ValuePart, ValueSet, braced};
use crate::scan::readers::shell::ToldCommands;
use crate::yaml::{Node, Yaml};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a Buildkite pipeline",
    all: Some("Buildkite"),
    is_named: |file| {
        file.is_yaml()
            && (file.is_below(".buildkite") || matches!(file.stem, "buildkite" | ".buildkite"))
    },
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The keys of the commands of a step.
const COMMANDS: [&str; 2] = ["command", "commands"];
/// The plugins that run an image (<https://github.com/buildkite-plugins>).
const DOCKER: [&str; 2] = ["docker", "docker-compose"];
/// The plugin that is given a pod (<https://github.com/buildkite/agent-stack-k8s>).
const KUBERNETES: &str = "kubernetes";
/// The lists of containers that it is given.
const CONTAINERS: [&str; 4] = [
    "containers",
    "initContainers",
    "ephemeralContainers",
    "sidecars",
];
/// The name of a matrix that has no names.
const MATRIX: &str = "matrix";
/// The most groups within groups.
const DEPTH_MAX: usize = 8;

/// The operators before a default (<https://github.com/buildkite/interpolate>).
const DEFAULTS: [&str; 2] = [":-", "-"];
/// The longest text within braces, in bytes: braces that are not closed are not searched to the end, each of them.
const NAME_MAX: usize = 256;

/// All images of a pipeline.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    let mut reader = BuildkiteReader {
        places: ParameterPlaces::new(take_apart),
        environment: Rc::default(),
        source,
        commands: ToldCommands::default(),
    };
    for root in yaml.documents() {
        let environment = root.get("env").map(Node::entries).unwrap_or_default();
        let named = environment.into_iter();
        let named =
            named.filter_map(|(name, value)| Some((name.as_str()?.to_owned(), vec![value])));
        reader.environment = Rc::new(named.collect());
        reader.step(root, 0);
        reader.steps(root, 0);
        for (key, value) in root.entries() {
            if !matches!(
                key.as_str(),
                Some("agents" | "env" | "image" | "notify" | "steps")
            ) {
                reader.places.unread(key, value);
            }
        }
    }
    let mut mentions = reader.places.mentions(yaml.documents());
    mentions.extend(reader.commands.mentions());
    Ok(mentions)
}

struct BuildkiteReader<'s, 'y> {
    places: ParameterPlaces<'y>,
    environment: Rc<ValueSet<'y>>,
    source: &'s Source,
    commands: ToldCommands,
}

impl<'y> BuildkiteReader<'_, 'y> {
    fn steps(&mut self, steps: Node<'y>, depth: usize) {
        if depth <= DEPTH_MAX {
            steps.items().for_each(|step| self.step(step, depth));
        }
    }

    /// Takes the images of a step, of a group, or of all steps.
    fn step(&mut self, step: Node<'y>, depth: usize) {
        if !self.places.is_new("step", step) {
            return;
        }
        let sets = Rc::new(vec![matrix(step).within(&self.environment)]);
        self.image(step, &sets);
        let scripts = COMMANDS.iter().filter_map(|key| step.get(key));
        scripts.for_each(|script| self.commands.add_node(self.source, script));
        if let Some(plugins) = step.get("plugins") {
            let listed = plugins.items().flat_map(Node::entries);
            for (name, settings) in plugins.entries().into_iter().chain(listed) {
                match plugin(name.as_str().unwrap_or_default()) {
                    name if DOCKER.contains(&name) => self.image(settings, &sets),
                    KUBERNETES => self.pod(settings, &sets),
                    _ => {}
                }
            }
        }
        if let Some(steps) = step.get("steps") {
            self.steps(steps, depth + 1);
        }
    }

    fn image(&mut self, holder: Node<'y>, sets: &Rc<Vec<ValueSet<'y>>>) {
        if let Some((key, image)) = holder.entry("image") {
            self.places.image(key, image, sets);
        }
    }

    fn pod(&mut self, settings: Node<'y>, sets: &Rc<Vec<ValueSet<'y>>>) {
        let pods = ["podSpec", "podSpecPatch"]
            .iter()
            .filter_map(|key| settings.get(key));
        for holder in pods.chain([settings]) {
            let lists = CONTAINERS.iter().filter_map(|key| holder.get(key));
            lists
                .flat_map(Node::items)
                .for_each(|container| self.image(container, sets));
        }
    }
}

/// The short name of a plugin: `docker#v5`, `https://github.com/buildkite-plugins/docker-buildkite-plugin.git#v5`.
fn plugin(name: &str) -> &str {
    let name = name.split('#').next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix(".git").unwrap_or(name);
    name.strip_suffix("-buildkite-plugin").unwrap_or(name)
}

/// The values of a step's matrix; what is adjusted in it is not followed.
fn matrix(step: Node<'_>) -> ValueSet<'_> {
    let Some(matrix) = step.get(MATRIX) else {
        return ValueSet::new();
    };
    let setup = matrix.get("setup").unwrap_or(matrix);
    let all = [(MATRIX.to_owned(), setup)].into_iter();
    let named = setup.entries().into_iter();
    let named =
        named.filter_map(|(name, list)| Some((format!("{MATRIX}.{}", name.as_str()?), list)));
    let lists = all.chain(named);
    let is_open = matrix.get("adjustments").is_some();
    lists
        .map(|(name, list)| (name, list.items().filter(|_| !is_open).collect()))
        .collect()
}

/// `$NAME`, `${NAME}` and `${NAME:-default}`, as the agent puts them in
/// (<https://buildkite.com/docs/pipelines/configure/environment-variables>), and `{{matrix}}`.
fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['$', '{']) {
        let at = &rest[start..];
        let is_escaped = rest[..start].ends_with('\\') && at.starts_with('$');
        let (part, length) = match at.starts_with('$') && (is_escaped || at.starts_with("$$")) {
            true => (ValuePart::Open(&at[..1]), 1 + usize::from(!is_escaped)),
            false => part(at),
        };
        parts.push(ValuePart::Literal(&rest[..start]));
        parts.push(part);
        rest = &at[length..];
    }
    parts.push(ValuePart::Literal(rest));
    parts.retain(|part| *part != ValuePart::Literal(""));
    parts
}

/// The part that a text begins with, behind a dollar or a brace, and its length.
fn part(text: &str) -> (ValuePart<'_>, usize) {
    let within = |begin: &str, end: &str| {
        let inner = text.strip_prefix(begin)?;
        let closed = inner
            .bytes()
            .take(NAME_MAX)
            .position(|it| matches!(it, b'\n' | b'}'));
        let inner = &inner[..closed?];
        let length = begin.len() + inner.len() + end.len();
        text[begin.len() + inner.len()..]
            .starts_with(end)
            .then_some((inner, length))
    };
    if let Some((inner, length)) = within("{{", "}}") {
        return match inner.trim().starts_with(MATRIX) {
            true => (ValuePart::Value(inner.trim()), length),
            false => (ValuePart::Open(&text[..length]), length),
        };
    }
    if let Some((inner, length)) = within("${", "}") {
        return (braced(inner, &text[..length], &DEFAULTS), length);
    }
    match text.strip_prefix('$').map_or(0, name_length) {
        0 => (ValuePart::Literal(&text[..1]), 1),
        length => (ValuePart::Value(&text[1..=length]), length + 1),
    }
}

fn name_length(text: &str) -> usize {
    text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
        .unwrap_or(text.len())
}
