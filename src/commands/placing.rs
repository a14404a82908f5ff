//! Mentions as places of files that people find.

use crate::document::{Lines, shown, shown_path};
use crate::manifest::ImageName;
use crate::report::check::{Finding, Place};
use crate::scan::{Mention, Used};

/// The places of a file, as they are found.
pub(super) struct Placing<'a> {
    used: &'a Used,
    lines: Lines<'a>,
    places: Vec<Place>,
}

impl<'a> Placing<'a> {
    /// Those of a file, none so far.
    pub(super) fn of(used: &'a Used) -> Self {
        Self {
            used,
            lines: used.source.lines(),
            places: Vec::new(),
        }
    }

    /// One more. What is written there is shown without what may be a password.
    pub(super) fn add(&mut self, mention: &Mention, name: Option<ImageName>, finding: Finding) {
        let (line, column) = self.lines.position(mention.span.start);
        self.places.push(Place {
            file: shown_path(&self.used.path),
            line,
            column,
            written: shown(&mention.written),
            image: mention.image.as_ref().ok().cloned(),
            basis: mention.basis,
            name,
            finding,
        });
    }

    /// All of them, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Place> {
        self.places.sort_by_key(|place| (place.line, place.column));
        self.places
    }
}
