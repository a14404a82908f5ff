//! `imagelock completions`.

use clap::Args;
use clap_complete::Shell;

use super::output::{DATA, formats};
use crate::report::ReportFormat;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  source <(imagelock completions bash)
  imagelock completions zsh > ~/.zfunc/_imagelock
  imagelock completions fish > ~/.config/fish/completions/imagelock.fish")]
pub(crate) struct CompletionsArguments {
    /// Name of the shell
    shell: Shell,
    /// Format of the script
    #[arg(long, value_name = "FORMAT", value_parser = formats(&DATA), default_value = "human")]
    format: ReportFormat,
}

impl CompletionsArguments {
    /// The script for the shell.
    pub(crate) fn script(&self, mut program: clap::Command) -> String {
        let mut script = Vec::new();
        let name = env!("CARGO_PKG_NAME");
        clap_complete::generate(self.shell, &mut program, name, &mut script);
        String::from_utf8_lossy(&script).into_owned()
    }
}
