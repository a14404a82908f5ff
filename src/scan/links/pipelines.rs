//! Pipelines of GitLab that include files of their repository.
//!
//! What a file says counts before what those say that it includes, and of these the later before the earlier ones
//! (<https://docs.gitlab.com/ci/yaml/includes/#merge-method-for-include>).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collected::{CollectedLinks, PipelineStart};
use super::environment::KnownFile;
use crate::document::shown_path;
use crate::files::{Trust, read_text};
use crate::scan::pipeline::{HandedVariables, PipelineFiles, PipelinePart, PipelineText};

/// The most files of one pipeline (<https://docs.gitlab.com/ci/yaml/includes/>).
const FILES_MAX: usize = 150;
/// The most bytes of one pipeline: all its files are read as one.
const BYTES_MAX: usize = 1 << 20;
/// The most bytes of all pipelines of a run. Many may include one file, which is then read with each of them.
const ALL_BYTES_MAX: usize = 8 << 20;

/// What the jobs that start each pipeline hand to it, by the place of the pipeline.
pub(super) fn handed(links: &CollectedLinks) -> BTreeMap<&Path, Arc<HandedVariables>> {
    let handed = links.handed.iter();
    let handed = handed.map(|(place, starts)| (place.as_path(), Arc::new(handed_by(starts))));
    handed.filter(|(_, handed)| !handed.is_empty()).collect()
}

fn handed_by(starts: &[PipelineStart]) -> HandedVariables {
    let mut files: BTreeMap<&Path, Arc<str>> = BTreeMap::new();
    let starts = starts.iter().map(|(variables, by)| {
        let shown = || shown_path(&by.1).into();
        let file = files.entry(&by.0).or_insert_with(shown);
        (&**variables, Arc::clone(file))
    });
    HandedVariables::of(starts)
}

/// The pipelines of which files are parts, by the places of the files.
pub(super) fn pipelines(
    links: &CollectedLinks,
    files: &[KnownFile<'_>],
) -> BTreeMap<PathBuf, Vec<PipelinePart>> {
    let mut parts: BTreeMap<PathBuf, Vec<PipelinePart>> = BTreeMap::new();
    if links.includes.is_empty() {
        return parts;
    }
    let known = files.iter().filter(|it| it.is_tracked);
    let mut reader = PipelinesReader {
        known: known.map(|it| (it.place, it)).collect(),
        texts: BTreeMap::new(),
        left: ALL_BYTES_MAX,
        handed: handed(links),
    };
    for members in all(links) {
        let Some((places, pipeline)) = reader.pipeline(members) else {
            continue;
        };
        for (number, place) in places.into_iter().enumerate() {
            let pipeline = Arc::clone(&pipeline);
            let of_file = parts.entry(place.to_owned()).or_default();
            of_file.push(PipelinePart { pipeline, number });
        }
    }
    parts
}

/// A file of a pipeline, and whether a rule decides that it is one.
type Member<'l> = (&'l Path, bool);

/// The files of each pipeline. One that is included begins none, unless the files include one another.
fn all(links: &CollectedLinks) -> Vec<Vec<Member<'_>>> {
    let includes = links.includes.values().flatten();
    let included: BTreeSet<&Path> = includes
        .flat_map(|it| links.included(it))
        .map(PathBuf::as_path)
        .collect();
    let places = links.includes.keys().map(PathBuf::as_path);
    let (inner, outer): (Vec<&Path>, Vec<&Path>) = places.partition(|it| included.contains(it));
    let mut reached = BTreeSet::new();
    let mut all = Vec::new();
    for place in outer.into_iter().chain(inner) {
        if !reached.contains(place) {
            let members = members(links, place);
            reached.extend(members.iter().map(|(place, _)| *place));
            all.push(members);
        }
    }
    all
}

/// The files of one pipeline, in the order in which they count.
fn members<'l>(links: &'l CollectedLinks, place: &'l Path) -> Vec<Member<'l>> {
    let mut members = Vec::new();
    let mut seen = BTreeSet::new();
    let mut rest = vec![(place, false)];
    while let Some((place, is_conditional)) = rest.pop() {
        if !seen.insert(place) {
            continue;
        }
        members.push((place, is_conditional));
        if members.len() > FILES_MAX {
            break;
        }
        for include in links.includes.get(place).into_iter().flatten() {
            let is_conditional = is_conditional || include.is_conditional;
            let files = links.included(include).iter();
            rest.extend(files.map(|file| (file.as_path(), is_conditional)));
        }
    }
    members
}

struct PipelinesReader<'l> {
    known: BTreeMap<&'l Path, &'l KnownFile<'l>>,
    /// The texts that were read.
    texts: BTreeMap<&'l Path, Option<Arc<str>>>,
    /// The bytes that may still be read.
    left: usize,
    handed: BTreeMap<&'l Path, Arc<HandedVariables>>,
}

impl<'l> PipelinesReader<'l> {
    /// The places and texts of the files of a pipeline; `None` where it is one file, or more than anybody writes.
    fn pipeline(
        &mut self,
        members: Vec<Member<'l>>,
    ) -> Option<(Vec<&'l Path>, Arc<PipelineFiles>)> {
        if members.len() > FILES_MAX {
            return None;
        }
        let (mut places, mut texts, mut bytes) = (Vec::new(), Vec::new(), 0);
        for (place, is_conditional) in members {
            let Some(text) = self.text(place) else {
                continue;
            };
            bytes += text.len();
            if bytes > BYTES_MAX.min(self.left) {
                return None;
            }
            places.push(place);
            texts.push(PipelineText {
                text,
                is_conditional,
                is_read: self.known.get(place).is_some_and(|it| it.is_pipeline),
            });
        }
        self.left -= bytes;
        let first = places.first();
        let handed = first.and_then(|first| self.handed.get(first)).cloned();
        let pipeline = PipelineFiles {
            texts,
            handed: handed.unwrap_or_default(),
            ..PipelineFiles::default()
        };
        (places.len() > 1).then(|| (places, Arc::new(pipeline)))
    }

    fn text(&mut self, place: &'l Path) -> Option<Arc<str>> {
        let file = self.known.get(place)?;
        let read = || Some(Arc::from(read_text(file.path, Trust::Found).ok()??));
        self.texts.entry(place).or_insert_with(read).clone()
    }
}
