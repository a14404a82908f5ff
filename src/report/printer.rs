//! Stdout and stderr: colours, verbosity, closed pipes, and what must not reach a terminal.

use std::error::Error as _;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::body::Message;
#[cfg(test)]
use super::capture;
use super::file_options::FileOptions;
use super::plain::{harmless_lines, plain_line};
use super::snippet;
use super::text::ReportText;
use super::usage::UsageReport;
use crate::document::{Problem, Source};
use crate::error::{Error, OutputError};

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::BrightCyan.on_default().bold();
const BOLD: Style = Style::new().bold();

/// What a command is about without being told.
const NEAREST: &str = "images.toml";

/// The amount of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors alone.
    Quiet,
    /// Reports of what changed, and warnings.
    Normal,
    /// Every step, explained.
    Verbose,
}

/// The process's stdout and stderr.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    verbosity: Verbosity,
    color: ColorChoice,
}

impl Printer {
    pub fn new(verbosity: Verbosity, color: ColorChoice) -> Self {
        Self { verbosity, color }
    }

    pub fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    pub fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// True where progress has a place: a terminal that nobody asked to be quiet.
    pub(super) fn is_for_progress(&self) -> bool {
        self.verbosity != Verbosity::Quiet && io::stderr().is_terminal()
    }

    /// Data, whatever the verbosity. Tools read every byte of it, so that it is not altered: whoever makes it sees to
    /// it that it says nothing to a terminal or a runner, as the grammar of references and JSON's escapes do.
    ///
    /// # Errors
    /// Where stdout does not take it. That nobody reads it any more is no error.
    pub(super) fn data(&self, text: &str) -> Result<(), Error> {
        match self.out(text) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(OutputError::Stdout(error).into())
            }
            _ => Ok(()),
        }
    }

    /// What a shell may complete a line with. It has nobody to tell that it cannot be written.
    ///
    /// Bash wants vertical tabulators between candidates, which are left out of what is not for a terminal otherwise.
    pub fn candidates(&self, text: &str) {
        let unaltered = Self::new(self.verbosity, ColorChoice::AlwaysAnsi);
        let _ = unaltered.data(text);
    }

    /// Help that was asked for.
    ///
    /// # Errors
    /// As [`Printer::data`].
    pub fn help(&self, text: &str) -> Result<(), Error> {
        self.data(&harmless_lines(text))
    }

    /// The same where nobody asked, and where it is no data.
    pub fn unasked_help(&self, text: &str) {
        self.stderr(text);
    }

    /// An error of the command line, with its usage.
    pub fn usage(&self, report: &UsageReport) {
        self.err("error", ERROR, &report.message);
        if let Some(hint) = &report.hint {
            self.hint(hint);
        }
        let UsageReport { usage, help, .. } = report;
        self.stderr(&format!(
            "\n{usage}\n\nFor more information, try `{help}`.\n"
        ));
    }

    /// Text that people asked for, whatever the verbosity.
    ///
    /// # Errors
    /// As [`Printer::data`].
    pub(super) fn listing(&self, text: &ReportText) -> Result<(), Error> {
        self.data(text.as_str())
    }

    /// A report, unless nobody wants one. Lines are coloured by how they begin.
    ///
    /// # Errors
    /// As [`Printer::data`].
    pub(super) fn report(&self, text: &ReportText) -> Result<(), Error> {
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let line = |line: &str| match line.get(..2) {
            Some("+ ") => styled(AnsiColor::Green.on_default(), line),
            Some("- ") => styled(AnsiColor::Red.on_default(), line),
            Some("~ ") => styled(AnsiColor::Yellow.on_default(), line),
            Some("! ") => styled(ERROR, line),
            _ => line.to_owned(),
        };
        let text: String = text
            .as_str()
            .lines()
            .map(|text| format!("{}\n", line(text)))
            .collect();
        self.data(&text)
    }

    /// The error of a whole run, which is about these files.
    pub fn error(&self, error: &Error, files: FileOptions<'_>) {
        match error.problems() {
            Some(problems) => {
                self.stderr(&snippet::render(
                    &problems.source,
                    &problems.list,
                    snippet::Severity::Error,
                ));
                // One problem of a manifest says it all; of a lock it has to be said what follows from it
                if problems.list.len() > 1 || !matches!(error, Error::Problems(_)) {
                    self.err("error", ERROR, error);
                }
            }
            None => self.err("error", ERROR, error),
        }
        let mut cause = error.source();
        while let Some(error) = cause {
            self.err("caused by", BOLD, error);
            cause = error.source();
        }
        let diagnosis = error.diagnosis();
        for detail in diagnosis.details.iter() {
            self.err("caused by", BOLD, detail);
        }
        if let Some(hint) = diagnosis.hint {
            self.hint(&files.add_to(&hint));
        }
    }

    /// Messages of a report; notes and warnings unless nobody wants to know. The commands in them name these files, or
    /// the manifest that the messages are about.
    pub(super) fn messages<'a>(&self, messages: &[Message<'a>], mut files: FileOptions<'a>) {
        for message in messages {
            match message {
                Message::About(manifest) => {
                    // The nearest one needs no name
                    files.manifest =
                        Some(Path::new(*manifest)).filter(|path| *path != Path::new(NEAREST));
                    let manifest = plain_line(manifest);
                    self.stderr(&format!("{BOLD}in {manifest}:{BOLD:#}\n"));
                }
                Message::Error(error) => self.error(error, files),
                Message::Failure(text) => self.err("error", ERROR, text),
                Message::Cause(text) => self.err("caused by", BOLD, text),
                Message::Hint(text) => self.hint(&files.add_to(text)),
                Message::Warning(text) => self.warning(text),
                Message::Note(text) => self.note(&files.add_to(text)),
                Message::Next(text) if self.verbosity != Verbosity::Quiet => {
                    self.err("next", NOTE, text);
                }
                Message::Next(_) => {}
            }
        }
    }

    /// A hint. Lines below the first are for a file, and set apart, so that none can pass for words of ours.
    fn hint(&self, text: &str) {
        let mut lines = text.lines();
        self.err("hint", NOTE, lines.next().unwrap_or_default());
        for line in lines {
            self.stderr(&format!("    {}\n", plain_line(line)));
        }
    }

    /// A warning, unless nobody wants to know.
    pub fn warning(&self, text: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.err("warning", WARNING, text);
        }
    }

    /// A step of the run, with `-v`.
    pub fn explain(&self, text: &str) {
        if self.is_verbose() {
            self.stderr(&format!("{}\n", plain_line(text)));
        }
    }

    /// A note, unless nobody wants to know.
    pub fn note(&self, text: &str) {
        if self.verbosity != Verbosity::Quiet {
            self.err("note", NOTE, text);
        }
    }

    /// Warnings at places of a file, unless nobody wants to know.
    pub fn warnings(&self, source: &Source, list: &[Problem]) {
        if self.verbosity != Verbosity::Quiet {
            self.stderr(&snippet::render(source, list, snippet::Severity::Warning));
        }
    }

    fn err(&self, word: &str, style: Style, text: impl Display) {
        self.stderr(&format!(
            "{style}{word}{style:#}: {}\n",
            plain_line(&text.to_string())
        ));
    }

    fn out(&self, text: &str) -> io::Result<()> {
        #[cfg(test)]
        if capture::took(capture::Stream::Out, text, self.color) {
            return Ok(());
        }
        let mut stdout = AutoStream::new(io::stdout().lock(), self.color);
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
    }

    fn stderr(self, text: &str) {
        let text = harmless_lines(text);
        #[cfg(test)]
        if capture::took(capture::Stream::Err, &text, self.color) {
            return;
        }
        let mut stderr = AutoStream::new(io::stderr().lock(), self.color);
        let _ = stderr.write_all(text.as_bytes());
    }
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
