//! Why a credential helper that is there cannot be run: the system does not start it, or it ends before its own code
//! begins.
//!
//! Told apart from a failure only where that is certain: who has no helper is asked anonymously, who has one that fails
//! is not. A status alone says nothing: a script ends with that of its last command, which may be missing.

#[cfg(unix)]
mod refusal;

use std::process::ExitStatus;

#[cfg(unix)]
pub use refusal::refusal;

/// Words of loaders: of glibc, musl and macOS if a library is missing or too old, of qemu and Rosetta if all of them
/// are missing, and of Go if the processor is too old.
const LOADERS: [&str; 8] = [
    "error while loading shared libraries: ",
    "Error loading shared library ",
    "Error relocating ",
    "' not found (required by ",
    "Library not loaded",
    "Could not open '/lib",
    "rosetta error: failed to open elf",
    "This program can only be run on ",
];
/// The statuses for a program that cannot be executed and for one that is not found, which shells and `env` end with
/// (POSIX.1-2024, 2.8.2).
const NOT_RUN: [i32; 2] = [126, 127];
/// Words of `env` and of shells about a program that was to run in their place.
const EXECUTORS: [&str; 6] = [
    "env: ",
    "exec: ",
    "Exec format error",
    "exec format error",
    "bad interpreter: ",
    "cannot execute",
];

/// The line that says why a program ended before its own code began; `None` where it began. One that answers, be it
/// that it failed, has begun: a loader says what it lacks. Lines before it may be anything that a script does, secrets
/// too.
pub fn why_not_begun<'a>(status: ExitStatus, answer: &str, words: &'a str) -> Option<&'a str> {
    let is_not_run = status.code().is_some_and(|code| NOT_RUN.contains(&code));
    let says = |line: &str, known: &[&str]| known.iter().any(|known| line.contains(known));
    let is_known = |line: &&str| says(line, &LOADERS) || (is_not_run && says(line, &EXECUTORS));
    words.lines().find(is_known).filter(|_| answer.is_empty())
}
