//! The images of the jobs of a document, or of all files of a pipeline.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::expand::{names, whole};
use super::file::PipelineFile;
use super::job::{self, JobVariables, LENGTH_MAX};
use super::places::{self, ImagePlaces, JobImages};
use super::readings::PlaceReadings;
use super::variables::PipelineVariables;
use crate::document::Problem;
use crate::scan::actions::shortened;
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning, final_digest};
use crate::scan::scalar::{ScalarMentions, own_place, place, said, verbatim};
use crate::yaml::Node;

/// The weight of a place that variables have a part in, as often as a job reads it.
const READING: usize = 10;

/// The images of a document, or of all files of a pipeline.
pub(super) fn mentions_of(file: PipelineFile<'_>) -> Mentions {
    let jobs = places::jobs(&file)?;
    let images = places::images(&file, &jobs)?;
    let mut lists = HashSet::new();
    let lists = images
        .iter()
        .filter(|images| lists.insert(Rc::as_ptr(&images.places)));
    let nodes = lists.flat_map(|images| images.places.all.iter().map(|(_, node)| *node));
    let variables = PipelineVariables::of(file, nodes)?;
    let mut found = ScalarMentions::default();
    let mut reader = PipelineReader {
        variables: &variables,
        found: &mut found,
        open: BTreeMap::new(),
        readings: BTreeMap::new(),
        read: HashSet::new(),
    };
    images.iter().try_for_each(|images| reader.take(images))?;
    let open = reader.open.into_values();
    let readings = reader.readings.into_values();
    let put_together = open.chain(readings.flat_map(PlaceReadings::mentions));
    let put_together: Vec<Mention> = put_together.collect();
    let mut mentions = found.mentions();
    mentions.extend(put_together);
    mentions.extend(places::elsewhere(&variables.file, &jobs)?);
    Ok(mentions)
}

struct PipelineReader<'v, 'y> {
    variables: &'v PipelineVariables<'y>,
    found: &'v mut ScalarMentions,
    /// The places of which nobody can tell what they name, whichever job reads them.
    open: BTreeMap<usize, Mention>,
    /// The readings of the places that variables have a part in.
    readings: BTreeMap<usize, PlaceReadings>,
    /// The lists of places that were gone through.
    read: HashSet<*const ImagePlaces<'y>>,
}

impl<'y> PipelineReader<'_, 'y> {
    /// Takes what the places of one job name.
    fn take(&mut self, images: &JobImages<'_, 'y>) -> Result<(), Box<Problem>> {
        if self.read.insert(Rc::as_ptr(&images.places)) {
            for (holder, node) in &images.places.all {
                self.literal(*holder, *node);
            }
        }
        let variables = self.variables;
        let mut scope = None;
        for node in &images.places.variable {
            variables.file.count(READING)?;
            let scope = match &mut scope {
                Some(scope) => scope,
                none => none.insert(JobVariables::of(variables, images.bases)?),
            };
            let text = node.as_str().unwrap_or_default();
            let unresolved = |why| Mention::unresolved(place(*node), text.to_owned(), why);
            let readings = self.readings.entry(node.id()).or_default();
            let cells = scope.cells(text).into_iter().map(Some);
            let mut cells: Vec<_> = cells.collect();
            if cells.is_empty() {
                cells.push(None);
            }
            variables.file.count(READING * (cells.len() - 1))?;
            for cell in cells {
                scope.enter(cell);
                let ruled = scope.ruled(text).map(unresolved);
                readings.add(mention(scope, *node), ruled, images.is_template);
            }
            scope.enter(None);
        }
        Ok(())
    }

    /// Takes what no variable has a part in: what is written, or why nobody can tell what it is.
    fn literal(&mut self, holder: Node<'y>, node: Node<'y>) {
        let file = &self.variables.file;
        if let Some(obstacle) = file.obstacle(node) {
            let mention = Mention::unresolved(node.tagged_span(), file.written(node), obstacle);
            self.open.insert(node.id(), mention);
            return;
        }
        let Some(text) = said(node) else {
            return;
        };
        if !text.contains('$') {
            if self.variables.is_referred(node) {
                self.found.other_use(node);
            }
            self.found.image(holder, node);
        } else if text.len() > LENGTH_MAX {
            let mention = Mention::undecided(place(node), shortened(text));
            self.open.insert(node.id(), mention);
        }
    }
}

/// The image that a place names to a job.
fn mention(scope: &JobVariables<'_, '_>, node: Node<'_>) -> Mention {
    let text = node.as_str().unwrap_or_default();
    let span = place(node);
    match scope.expand(text) {
        // Its variable has no text
        Ok(expanded) if expanded.is_empty() => {
            let obstacle = match names(text).next() {
                Some(name) => Obstacle::Variable(name.to_owned()),
                None => Obstacle::Expression(text.to_owned()),
            };
            Mention::unresolved(span, text.to_owned(), obstacle)
        }
        Ok(expanded) => {
            let has_variables = names(text).next().is_some();
            Mention::read(span, expanded, pinning(scope, node)).with_defaults(has_variables)
        }
        Err(obstacle) => Mention::unresolved(span, text.to_owned(), obstacle),
    }
}

/// The digest that stands behind variables, in a text that is used for nothing else.
fn digest(scope: &JobVariables<'_, '_>, node: Node<'_>) -> Option<Range<usize>> {
    let place = own_place(node).filter(|_| !scope.is_referred(node))?;
    let digest = final_digest(node.as_str()?)?;
    Some(place.start + digest.start..place.end)
}

/// The hindrance for a digest in the value of a variable, which is used for something else too.
fn shared(scope: &JobVariables<'_, '_>, node: Node<'_>, name: &str, value: Node<'_>) -> Pinning {
    let number = |node: Node<'_>| scope.file().number(node.span().start);
    Pinning::Unsafe(match number(node) == number(value) {
        true => Hindrance::Shared,
        false => Hindrance::SetElsewhere(name.to_owned(), None),
    })
}

/// The place for a digest: here, or in the variable that is all of the image, where that is no part of another image.
fn pinning(scope: &JobVariables<'_, '_>, place: Node<'_>) -> Pinning {
    let mut node = place;
    for _ in 0..=job::DEPTH_MAX {
        let Some(scalar) = node.scalar() else { break };
        let Some(name) = names(&scalar.text).next() else {
            let place = verbatim(node).filter(|_| !scalar.text.contains('$'));
            return Pinning::at(place, Pinning::Reference);
        };
        if let Some(handed) = scope.handed(name) {
            let file = Some(handed.file.to_string());
            return Pinning::Unsafe(Hindrance::SetElsewhere(name.to_owned(), file));
        }
        match scope.value(name) {
            _ if whole(&scalar.text).is_none() => {
                return Pinning::behind_variable(name, digest(scope, node));
            }
            Some(_) if scope.is_given(name) => {
                return Pinning::Unsafe(Hindrance::Variable(name.to_owned()));
            }
            Some(value) if value.aliases() > 0 || !scope.may_be_changed(name, value) => {
                return shared(scope, place, name, value);
            }
            Some(value) => node = value,
            None => break,
        }
    }
    Pinning::Unsafe(Hindrance::Unresolved)
}
