//! Units of Quadlet, which podman makes services of: `.container`, `.image`, `.volume`
//! (<https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>).
//!
//! Read as podman reads them (`pkg/systemd/parser/unitfile.go`): of several `Image=` the last one counts. A file
//! without the section of its kind is another kind of file.

use std::ops::Range;

use crate::document::Source;
use crate::scan::actions::has_action;
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::scan::readers::short_name;

/// The sections that have an image.
const SECTIONS: [&str; 3] = ["[Container]", "[Image]", "[Volume]"];
const IMAGE: &str = "Image";
/// The endings of other units, whose image it is then.
const UNITS: [&str; 2] = [".image", ".build"];
/// The transport of registries, which is the default.
const REGISTRY: &str = "docker://";
/// The transports to images elsewhere
/// (<https://github.com/containers/image/blob/main/docs/containers-transports.5.md>).
const TRANSPORTS: [&str; 8] = [
    "containers-storage:",
    "dir:",
    "docker-archive:",
    "docker-daemon:",
    "oci:",
    "oci-archive:",
    "ostree:",
    "sif:",
];

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a unit of Quadlet",
    all: Some("Quadlet units"),
    is_named: |file| matches!(file.ending, "container" | "image" | "volume"),
    reader: KindReader::Text(mentions, CommentRule::Lines),
    is_new: true,
};

/// The image of a unit.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    let image = images(source).pop();
    let mention = image.and_then(|(value, line)| mention(source, value, &line));
    Ok(mention.into_iter().collect())
}

/// The images of a template of a unit, in which actions were filled in: any of them may be the last.
pub(in crate::scan) fn of_template(source: &Source) -> Vec<Mention> {
    let images = images(source).into_iter();
    let mentions = images.filter_map(|(value, line)| mention(source, value, &line));
    mentions.collect()
}

/// The values of all keys of images, with their lines.
fn images(source: &Source) -> Vec<(String, UnitLine)> {
    let (mut is_in_section, mut images) = (false, Vec::new());
    for line in UnitLines::of(&source.text) {
        let text = line.text.trim_end();
        if text.starts_with('[') {
            is_in_section = SECTIONS.contains(&text);
        } else if let Some((key, value)) = line.text.split_once('=')
            && is_in_section
            && key.trim_end() == IMAGE
        {
            images.push((value.trim().to_owned(), line));
        }
    }
    images
}

fn mention(source: &Source, value: String, line: &UnitLine) -> Option<Mention> {
    let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let value = inner.map_or(value.as_str(), |inner| inner);
    let place = line.place(&source.text, value);
    let span = place.clone().unwrap_or_else(|| line.span.clone());
    let is_other = UNITS.iter().any(|ending| value.ends_with(ending))
        || TRANSPORTS
            .iter()
            .any(|transport| value.starts_with(transport));
    if value.is_empty() || is_other || short_name::is_local(value) {
        return None;
    }
    // Specifiers and variables of systemd, and what a template fills in
    if value.contains(['%', '$']) || has_action(value) {
        return Some(Mention::undecided(span, value));
    }
    let image = value.strip_prefix(REGISTRY).unwrap_or(value);
    if short_name::is_short(image) {
        let obstacle = Obstacle::NoRegistry(short_name::PODMAN);
        return Some(Mention::unresolved(span, image, obstacle));
    }
    let behind = value.len() - image.len();
    let place = place.map(|place| place.start + behind..place.end);
    let pinning = place.map_or(Pinning::Unsafe(Hindrance::Escapes), Pinning::Reference);
    Some(Mention::read(span, image, pinning))
}

/// The lines of a unit, those that go on behind a backslash as one.
struct UnitLines<'t> {
    rest: &'t str,
    at: usize,
}

struct UnitLine {
    text: String,
    /// The place in the file.
    span: Range<usize>,
}

impl<'t> UnitLines<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text, at: 0 }
    }

    /// The next line as it is written, without white space around it, and where it begins.
    fn line(&mut self) -> Option<(&'t str, usize)> {
        let line = self.rest.split_inclusive('\n').next()?;
        let start = self.at + line.len() - line.trim_start().len();
        self.at += line.len();
        self.rest = &self.rest[line.len()..];
        Some((line.trim(), start))
    }
}

impl Iterator for UnitLines<'_> {
    type Item = UnitLine;

    fn next(&mut self) -> Option<UnitLine> {
        let (mut text, mut span) = (String::new(), None);
        while let Some((line, start)) = self.line() {
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            let first = span.map_or(start, |span: Range<usize>| span.start);
            span = Some(first..start + line.len());
            match line.strip_suffix('\\') {
                Some(part) => text.push_str(part),
                None => {
                    text.push_str(line);
                    break;
                }
            }
        }
        span.map(|span| UnitLine { text, span })
    }
}

impl UnitLine {
    /// The place of its value, if that stands in one line of the file.
    fn place(&self, file: &str, value: &str) -> Option<Range<usize>> {
        let written = file.get(self.span.clone())?;
        let equals = written.find('=')?;
        let start = self.span.start + equals + 1 + written[equals + 1..].find(value)?;
        (!value.is_empty()).then_some(start..start + value.len())
    }
}
