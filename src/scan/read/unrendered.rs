//! YAML that is none before a template engine has been over it, by the name of what it becomes.
//!
//! What is no YAML for another reason must not pass for a template, in which less is found: braces may stand in any
//! text. Where no other reading is left, what may be an image is open.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::documents;
use super::other_keys::{other_places, values, without_others};
use crate::document::{Problem, Source};
use crate::scan::actions::{self, has_action};
use crate::scan::filled::{filled, restored};
use crate::scan::kind::FileKind;
use crate::scan::mention::{Mention, Mentions, Obstacle, in_order};
use crate::scan::readers::template;
use crate::scan::surroundings::Surroundings;
use crate::yaml::Yaml;

/// The key of the services of a job.
const SERVICES: &str = "services";

/// The images of a text that is no YAML yet; `None` where it is no template, or nobody could tell what it uses.
pub(super) fn mentions(
    kind: FileKind,
    source: &Source,
    surroundings: &Surroundings,
) -> Option<Mentions> {
    if !has_action(&source.text) {
        return None;
    }
    // The other kinds have more keys of images than lines are searched for
    let decides = line_action(&source.text).filter(|_| kind.may_be_template());
    let places = decides.and_then(|_| other_places(&source.text));
    if places.as_ref().is_some_and(Vec::is_empty) {
        return Some(Ok(in_order(template::with_comments(source))));
    }
    let filled = || filled_mentions(kind, source, surroundings);
    filled().or_else(|| Some(Ok(with_open_places(source, decides?, places?))))
}

/// The images of a template of a pipeline of GitLab, whose services are keys that lines are not searched for; `None`
/// for any other template.
pub(super) fn of_pipeline(source: &Source, surroundings: &Surroundings) -> Option<Vec<Mention>> {
    let rendered = FileKind::rendered(Path::new(&source.name))?;
    if rendered != FileKind::GitLab {
        return None;
    }
    let text = template::without_engine_comments(&source.text);
    let decides = line_action(&text).unwrap_or(SERVICES).to_owned();
    let places = values(&text, SERVICES).collect();
    let uncommented = Source::new(source.name.clone(), text);
    match filled_mentions(rendered, &uncommented, surroundings) {
        Some(Ok(mentions)) => Some(mentions),
        _ => Some(with_open_places(source, &decides, places)),
    }
}

/// The images of a text that is YAML with something in the place of actions.
fn filled_mentions(
    kind: FileKind,
    source: &Source,
    surroundings: &Surroundings,
) -> Option<Mentions> {
    let filled = Source::new(source.name.clone(), filled(&source.text)?);
    let yaml = Yaml::parse(&filled).ok()?;
    if yaml.repeats().next().is_some() {
        return None;
    }
    Some(
        documents::mentions(kind, &filled, &yaml, surroundings).map(|mentions| {
            let restored = mentions.into_iter().map(|it| restored(source, it));
            restored.collect()
        }),
    )
}

/// The images of lines, and the places of those that may be images too, which the template decides.
fn with_open_places(source: &Source, decides: &str, places: Vec<Range<usize>>) -> Vec<Mention> {
    let mut mentions = template::with_comments(source);
    let known: BTreeSet<usize> = mentions.iter().map(|it| it.span.start).collect();
    let places = without_others(&source.text, places).into_iter();
    let places = places.filter(|it| !known.contains(&it.start));
    mentions.extend(places.map(|place| {
        let text = &source.text[place.clone()];
        match has_action(text) {
            true => Mention::undecided(place, text),
            false => Mention::unresolved(place, text, Obstacle::Expression(decides.to_owned())),
        }
    }));
    in_order(mentions)
}

/// The first action that begins a line.
fn line_action(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim_start);
    let line = lines.find(|line| actions::begins(line))?;
    Some(&line[..actions::length(line).unwrap_or(line.len())])
}

/// The images of a Dockerfile that docker refuses where a template engine has not been over it yet: the line of the
/// problem has an action, or is one. `None` where nothing says so.
pub(super) fn of_dockerfile(source: &Source, problem: &Problem) -> Option<Vec<Mention>> {
    let before = source.text.get(..problem.span.start)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = source.text[start..].lines().next()?;
    let mentions = || template::of_dockerfile(source);
    has_action(line).then(mentions)?
}
