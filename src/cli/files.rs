//! Which `images.toml` and `images.lock` a command is about.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args};

use super::arguments::is_given;
use super::usage::usage_error;
use crate::commands::Manifests;

/// The files of a command that is about one `images.toml`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct FileArguments {
    /// Path of images.toml; by default the nearest one, here or in a parent directory
    #[arg(long, value_name = "FILE")]
    manifest_path: Vec<PathBuf>,
    /// Path of images.lock; by default the one beside images.toml
    #[arg(long, value_name = "FILE")]
    lock_path: Option<PathBuf>,
}

/// The files of a command that is about one `images.toml` or several.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct ScopeArguments {
    /// Path of images.toml; by default the nearest one, here or in a parent directory; may be repeated
    #[arg(long, value_name = "FILE")]
    manifest_path: Vec<PathBuf>,
    /// Use every images.toml of the repository that git does not ignore
    #[arg(long)]
    all: bool,
    /// Path of images.lock; by default the one beside images.toml
    #[arg(long, value_name = "FILE")]
    lock_path: Option<PathBuf>,
}

/// The manifests that the arguments are about.
pub(super) fn manifests(command: &ArgMatches) -> Result<Manifests, clap::Error> {
    let paths = command.try_get_many("manifest_path").ok().flatten();
    let paths: Vec<PathBuf> = paths.into_iter().flatten().cloned().collect();
    match (is_given(command, "all"), paths.is_empty()) {
        (true, true) => Ok(Manifests::All),
        (true, false) => {
            let words = "`--all` cannot be used with `--manifest-path`";
            Err(usage_error(ErrorKind::ArgumentConflict, words))
        }
        (false, true) => Ok(Manifests::Nearest),
        (false, false) => Ok(Manifests::Named(paths)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::program;
    use crate::report::FileOptions;

    /// The commands that take an option.
    fn taking(option: &str) -> Vec<String> {
        let program = program();
        let commands = program.get_subcommands().filter(|it| !it.is_hide_set());
        let takes = |it: &&clap::Command| it.get_arguments().any(|it| it.get_id() == option);
        let names = commands.filter(takes).map(|it| it.get_name().to_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn hints_name_the_files_of_a_run_for_the_commands_that_take_them() {
        assert_eq!(taking("lock_path"), FileOptions::LOCKING);
        assert_eq!(taking("config"), FileOptions::ASKING);
        // What `may_ask` takes for `verify`
        assert_eq!(taking("fresh"), ["verify"]);
        // `init` is the only one that takes no lock
        let mut named = FileOptions::LOCKING.to_vec();
        named.push("init");
        named.sort_unstable();
        assert_eq!(taking("manifest_path"), named);
    }
}
