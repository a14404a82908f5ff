//! Plays, blocks and tasks, and the arguments of their modules.

use std::collections::BTreeSet;

use super::value::{ArgumentValue, Scopes};
use crate::reference::{Reference, Tag};
use crate::scan::actions::first_word;
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};
use crate::scan::readers::short_name;
use crate::scan::scalar::{ScalarMentions, place, said, verbatim};
use crate::yaml::Node;

/// A module that names an image.
struct ImageModule {
    /// The name, without that of its collection.
    name: &'static str,
    /// The argument that has the image.
    image: &'static str,
    /// Whether `tag` is an argument too.
    has_tag: bool,
    /// Whether podman completes the name.
    is_podman: bool,
}

static MODULES: [ImageModule; 6] = [
    ImageModule {
        name: "docker_container",
        image: "image",
        has_tag: false,
        is_podman: false,
    },
    ImageModule {
        name: "docker_swarm_service",
        image: "image",
        has_tag: false,
        is_podman: false,
    },
    ImageModule {
        name: "docker_image",
        image: "name",
        has_tag: true,
        is_podman: false,
    },
    ImageModule {
        name: "docker_image_pull",
        image: "name",
        has_tag: true,
        is_podman: false,
    },
    ImageModule {
        name: "podman_container",
        image: "image",
        has_tag: false,
        is_podman: true,
    },
    ImageModule {
        name: "podman_image",
        image: "name",
        has_tag: true,
        is_podman: true,
    },
];
/// The keys of lists of tasks, in plays and in blocks.
const LISTS: [&str; 7] = [
    "tasks",
    "pre_tasks",
    "post_tasks",
    "handlers",
    "block",
    "rescue",
    "always",
];
const VARIABLES: &str = "vars";
/// The sources of an image that is not pulled.
const SOURCES: [&str; 3] = ["build", "load", "local"];
const TAG_APART: &str = "the tag has a key of its own, which takes no digest";

/// Whether an item is a play, a block or a task with one of the modules.
pub(super) fn is_task(item: Node<'_>) -> bool {
    let mut keys = item.entries().into_iter().map(|(key, _)| key.as_str());
    keys.any(|key| key.is_some_and(|key| module(key).is_some() || LISTS.contains(&key)))
}

/// The module of a key: `community.docker.docker_container` is `docker_container`.
fn module(key: &str) -> Option<&'static ImageModule> {
    let name = key.rsplit('.').next()?;
    MODULES.iter().find(|module| module.name == name)
}

#[derive(Default)]
pub(super) struct TaskReader<'y> {
    found: ScalarMentions,
    scopes: Scopes<'y>,
    others: Vec<Mention>,
    /// The images that tasks build.
    built: BTreeSet<String>,
    /// The name of an image that a task builds, where nobody can tell it.
    open_build: Option<String>,
}

impl<'y> TaskReader<'y> {
    /// Takes the images of a list. `around` are the variables of what is around it, innermost last.
    pub(super) fn list(&mut self, list: Node<'y>, around: &[Node<'y>]) {
        if !self.found.is_new("tasks", list) {
            return;
        }
        for item in list.items() {
            if self.found.is_new("task", item) {
                self.item(item, around);
            }
        }
    }

    fn item(&mut self, item: Node<'y>, around: &[Node<'y>]) {
        let own = item.get(VARIABLES);
        let around: Vec<Node<'y>> = around.iter().copied().chain(own).collect();
        for (key, value) in item.entries() {
            let name = key.as_str().unwrap_or_default();
            if LISTS.contains(&name) {
                self.list(value, &around);
            } else if let Some(module) = module(name)
                && self.found.is_new(module.name, value)
            {
                self.module(module, key, value, &around);
            }
        }
    }

    /// The images, without those that the file builds. Where nobody can tell the name of one that it builds, it may be
    /// each that names no registry.
    pub(super) fn mentions(self) -> Vec<Mention> {
        let (built, open) = (self.built, self.open_build);
        let all = self.found.mentions().into_iter().chain(self.others);
        let left = all.filter(|mention| {
            let image = mention.image.as_ref().ok();
            !image.is_some_and(|image| built.contains(&tagged(image)))
        });
        left.map(|mention| match &open {
            Some(name) if mention.image.is_ok() && short_name::is_short(&mention.written) => {
                let obstacle = Obstacle::Expression(name.clone());
                Mention::unresolved(mention.span, mention.written, obstacle)
            }
            Some(_) | None => mention,
        })
        .collect()
    }

    /// Notes the name of an image that a task builds.
    fn builds(&mut self, name: &str, tag: Option<&str>, around: &[Node<'y>]) {
        let tag = self.scopes.value(tag.unwrap_or_default(), around);
        match (self.scopes.value(name, around), tag) {
            (ArgumentValue::Open(text), _) | (_, ArgumentValue::Open(text)) => {
                self.open_build = Some(text)
            }
            (ArgumentValue::Text(name, _), ArgumentValue::Text(tag, _)) => {
                let text = if tag.is_empty() {
                    name
                } else {
                    format!("{name}:{tag}")
                };
                let image = text.parse::<Reference>().ok();
                self.built.extend(image.as_ref().map(tagged));
            }
        }
    }

    fn module(
        &mut self,
        module: &ImageModule,
        key: Node<'_>,
        arguments: Node<'y>,
        around: &[Node<'y>],
    ) {
        if let Some(text) = arguments.as_str() {
            // `name=a image=b` on one line, of which others may be passwords
            if text.contains(module.image) {
                let shown = argument(text, module.image).unwrap_or(module.image);
                let mention = Mention::undecided(place(arguments), shown);
                self.found.take(key, arguments, mention);
            }
            return;
        }
        let Some((key, node)) = arguments.entry(module.image) else {
            return;
        };
        let tag = arguments.get("tag").filter(|_| module.has_tag);
        let argument = |name: &str| arguments.get(name).and_then(said);
        if module.has_tag && argument("state") == Some("absent") {
            return;
        }
        let Some(text) = said(node) else {
            return;
        };
        if module.has_tag && is_built(arguments) {
            self.builds(text, tag.and_then(said), around);
            return;
        }
        match tag.filter(|tag| said(*tag).is_some()) {
            Some(tag) => self.with_tag(module, node, tag, around),
            None if self.found.is_known(key, node) => {}
            None => {
                let value = self.scopes.value(text, around);
                let mention = whole(module, node, value);
                if let Some(mention) = mention {
                    self.found.take(key, node, mention);
                }
            }
        }
    }

    /// Takes an image whose tag is an argument of its own. One that the name has counts before it
    /// (`docker_image.py`, `podman_image.py`).
    fn with_tag(
        &mut self,
        module: &ImageModule,
        node: Node<'y>,
        tag: Node<'_>,
        around: &[Node<'y>],
    ) {
        let (Some(name), Some(tag)) = (said(node), said(tag)) else {
            return;
        };
        let (name, tag) = (
            self.scopes.value(name, around),
            self.scopes.value(tag, around),
        );
        let span = place(node);
        let mention = match (&name, &tag) {
            (ArgumentValue::Open(text), _) | (_, ArgumentValue::Open(text)) => {
                Mention::undecided(span, text.clone())
            }
            (ArgumentValue::Text(name, _), ArgumentValue::Text(tag, _)) => {
                let has_tag = name.parse::<Reference>().is_ok_and(|it| !it.is_bare());
                let text = if has_tag {
                    name.clone()
                } else {
                    format!("{name}:{tag}")
                };
                let Some(obstacle) = completed(module, &text) else {
                    return;
                };
                match obstacle {
                    Some(obstacle) => Mention::unresolved(span, text, obstacle),
                    None => Mention::read(span, text, Pinning::Unsafe(Hindrance::Tool(TAG_APART))),
                }
            }
        };
        let has_variables = name.has_variable() || tag.has_variable();
        self.others.push(mention.with_defaults(has_variables));
    }
}

/// The mention of an argument that is all of an image; `None` where podman has built it.
fn whole(module: &ImageModule, node: Node<'_>, value: ArgumentValue) -> Option<Mention> {
    let span = place(node);
    match value {
        ArgumentValue::Open(text) => Some(Mention::undecided(span, text)),
        ArgumentValue::Text(text, variable) => {
            if let Some(obstacle) = completed(module, &text)? {
                return Some(Mention::unresolved(span, text, obstacle));
            }
            let has_variable = variable.is_some();
            let pinning = match variable {
                Some(name) => Pinning::Unsafe(Hindrance::Variable(name)),
                None => Pinning::at(verbatim(node), Pinning::Reference),
            };
            Some(Mention::read(span, text, pinning).with_defaults(has_variable))
        }
    }
}

/// The reason why nobody can tell the registry, if there is one; `None` for what podman has built.
#[expect(clippy::option_option, reason = "no image, an open one, a known one")]
fn completed(module: &ImageModule, text: &str) -> Option<Option<Obstacle>> {
    match module.is_podman {
        true if short_name::is_local(text) => None,
        true if short_name::is_short(text) => Some(Some(Obstacle::NoRegistry(short_name::PODMAN))),
        true | false => Some(None),
    }
}

/// The argument with a name among those on one line, as it is written: `image=b`.
fn argument<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut starts = text.match_indices(name).map(|(at, _)| at);
    let start = starts.find(|at| {
        let is_first = text[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        is_first && text[at + name.len()..].starts_with('=')
    })?;
    let value = start + name.len() + 1;
    let word = first_word(&text[value..]);
    let quote = usize::from(text[value..].starts_with(['"', '\'']));
    let end = value + quote + word.len();
    Some(&text[start..end + usize::from(quote > 0 && end < text.len())])
}

/// Whether the arguments of a module say that it builds the image, or has it from elsewhere than a registry.
fn is_built(arguments: Node<'_>) -> bool {
    let source = arguments.get("source").and_then(said);
    let is_other = source.is_some_and(|source| SOURCES.contains(&source));
    let state = arguments.get("state").and_then(said);
    let has_build = || arguments.get("build").is_some() || arguments.get("path").is_some();
    is_other || state == Some("build") || source.is_none() && has_build()
}

/// An image with the tag that it has without one.
fn tagged(image: &Reference) -> String {
    let tag = image.tag.clone().unwrap_or_else(Tag::latest);
    format!("{}:{tag}", image.repository)
}
