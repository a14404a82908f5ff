//! The steps that `check`, `init` and `import` share: looking into files, and showing the places of mentions.

use crate::context::Context;
use crate::document::{LineIndex, shown, shown_path};
use crate::manifest::ImageName;
use crate::report::image_use::{ImageUse, UseFinding};
use crate::scan::{Candidate, FoundFiles, Mention, Scan, Used, scan};

/// Every file that is looked into, and as what.
pub(super) fn explain(context: &Context, found: &FoundFiles) {
    for candidate in &found.candidates {
        let words = format!("{}: {}", candidate.path.display(), candidate.kind);
        context.printer.explain(&words);
    }
}

/// Scans files; what is doubtful in them is told at once.
pub(super) fn scanned(context: &Context, candidates: &[Candidate]) -> Scan {
    let mut scan = scan(candidates);
    for doubtful in scan.doubtful.drain(..) {
        context.printer.warnings(&doubtful.source, &doubtful.list);
    }
    scan
}

/// The places of a file, as they are found.
pub(super) struct MentionPlaces<'a> {
    used: &'a Used,
    lines: LineIndex<'a>,
    places: Vec<ImageUse>,
}

impl<'a> MentionPlaces<'a> {
    /// Those of a file, none so far.
    pub(super) fn of(used: &'a Used) -> Self {
        Self {
            used,
            lines: used.source.lines(),
            places: Vec::new(),
        }
    }

    /// One more. What is written there is shown without what may be a password.
    pub(super) fn add(&mut self, mention: &Mention, name: Option<ImageName>, finding: UseFinding) {
        let (line, column) = self.lines.position(mention.span.start);
        self.places.push(ImageUse {
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

    /// All of them and those that are left out, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<ImageUse> {
        for mention in &self.used.ignored {
            self.add(mention, None, UseFinding::Ignored);
        }
        self.places.sort_by_key(|place| (place.line, place.column));
        self.places
    }
}
