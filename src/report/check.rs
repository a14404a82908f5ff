//! The report of `check`.

use std::collections::BTreeSet;

use super::body::{Body, BodyContent, BodyDetail, Message, UsesBody};
use super::columns::counted;
use super::excluded;
use super::file_errors::unread_and_unwritten;
use super::image_use::{FIX, ImageUse, UseFinding, brief};
use super::new_kinds::NewFileKinds;
use super::not_read;
use super::places::{PlaceLines, built_here, by_file, noted, only_mentioned};
use super::text::ReportText;
use super::write_outcome::WriteOutcome;
use crate::document::{count_of, first_listed};
use crate::error::Error;
use crate::exit::Status;
use crate::manifest::{ExcludeList, ImageName};

/// How many hints are told: each may name an image.
const HINTS_MAX: usize = 10;
/// How many places that fail are told where nothing else names them.
const CAUSES_MAX: usize = 10;
/// How many images without a use are named.
const UNUSED_MAX: usize = 10;
/// The hint where the history of a clone ends too early.
const CUT_HINT: &str = "this clone is shallow, so earlier versions of `images.lock` are missing: run `git fetch --unshallow`";
/// The title of a commit in which `check --fix` has written files.
const COMMIT_TITLE: &str = "Write the locked digests of container images";

/// Whether a use without a digest fails: the key `require-digests`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestRequirement {
    Required,
    None,
}

/// The places that `check` found, and what was written.
#[derive(Debug)]
pub struct CheckReport {
    /// The paths, as they are shown.
    pub manifest_path: String,
    pub lock_path: String,
    /// The places at which images are used, in the order of files and lines.
    pub places: Vec<ImageUse>,
    /// How many files use images.
    pub files: usize,
    /// The files that were written; `None` where none was to be.
    pub written: Option<Vec<String>>,
    /// Whether a use without a digest fails.
    pub requirement: DigestRequirement,
    /// The declared images that no file uses.
    pub unused: Vec<ImageName>,
    /// Whether a shallow clone lacks what was locked before, and an image may be one of that.
    pub is_history_cut: bool,
    /// The questions that were not asked.
    pub not_asked: Vec<String>,
    /// The files that may name images, and have no reader.
    pub unread: Vec<String>,
    /// The files that the manifest excludes, nested manifests among them, as they are shown.
    pub excluded: Vec<String>,
    /// The patterns that would leave out places which fail, of directories with test data or vendored code.
    pub unwanted: Vec<String>,
    /// The kinds of files with places that fail, or that cannot be read, which are new in this version.
    pub new_kinds: NewFileKinds,
    /// The errors of files that cannot be read or written.
    pub file_errors: Vec<Error>,
    /// The patterns that would exclude those files.
    pub to_exclude: Vec<String>,
    /// The list of patterns of the manifest.
    pub exclude_list: ExcludeList,
}

impl CheckReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let classes = self.places.iter().filter_map(ImageUse::class);
        let errors = self.file_errors.iter().filter_map(Error::class);
        let failing = classes.clone().count();
        let files_written: Vec<&str> = self.written.iter().flatten().map(String::as_str).collect();
        Body {
            manifest: Some(&self.manifest_path),
            lock: Some(&self.lock_path),
            written: self.written.as_ref().map(|files| {
                if files.is_empty() {
                    WriteOutcome::Unneeded
                } else {
                    WriteOutcome::Yes
                }
            }),
            content: BodyContent::Uses(UsesBody {
                uses: &self.places,
                file_errors: &self.file_errors,
                to_exclude: (&self.to_exclude, self.exclude_list),
                excluded: &self.excluded,
                unwanted: &self.unwanted,
                unread: &self.unread,
                unused: &self.unused,
            }),
            text: detail.text(|is_verbose| self.text(is_verbose)),
            summary: self.summary(failing),
            remarks: not_read::line(&self.unread, detail).into_iter().collect(),
            not_asked: self.not_asked.iter().map(String::as_str).collect(),
            messages: self.messages(failing, detail),
            commit_title: (!files_written.is_empty()).then_some(COMMIT_TITLE),
            files_written,
            failures: failing + self.file_errors.len(),
            status: Status::worst(classes.chain(errors)),
            ..Body::default()
        }
    }

    /// The places of which there is something to say, and what was written.
    fn text(&self, is_verbose: bool) -> ReportText {
        let places = self.places.iter();
        let shown: Vec<PlaceLines<'_>> = places
            .filter_map(|place| lines(place, is_verbose))
            .collect();
        let mut text = ReportText::default();
        text.lines(by_file(&shown));
        if is_verbose {
            text.lines(excluded::lines(&self.excluded));
            text.lines(not_read::lines(&self.unread));
        }
        let written = self.written.iter().flatten();
        text.lines(written.map(|file| format!("{file} was written")));
        text
    }

    /// How many places of how many files there are, and how many do not pass.
    fn summary(&self, failing: usize) -> String {
        let is_use = |it: &UseFinding| {
            !matches!(
                it,
                UseFinding::Ignored | UseFinding::Told | UseFinding::Built
            )
        };
        let used = self.count(is_use);
        let lock = &self.lock_path;
        let (files, all) = (count_of(self.files, "file"), count_of(used, "image"));
        let mut words = match (failing, self.file_errors.is_empty(), used) {
            (0, true, 0) => "no file was found that uses an image".to_owned(),
            (0, true, 1) => format!("{all} in {files} is one of {lock}"),
            (0, true, _) => format!("{all} in {files} are those of {lock}"),
            (0, false, _) => format!("{all} in {files}"),
            (1, ..) => format!("1 of {all} in {files} does not pass"),
            (failing, ..) => format!("{failing} of {all} in {files} do not pass"),
        };
        words.extend(self.file_errors_in_words());
        let is_pinned = |it: &UseFinding| match it {
            UseFinding::Fixed(locked) => locked.has_digest,
            it => *it == UseFinding::Pinned,
        };
        let counts = [
            (self.count(is_pinned), "with the locked digest"),
            (self.without_digest(), "without a digest"),
            (self.count(is_not_rewritable), "where none can be written"),
            (
                self.count(|it| *it == UseFinding::Ignored),
                "left out by a comment",
            ),
            (self.count(|it| *it == UseFinding::Built), "built here"),
            (self.count(|it| *it == UseFinding::Told), "only mentioned"),
        ];
        let counts = counted(&counts).map(|counts| format!("; {counts}"));
        let excluded = excluded::counted(&self.excluded);
        format!("{words}{}{excluded}", counts.unwrap_or_default())
    }

    /// How many files cannot be read, and how many cannot be written.
    fn file_errors_in_words(&self) -> Option<String> {
        Some(match unread_and_unwritten(&self.file_errors) {
            (0, 0) => return None,
            (unread, 0) => format!(", and {} cannot be read", count_of(unread, "file")),
            (0, unwritten) => format!(", and {} cannot be written", count_of(unwritten, "file")),
            (unread, unwritten) => format!(
                ", {} cannot be read, and {unwritten} cannot be written",
                count_of(unread, "file")
            ),
        })
    }

    fn without_digest(&self) -> usize {
        self.count(|it| match it {
            UseFinding::Fixed(locked) => !locked.has_digest,
            it => matches!(it, UseFinding::Unpinned | UseFinding::DigestMissing(_)),
        })
    }

    fn count(&self, is: impl Fn(&UseFinding) -> bool) -> usize {
        self.places
            .iter()
            .filter(|place| is(&place.finding))
            .count()
    }

    /// The errors, that the files do not pass, and the hints.
    fn messages(&self, failing: usize, detail: BodyDetail) -> Vec<Message<'_>> {
        let mut messages: Vec<Message<'_>> = self.file_errors.iter().map(Message::Error).collect();
        if failing > 0 {
            let verb = if failing == 1 { "does" } else { "do" };
            let images = count_of(failing, "image");
            let words = format!("{images} that files use {verb} not pass");
            messages.push(Message::Failure(words));
            messages.extend(self.causes(detail).into_iter().map(Message::Cause));
        }
        let hint = excluded::hint(
            &self.manifest_path,
            (&self.to_exclude, self.exclude_list),
            excluded::NAMED_MAX,
        );
        let hints = self.hints().into_iter().take(HINTS_MAX);
        let cut = self.is_history_cut.then(|| CUT_HINT.to_owned());
        let hints = hint.into_iter().chain(self.unwanted()).chain(hints);
        let new = self.new_kinds.hint(&self.manifest_path, self.exclude_list);
        let hints = hints.chain(cut).chain(new);
        messages.extend(hints.map(Message::Hint));
        messages.extend(self.unpinned().map(Message::Note));
        messages.extend(self.unused().map(Message::Warning));
        messages
    }

    /// The first of the places that fail, unless they stand above.
    fn causes(&self, detail: BodyDetail) -> Vec<String> {
        if !detail.is_quiet {
            return Vec::new();
        }
        let mut causes: Vec<String> = self.places.iter().filter_map(cause).collect();
        let more = causes.len().saturating_sub(CAUSES_MAX);
        causes.truncate(CAUSES_MAX);
        causes.extend((more > 0).then(|| format!("and {more} more")));
        causes
    }

    /// How to leave out places that fail in test data and vendored code.
    fn unwanted(&self) -> Option<String> {
        let addition = self.exclude_list.addition(&self.unwanted, "");
        let words = format!(
            "some of these places are in test data or vendored code: to leave it out, write {addition} below `[files]` in {}",
            self.manifest_path
        );
        (!self.unwanted.is_empty()).then_some(words)
    }

    /// That `--fix` adds no digest where none is required.
    fn unpinned(&self) -> Option<String> {
        let count = self.without_digest();
        let is_told = self.written.is_some() && self.requirement == DigestRequirement::None;
        let (images, verb) = (
            count_of(count, "image"),
            if count == 1 { "has" } else { "have" },
        );
        let words = format!(
            "{images} {verb} no digest; with `require-digests = true` below `[files]` in {}, `--fix` writes them",
            self.manifest_path
        );
        (is_told && count > 0).then_some(words)
    }

    /// That no file uses some of the declared images.
    fn unused(&self) -> Option<String> {
        let names = first_listed(&self.unused, UNUSED_MAX);
        let words = format!("no file uses {names} of {}", self.manifest_path);
        (!self.unused.is_empty()).then_some(words)
    }

    /// The hints that are not told at a place, each once: one for all that has to be added.
    fn hints(&self) -> BTreeSet<String> {
        let is_told = |it: &&ImageUse| it.addition().is_some() || it.remedy().is_some();
        let others = self.places.iter().filter(|it| !is_told(it));
        let failing = others
            .filter_map(ImageUse::note)
            .filter(|note| note.class.is_some());
        let mut hints: BTreeSet<String> = failing.filter_map(|note| note.hint).collect();
        if self.written.is_some() {
            // It was just tried, and its errors say why it failed
            hints.remove(FIX);
        }
        let added: BTreeSet<String> = self.places.iter().filter_map(ImageUse::addition).collect();
        if !added.is_empty() {
            let more = if added.len() > HINTS_MAX { " …" } else { "" };
            let named: Vec<String> = added.into_iter().take(HINTS_MAX).collect();
            hints.insert(format!("run `imagelock add {}{more}`", named.join(" ")));
        }
        hints
    }
}

/// A place that fails, in a line: why, and what to do there.
fn cause(place: &ImageUse) -> Option<String> {
    let note = place.note().filter(|note| note.class.is_some())?;
    let remedy = place.remedy().map(|words| format!("; {words}"));
    Some(format!(
        "{}: {}: {}{}",
        place.position(),
        brief(&place.written),
        note.message,
        remedy.unwrap_or_default()
    ))
}

fn is_not_rewritable(finding: &UseFinding) -> bool {
    matches!(finding, UseFinding::NotRewritable(_))
}

/// The lines of a place; `None` where there is nothing to say.
fn lines(place: &ImageUse, is_verbose: bool) -> Option<PlaceLines<'_>> {
    if let Some(note) = place.note() {
        return Some(noted(place, note));
    }
    let (mark, words) = match &place.finding {
        UseFinding::Fixed(locked) => ('+', place.change(locked)),
        _ if !is_verbose => return None,
        UseFinding::Pinned => (' ', "as it is locked".to_owned()),
        UseFinding::Ignored => (' ', "left out by a comment".to_owned()),
        UseFinding::Told => return Some(only_mentioned(place)),
        UseFinding::Built => return Some(built_here(place)),
        _ => (' ', "without a digest".to_owned()),
    };
    Some(PlaceLines {
        mark,
        place,
        beside: Some(words),
        below: Vec::new(),
    })
}
