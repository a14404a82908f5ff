//! The body of a report, whatever the format: a head, a content of one of five kinds, and a foot.
//!
//! Each command turns its report into a body, in its own file and without a thought of formats; each format writes
//! bodies, and knows no command.

use super::image_use::ImageUse;
use super::reference::ResolvedReference;
use super::repository_tags::RepositoryTags;
use super::row::{Note, Row};
use super::text::ReportText;
use super::write_outcome::WriteOutcome;
use crate::error::Error;
use crate::exit::Status;
use crate::manifest::{ExcludeList, ImageName};

/// A report as the formats see it. It borrows what may be long.
#[derive(Debug, Default)]
pub(super) struct Body<'a> {
    /// The manifest's path, as it is shown.
    pub(super) manifest: Option<&'a str>,
    /// The lock's path, as it is shown.
    pub(super) lock: Option<&'a str>,
    /// The outcome of writing the lock, or the files that the command writes instead.
    pub(super) written: Option<WriteOutcome>,
    /// The outcome of writing the manifest, where the command edits it.
    pub(super) manifest_written: Option<WriteOutcome>,
    /// The outcome of writing `images.seen`, where there is one or has to be.
    pub(super) seen_written: Option<WriteOutcome>,
    pub(super) content: BodyContent<'a>,
    /// The places at which files use the images of the rows, if they were asked for.
    pub(super) places: Option<UsesBody<'a>>,
    /// The lines that people read above the summary.
    pub(super) text: ReportText,
    /// The file that a dry run prints, which people asked for, so that `-q` prints it alone.
    pub(super) new_file: Option<&'a str>,
    /// The report in a line; empty where the content is data.
    pub(super) summary: String,
    /// Lines below the summary.
    pub(super) remarks: Vec<String>,
    /// The questions that were not asked, in words.
    pub(super) not_asked: Vec<&'a str>,
    /// Notes on a manifest or lock as a whole.
    pub(super) file_notes: Vec<FileNote<'a>>,
    /// The error that kept the command from doing all that it was to do.
    pub(super) unfinished: Option<&'a Error>,
    /// Messages for stderr, in their order.
    pub(super) messages: Vec<Message<'a>>,
    /// The files that were written, whatever becomes of the report.
    pub(super) files_written: Vec<&'a str>,
    /// The title of a commit of those files, where the rows do not give it.
    pub(super) commit_title: Option<&'static str>,
    /// How many failures there are beside those of the rows.
    pub(super) failures: usize,
    /// True where people asked for the text itself, so that `-q` does not silence it.
    pub(super) is_listing: bool,
    pub(super) status: Status,
}

/// The content of a body.
#[derive(Debug)]
pub(super) enum BodyContent<'a> {
    /// Images, with what became of their entries.
    Rows(Vec<Row<'a>>),
    /// Places of files that use images.
    Uses(UsesBody<'a>),
    /// References, each with its answer.
    References(&'a [ResolvedReference]),
    /// The tags of a repository.
    Tags(&'a RepositoryTags),
    /// Text for tools: a script, or an export.
    Text(&'a str, Option<ExportBody<'a>>),
    /// The bodies of several manifests.
    Manifests(Vec<ManifestBody<'a>>),
}

impl Default for BodyContent<'_> {
    fn default() -> Self {
        Self::Rows(Vec::new())
    }
}

/// The files that a command looked into.
#[derive(Debug)]
pub(super) struct UsesBody<'a> {
    pub(super) uses: &'a [ImageUse],
    /// The errors of files that cannot be read or written.
    pub(super) file_errors: &'a [Error],
    /// The patterns that would exclude those files, and the list that the manifest may have of such.
    pub(super) to_exclude: (&'a [String], ExcludeList),
    /// The files that `[files] exclude` leaves out.
    pub(super) excluded: &'a [String],
    /// The patterns of directories with test data or vendored code: those that a new manifest excludes though nobody
    /// asked for it, or that would leave out places which fail.
    pub(super) unwanted: &'a [String],
    /// The files that may name images, and have no reader.
    pub(super) unread: &'a [String],
    /// The declared images that no file uses.
    pub(super) unused: &'a [ImageName],
}

/// An export beside its text.
#[derive(Debug)]
pub(super) struct ExportBody<'a> {
    pub(super) target: &'static str,
    /// The file that holds it instead of stdout, and whether it was written.
    pub(super) file: Option<(&'a str, bool)>,
    pub(super) warnings: &'a [String],
}

/// The outcome of one manifest of several.
#[derive(Debug)]
pub(super) struct ManifestBody<'a> {
    pub(super) manifest: &'a str,
    pub(super) outcome: BodyResult<'a>,
}

/// The body of a report, or the error that a command failed with.
pub(super) type BodyResult<'a> = Result<Body<'a>, &'a Error>;

/// The exit status of an outcome.
pub(super) fn status(outcome: &BodyResult<'_>) -> Status {
    match outcome {
        Ok(body) => body.status,
        Err(error) => error.status(),
    }
}

/// A note on a file as a whole.
#[derive(Debug)]
pub(super) struct FileNote<'a> {
    pub(super) file: &'a str,
    pub(super) line: Option<usize>,
    pub(super) note: Note,
}

/// A message for people, whatever the format.
#[derive(Debug)]
pub(super) enum Message<'a> {
    /// The manifest that the following messages are about.
    About(&'a str),
    Error(&'a Error),
    Failure(String),
    Cause(String),
    Hint(String),
    Warning(String),
    Note(String),
    Next(&'static str),
}

/// How much a format needs of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyDetail {
    /// Lines for people.
    pub(super) has_text: bool,
    /// Lines also on what is as it should be.
    pub(super) is_verbose: bool,
    /// Nobody reads the lines for people, so that messages say what is in them.
    pub(super) is_quiet: bool,
    /// Rows also of images of which there is nothing to say.
    pub(super) has_all_rows: bool,
}

impl BodyDetail {
    /// The text that a function composes, which is told whether to be verbose; empty where nobody reads it.
    pub(super) fn text(self, compose: impl FnOnce(bool) -> ReportText) -> ReportText {
        if self.has_text {
            compose(self.is_verbose)
        } else {
            ReportText::default()
        }
    }
}

impl<'a> Body<'a> {
    /// True where no file is what its rows say, since something failed.
    pub(super) fn is_prevented(&self) -> bool {
        self.written == Some(WriteOutcome::Prevented)
    }

    /// The rows of entries that changed, or would have; of several manifests too, but for those that were not written.
    pub(super) fn changes(&self) -> Vec<&Row<'a>> {
        match &self.content {
            BodyContent::Manifests(parts) => bodies(parts).flat_map(Self::changes).collect(),
            BodyContent::Rows(_) if self.is_prevented() && self.files_written.is_empty() => {
                Vec::new()
            }
            BodyContent::Rows(rows) => rows.iter().filter(|row| row.is_change()).collect(),
            BodyContent::Uses(_)
            | BodyContent::References(_)
            | BodyContent::Tags(_)
            | BodyContent::Text(..) => Vec::new(),
        }
    }

    /// The rows, also those of several manifests.
    pub(super) fn rows(&self) -> Box<dyn Iterator<Item = &Row<'a>> + '_> {
        match &self.content {
            BodyContent::Rows(rows) => Box::new(rows.iter()),
            BodyContent::Manifests(parts) => Box::new(bodies(parts).flat_map(Self::rows)),
            BodyContent::Uses(_)
            | BodyContent::References(_)
            | BodyContent::Tags(_)
            | BodyContent::Text(..) => Box::new(std::iter::empty()),
        }
    }
}

/// The bodies of the manifests that did not fail as a whole.
pub(super) fn bodies<'b, 'a>(parts: &'b [ManifestBody<'a>]) -> impl Iterator<Item = &'b Body<'a>> {
    parts.iter().filter_map(|part| part.outcome.as_ref().ok())
}
