//! `imagelock completions`.

use clap::Args;
use clap_complete::Shell;

use super::output::{DATA, formats};
use crate::report::ReportFormat;

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    shell: Shell,
    /// Print the script in this format
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
