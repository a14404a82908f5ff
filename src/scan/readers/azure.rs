//! Pipelines of Azure and their templates: container resources, and what jobs and services run in
//! (<https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/>).
//!
//! Parameters and variables are read by their defaults in the file. What is inserted under conditions is read as what
//! it stands among. A word that is neither an image for sure nor a container of the file is open: another file may
//! declare it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::document::Source;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::{Mention, Mentions};
use crate::scan::name::{FileName, begins_with_word, ends_with_word};
use crate::scan::parameters::{ParameterPlaces, ValuePart, ValueSet};
use crate::scan::readers::shell::ToldCommands;
use crate::scan::scalar::place;
use crate::yaml::{Node, Yaml};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "an Azure pipeline",
    all: Some("Azure Pipelines"),
    is_named,
    reader: KindReader::Yaml(mentions),
    is_new: true,
};

/// The names of pipelines, with a word before or behind, and the directories in which people keep them.
const NAMES: [&str; 4] = [
    "azure-pipelines",
    "azure-pipeline",
    "azure_pipelines",
    "azurepipelines",
];
const DIRECTORIES: [&str; 4] = [
    ".azure-pipelines",
    ".azuredevops",
    ".pipelines",
    "azure-pipelines",
];
/// The keys of which a job, or a pipeline of one job, has one.
const JOB_KEYS: [&str; 5] = ["deployment", "job", "jobs", "stages", "steps"];
/// The keys of commands of a step, and of the inputs of tasks that run some.
const SCRIPTS: [&str; 2] = ["bash", "script"];
/// The beginnings of names of values.
const PARAMETERS: &str = "parameters";
const VARIABLES: &str = "variables";
/// What the names of variables begin with that Azure sets
/// (<https://learn.microsoft.com/azure/devops/pipelines/build/variables>).
const PREDEFINED: [&str; 8] = [
    "Agent",
    "Build",
    "Checks",
    "Environment",
    "Pipeline",
    "Release",
    "Strategy",
    "System",
];

fn is_named(file: &FileName<'_>) -> bool {
    let is_called =
        |word: &&str| begins_with_word(file.stem, word) || ends_with_word(file.stem, word);
    let is_below = || DIRECTORIES.iter().any(|directory| file.is_below(directory));
    file.is_yaml() && (NAMES.iter().any(is_called) || is_below())
}

/// All images of a pipeline or a template.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    let mut reader = AzureReader {
        places: ParameterPlaces::new(take_apart),
        sets: Rc::default(),
        names: BTreeSet::new(),
        uses: BTreeSet::new(),
        source,
        commands: ToldCommands::default(),
    };
    for root in yaml.documents() {
        reader.sets = Rc::new(vec![reader.values(source, root)]);
        reader.document(root);
    }
    let (names, uses) = (reader.names, reader.uses);
    let commands = reader.commands.mentions();
    let mentions = reader.places.mentions(yaml.documents()).into_iter();
    let is_use = |it: &Mention| uses.contains(&it.span.start);
    let is_name = |it: &Mention| is_use(it) && names.contains(it.written.as_str());
    let mentions = mentions.filter(|it| !is_name(it));
    // A word may be the name of a container that another file declares
    let is_word = |it: &Mention| is_use(it) && !it.written.contains([':', '/', '@']);
    let told = |it: Mention| match is_word(&it) && it.image.is_ok() {
        true => Mention::undecided(it.span, it.written),
        false => it,
    };
    Ok(mentions.map(told).chain(commands).collect())
}

struct AzureReader<'s, 'y> {
    places: ParameterPlaces<'y>,
    sets: Rc<Vec<ValueSet<'y>>>,
    /// The names of the containers of the file.
    names: BTreeSet<&'y str>,
    /// The places that are images or names of containers.
    uses: BTreeSet<usize>,
    source: &'s Source,
    commands: ToldCommands,
}

impl<'y> AzureReader<'_, 'y> {
    fn document(&mut self, root: Node<'y>) {
        let mut rest = vec![root];
        while let Some(node) = rest.pop() {
            if !self.places.is_new("node", node) {
                continue;
            }
            let has = |key: &str| node.entry(key).filter(|(_, value)| !value.is_null());
            if let (Some((_, name)), Some((key, image))) = (has("container"), has("image")) {
                self.names.extend(name.as_str());
                let sets = Rc::clone(&self.sets);
                self.places.image(key, image, &sets);
            } else if JOB_KEYS.iter().any(|key| has(key).is_some()) {
                if let Some((key, container)) = has("container") {
                    self.container(key, container);
                }
                if let Some((_, services)) = has("services") {
                    let services = services.entries().into_iter();
                    services.for_each(|(name, service)| self.container(name, service));
                }
            }
            let scripts = SCRIPTS.iter().filter_map(|key| node.get(key));
            scripts.for_each(|script| self.commands.add_node(self.source, script));
            rest.extend(node.items());
            rest.extend(node.entries().into_iter().map(|(_, value)| value));
        }
    }

    /// A container by its image or its name, or by a mapping that has an image.
    fn container(&mut self, key: Node<'y>, node: Node<'y>) {
        let sets = Rc::clone(&self.sets);
        if let Some((key, image)) = node.entry("image") {
            self.places.image(key, image, &sets);
        } else if node.scalar().is_some() {
            self.uses.insert(place(node).start);
            self.places.image(key, node, &sets);
        }
    }

    /// The defaults of parameters, and the variables that have one value in the whole file.
    fn values(&mut self, source: &Source, root: Node<'y>) -> ValueSet<'y> {
        let mut set = ValueSet::new();
        if let Some(parameters) = root.get(PARAMETERS) {
            for (name, value) in named(parameters, "default") {
                set.insert(format!("{PARAMETERS}.{name}"), value.into_iter().collect());
            }
        }
        let mut variables: BTreeMap<&'y str, Vec<Node<'y>>> = BTreeMap::new();
        let (mut rest, mut seen) = (vec![root], BTreeSet::new());
        while let Some(node) = rest.pop() {
            if !seen.insert(node.id()) {
                continue;
            }
            for (name, value) in node
                .get(VARIABLES)
                .map(|it| named(it, "value"))
                .unwrap_or_default()
            {
                variables.entry(name).or_default().extend(value);
            }
            let scripts = SCRIPTS.iter().filter_map(|key| node.get(key));
            scripts.for_each(|script| self.commands.add_node(self.source, script));
            rest.extend(node.items());
            rest.extend(node.entries().into_iter().map(|(_, value)| value));
        }
        let in_shells = shell_names(&source.text);
        for (name, values) in variables {
            // Scripts see it as a variable of the environment too
            if in_shells.contains(&name.to_ascii_uppercase().replace(['.', ' '], "_")) {
                self.places.other_use(name);
            }
            let is_one = values.len() == 1;
            set.insert(
                name.to_owned(),
                values.into_iter().filter(|_| is_one).collect(),
            );
        }
        set
    }
}

/// The names of variables of the environment in commands, in capitals: `$NAME`, `${NAME}`, `%NAME%`, `$env:NAME`.
fn shell_names(text: &str) -> BTreeSet<String> {
    let is_other = |it: char| !it.is_ascii_alphanumeric() && it != '_';
    let mut names = BTreeSet::new();
    let mut before = ' ';
    for word in text.split_inclusive(is_other) {
        let name = word.trim_end_matches(is_other);
        if matches!(before, '$' | '{' | '%' | ':') && !name.is_empty() {
            names.insert(name.to_ascii_uppercase());
        }
        before = word.chars().next_back().unwrap_or(' ');
    }
    names
}

/// The names of a list of mappings, or the keys of a mapping, with their values.
fn named<'y>(list: Node<'y>, key: &str) -> Vec<(&'y str, Option<Node<'y>>)> {
    let listed = list
        .items()
        .filter_map(|item| Some((item.get("name")?.as_str()?, item.get(key))));
    let keyed = list.entries().into_iter();
    let keyed = keyed.filter_map(|(name, value)| Some((name.as_str()?, Some(value))));
    listed.chain(keyed).collect()
}

/// `${{ parameters.name }}`, `${{ variables.name }}`, `$(name)`; other expressions are open
/// (<https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax>).
fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        let opened = [("${{", "}}"), ("$(", ")"), ("$[", "]")].into_iter();
        let mut opened = opened.filter(|(begin, _)| rest[start..].starts_with(begin));
        let Some((begin, end)) = opened.next() else {
            parts.push(ValuePart::Literal(&rest[..=start]));
            rest = &rest[start + 1..];
            continue;
        };
        // One that is worked out while the pipeline runs is all of its text
        let at = &rest[start..];
        let length = if end == "]" {
            at.rfind(end)
        } else {
            at.find(end)
        };
        let Some(length) = length else {
            break;
        };
        let behind = start + length + end.len();
        let inner = rest[start + begin.len()..start + length].trim();
        let name = match begin {
            "${{" => named_value(inner),
            "$(" => Some(inner).filter(|name| !is_predefined(name)),
            _ => None,
        };
        parts.push(ValuePart::Literal(&rest[..start]));
        parts.push(name.map_or(ValuePart::Open(&rest[start..behind]), ValuePart::Value));
        rest = &rest[behind..];
    }
    parts.push(ValuePart::Literal(rest));
    parts.retain(|part| *part != ValuePart::Literal(""));
    parts
}

/// Whether Azure sets a variable, so that no file gives it a value.
fn is_predefined(name: &str) -> bool {
    let space = name.split_once('.').map(|(space, _)| space);
    space.is_some_and(|space| PREDEFINED.iter().any(|it| it.eq_ignore_ascii_case(space)))
}

/// The name of the value that an expression is: of a parameter with its prefix, of a variable without.
fn named_value(expression: &str) -> Option<&str> {
    let is_name = |name: &str| {
        let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.');
        !name.is_empty() && name.chars().all(is_letter)
    };
    let variable = expression
        .strip_prefix(VARIABLES)
        .and_then(|it| it.strip_prefix('.'));
    let parameter = expression
        .strip_prefix(PARAMETERS)
        .and_then(|it| it.strip_prefix('.'));
    let (name, shown) = (variable.or(parameter)?, variable.unwrap_or(expression));
    is_name(name).then_some(shown)
}
