//! `imagelock completions`: the script by which a shell asks, which [`super::completion`] answers.

use clap::Args;
use clap_complete::Shell;

use super::completion;
use super::output::{DATA, formats};
use crate::report::ReportFormat;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
The script asks `imagelock` for commands, options, files, the names of images
and their platforms. Load it whenever a shell starts, so that both have the same
version: the last two lines go into ~/.bashrc and ~/.zshrc, after `compinit`.

Examples:
  imagelock completions fish > ~/.config/fish/completions/imagelock.fish
  source <(imagelock completions bash)
  source <(imagelock completions zsh)")]
pub(crate) struct CompletionsArguments {
    /// Name of the shell
    shell: Shell,
    /// Format of the script
    #[arg(long, value_name = "FORMAT", value_parser = formats(&DATA), default_value = "human")]
    format: ReportFormat,
}

impl CompletionsArguments {
    /// The script for the shell.
    pub(crate) fn script(&self) -> String {
        completion::script(&self.shell.to_string())
    }
}
