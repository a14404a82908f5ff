//! Readings of one place that has variables: as many mentions as there are jobs to which it names something else.

use std::collections::HashMap;

use crate::reference::Reference;
use crate::scan::mention::{Mention, Obstacle, Pinning};

#[derive(Default)]
pub(super) struct PlaceReadings {
    list: Vec<PlaceReading>,
    /// The number of a reading in the list.
    index: HashMap<(Result<Reference, Obstacle>, Pinning), usize>,
    is_run: bool,
}

struct PlaceReading {
    mention: Mention,
    /// Whether nothing but templates reads it so.
    is_template: bool,
    /// Whether a rule says it.
    is_ruled: bool,
}

impl PlaceReadings {
    /// Adds the reading of one job, and what a rule says instead.
    pub(super) fn add(&mut self, mention: Mention, ruled: Option<Mention>, is_template: bool) {
        self.is_run |= !is_template;
        // What a rule says is said where no default is
        if mention.image.is_ok() || ruled.is_none() {
            self.read(mention, is_template, false);
        }
        if let Some(mention) = ruled {
            self.read(mention, is_template, true);
        }
    }

    fn read(&mut self, mention: Mention, is_template: bool, is_ruled: bool) {
        let key = (mention.image.clone(), mention.pinning.clone());
        let next = self.list.len();
        match self.list.get_mut(*self.index.entry(key).or_insert(next)) {
            Some(reading) => {
                reading.is_template &= is_template;
                reading.is_ruled |= is_ruled;
            }
            None => self.list.push(PlaceReading {
                mention,
                is_template,
                is_ruled,
            }),
        }
    }

    /// The mentions that are told. A template that nothing runs needs no default where those that extend it have one.
    pub(super) fn mentions(self) -> impl Iterator<Item = Mention> {
        let is_run = self.is_run;
        let is_known = self.list.iter().any(|it| it.mention.image.is_ok());
        let needed = move |it: &PlaceReading| {
            let is_needless = is_known && it.is_template && (is_run || !it.is_ruled);
            it.mention.image.is_ok() || !is_needless
        };
        self.list.into_iter().filter(needed).map(|it| it.mention)
    }
}
