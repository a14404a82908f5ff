//! The proof of a new text: it is read again, and has to name what is meant. One place that cannot be written does not
//! keep the others from it.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edits, LockedPin, WantedAtPlaces, apply, meant_by};
use super::mention::Hindrance;
use super::read::Used;
use crate::reference::Reference;

/// The most texts that are read to find the places at fault in one file: enough for a dozen among hundreds.
const READINGS_MAX: usize = 100;
const QUOTE: char = '"';

/// Mentions that are written together: they have a place in common.
type Group = BTreeSet<usize>;

pub(super) struct Proof<'p> {
    used: &'p Used,
    wanted: &'p [Option<LockedPin<'p>>],
    /// The replacements, on which all mentions agree.
    places: &'p WantedAtPlaces,
    readings: usize,
}

impl<'p> Proof<'p> {
    pub(super) fn new(
        used: &'p Used,
        wanted: &'p [Option<LockedPin<'p>>],
        places: &'p WantedAtPlaces,
    ) -> Self {
        Self {
            used,
            wanted,
            places,
            readings: 0,
        }
    }

    /// The text with all that can be written, and the mentions that cannot, with the reasons.
    pub(super) fn written(mut self) -> (String, Vec<(usize, Hindrance)>) {
        let mut text = self.used.source.text.clone();
        let (mut kept, mut refused) = (Group::new(), Vec::new());
        let mut open = vec![groups(self.places)];
        while let Some(mut part) = open.pop() {
            let tried: Group = part.iter().flatten().chain(&kept).copied().collect();
            if let Some(new) = self.proven(&tried, &self.edits(&tried)) {
                (text, kept) = (new, tried);
            } else if part.len() > 1 && self.readings < READINGS_MAX {
                let second = part.split_off(part.len() / 2);
                open.extend([second, part]);
            } else {
                let hindrance = self.hindrance(&kept, &tried);
                let part = part.into_iter().flatten();
                refused.extend(part.map(|index| (index, hindrance.clone())));
            }
        }
        (text, refused)
    }

    /// The reason why what was tried cannot be written beside what is kept.
    fn hindrance(&mut self, kept: &Group, tried: &Group) -> Hindrance {
        let mut edits = self.edits(tried);
        for index in tried.difference(kept) {
            let place = self.used.mentions[*index].tag_alone();
            let tag = place.and_then(|place| edits.get_mut(&(place.start, place.end)));
            if let Some(tag) = tag {
                *tag = format!("{QUOTE}{tag}{QUOTE}");
            }
        }
        match self.proven(tried, &edits) {
            Some(_) if edits != self.edits(tried) => Hindrance::Quotes,
            _ => Hindrance::Unproven,
        }
    }

    fn edits(&self, tried: &Group) -> Edits {
        let is_tried = |(index, _): &&(usize, Option<String>)| tried.contains(index);
        let places = self.places.iter();
        let edits = places.filter_map(|(place, all)| {
            let (_, new) = all.iter().find(is_tried)?;
            Some((*place, new.clone()?))
        });
        edits.collect()
    }

    /// The text with these replacements, if it names what is meant: what is wanted where that is tried, and nothing
    /// else anywhere.
    fn proven(&mut self, tried: &Group, edits: &Edits) -> Option<String> {
        if self.readings >= READINGS_MAX {
            return None;
        }
        self.readings += 1;
        let text = apply(&self.used.source.text, edits);
        let again = self.used.with_text(text.clone())?;
        let mentions = self.used.mentions.iter().zip(self.wanted).enumerate();
        let meant: Vec<Option<Reference>> = mentions
            .map(|(index, (mention, pin))| {
                meant_by(mention, pin.filter(|_| tried.contains(&index)))
            })
            .collect();
        let named = again.mentions.iter();
        let named = named.map(|mention| mention.image.as_ref().ok());
        named.eq(meant.iter().map(Option::as_ref)).then_some(text)
    }
}

/// The mentions that want something, in the order of the text.
fn groups(places: &WantedAtPlaces) -> Vec<Group> {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for all in places.values() {
        let wanting = all.iter().filter(|(_, new)| new.is_some());
        let mut group: Group = wanting.map(|(index, _)| *index).collect();
        let known: BTreeSet<usize> = group
            .iter()
            .filter_map(|index| numbers.get(index).copied())
            .collect();
        for number in known {
            group.append(&mut groups[number]);
        }
        numbers.extend(group.iter().map(|index| (*index, groups.len())));
        groups.push(group);
    }
    groups.retain(|group| !group.is_empty());
    groups
}
