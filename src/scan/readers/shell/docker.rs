//! The image that a command names: `docker run IMAGE`, `podman pull IMAGE`.

use std::borrow::Cow;

use super::expanded::may_be_options;
use super::options::{BUILD_NAME, GLOBAL, OptionLength, OptionTable, PULL, RUN, SUDO, TIMEOUT};
use super::words::{MARK, ShellWord};
use crate::reference::{Reference, Repository};
use crate::scan::readers::called::{is_something_else, is_version};

/// The programs whose commands are read.
const PROGRAMS: [&str; 3] = ["docker", "podman", "nerdctl"];
/// What people call the variables that one of these is the value of.
const VARIABLES: [&str; 8] = [
    "DOCKER",
    "PODMAN",
    "NERDCTL",
    "CONTAINER_CLI",
    "CONTAINER_CMD",
    "CONTAINER_ENGINE",
    "CONTAINER_RUNTIME",
    "CONTAINER_TOOL",
];
/// The words before a command that change nothing about it: those of the shell, and programs that run others.
const BEFORE: [&str; 15] = [
    "!", "command", "do", "elif", "else", "env", "exec", "if", "nohup", "then", "time", "until",
    "while", "{", "winpty",
];
/// The groups that commands may stand behind.
const GROUPS: [&str; 4] = ["builder", "buildx", "container", "image"];
/// The host of images that podman has built.
const LOCAL: &str = "localhost";
/// The transport of images of a registry, which podman takes before them.
const TRANSPORT: &str = "docker://";
/// Transports of podman that are none, and would read as names (containers-transports(5)).
const OTHER_TRANSPORTS: [&str; 6] = [
    "containers-storage",
    "dir",
    "docker-archive",
    "docker-daemon",
    "oci",
    "oci-archive",
];

/// What a command does with a name.
pub(super) enum NamedImage<'w> {
    /// It uses the image of a word, as a whole or as a part of it.
    Used(Cow<'w, ShellWord>),
    /// It makes an image of that name.
    Built(Repository),
}

/// Shells that take a script as a word.
const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];

/// The script that a command hands to a shell: `sh -c SCRIPT`.
pub(super) fn script(words: &[ShellWord]) -> Option<&ShellWord> {
    let is_shell = |name: &str, _: &ShellWord| SHELLS.contains(&name);
    let mut words = behind_program(words, is_shell)?;
    let mut has_script = false;
    loop {
        let (first, rest) = words.split_first()?;
        let Some(letters) = first.text.strip_prefix(['-', '+']) else {
            return has_script.then_some(first);
        };
        let is_long = letters.starts_with('-');
        has_script |= !is_long && letters.contains('c');
        // `-o pipefail`
        let has_value = !is_long && letters.contains('o');
        words = rest.get(usize::from(has_value)..)?;
    }
}

/// The images that a command names. `text` has the words.
pub(super) fn images<'w>(text: &str, words: &'w [ShellWord]) -> Vec<NamedImage<'w>> {
    let is_program =
        |name: &str, word: &ShellWord| PROGRAMS.contains(&name) || is_program_variable(text, word);
    let Some(words) = behind_program(words, is_program) else {
        // A program that a variable names may build
        let is_variable = words.first().is_some_and(|it| it.text.starts_with(MARK));
        return if is_variable {
            tagged(words)
        } else {
            Vec::new()
        };
    };
    let Some(Behind { words, .. }) = behind_options(text, &GLOBAL, words) else {
        return Vec::new();
    };
    let (group, words) = match words.split_first() {
        Some((first, rest)) if GROUPS.contains(&first.text.as_str()) => (first.text.as_str(), rest),
        _ => ("", words),
    };
    let Some((command, rest)) = words.split_first() else {
        return Vec::new();
    };
    match (group, command.text.as_str()) {
        ("" | "container", "run" | "create") => {
            let rest = behind_options(text, &RUN, rest).unwrap_or_default();
            let image = rest.words.first();
            let image = image.and_then(|it| used(text, it, rest.is_certain));
            image.into_iter().collect()
        }
        ("" | "image", "pull") => {
            let rest = behind_options(text, &PULL, rest).unwrap_or_default();
            let names = rest.words.iter();
            let named = names.map_while(|it| used(text, it, rest.is_certain));
            named.collect()
        }
        (_, "build" | "commit" | "import" | "load" | "tag") => built(rest),
        _ => Vec::new(),
    }
}

/// The words behind the program, if it is one of those that are looked for.
fn behind_program(
    mut words: &[ShellWord],
    is_program: impl Fn(&str, &ShellWord) -> bool,
) -> Option<&[ShellWord]> {
    loop {
        let (first, rest) = words.split_first()?;
        let name = first.text.rsplit('/').next().unwrap_or_default();
        let is_assignment = || {
            first.text.split_once('=').is_some_and(|(name, _)| {
                let is_of_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
                !name.is_empty() && name.chars().all(is_of_name)
            })
        };
        if is_program(name, first) {
            return Some(rest);
        }
        words = match name {
            "sudo" => behind_options("", &SUDO, rest)?.words,
            "timeout" => behind_options("", &TIMEOUT, rest)?.words.get(1..)?,
            _ if BEFORE.contains(&name) || is_assignment() => rest,
            _ => return None,
        };
    }
}

/// Whether a word is a variable that a program is the value of, and nothing else.
fn is_program_variable(text: &str, word: &ShellWord) -> bool {
    let is_one = word.text.chars().eq([MARK]);
    let written = text.get(word.span.clone()).filter(|_| is_one);
    written.is_some_and(|written| {
        VARIABLES.contains(&written.trim_matches(['$', '(', ')', '{', '}', '"']))
    })
}

/// The words behind the options of a command.
struct Behind<'w> {
    words: &'w [ShellWord],
    /// Whether all options are written there, and none is what an expansion becomes.
    is_certain: bool,
}

impl Default for Behind<'_> {
    fn default() -> Self {
        Self {
            words: &[],
            is_certain: true,
        }
    }
}

/// The words behind the options; `None` where nobody knows where these end. `text` has the words.
fn behind_options<'w>(
    text: &str,
    table: &OptionTable,
    mut words: &'w [ShellWord],
) -> Option<Behind<'w>> {
    let mut is_certain = true;
    while let Some((first, rest)) = words.split_first() {
        if first.text == "--" {
            words = rest;
            break;
        }
        if may_be_options(text, first) {
            is_certain = false;
            words = rest;
            continue;
        }
        if !first.text.starts_with('-') {
            break;
        }
        words = match table.length(&first.text)? {
            OptionLength::One => rest,
            OptionLength::Two => rest.get(1..)?,
        };
    }
    Some(Behind { words, is_certain })
}

/// The image that a word names. What podman has built has no registry. Where it is not certain that the word is one, it
/// has to have a tag or a digest.
fn used<'w>(text: &str, word: &'w ShellWord, is_certain: bool) -> Option<NamedImage<'w>> {
    let word = match word.text.strip_prefix(TRANSPORT) {
        Some(rest) => Cow::Owned(part(word, rest, word.span.start + TRANSPORT.len())),
        None => default(text, word).map_or(Cow::Borrowed(word), Cow::Owned),
    };
    let is_other = |name: &&str| {
        word.text
            .strip_prefix(*name)
            .is_some_and(|rest| rest.starts_with(':'))
    };
    let is_local = word.text.split('/').next() == Some(LOCAL);
    let is_image = !is_local && !OTHER_TRANSPORTS.iter().any(is_other);
    let image = word.text.parse::<Reference>().ok().filter(|_| is_image);
    let is_said = |image: &Reference| {
        let has_version = image.tag.as_ref().is_some_and(is_version);
        (has_version || image.digest.is_some()) && !is_something_else(&word.text)
    };
    let image = image.filter(|image| is_certain || is_said(image));
    image.map(|_| NamedImage::Used(word))
}

/// A part of a word, which stands as it is from a byte of the text on, if the word does.
fn part(word: &ShellWord, part: &str, start: usize) -> ShellWord {
    let span = match word.is_verbatim {
        true => start..start + part.len(),
        false => word.span.clone(),
    };
    ShellWord {
        text: part.to_owned(),
        span,
        is_verbatim: word.is_verbatim,
    }
}

/// The default of a variable that is all of a word: `${NAME:-DEFAULT}`, in quotes or not (POSIX, "Parameter
/// Expansion").
fn default(text: &str, word: &ShellWord) -> Option<ShellWord> {
    let written = text.get(word.span.clone())?;
    let is_one = word.text.chars().eq([MARK]);
    let inner = written
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'));
    let inner = inner.unwrap_or(written).trim_start_matches('$');
    let inner = inner
        .strip_prefix('{')?
        .strip_suffix('}')
        .filter(|_| is_one)?;
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let behind_name = inner.trim_start_matches(is_of_name);
    let default = behind_name
        .strip_prefix(":-")
        .or(behind_name.strip_prefix('-'))?;
    let start = word.span.start + written.rfind(default)?;
    Some(ShellWord {
        text: default.to_owned(),
        span: start..start + default.len(),
        is_verbatim: true,
    })
}

/// The names that a command gives to what it makes. Of `tag` and the like, the last word is the new name.
fn built(words: &[ShellWord]) -> Vec<NamedImage<'_>> {
    let last = words.last().and_then(|word| made(&word.text));
    tagged(words).into_iter().chain(last).collect()
}

/// The names that options of a build give.
fn tagged(words: &[ShellWord]) -> Vec<NamedImage<'_>> {
    let texts = words.iter().map(|word| word.text.as_str());
    let values = texts.clone().zip(texts.clone().skip(1));
    let separate = values
        .filter(|(option, _)| BUILD_NAME.contains(option))
        .map(|(_, name)| name);
    let joined = texts.filter_map(|text| text.strip_prefix("--tag="));
    separate.chain(joined).filter_map(made).collect()
}

fn made<'w>(name: &str) -> Option<NamedImage<'w>> {
    let image = name.parse::<Reference>().ok()?;
    Some(NamedImage::Built(image.repository))
}
