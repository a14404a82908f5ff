//! The images of a Dockerfile for which builds of the repository give values to arguments.
//!
//! Its defaults count as well: whoever builds it by hand may give none. A place that they leave open is known if every
//! build says what it is.

use std::collections::{BTreeMap, BTreeSet};

use super::file::mentions_with;
use crate::document::Source;
use crate::scan::links::{BuildArguments, BuildWay};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning};

/// The images by the defaults, and by each way to build the file.
///
/// # Errors
/// Where docker would refuse the file.
pub(super) fn mentions(source: &Source, ways: &[BuildWay]) -> Mentions {
    let own = mentions_with(source, &BuildArguments::new())?;
    if ways.is_empty() {
        return Ok(own);
    }
    let readings = ways.iter().filter_map(|way| reading(source, way));
    let readings: Vec<Vec<Mention>> = readings.collect();
    let mut places = Places::default();
    for reading in &readings {
        let open = reading.iter().filter(|mention| mention.image.is_err());
        places.open.extend(open.map(|mention| mention.span.start));
    }
    places.are_all_read = readings.len() == ways.len();
    let mut mentions: Vec<Mention> = own.into_iter().filter(|it| !places.settle(it)).collect();
    let mut known: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for mention in mentions.iter().filter(|it| it.image.is_ok()) {
        let known = known.entry(mention.span.start).or_default();
        known.insert(mention.written.clone());
    }
    for mention in readings.into_iter().flatten().filter(|it| it.image.is_ok()) {
        let known = known.entry(mention.span.start).or_default();
        if known.insert(mention.written.clone()) {
            mentions.push(mention);
        }
    }
    Ok(mentions)
}

/// The places that builds leave open.
#[derive(Default)]
struct Places {
    open: BTreeSet<usize>,
    are_all_read: bool,
}

impl Places {
    /// Whether every build says what is at an open place.
    fn settle(&self, mention: &Mention) -> bool {
        let is_of_variable = matches!(mention.image, Err(Obstacle::Variable(_)));
        is_of_variable && self.are_all_read && !self.open.contains(&mention.span.start)
    }
}

/// The images by one way to build the file; `None` if docker would refuse it then.
fn reading(source: &Source, way: &BuildWay) -> Option<Vec<Mention>> {
    let mut mentions = mentions_with(source, &way.arguments).ok()?;
    for mention in &mut mentions {
        if let Pinning::Unsafe(Hindrance::Variable(name)) = &mention.pinning
            && way.arguments.contains_key(name)
        {
            let file = Some(way.file.clone());
            mention.pinning = Pinning::Unsafe(Hindrance::SetElsewhere(name.clone(), file));
        }
    }
    Some(mentions)
}
