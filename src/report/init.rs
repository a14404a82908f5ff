//! The report of `init` and `import`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::body::{Body, BodyContent, BodyDetail, Message, UsesBody};
use super::columns::{Line, columns};
use super::excluded;
use super::image_use::{ImageUse, UseFinding, brief};
use super::not_read;
use super::places::{PlaceLines, built_here, by_file, by_name, noted, only_mentioned};
use super::text::ReportText;
use super::write_outcome::WriteOutcome;
use crate::document::{count_of, first_listed};
use crate::error::Error;
use crate::exit::{Class, Status};
use crate::manifest::{ExcludeList, ImageName, written_rule};
use crate::scan::COMMENT;

/// What helps where files only mention images.
const BY_HAND: &str =
    "name files or directories that use images, or add images by hand: `imagelock add IMAGE`";

/// The manifest that `init` or `import` made of the places that they found.
#[derive(Debug)]
pub struct InitReport {
    /// The manifest's path, as it is shown.
    pub manifest_path: String,
    /// The lock's path, as it is shown, where there is one with digests that were found.
    pub lock_path: Option<String>,
    /// The outcome of writing both.
    pub written: WriteOutcome,
    /// The text of the manifest.
    pub text: String,
    /// The places that were found, in the order of files and lines.
    pub places: Vec<ImageUse>,
    /// How many files use images.
    pub files: usize,
    /// How many images have a digest in the lock.
    pub locked: usize,
    /// The comments that leave out open places: each file as it is shown, and the numbers of their lines.
    pub comments: Vec<(String, Vec<usize>)>,
    /// The files that may name images, and have no reader.
    pub unread: Vec<String>,
    /// The files that are excluded, as they are shown.
    pub excluded: Vec<String>,
    /// The patterns among those of the manifest that nobody asked for: of directories with test data or code of others.
    pub unwanted: Vec<String>,
    /// The errors of files that cannot be read.
    pub unreadable: Vec<Error>,
    /// The patterns that would exclude those files.
    pub to_exclude: Vec<String>,
    /// The list of patterns of the new manifest.
    pub exclude_list: ExcludeList,
}

impl InitReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let files_written = match self.written {
            WriteOutcome::Yes => std::iter::once(&self.manifest_path)
                .chain(&self.lock_path)
                .chain(self.comments.iter().map(|(file, _)| file))
                .map(String::as_str)
                .collect(),
            _ => Vec::new(),
        };
        Body {
            manifest: Some(&self.manifest_path),
            lock: self.lock_path.as_deref(),
            written: Some(self.written),
            content: BodyContent::Uses(UsesBody {
                uses: &self.places,
                file_errors: &self.unreadable,
                to_exclude: (&self.to_exclude, self.exclude_list),
                excluded: &self.excluded,
                unwanted: &self.unwanted,
                unread: &self.unread,
                unused: &[],
            }),
            text: detail.text(|is_verbose| self.text(is_verbose)),
            new_file: (self.written == WriteOutcome::Reported).then_some(&self.text),
            summary: self.outcome() + &excluded::counted(&self.excluded),
            remarks: not_read::line(&self.unread, detail).into_iter().collect(),
            messages: self.messages(),
            files_written,
            status: self.status(),
            ..Body::default()
        }
    }

    /// No where there are places and no image: there is nothing to begin with.
    fn status(&self) -> Status {
        let nothing = self.names().is_empty().then_some(Class::No);
        let errors = self.unreadable.iter().filter_map(Error::class);
        Status::worst(errors.chain(nothing))
    }

    /// A line an image with the first of its places and its range, and the places that are left open. Where nothing is
    /// written, what would be.
    fn text(&self, is_verbose: bool) -> ReportText {
        let mut text = ReportText::default();
        if self.places.is_empty() {
            return text;
        }
        match self.written {
            WriteOutcome::Yes => text.lines(columns(&self.images())),
            WriteOutcome::Prevented => {}
            _ => text.lines(self.text.lines().chain([""])),
        }
        text.lines(columns(&self.comments()));
        let shown = self.places.iter().filter_map(|it| lines(it, is_verbose));
        let shown: Vec<PlaceLines<'_>> = shown.collect();
        text.lines(by_file(&shown));
        if is_verbose {
            text.lines(excluded::lines(&self.excluded));
            text.lines(not_read::lines(&self.unread));
        }
        text
    }

    /// A line for each comment that leaves out an open place.
    fn comments(&self) -> Vec<Line> {
        let comments = self.comments.iter();
        let lines = comments.flat_map(|(file, lines)| lines.iter().map(move |line| (file, line)));
        lines
            .map(|(file, line)| ('+', vec![format!("{file}:{line}"), COMMENT.to_owned()]))
            .collect()
    }

    fn images(&self) -> Vec<Line> {
        let line = |(name, places): (&ImageName, Vec<&ImageUse>)| {
            let more = match places.len() - 1 {
                0 => String::new(),
                more => format!(" and {}", count_of(more, "more place")),
            };
            let (written, position) = (brief(&places[0].written), places[0].position() + &more);
            let rule = places[0].new_rule.as_ref().map(written_rule);
            let cells = [name.to_string(), written, position]
                .into_iter()
                .chain(rule);
            ('+', cells.collect())
        };
        by_name(&self.places).into_iter().map(line).collect()
    }

    /// The errors, and what to do next.
    fn messages(&self) -> Vec<Message<'_>> {
        let mut messages: Vec<Message<'_>> = self.unreadable.iter().map(Message::Error).collect();
        let hint = excluded::hint(
            &self.manifest_path,
            (&self.to_exclude, self.exclude_list),
            excluded::NAMED_MAX,
        );
        messages.extend(hint.map(Message::Hint));
        if self.written == WriteOutcome::Prevented && !self.places.is_empty() {
            let is_open = self.unresolved().next().is_some();
            let words = match is_open {
                true => "the image cannot be determined at any place",
                false => "no image was found that a file uses",
            };
            messages.push(Message::Failure(words.to_owned()));
            messages.extend((!is_open).then(|| Message::Hint(BY_HAND.to_owned())));
        }
        if self.written != WriteOutcome::Prevented {
            messages.extend(self.left_out().map(Message::Note));
        }
        if self.written == WriteOutcome::Yes {
            messages.extend(self.notes().map(Message::Note));
            messages.push(Message::Next(self.next()));
        }
        messages
    }

    fn notes(&self) -> impl Iterator<Item = String> {
        let digests = match (&self.lock_path, self.digests_left()) {
            (None, count @ 1..) => Some(format!(
                "digests at {} are not locked; `imagelock import` would keep them",
                count_of(count, "place")
            )),
            _ => None,
        };
        let unreadable = (!self.unreadable.is_empty()).then(|| {
            "what these files use is not in images.toml; once they can be read, `imagelock check` says what to add"
                .to_owned()
        });
        digests.into_iter().chain(unreadable)
    }

    /// That test data and code of others are left out, and how they would not be.
    fn left_out(&self) -> Option<String> {
        let patterns = first_listed(&self.unwanted, self.unwanted.len());
        let words = format!(
            "`exclude` in {} leaves out test data and vendored code, {patterns}: remove a pattern to read what it leaves out",
            self.manifest_path
        );
        (!self.unwanted.is_empty()).then_some(words)
    }

    fn next(&self) -> &'static str {
        match &self.lock_path {
            None => "`imagelock update` asks the registries and locks what they answer",
            Some(_) if self.locked < self.names().len() => "`imagelock lock` locks the others",
            Some(_) => "`imagelock verify --present` checks that the registries have the digests",
        }
    }

    /// The files that were written, and how many images of how many files there are.
    fn outcome(&self) -> String {
        let InitReport {
            manifest_path: manifest,
            written,
            ..
        } = self;
        if *written == WriteOutcome::Prevented && self.places.is_empty() {
            let files = count_of(self.unreadable.len(), "file");
            return format!(
                "{manifest} was not written: no image was found, and {files} cannot be read"
            );
        }
        if *written == WriteOutcome::Prevented {
            let open = self.unresolved().count();
            let reason = match open {
                0 => "no image was found that a file uses".to_owned(),
                _ => format!("cannot determine the image at {}", count_of(open, "place")),
            };
            return format!("{manifest} was not written: {reason}") + &self.not_declared();
        }
        let files = match (&self.lock_path, written) {
            (Some(lock), WriteOutcome::Yes) => format!("{manifest} and {lock} were written"),
            (Some(lock), _) => format!("{manifest} and {lock} would be written"),
            (None, WriteOutcome::Yes) => format!("{manifest} was written"),
            (None, _) => format!("{manifest} would be written"),
        };
        let images = count_of(self.names().len(), "image");
        let mut text = format!("{files}: {images} of {}", count_of(self.files, "file"));
        if self.lock_path.is_some() {
            let _ = write!(text, ", {} with a digest", self.locked);
        }
        let commented = self.comments.iter().map(|(_, lines)| lines.len()).sum();
        let open = self.unresolved().count();
        text += &counted([(commented, "left out by a comment"), (open, "left open")]);
        text + &self.not_declared()
    }

    /// How many places name images that are not declared for them, behind other words.
    fn not_declared(&self) -> String {
        let (built, told) = (
            self.count(&UseFinding::Built),
            self.count(&UseFinding::Told),
        );
        counted([(built, "built here"), (told, "only mentioned")])
    }

    /// The names of the images.
    fn names(&self) -> BTreeSet<&ImageName> {
        self.places
            .iter()
            .filter_map(|place| place.name.as_ref())
            .collect()
    }

    /// How many places have a digest beside their tag that went nowhere.
    fn digests_left(&self) -> usize {
        let images = self
            .places
            .iter()
            .filter(|place| place.finding == UseFinding::Found);
        let images = images.filter_map(|place| place.image.as_ref());
        images
            .filter(|image| image.tag.is_some() && image.digest.is_some())
            .count()
    }

    /// How many places there are of which this is the finding.
    fn count(&self, finding: &UseFinding) -> usize {
        let places = self.places.iter();
        places.filter(|place| place.finding == *finding).count()
    }

    /// The places that are left open.
    fn unresolved(&self) -> impl Iterator<Item = &ImageUse> {
        let is_open = |place: &&ImageUse| matches!(place.finding, UseFinding::Unresolved(_));
        self.places.iter().filter(is_open)
    }
}

/// How many places there are of these, where there are some, behind other words.
fn counted(counts: [(usize, &str); 2]) -> String {
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let words = counts.map(|(count, words)| format!("; {} {words}", count_of(count, "place")));
    words.collect()
}

/// The lines of a place at which something is left open, or that only tells of an image.
fn lines(place: &ImageUse, is_verbose: bool) -> Option<PlaceLines<'_>> {
    match place.finding {
        UseFinding::Told if is_verbose => return Some(only_mentioned(place)),
        UseFinding::Built if is_verbose => return Some(built_here(place)),
        _ => {}
    }
    let lines = noted(place, place.note()?);
    Some(PlaceLines { mark: '~', ..lines })
}
