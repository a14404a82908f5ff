//! The places of a template at which an expression decides, and who decides there.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use super::decision::{OtherSource, of_value};
use super::defines::Defines;
use super::main_images::MainImages;
use super::template::{Library, Origin, TemplateNode, TemplateValue, parse, printed};
use crate::document::Source;
use crate::scan::actions::has_action;
use crate::scan::mention::{Mention, Obstacle};

/// What decides about the images of a template, beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) struct TemplateScope {
    /// The templates with names of the release.
    pub(super) defines: Arc<Defines>,
    /// The images in the values of its own chart, if these can be read.
    pub(super) images: Option<Arc<MainImages>>,
}

/// Whether nothing is known of a place but an expression.
pub(super) fn is_expression(mention: &Mention) -> bool {
    matches!(mention.image, Err(Obstacle::Expression(_)))
}

/// The mentions of a template of no chart that is known, without those that values decide.
pub(in crate::scan) fn decided_alone(source: &Source, mentions: Vec<Mention>) -> Vec<Mention> {
    decided(source, mentions, None)
}

/// The mentions of a template, with who decides where one is included, and without those that values decide, which are
/// read where they stand.
pub(super) fn decided(
    source: &Source,
    mentions: Vec<Mention>,
    scope: Option<&TemplateScope>,
) -> Vec<Mention> {
    let places = places(source, &mentions);
    let Some(printed) = values(source, &places, scope) else {
        return mentions;
    };
    let decide = |mention: Mention| {
        let at = places.partition_point(|place| place.end <= mention.span.start);
        let is_around = |place: &&Range<usize>| {
            place.start <= mention.span.start && mention.span.end <= place.end
        };
        match places.get(at).filter(is_around) {
            Some(_) if is_expression(&mention) => named(mention, &printed[at], scope),
            _ => Some(mention),
        }
    };
    mentions.into_iter().filter_map(decide).collect()
}

/// What a template prints at all places at which an expression decides.
pub(super) fn printed_values(
    source: &Source,
    mentions: &[Mention],
    scope: &TemplateScope,
) -> Vec<TemplateValue> {
    let places = places(source, mentions);
    let printed = values(source, &places, Some(scope)).unwrap_or_default();
    printed.into_iter().map(|(value, _)| value).collect()
}

/// The places at which an expression decides, in order.
fn places(source: &Source, mentions: &[Mention]) -> Vec<Range<usize>> {
    let is_open = |it: &&Mention| is_expression(it) && has_action(&source.text[it.span.clone()]);
    let places = mentions.iter().filter(is_open).map(|it| it.span.clone());
    let mut places: Vec<Range<usize>> = places.collect();
    places.sort_by_key(|place| (place.start, Reverse(place.end)));
    // An action within a value is a part of it
    let mut end = 0;
    places.retain(|place| {
        let is_apart = place.start >= end;
        end = end.max(place.end);
        is_apart
    });
    places
}

/// What is printed at each place; `None` if nothing is to be told.
fn values(
    source: &Source,
    places: &[Range<usize>],
    scope: Option<&TemplateScope>,
) -> Option<Vec<(TemplateValue, Origin)>> {
    if places.is_empty() {
        return None;
    }
    let (nodes, defined) = parse(&source.text)?;
    let library: &dyn Library = match scope {
        Some(scope) => scope.defines.as_ref(),
        None => &(),
    };
    // Those with names are given the root as well, as a rule; only from there, `.Values` and `.Chart` are what is followed
    let named = defined.iter().map(|template| &template.nodes[..]);
    let templates: Vec<&[TemplateNode]> = [&nodes[..]].into_iter().chain(named).collect();
    Some(printed(&templates, places, library))
}

/// A mention with who decides what is printed there; `None` if that are values.
fn named(
    mention: Mention,
    (value, first): &(TemplateValue, Origin),
    scope: Option<&TemplateScope>,
) -> Option<Mention> {
    let images = scope.and_then(|scope| scope.images.as_deref());
    let other = of_value(value, images).err()?;
    let define = |number: Origin| scope?.defines.get(number?);
    let (name, file) = match other {
        OtherSource::Missing(name) => (Some(name).filter(|_| scope.is_some()), None),
        OtherSource::Text(origin) => define(origin).unzip(),
        OtherSource::Computed(origin) => define(origin.or(*first)).unzip(),
    };
    Some(match name {
        Some(name) => Mention {
            image: Err(Obstacle::Included { name, file }),
            ..mention
        },
        None => mention,
    })
}

#[cfg(test)]
mod tests;
