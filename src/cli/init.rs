//! `imagelock init`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::effect;
use super::output::ReportArguments;
use crate::commands::init::InitOptions;
use crate::exclude::{Exclude, Pattern};
use crate::scan::FileKind;

/// The rest of what the help says about files, behind the list of their kinds.
const FILES: &str = "\
that .gitignore does not name. What a variable or a template decides is told and left open. An images.toml that is \
there is never written over. What is not to be read is left out with `--exclude`, which goes into images.toml.";
const EXAMPLES: &str = "\
Examples:
  imagelock init                 then: imagelock update
  imagelock init deploy compose.yaml
  imagelock init --exclude 'testdata/' --exclude 'vendor/**'
  imagelock init --dry-run       show what would be written";

/// Write images.toml from the files of a repository
#[derive(Debug, Args)]
#[command(after_help = help())]
struct InitArguments {
    /// Files and directories to look into; this directory where none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Leave out files by a pattern as in .gitignore, and write it into images.toml; may be repeated
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<Pattern>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write this file, not images.toml in this directory
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
}

fn help() -> String {
    let files = lines(&format!("It looks into {} {FILES}", FileKind::list()));
    format!("{files}\n\n{EXAMPLES}")
}

/// A paragraph in lines that are narrow enough for a terminal of 80 columns.
fn lines(text: &str) -> String {
    let (mut lines, mut width) = (String::new(), 0);
    for word in text.split(' ') {
        let is_first = width == 0;
        width += usize::from(!is_first) + word.len();
        if width >= 80 {
            lines.push('\n');
            width = word.len();
        } else if !is_first {
            lines.push(' ');
        }
        lines.push_str(word);
    }
    lines
}

reads_options!(InitArguments, InitOptions, |arguments| Ok(InitOptions {
    paths: arguments.paths,
    exclude: Exclude::new(arguments.exclude),
    effect: effect(arguments.dry_run),
}));
