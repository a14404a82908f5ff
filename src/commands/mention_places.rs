//! The places of a file at which it uses images, as reports list them.

use std::cell::OnceCell;
use std::path::Path;

use crate::document::{LineIndex, shown, shown_path};
use crate::manifest::{ExcludeList, ImageName};
use crate::project::excluded::patterns_for;
use crate::report::image_use::{ImageUse, UseFinding};
use crate::scan::{Mention, OpenPlaces, Used, by_hand};

/// The places of one file, collected for a report.
pub(super) struct MentionPlaces<'a> {
    used: &'a Used,
    lines: LineIndex<'a>,
    /// The path of the `images.toml` that the file belongs to, and its list of what is excluded.
    manifest: (&'a Path, ExcludeList),
    /// Found once a place needs advice: that reads the file again, several times.
    open: OnceCell<OpenPlaces>,
    places: Vec<ImageUse>,
}

impl<'a> MentionPlaces<'a> {
    /// A collection without places, for a file below this `images.toml`.
    pub(super) fn of(manifest: (&'a Path, ExcludeList), used: &'a Used) -> Self {
        Self {
            used,
            lines: used.source.lines(),
            manifest,
            open: OnceCell::new(),
            places: Vec::new(),
        }
    }

    /// Adds a place. Passwords in its text are masked.
    pub(super) fn add(&mut self, mention: &Mention, name: Option<ImageName>, finding: UseFinding) {
        let advice = match finding.unwritten() {
            Some((locked, hindrance)) => by_hand(self.used, mention, locked.pin(), hindrance),
            None if finding.takes_advice() => self.advice(mention),
            None => None,
        };
        let (line, column) = self.lines.position(mention.span.start);
        self.places.push(ImageUse {
            file: shown_path(&self.used.path),
            line,
            column,
            written: shown(&mention.written),
            image: mention.image.as_ref().ok().cloned(),
            role: mention.role,
            name,
            new_rule: None,
            finding,
            set_by: mention
                .set_by()
                .map(|(name, file)| (shown(name), shown(file))),
            advice: advice.map(|words| shown(&words)),
        });
    }

    /// What to do at an open place.
    fn advice(&self, mention: &Mention) -> Option<String> {
        let open = self.open.get_or_init(|| OpenPlaces::of(self.used));
        open.advice(self.used.kind, mention, || self.exclude())
    }

    /// What to write into `images.toml` to leave the file out.
    fn exclude(&self) -> Option<String> {
        let (manifest, list) = self.manifest;
        let patterns = patterns_for(manifest, &[], [self.used.path.as_path()]);
        (!patterns.is_empty()).then(|| list.addition(&patterns, ""))
    }

    /// All places, and those that comments leave out, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<ImageUse> {
        for mention in &self.used.ignored {
            self.add(mention, None, UseFinding::Ignored);
        }
        self.finish_named()
    }

    /// The places that were added, in the order of the text.
    pub(super) fn finish_named(mut self) -> Vec<ImageUse> {
        self.places.sort_by_key(|place| (place.line, place.column));
        self.places
    }
}
