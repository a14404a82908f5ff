//! The report of `init` and `import`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::check::brief;
use super::columns::{Line, columns};
use super::excluded;
use crate::document::count_of;
use crate::manifest::ImageName;
use crate::report::check::ImageUse;
use crate::report::init::InitReport;
use crate::report::update::WriteOutcome;
use crate::report::{Printer, ReportText};

/// A line an image with the first of its places, the places that could not be resolved, and a summary. Where nothing is
/// written, what would be.
pub(super) fn text(report: &InitReport, is_verbose: bool) -> ReportText {
    let mut text = ReportText::default();
    if report.places.is_empty() {
        // Why files cannot be read says it all
        return text;
    }
    match report.written {
        WriteOutcome::Yes => text.lines(columns(&images(report))),
        WriteOutcome::Prevented => {}
        _ => text.lines(report.text.lines().chain([""])),
    }
    text.lines(columns(
        &report
            .places
            .iter()
            .filter_map(doubtful)
            .collect::<Vec<_>>(),
    ));
    if is_verbose {
        text.lines(columns(&excluded::lines(&report.excluded)));
    }
    text.line(summary(report));
    text
}

fn images(report: &InitReport) -> Vec<Line> {
    let mut images: BTreeMap<&ImageName, Vec<&ImageUse>> = BTreeMap::new();
    for place in &report.places {
        if let Some(name) = &place.name {
            images.entry(name).or_default().push(place);
        }
    }
    let line = |(name, places): (&ImageName, Vec<&ImageUse>)| {
        let more = places.len() - 1;
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {}", count_of(more, "more place"))
        };
        let cells = vec![
            name.to_string(),
            brief(&places[0].written),
            places[0].position() + &more,
        ];
        ('+', cells)
    };
    images.into_iter().map(line).collect()
}

/// A place at which something is left open.
fn doubtful(place: &ImageUse) -> Option<Line> {
    let note = place.note()?;
    Some((
        '~',
        vec![place.position(), brief(&place.written), note.message],
    ))
}

/// What was written, how many images of how many files there are, and how many files are left out.
pub fn summary(report: &InitReport) -> String {
    outcome(report) + &excluded::counted(&report.excluded)
}

fn outcome(report: &InitReport) -> String {
    let InitReport {
        manifest_path: manifest,
        written,
        ..
    } = report;
    if *written == WriteOutcome::Prevented && report.places.is_empty() {
        let files = count_of(report.unreadable.len(), "file");
        return format!(
            "{manifest} was not written: no image was found, and {files} cannot be told"
        );
    }
    if *written == WriteOutcome::Prevented {
        let places = count_of(report.unresolved().count(), "place");
        return format!(
            "{manifest} was not written: nobody can tell which images are used at {places}"
        );
    }
    let files = match (&report.lock_path, written) {
        (Some(lock), WriteOutcome::Yes) => format!("{manifest} and {lock} were written"),
        (Some(lock), _) => format!("{manifest} and {lock} would be written"),
        (None, WriteOutcome::Yes) => format!("{manifest} was written"),
        (None, _) => format!("{manifest} would be written"),
    };
    let images = count_of(report.names().len(), "image");
    let mut text = format!("{files}: {images} of {}", count_of(report.files, "file"));
    if report.lock_path.is_some() {
        let _ = write!(text, ", {} with a digest", report.locked);
    }
    match report.unresolved().count() {
        0 => text,
        count => text + &format!("; {} left open", count_of(count, "place")),
    }
}

/// What cannot be read, and what to do next.
pub(super) fn errors(printer: &Printer, report: &InitReport) {
    report
        .unreadable
        .iter()
        .for_each(|error| printer.error(error));
    excluded::hint(printer, &report.manifest_path, &report.to_exclude);
    if report.written == WriteOutcome::Prevented && !report.places.is_empty() {
        printer.failure("no image was found of which anybody can tell what it is");
    }
    if report.written != WriteOutcome::Yes {
        return;
    }
    let images = report.names().len();
    if let (None, count @ 1..) = (&report.lock_path, report.digests_left()) {
        let places = count_of(count, "place");
        printer.note(&format!(
            "digests at {places} are not locked; `imagelock import` instead would keep them"
        ));
    }
    if !report.unreadable.is_empty() {
        printer.note("what these files use is not in the manifest; once they are mended, `imagelock check` tells what to add");
    }
    if report.lock_path.is_none() {
        printer.next("`imagelock update` asks the registries and locks what they answer");
    } else if report.locked < images {
        printer.next("`imagelock lock` locks the others");
    } else {
        printer.next("`imagelock verify --present` asks whether the digests are there");
    }
}
