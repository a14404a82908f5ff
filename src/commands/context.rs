//! What all commands are given: which files, which network, which printer.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::Config;
use crate::document::Source;
use crate::error::Error;
use crate::files::{Trust, read_text};
use crate::registry::Client;
use crate::report::{Printer, Progress, Watch};

/// What all commands are given.
#[derive(Debug, Clone)]
pub struct Context {
    /// `--manifest-path`.
    pub manifest_path: Option<PathBuf>,
    /// `--lock-path`.
    pub lock_path: Option<PathBuf>,
    /// `--config` or `IMAGELOCK_CONFIG`.
    pub config_path: Option<PathBuf>,
    /// `--jobs` or `IMAGELOCK_JOBS`: how many HTTP exchanges may be in flight at once.
    pub jobs: NonZeroUsize,
    /// `--timeout`: how long the whole run may take.
    pub timeout: Option<Duration>,
    /// `--anonymous`: opens no credential file.
    pub is_anonymous: bool,
    /// `--progress`.
    pub progress: Progress,
    /// Where everything is printed.
    pub printer: Printer,
}

impl Context {
    /// The configuration of this machine; where there is none, the defaults.
    pub(super) fn config(&self) -> Result<Config, Error> {
        let Some(path) = Config::locate(self.config_path.as_deref()) else { return Ok(Config::default()) };
        let text = read_text(&path, Trust::Named)?.ok_or_else(|| Error::NoFile(path.clone()))?;
        Ok(Config::parse(&Source::new(path.display().to_string(), text))?)
    }

    /// A watch for so many questions, and a client that tells it of its steps.
    pub(super) fn client(&self, config: Config, questions: usize) -> (Watch, Client) {
        let watch = Watch::new(self.printer, self.progress, questions);
        let client = Client::new(config, self.jobs.get(), self.is_anonymous, watch.observer());
        (watch, client)
    }

    /// Reports a failure of the whole run, and which manifest it was about where that was not named.
    pub(crate) fn report_failure(&self, error: &Error) {
        self.printer.error(error);
    }
}
