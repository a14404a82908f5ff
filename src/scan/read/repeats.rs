//! Keys that are given twice in one mapping. Readers of YAML take the first or the last of them, or refuse the file:
//! where they could come to another image, or to another kind of file, nobody can tell what is meant.

use std::collections::{BTreeMap, BTreeSet};

use super::documents::{ReadResult, is_of_kind, mentions};
use crate::document::{Problem, Source};
use crate::scan::kind::FileKind;
use crate::scan::mention::Mention;
use crate::scan::surroundings::Surroundings;
use crate::yaml::{MERGE_KEY, Node, Override, Repeat, RepeatRule, TWICE, Yaml};

/// The keys that make an object what it is.
const KIND_KEYS: [&str; 2] = ["apiVersion", "kind"];

/// Reads a file, and judges the keys that are given twice in it.
///
/// # Errors
/// Where one of them may name an image, or another image is used when another one counts.
pub(super) fn read(
    kind: FileKind,
    source: &Source,
    yaml: &mut Yaml,
    surroundings: &Surroundings,
) -> ReadResult {
    if let Some(found) = overridden(yaml) {
        let message =
            "`<<` below this key adds another value, and parsers differ on which one counts";
        let problem =
            Problem::new(found.key.span(), message).help("write `<<` above the other keys");
        return Err(Box::new(problem));
    }
    if yaml.repeats().all(|repeat| are_merged(kind, &repeat)) {
        yaml.read_repeats(RepeatRule::All);
        return Ok((mentions(kind, source, yaml, surroundings)?, Vec::new()));
    }
    let readings = [RepeatRule::All, RepeatRule::First, RepeatRule::Last].map(|reading| {
        yaml.read_repeats(reading);
        (
            is_of_kind(kind, yaml),
            mentions(kind, source, yaml, surroundings),
        )
    });
    if !readings.iter().any(|(is_of_kind, _)| *is_of_kind) {
        return Ok((Vec::new(), Vec::new()));
    }
    let [all, first, last] = readings.map(|(_, mentions)| mentions);
    if let Some(repeat) = naming(yaml).or_else(|| differing(yaml, [&all, &first, &last])) {
        return Err(Problem::at(repeat.again().span(), TWICE));
    }
    Ok((last?, warning(yaml).into_iter().collect()))
}

/// Whether a key that is given twice is the merge key, and what it merges has no key in common: Ruby merges all of it
/// for GitLab, while compose refuses it.
fn are_merged(kind: FileKind, repeat: &Repeat<'_>) -> bool {
    let is_merge = |(key, _): &(Node<'_>, Node<'_>)| key.as_str() == Some(MERGE_KEY);
    let mut keys = BTreeSet::new();
    kind == FileKind::GitLab
        && repeat.pairs.iter().all(is_merge)
        && repeat.pairs.iter().all(|(_, value)| {
            let entries = value.entries().into_iter();
            value.is_mapping()
                && entries
                    .map(|(key, _)| key.as_str())
                    .all(|key| keys.insert(key))
        })
}

/// The first key that may name an image, by its name or by what is below it, or that makes an object what it is.
fn naming(yaml: &Yaml) -> Option<Repeat<'_>> {
    let mut known = BTreeMap::new();
    yaml.repeats().find(|repeat| {
        let has_key = |key: &&str| repeat.mapping.get(key).is_some();
        let is_of_object = || KIND_KEYS.iter().all(has_key);
        let makes_kind = |key: &str| KIND_KEYS.contains(&key) && is_of_object();
        let mut pairs = repeat.pairs.iter();
        pairs.any(|(key, value)| {
            let name = key.as_str().unwrap_or_default();
            is_image_key(name) || makes_kind(name) || names_image(*value, &mut known)
        })
    })
}

/// The first key that a merge key may override, where that could come to another image.
fn overridden(yaml: &Yaml) -> Option<Override<'_>> {
    let mut known = BTreeMap::new();
    yaml.overrides().into_iter().find(|it| {
        it.key.as_str().is_some_and(decides)
            || names_image(it.own, &mut known)
            || names_image(it.merged, &mut known)
    })
}

/// Whether a key names images, or holds what does.
fn is_image_key(key: &str) -> bool {
    match key {
        "additional_contexts"
        | "build"
        | "container"
        | "containerDisk"
        | "containers"
        | "contexts"
        | "dockerfile-inline"
        | "dockerfile_inline"
        | "ephemeralContainers"
        | "images"
        | "initContainers"
        | "newName"
        | "newTag"
        | "reference"
        | "repository"
        | "services"
        | "uses" => true,
        // `initImage`, `sidecar-image`
        _ => key.ends_with("image") || key.ends_with("Image"),
    }
}

/// Whether a key has a part in which image is meant: of Helm and kustomize, of GitLab, of JSON patches.
fn decides(key: &str) -> bool {
    match key {
        "digest" | "extends" | "name" | "path" | "registry" | "tag" | "value" | "variables"
        | "version" => true,
        _ => KIND_KEYS.contains(&key) || is_image_key(key),
    }
}

/// Whether a key below a value names images. The depth is bounded where documents are read, aliases followed.
fn names_image(node: Node<'_>, known: &mut BTreeMap<usize, bool>) -> bool {
    if let Some(known) = known.get(&node.id()) {
        return *known;
    }
    // What contains itself ends here
    known.insert(node.id(), false);
    let names =
        node.entries().into_iter().any(|(key, value)| {
            key.as_str().is_some_and(is_image_key) || names_image(value, known)
        }) || node.items().any(|item| names_image(item, known));
    known.insert(node.id(), names);
    names
}

/// A key of which the readings differ; the one that holds what one of them has and another has not, if there is one.
fn differing<'y>(
    yaml: &'y Yaml,
    readings: [&Result<Vec<Mention>, Box<Problem>>; 3],
) -> Option<Repeat<'y>> {
    let [all, first, last] = readings;
    if all == first && first == last {
        return None;
    }
    let known: Vec<&[Mention]> = readings.into_iter().flatten().map(Vec::as_slice).collect();
    let length = known.iter().map(|it| it.len()).max().unwrap_or_default();
    let is_open = |at: &usize| known.iter().any(|it| it.get(*at) != known[0].get(*at));
    // They are in the order of the text
    let start = (0..length).find(is_open).and_then(|at| {
        let open = known.iter().filter_map(|mentions| mentions.get(at));
        open.map(|mention| mention.span.start).min()
    });
    let holds = |repeat: &Repeat<'_>| {
        let mut values = repeat.pairs.iter().map(|(_, value)| value.span());
        start.is_some_and(|start| values.any(|value| value.contains(&start)))
    };
    yaml.repeats().find(holds).or_else(|| yaml.repeats().next())
}

/// One for all keys of a file.
fn warning(yaml: &Yaml) -> Option<Problem> {
    let mut repeats = yaml.repeats();
    let span = repeats.next()?.again().span();
    let problem = Problem::new(span, format!("{TWICE}: the last one counts"));
    Some(match repeats.count() {
        0 => problem,
        1 => problem.help("1 more key of this file is given twice"),
        more => problem.help(format!("{more} more keys of this file are given twice")),
    })
}
