//! Pipelines of Woodpecker (<https://woodpecker-ci.org/docs/usage/workflow-syntax>) and of Drone
//! (<https://docs.drone.io/pipeline/docker/syntax/>): images of steps, services and of what clones.
//!
//! A matrix is read, cell by cell. What else `${NAME}` stands for, the server says, or the default in
//! `${NAME:-default}`. What a step of the file builds and pushes is no image of its own for a later one.

use std::rc::Rc;

use crate::document::Source;
use crate::scan::built::BuiltNames;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::Mentions;
use crate::scan::parameters::{ParameterPlaces, READINGS_MAX, ValuePart, ValueSet, in_braces};
use crate::scan::readers::shell::ToldCommands;
use crate::yaml::{Node, Yaml};

/// The row of Woodpecker's pipelines.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a Woodpecker pipeline",
    all: Some("Woodpecker"),
    is_named: |file| file.is_yaml() && (file.stem == ".woodpecker" || file.is_below(".woodpecker")),
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The row of Drone's pipelines.
pub(in crate::scan) const DRONE: KindRow = KindRow {
    one: "a Drone pipeline",
    all: Some("Drone"),
    is_named: |file| file.is_yaml() && file.stem == ".drone",
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The keys of lists or mappings of steps; the first was called the second before.
const STEPS: [&str; 4] = ["steps", "pipeline", "services", "clone"];
/// The other keys that a pipeline has.
const OTHER_KEYS: [&str; 7] = [
    "depends_on",
    "kind",
    "labels",
    "matrix",
    "name",
    "type",
    "when",
];
/// The types of Drone's pipelines that run in no container.
const NO_CONTAINERS: [&str; 5] = ["aws", "digitalocean", "exec", "macstadium", "ssh"];

/// The operators before a default, as the library of both reads them (`toDefault` in
/// <https://github.com/drone/envsubst>).
const DEFAULTS: [&str; 4] = [":-", ":=", "=", "-"];

/// All images of the pipelines of a file.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    let mut places = ParameterPlaces::new(take_apart);
    let mut commands = ToldCommands::default();
    for root in yaml.documents().filter(|root| is_of_containers(*root)) {
        let sets = Rc::new(matrix(root));
        let mut built = BuiltNames::default();
        for key in STEPS {
            for step in root.get(key).map(steps).unwrap_or_default() {
                if let Some((key, image)) = step.entry("image")
                    && !image.as_str().is_some_and(|image| built.has(image))
                {
                    places.image(key, image, &sets);
                }
                add_pushed(&mut built, step.get("settings").unwrap_or(step));
                if let Some(script) = step.get("commands") {
                    commands.add_node(source, script);
                }
            }
        }
        for (key, value) in root.entries() {
            let name = key.as_str().unwrap_or_default();
            if !STEPS.contains(&name) && !OTHER_KEYS.contains(&name) {
                places.unread(key, value);
            }
        }
    }
    let mut mentions = places.mentions(yaml.documents());
    mentions.extend(commands.mentions());
    Ok(mentions)
}

fn is_of_containers(root: Node<'_>) -> bool {
    let is = |key, value: &str| {
        root.get(key)
            .and_then(Node::as_str)
            .is_none_or(|it| it == value)
    };
    let r#type = root.get("type").and_then(Node::as_str).unwrap_or_default();
    is("kind", "pipeline") && !NO_CONTAINERS.contains(&r#type)
}

/// The steps of a list, or of a mapping by their names.
fn steps(node: Node<'_>) -> Vec<Node<'_>> {
    let named = node.entries().into_iter().map(|(_, step)| step);
    node.items().chain(named).collect()
}

/// What the plugins that build and push images are told to call them.
fn add_pushed<'y>(built: &mut BuiltNames, settings: Node<'y>) {
    let texts = |key| {
        let node = settings.get(key).into_iter();
        let all = node.clone().flat_map(Node::items).chain(node);
        all.filter_map(Node::as_str)
            .flat_map(|text: &'y str| text.split(',').map(str::trim))
    };
    for repository in texts("repo").take(READINGS_MAX) {
        built.add(repository);
        for tag in texts("tags").chain(texts("tag")).take(READINGS_MAX) {
            built.add(&format!("{repository}:{tag}"));
        }
    }
}

/// The cells of a matrix: those that are listed, or all values with each other.
fn matrix(root: Node<'_>) -> Vec<ValueSet<'_>> {
    let Some(matrix) = root.get("matrix") else {
        return Vec::new();
    };
    if let Some(cells) = matrix.get("include") {
        // One more than are read tells that there are too many
        return cells.items().take(READINGS_MAX + 1).map(cell).collect();
    }
    let mut set = ValueSet::new();
    for (name, values) in matrix.entries() {
        if let Some(name) = name.as_str() {
            set.insert(name.to_owned(), values.items().collect());
        }
    }
    vec![set]
}

fn cell(cell: Node<'_>) -> ValueSet<'_> {
    let named = cell.entries().into_iter();
    let named = named.filter_map(|(name, value)| Some((name.as_str()?.to_owned(), vec![value])));
    named.collect()
}

/// `${NAME}` and `${NAME:-default}`, which stands for itself behind another dollar. Without braces, a shell reads it.
fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    in_braces(text, &DEFAULTS)
}
