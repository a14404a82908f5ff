//! Usage errors, in words that fit: no password and no line break of an argument is repeated.

use std::ffi::OsString;
use std::fmt::Display;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::document::{has_credentials, shown_path};

/// The flag that some commands do not take.
const TIMEOUT: &str = "--timeout";
/// Flags of later versions, which are refused as such.
const LATER_FLAGS: [&str; 3] = ["--seen-from", "--ignore-min-age", "--refresh-index"];

/// An error in words of ours, to which [`super::parse`] adds the usage.
pub(super) fn usage_error(kind: ErrorKind, words: impl Display) -> clap::Error {
    clap::Error::raw(kind, words)
}

/// The same error about arguments that may be printed: clap repeats them as they are, line breaks and passwords too.
pub(super) fn printable(
    error: clap::Error,
    arguments: &[OsString],
    read_error: impl Fn(&[OsString]) -> Option<clap::Error>,
) -> clap::Error {
    let shown = arguments.iter().map(|it| shown_path(Path::new(it)).into());
    let shown: Vec<OsString> = shown.collect();
    if shown == arguments || !error.use_stderr() {
        return error;
    }
    match read_error(&shown) {
        Some(same) if same.kind() == error.kind() => same,
        _ => {
            let words = "an argument that cannot be shown is none that is known here";
            usage_error(error.kind(), words)
        }
    }
}

/// A word that a later version understands is no spelling mistake, and one with a password is not repeated.
pub(super) fn explained(error: clap::Error) -> clap::Error {
    let (kind, later) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, &[][..]),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, &LATER_FLAGS[..]),
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else {
        return error;
    };
    let name = word.split('=').next().unwrap_or(word);
    if error.kind() == ErrorKind::UnknownArgument && name == TIMEOUT {
        no_timeout()
    } else if later.contains(&name) {
        usage_error(error.kind(), format!("`{name}` is not supported yet"))
    } else if has_credentials(word) {
        // Where a reference was written without its command
        let words = "what was given is no command, and may hold a password";
        usage_error(error.kind(), words)
    } else {
        error
    }
}

/// The error of a command that takes no time limit.
pub(super) fn no_timeout() -> clap::Error {
    let words = format!("this command takes no `{TIMEOUT}`: it asks no registry");
    usage_error(ErrorKind::UnknownArgument, words)
}
