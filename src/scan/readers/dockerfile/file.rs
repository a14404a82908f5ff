//! A whole Dockerfile, from its directives to its last instruction.

use super::directive;
use super::lines::Instructions;
use super::reader::DockerfileReader;
use crate::document::{Problem, Source};
use crate::scan::kind::names::{is_plain_dockerfile, may_be_no_dockerfile};
use crate::scan::links::BuildArguments;
use crate::scan::mention::{Mention, Mentions};

/// What a script begins with, which may be called `lint-dockerfile`.
const SCRIPT: &str = "#!";

/// The images of a Dockerfile, where a build gives values to arguments.
///
/// # Errors
/// Where docker would refuse the file.
pub(super) fn mentions_with(source: &Source, given: &BuildArguments) -> Mentions {
    let is_doubtful = may_be_no_dockerfile(&source.name) || source.text.starts_with(SCRIPT);
    let is_other = is_doubtful && !begins(&source.text);
    if is_other || is_of_comments(&source.text) {
        return Ok(Vec::new());
    }
    let directives = directive::read(&source.text)?;
    let lines = || Instructions::of(&source.text, directives.escape);
    let mut reader = DockerfileReader::new(directives.escape, lines())?.with_arguments(given);
    if let Some(span) = directives.syntax {
        reader.add(Mention::whole(source, span));
    }
    let mut lines = lines();
    while let Some(line) = lines.next()? {
        if let Err(problem) = reader.line(&line) {
            return match is_part(source, directives.escape) {
                Ok(true) => Ok(Vec::new()),
                _ => Err(problem),
            };
        }
    }
    reader.finish()
}

/// Whether a file is a piece of a stage, which something else puts behind a `FROM`, and in which no image can be.
/// Docker builds nothing from it alone, and a plain name says that it should.
fn is_part(source: &Source, escape: char) -> Result<bool, Box<Problem>> {
    if is_plain_dockerfile(&source.name) {
        return Ok(false);
    }
    let mut reader = DockerfileReader::within_stage(escape);
    let mut lines = Instructions::of(&source.text, escape);
    while let Some(line) = lines.next()? {
        reader.line(&line)?;
        if line.keyword == "from" {
            return Ok(false);
        }
    }
    Ok(reader.finish()?.is_empty() && directive::read(&source.text)?.syntax.is_none())
}

/// Whether a text has nothing but comments: one that was emptied builds nothing.
fn is_of_comments(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}

/// Whether a text begins as a Dockerfile has to: with `FROM` or `ARG`, and with what belongs to them and nothing else
/// (<https://docs.docker.com/reference/dockerfile/#from>).
fn begins(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let mut words = first.unwrap_or_default().split_whitespace();
    let keyword = words.next().unwrap_or_default();
    let words: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
    match words[..] {
        [_] => ["FROM", "ARG"]
            .iter()
            .any(|it| keyword.eq_ignore_ascii_case(it)),
        [_, r"\"] => keyword.eq_ignore_ascii_case("FROM"),
        [_, word, _] => keyword.eq_ignore_ascii_case("FROM") && word.eq_ignore_ascii_case("AS"),
        [..] => keyword == "ARG",
    }
}
