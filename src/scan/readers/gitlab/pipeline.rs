//! Files of a pipeline, read as one: what is known of one of them, what all pipelines agree on.
//!
//! A place is where the image is written: if a variable in another file is that image alone, the image is mentioned
//! there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::expand::names;
use super::file::{PipelineFile, PipelineRoot};
use super::reader::mentions_of;
use crate::document::Source;
use crate::scan::actions::shortened;
use crate::scan::ignore::Comments;
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};
use crate::scan::pipeline::{JoinedTexts, PipelineFiles, PipelinePart};
use crate::yaml::Yaml;

/// What a file names as a part of a pipeline; `None` if the files cannot be read as one.
pub(super) fn mentions(part: &PipelinePart, source: &Source) -> Option<Vec<Mention>> {
    let pipeline = &part.pipeline;
    let mut texts: Vec<&str> = pipeline.texts.iter().map(|it| &*it.text).collect();
    if texts[part.number] == source.text {
        let readings = pipeline.readings.get_or_init(|| read(pipeline, &texts));
        return Some(readings.as_ref()?[part.number].clone());
    }
    texts[part.number] = &source.text;
    Some(read(pipeline, &texts)?.swap_remove(part.number))
}

/// What the files of a pipeline name, each for itself, if these are their texts.
fn read(pipeline: &PipelineFiles, texts: &[&str]) -> Option<Vec<Vec<Mention>>> {
    let joined = JoinedTexts::of(texts);
    let source = Source::new("", joined.text);
    let yaml = Yaml::parse(&source).ok()?;
    // Which of two keys counts is found out alone
    if yaml.repeats().next().is_some() {
        return None;
    }
    let number = |place: usize| joined.ends.partition_point(|end| *end <= place);
    let roots = yaml.documents().filter_map(|node| {
        let file = pipeline.texts.get(number(node.span().start))?;
        let is_conditional = file.is_conditional;
        Some(PipelineRoot {
            node,
            is_conditional,
        })
    });
    let file = PipelineFile::of(&source, roots.collect(), &joined.ends)
        .with_handed(Arc::clone(&pipeline.handed));
    let is_told = |place: usize| {
        pipeline
            .texts
            .get(number(place))
            .is_some_and(|it| it.is_read)
    };
    let mut found: Vec<Vec<Mention>> = texts.iter().map(|_| Vec::new()).collect();
    for mention in at_home(&source, mentions_of(file).ok()?, number, is_told) {
        let at = number(mention.span.start);
        let start = at.checked_sub(1).map_or(0, |before| joined.ends[before]);
        found.get_mut(at)?.push(from(start, mention));
    }
    Some(found)
}

/// Mentions where the images are written: in the file that sets a variable, if that is told and the variable is an
/// image alone.
fn at_home(
    source: &Source,
    mentions: Vec<Mention>,
    number: impl Fn(usize) -> usize,
    is_told: impl Fn(usize) -> bool,
) -> Vec<Mention> {
    let comments = Comments::of(source);
    let (mut stay, mut moved) = (Vec::new(), Vec::new());
    for mention in mentions {
        let home = mention.pinning.span().map(|place| place.start);
        let home = home.filter(|home| number(*home) != number(mention.span.start));
        let Some(home) = home else {
            stay.push(mention);
            continue;
        };
        let may_move = is_told(home) && !comments.leave_out(&mention.span);
        match &mention.pinning {
            Pinning::Reference(place) if may_move => {
                let written = source.text[place.clone()].to_owned();
                let span = place.clone();
                moved.push(Mention::read(span, written, mention.pinning));
            }
            _ => {
                let text = &source.text[mention.span.clone()];
                let name = names(text).next().unwrap_or_default();
                let pinning = Pinning::Unsafe(Hindrance::SetElsewhere(name.to_owned(), None));
                stay.push(Mention { pinning, ..mention });
            }
        }
    }
    let written = stay.iter().filter_map(|it| it.pinning.span());
    let mut written: BTreeSet<usize> = written.map(|place| place.start).collect();
    moved.retain(|mention| written.insert(mention.span.start));
    stay.extend(moved);
    stay
}

/// A mention of the joined texts in the text that begins at a place.
fn from(start: usize, mention: Mention) -> Mention {
    let place = |span: &Range<usize>| Some(span.start - start..span.end - start);
    let whole = mention.span.clone();
    mention.moved(place, whole, &Hindrance::Unresolved)
}

/// What a file names, out of what it names as a part of several pipelines. If these differ, nobody can tell.
pub(super) fn agreed(source: &Source, mut readings: Vec<Vec<Mention>>) -> Option<Vec<Mention>> {
    let last = readings.pop()?;
    if readings.iter().all(|reading| *reading == last) {
        return Some(last);
    }
    let all = readings.len() + 1;
    let mut places: BTreeMap<(usize, usize), Vec<(usize, Mention)>> = BTreeMap::new();
    for (number, reading) in readings.into_iter().chain([last]).enumerate() {
        for mention in reading {
            let place = places.entry((mention.span.start, mention.span.end));
            place.or_default().push((number, mention));
        }
    }
    let places = places.into_values();
    Some(
        places
            .flat_map(|named| agreed_at(source, named, all))
            .collect(),
    )
}

/// The same at one place.
fn agreed_at(source: &Source, named: Vec<(usize, Mention)>, all: usize) -> Vec<Mention> {
    let mut by_pipeline: Vec<Vec<Mention>> = vec![Vec::new(); all];
    for (number, mention) in named {
        by_pipeline[number].push(mention);
    }
    let Some(first) = by_pipeline.iter().find_map(|it| it.first()).cloned() else {
        return Vec::new();
    };
    if by_pipeline.windows(2).all(|pair| pair[0] == pair[1]) {
        return by_pipeline.swap_remove(0);
    }
    let mut others = by_pipeline.iter().flatten();
    // To the others it is no image, or one that is written elsewhere
    if others.all(|other| other.image == first.image) {
        return vec![first.shared()];
    }
    let written = &source.text[first.span.clone()];
    let obstacle = match names(written).next() {
        Some(name) => Obstacle::SetElsewhere(name.to_owned(), None),
        None => Obstacle::Expression(shortened(written)),
    };
    vec![Mention::unresolved(first.span, written, obstacle)]
}
