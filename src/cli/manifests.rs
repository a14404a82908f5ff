//! The manifests that the arguments are about.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::ErrorKind;

use super::arguments::flag;
use super::usage::usage_error;
use crate::commands::Manifests;

/// The argument that names a manifest.
const MANIFEST_PATH: &str = "--manifest-path";

pub(super) fn manifests(
    paths: &[PathBuf],
    command: &ArgMatches,
    arguments: &[OsString],
) -> Result<Manifests, clap::Error> {
    let wrong = |words| Err(usage_error(ErrorKind::ArgumentConflict, words));
    // clap takes those behind the command alone where there are others before it
    if given(arguments) > paths.len() {
        return wrong("every `--manifest-path` has to stand on the same side of the command");
    }
    match (flag(command, "all") == Some(true), paths) {
        (true, []) => Ok(Manifests::All),
        (true, _) => wrong("`--all` takes every manifest, and `--manifest-path` names some"),
        (false, []) => Ok(Manifests::Nearest),
        (false, paths) => Ok(Manifests::Named(paths.to_vec())),
    }
}

/// The number of times that a manifest is named.
fn given(arguments: &[OsString]) -> usize {
    let names_one = |argument: &&OsString| {
        let text = argument.to_string_lossy();
        let rest = text.strip_prefix(MANIFEST_PATH);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .filter(names_one)
        .count()
}
