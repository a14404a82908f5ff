//! The context of a run, which every command is given: files, network, printer.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

mod manifests;

use crate::config::Config;
use crate::day::Day;
use crate::document::{Source, shown_path};
use crate::error::{Error, ProjectError};
use crate::exit::Status;
use crate::files::{Trust, read_text, repository_root};
use crate::report::{
    FileOptions, GithubOutput, MirrorLog, Printer, Progress, Report, ReportFormat, Run, Watch,
    present,
};
pub use manifests::Manifests;

/// The context of a run.
#[derive(Debug, Clone)]
pub struct Context {
    /// `--manifest-path`, `--all`.
    pub manifests: Manifests,
    /// `--lock-path`.
    pub lock_path: Option<PathBuf>,
    /// `--config` or `IMAGELOCK_CONFIG`.
    pub config_path: Option<PathBuf>,
    /// Tells whether the command line names it, and not a variable, which holds for the commands of hints too.
    pub is_config_argument: bool,
    /// `--jobs` or `IMAGELOCK_JOBS`: how many HTTP exchanges may be in flight at once.
    pub jobs: NonZeroUsize,
    /// `--timeout`: how long the whole run may take.
    pub timeout: Option<Duration>,
    /// The clock of the run, the only one of which the time of day is read.
    pub clock: fn() -> SystemTime,
    /// The day of the run, by that clock, or `--now`.
    pub today: Day,
    /// `--anonymous`: opens no credential file.
    pub is_anonymous: bool,
    /// `--progress`.
    pub progress: Progress,
    /// `PWD`: where the shell says it is.
    pub shell_directory: Option<PathBuf>,
    /// `--format`.
    pub format: ReportFormat,
    /// `--github-output`: the files of GitHub's runner.
    pub github_output: Option<GithubOutput>,
    pub printer: Printer,
    /// The manifest that was found above the current directory, once it was: a person may think of another one.
    pub found_above: OnceLock<PathBuf>,
    /// The first manifest that was read, as it is shown.
    pub manifest_read: OnceLock<String>,
    /// What mirrors were asked.
    pub mirrors: MirrorLog,
}

impl Context {
    /// The configuration of this machine; where there is none, the defaults.
    pub fn config(&self) -> Result<Config, Error> {
        let path = Config::locate(self.config_path.as_deref());
        let config = path.map_or_else(|| Ok(Config::default()), |path| self.config_at(&path));
        Ok(Config {
            certificate_directories: Config::locate_certificates(),
            ..config?
        })
    }

    /// The directory in which is remembered from run to run what registries ask for.
    pub fn cache(&self) -> Option<PathBuf> {
        Config::locate_cache().unwrap_or_else(|words| {
            self.printer.explain(&words);
            None
        })
    }

    fn config_at(&self, path: &Path) -> Result<Config, Error> {
        self.printer.explain(&format!("using {}", path.display()));
        let text =
            read_text(path, Trust::Named)?.ok_or_else(|| ProjectError::NoFile(path.to_owned()))?;
        let config = Config::parse(&Source::new(path.display().to_string(), text))?;
        Ok(config.in_directory(path.parent().unwrap_or(Path::new(""))))
    }

    /// The directory in which a search begins: that of the manifest where it is named, else where the shell says it is,
    /// which may have come by a link.
    pub fn directory(&self) -> Result<PathBuf, Error> {
        let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
        if let Some(path) = self.manifests.one()? {
            let path = here.join(path);
            return Ok(path.parent().unwrap_or(&here).to_owned());
        }
        let is_here = |path: &&PathBuf| path.canonicalize().is_ok_and(|path| path == here);
        let shell_directory = self.shell_directory.as_ref().filter(is_here);
        Ok(shell_directory.cloned().unwrap_or(here))
    }

    pub fn watch(&self) -> Watch {
        Watch::new(self.printer, self.progress, self.mirrors.clone())
    }

    /// Remembers a manifest that was found by search, unless it is where everybody would look first.
    pub fn note_found(&self, path: &Path) {
        if path.parent().is_some_and(|parent| parent != Path::new("")) {
            self.found_above.get_or_init(|| path.to_owned());
        }
    }

    /// Remembers a manifest that could be read, for reports of runs that fail later.
    pub fn note_read(&self, path: &Path) {
        self.manifest_read.get_or_init(|| shown_path(path));
    }

    /// Finds out whether what is to be written for others can be, before anything is asked.
    pub(crate) fn check_outputs(&self) -> Result<(), Error> {
        let output = self.github_output.as_ref();
        output.map_or(Ok(()), GithubOutput::check)
    }

    /// Says what a run came to, and how it ends.
    pub(crate) fn report(&self, command: &str, outcome: &Result<Report, Error>) -> Status {
        let run = Run {
            command,
            manifest: self.one_manifest_read(),
            mirrors: &self.mirrors.list(),
            directory: &directory_in_repository(),
            files: FileOptions {
                manifest: self.manifests.one().unwrap_or_default(),
                lock: self.lock_path.as_deref(),
                config: self
                    .config_path
                    .as_deref()
                    .filter(|_| self.is_config_argument),
            },
            github_output: self.github_output.as_ref(),
        };
        let status = present(&self.printer, self.format, &run, outcome);
        self.report_end(status);
        status
    }

    /// The manifest that was read, if the run is about one.
    fn one_manifest_read(&self) -> Option<&str> {
        let read = self.manifest_read.get().map(String::as_str);
        read.filter(|_| !self.manifests.are_many())
    }

    /// After a run that did not end well: which manifest it was about, where that was found above this directory.
    fn report_end(&self, status: Status) {
        if let (Status::Failed(_), Some(path), false) =
            (status, self.found_above.get(), self.printer.is_verbose())
        {
            let path = path.display();
            let words = format!("using `{path}`, found by search");
            self.printer.note(&words);
        }
    }
}

/// The directory of the run below the root of its repository; empty where there is none.
fn directory_in_repository() -> PathBuf {
    let Ok(here) = std::env::current_dir() else {
        return PathBuf::new();
    };
    let root = repository_root(&here);
    root.and_then(|root| here.strip_prefix(root).ok().map(Path::to_owned))
        .unwrap_or_default()
}
