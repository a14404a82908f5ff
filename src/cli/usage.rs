//! Errors of the command line, in words of ours: no password and no line break of an argument is repeated.

use std::error::Error as _;
use std::ffi::OsString;
use std::fmt::Display;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error, ValueEnum};

use super::options::{format_hint, unknown_option};
use super::words::{listed, name_hint, no_command};
use crate::document::{has_credentials, shown_argument};
use crate::report::{ReportFormat, UsageReport};

/// An error in words of ours.
pub(super) fn usage_error(kind: ErrorKind, words: impl Display) -> Error {
    let mut error = Error::new(kind);
    error.insert(ContextKind::Custom, ContextValue::String(words.to_string()));
    error
}

/// The same error about arguments that may be printed: clap repeats them as they are, line breaks and passwords too.
pub(super) fn printable(
    error: Error,
    arguments: &[OsString],
    read_error: impl Fn(&[OsString]) -> Option<Error>,
) -> Error {
    let shown = arguments.iter().map(|it| shown_argument(it).into());
    let shown: Vec<OsString> = shown.collect();
    if shown == arguments || !error.use_stderr() {
        return error;
    }
    match read_error(&shown) {
        Some(same) if same.kind() == error.kind() => same,
        _ => {
            let words = "unexpected argument; it contains characters that cannot be printed";
            usage_error(error.kind(), words)
        }
    }
}

/// The report of an error about these arguments, whose first is the program.
pub(super) fn report(error: &Error, mut program: Command, arguments: &[OsString]) -> UsageReport {
    program.build();
    let name = arguments.get(1).and_then(|name| name.to_str());
    let name = name.filter(|name| program.find_subcommand(name).is_some());
    // `help` is asked for a page of the program
    let name = name.filter(|_| error.kind() != ErrorKind::InvalidSubcommand);
    let (message, hint) = words(error, &program, name);
    let named = name.and_then(|name| program.find_subcommand_mut(name));
    let command = match named {
        Some(command) => command,
        None => &mut program,
    };
    let called = command.get_bin_name().unwrap_or(command.get_name());
    UsageReport {
        message,
        hint,
        help: format!("{called} --help"),
        usage: command.render_usage().ansi().to_string(),
    }
}

/// The message, and the way out.
fn words(error: &Error, program: &Command, name: Option<&str>) -> (String, Option<String>) {
    let text = |kind| texts(error, kind).into_iter().next().unwrap_or_default();
    if let Some(ContextValue::String(words)) = error.get(ContextKind::Custom) {
        return (words.clone(), None);
    }
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand);
            no_command(&word, &texts(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::UnknownArgument => {
            let word = text(ContextKind::InvalidArg);
            let near = texts(error, ContextKind::SuggestedArg);
            unknown_argument(&word, &near, program, name)
        }
        ErrorKind::InvalidValue => invalid_value(error, name),
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|it| format!(": {it}"));
            (invalid(error) + &reason.unwrap_or_default(), None)
        }
        ErrorKind::TooManyValues => {
            let option = option(&text(ContextKind::InvalidArg)).to_owned();
            (format!("`{option}` takes no value"), None)
        }
        ErrorKind::ArgumentConflict => (conflict(error), None),
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(error, ContextKind::InvalidArg);
            let are = if missing.len() == 1 { "is" } else { "are" };
            (format!("{} {are} missing", listed(&missing, "and")), None)
        }
        ErrorKind::MissingSubcommand => ("there is no command".to_owned(), None),
        other => (
            other.as_str().unwrap_or("invalid arguments").to_owned(),
            None,
        ),
    }
}

fn unknown_argument(
    word: &str,
    near: &[String],
    program: &Command,
    name: Option<&str>,
) -> (String, Option<String>) {
    if has_credentials(word) {
        // Where a reference was written without its command
        let words = "unexpected argument; it is not shown because it may contain a password";
        return (words.to_owned(), None);
    }
    unknown_option(word, program, name).unwrap_or_else(|| {
        let near = || Some(format!("did you mean `{}`?", near.first()?));
        let hint = format_hint(word, program, name).or_else(|| name_hint(word, name?));
        (format!("unexpected argument `{word}`"), hint.or_else(near))
    })
}

/// A value that is none of some.
fn invalid_value(error: &Error, name: Option<&str>) -> (String, Option<String>) {
    let values = texts(error, ContextKind::ValidValue);
    let option = texts(error, ContextKind::InvalidArg).concat();
    let option = self::option(&option);
    let value = texts(error, ContextKind::InvalidValue).concat();
    if value.is_empty() {
        return (format!("`{option}` needs a value"), None);
    }
    match name {
        Some(name) if option == "--format" && is_format(&value) => (formats(name, values), None),
        _ => {
            let all = format!("use {}", listed(&values, "or"));
            (invalid(error), Some(all))
        }
    }
}

/// Whether any command has the format.
fn is_format(value: &str) -> bool {
    ReportFormat::from_str(value, false).is_ok()
}

/// The formats of a command.
fn formats(name: &str, mut formats: Vec<String>) -> String {
    if let Some(first) = formats.first_mut() {
        *first = format!("--format {first}");
    }
    format!("`{name}` supports {} only", listed(&formats, "and"))
}

fn invalid(error: &Error) -> String {
    let value = texts(error, ContextKind::InvalidValue).concat();
    let name = texts(error, ContextKind::InvalidArg).concat();
    format!("invalid value `{value}` for `{}`", option(&name))
}

fn conflict(error: &Error) -> String {
    let one = texts(error, ContextKind::InvalidArg).concat();
    let others = texts(error, ContextKind::PriorArg);
    let one = option(&one);
    if others.iter().any(|other| option(other) == one) {
        return format!("`{one}` cannot be given twice");
    }
    let others: Vec<String> = others.iter().map(|it| option(it).to_owned()).collect();
    format!("`{one}` cannot be used with {}", listed(&others, "and"))
}

/// An option without its value: `--jobs` of `--jobs <N>`.
fn option(argument: &str) -> &str {
    argument.split([' ', '.']).next().unwrap_or(argument)
}

/// What clap knows of an error.
fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
