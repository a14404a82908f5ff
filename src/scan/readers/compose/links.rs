//! What a compose file says of others: Dockerfiles that it builds, and compose files that it includes or extends.
//!
//! Paths are those of the file alone, with the defaults of their variables: relative to the directory of the file
//! (<https://docs.docker.com/reference/compose-file/build/#dockerfile>,
//! <https://docs.docker.com/reference/compose-file/include/>,
//! <https://docs.docker.com/reference/compose-file/services/#extends>). What is no path of a file leads to none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::interpolation::{interpolate, whole_variable};
use super::reader::SERVICES;
use crate::document::Source;
use crate::scan::links::{BuildArguments, BuildInputs, DOCKERFILE, LINKS_MAX, Link, Statement};
use crate::scan::number::passed_otherwise;
use crate::scan::scalar::misread;
use crate::yaml::Node;

/// The values of arguments that are known, and those that variables have a part in.
type SharedArguments = (Arc<BuildArguments>, Arc<BTreeMap<String, String>>);

/// The file in a directory of compose files that sets variables for these.
const ENVIRONMENT: &str = ".env";

/// The links of a document.
pub(super) fn of_document(source: &Source, document: Node<'_>) -> Vec<Link> {
    let mut reader = LinksReader::default();
    if source.text.contains('$') {
        reader.add(document, ENVIRONMENT.into(), Statement::Variables);
    }
    let includes = document.get("include").into_iter().flat_map(Node::items);
    includes.for_each(|include| reader.include(include));
    let services = document.get(SERVICES).map(Node::entries);
    for (_, service) in services.unwrap_or_default() {
        reader.service(service);
    }
    reader.links
}

#[derive(Default)]
struct LinksReader {
    links: Vec<Link>,
    /// The parts that were read: aliases lead there again.
    read: BTreeSet<usize>,
    /// The names of contexts.
    contexts: BTreeMap<usize, Arc<BTreeSet<String>>>,
    /// The values of arguments.
    arguments: BTreeMap<usize, SharedArguments>,
}

impl LinksReader {
    fn include(&mut self, include: Node<'_>) {
        let files = include.get("env_file").map(|it| one_or_more(it, path));
        let directory = include.get("project_directory").and_then(path);
        let files = match (files, directory) {
            (Some(files), _) => files,
            (None, Some(directory)) => vec![directory.join(ENVIRONMENT)],
            (None, None) => Vec::new(),
        };
        let node = include.get("path").unwrap_or(include);
        for included in one_or_more(node, Some) {
            self.compose_file(included, files.clone());
        }
    }

    fn service(&mut self, service: Node<'_>) {
        if !self.read.insert(service.id()) {
            return;
        }
        if let Some(file) = service.get("extends").and_then(|it| it.get("file")) {
            self.compose_file(file, Vec::new());
        }
        match service.get("build").filter(|build| !build.is_null()) {
            Some(build) => {
                let name = self.built_name(service);
                self.build(build, name);
            }
            None => self.image(service),
        }
    }

    /// Takes the variable that is an image as a whole, where nothing is built under its name.
    fn image(&mut self, service: Node<'_>) {
        let Some(image) = service.get("image").filter(|it| self.read.insert(it.id())) else {
            return;
        };
        if let Some(name) = image.as_str().and_then(whole_variable) {
            let statement = Statement::Image(name.to_owned());
            self.add(image, ENVIRONMENT.into(), statement);
        }
    }

    /// Takes the name that a service gives to what it builds.
    fn built_name(&mut self, service: Node<'_>) -> Option<String> {
        let image = service.get("image")?;
        let name = interpolate(image.as_str()?).ok()?.text;
        if self.read.insert(image.id()) {
            let statement = Statement::BuiltName(name.clone());
            self.add(image, PathBuf::new(), statement);
        }
        Some(name)
    }

    fn compose_file(&mut self, node: Node<'_>, variables: Vec<PathBuf>) {
        if let Some(target) = path(node) {
            self.add(node, target, Statement::ComposeFile(variables));
        }
    }

    fn build(&mut self, build: Node<'_>, name: Option<String>) {
        if !self.read.insert(build.id()) || build.get("dockerfile_inline").is_some() {
            return;
        }
        let context = match build.get("context") {
            None if build.is_mapping() => Some(PathBuf::from(".")),
            None => path(build),
            Some(context) => path(context),
        };
        let dockerfile = build.get("dockerfile");
        let file = dockerfile.map_or_else(|| Some(PathBuf::from(DOCKERFILE)), path);
        if let (Some(context), Some(file)) = (context, file) {
            let contexts = build.get("additional_contexts");
            let names = contexts.map(|contexts| self.context_names(contexts));
            let names = names.unwrap_or_default();
            // What has no context of its own may be laid over another file
            let arguments = build.get("args").filter(|_| build.get("context").is_some());
            let arguments = arguments.map(|arguments| self.arguments(arguments));
            let (arguments, interpolated) = arguments.unwrap_or_default();
            let inputs = BuildInputs {
                contexts: names,
                arguments,
                interpolated,
                name,
            };
            let place = dockerfile.unwrap_or(build);
            self.add(place, context.join(file), Statement::Build(inputs));
        }
    }

    /// The names of contexts, which services may share.
    fn context_names(&mut self, contexts: Node<'_>) -> Arc<BTreeSet<String>> {
        let names = self.contexts.entry(contexts.id());
        Arc::clone(names.or_insert_with(|| Arc::new(context_names(contexts))))
    }

    /// The values of arguments, which services may share.
    fn arguments(&mut self, arguments: Node<'_>) -> SharedArguments {
        let known = self.arguments.entry(arguments.id());
        known.or_insert_with(|| build_arguments(arguments)).clone()
    }

    fn add(&mut self, place: Node<'_>, target: PathBuf, statement: Statement) {
        if self.links.len() < LINKS_MAX {
            let span = place.span();
            self.links.push(Link {
                span,
                target,
                statement,
            });
        }
    }
}

/// What becomes of a node, or of each in it.
fn one_or_more<'y, T>(node: Node<'y>, read: impl Fn(Node<'y>) -> Option<T>) -> Vec<T> {
    match node.as_str() {
        Some(_) => read(node).into_iter().collect(),
        None => node.items().filter_map(read).collect(),
    }
}

/// The names of contexts, which are keys, or stand before `=`.
fn context_names(contexts: Node<'_>) -> BTreeSet<String> {
    let entries = contexts.entries().into_iter();
    let keys = entries.filter_map(|(key, _)| Some(key.as_str()?.to_owned()));
    let items = contexts.items().filter_map(|item| {
        let (name, _) = item.as_str()?.split_once('=')?;
        Some(name.to_owned())
    });
    keys.chain(items).collect()
}

/// The values of arguments of a build, which are keys, or stand before `=`: those that are known, and those in which
/// variables have a part. One without a value is the variable of its name.
fn build_arguments(arguments: Node<'_>) -> SharedArguments {
    let entries = arguments.entries().into_iter();
    let keys = entries.filter_map(|(key, value)| {
        let name = key.as_str()?;
        Some((name, argument(name, value)))
    });
    let items = arguments.items().filter_map(Node::as_str);
    let items = items.map(|item| match item.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (item, Some(variable(item))),
    });
    let (mut known, mut interpolated) = (BuildArguments::new(), BTreeMap::new());
    for (name, written) in keys.chain(items).take(LINKS_MAX) {
        let value = written.as_deref().and_then(literal);
        let open = written.filter(|_| value.is_none());
        known.insert(name.to_owned(), value);
        interpolated.extend(open.map(|written| (name.to_owned(), written)));
    }
    (Arc::new(known), Arc::new(interpolated))
}

/// The value of an argument, as compose passes it to the build.
fn argument(name: &str, value: Node<'_>) -> Option<String> {
    if value.is_null() {
        return Some(variable(name));
    }
    let scalar = value.scalar()?;
    Some(misread(value, passed_otherwise).unwrap_or_else(|| scalar.text.clone()))
}

/// The text that is the value of a variable.
fn variable(name: &str) -> String {
    format!("${{{name}}}")
}

/// A text that no variable has a part in.
fn literal(text: &str) -> Option<String> {
    let read = interpolate(text).ok()?;
    read.variable.is_none().then_some(read.text)
}

/// The path that a scalar is, unless variables decide it. A repository or an archive elsewhere is none of a file.
fn path(node: Node<'_>) -> Option<PathBuf> {
    let text = interpolate(node.as_str()?).ok()?.text;
    let path = Path::new(&text);
    let is_elsewhere = text.contains("://") || path.is_absolute() || text.is_empty();
    (!is_elsewhere).then(|| path.to_owned())
}
