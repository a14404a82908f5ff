//! Dockerfiles: the images of `FROM`, `COPY --from`, `RUN --mount=from=`, and the one that reads the file, `# syntax=`.
//!
//! Follows buildkit, which is what docker builds with: a name that is a stage is no image, arguments before the first
//! `FROM` count in every `FROM` and nowhere else. What docker fills in by itself, as in `build-$TARGETARCH`, is a stage
//! if one is called so. Build contexts that are named on the command line are not known here.
//!
//! Where an argument's default is a whole reference, that is the place for a digest. Two mentions may share it: both
//! get the digest by one edit.

mod arguments;
mod directive;
mod expand;
mod file;
mod flags;
mod given;
mod heredoc;
mod lines;
mod mention;
mod pattern;
mod reader;
mod stages;
#[cfg(test)]
mod tests;
mod value;
mod written;

use crate::document::{Problem, Source};
use crate::scan::kind::names::is_dockerfile;
use crate::scan::kind::row::{CommentRule, KindReader, KindRow};
use crate::scan::links::BuildArguments;
use crate::scan::mention::{Mention, Mentions, Obstacle};
use crate::scan::surroundings::Surroundings;
use directive::Directives;
use file::mentions_with;
use lines::Instructions;
use reader::DockerfileReader;

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a Dockerfile",
    all: Some("Dockerfiles"),
    is_named: is_dockerfile,
    reader: KindReader::TextAround(mentions_around, CommentRule::Dockerfile),
    is_new: false,
};

/// The images of a Dockerfile.
///
/// # Errors
/// Where docker would refuse the file for its instructions, its heredocs, or what belongs to an image.
pub(in crate::scan) fn mentions(source: &Source) -> Mentions {
    mentions_with(source, &BuildArguments::new())
}

/// Whether the line of a problem may be shown.
pub(in crate::scan) fn may_be_shown(text: &str, problem: &Problem) -> bool {
    let Some((before, place)) = text.split_at_checked(problem.span.start) else {
        return false;
    };
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let is_one_line = text
        .get(problem.span.clone())
        .is_some_and(|it| !it.contains('\n'));
    let end = before.len() + place.find('\n').unwrap_or(place.len());
    is_one_line && problem.other.is_none() && lines::may_be_shown(&text[start..end])
}

/// The images of what becomes a Dockerfile, in which actions were filled in: lines that docker would refuse may become
/// anything. `decides` is what may write any stages, so that a name that is none of the others may be one of them.
///
/// # Errors
/// Where nobody can tell which lines are instructions.
pub(in crate::scan) fn leniently(source: &Source, decides: Option<String>) -> Mentions {
    // Nothing is left of lines that a template engine takes
    let start = source.text.len() - source.text.trim_start().len();
    let directives = directive::read(&source.text[start..])?;
    let lines = || Instructions::of(&source.text, directives.escape);
    let mut reader = DockerfileReader::new(directives.escape, lines())?.with_stages_of(decides);
    if let Some(span) = directives.syntax {
        let span = start + span.start..start + span.end;
        reader.add(Mention::whole(source, span));
    }
    let mut lines = lines();
    while let Some(line) = lines.next()? {
        reader.line_of_template(&line);
    }
    reader.finish()
}

/// The images of a Dockerfile of the repository: a name that everybody who builds it replaces is no image, and nobody
/// can tell of one that some replace.
///
/// # Errors
/// As above.
pub(in crate::scan) fn mentions_around(source: &Source, surroundings: &Surroundings) -> Mentions {
    let mut mentions = given::mentions(source, surroundings.ways())?;
    mentions.retain(|mention| !surroundings.has_context(&mention.written));
    for mention in mentions.iter_mut().filter(|it| it.image.is_ok()) {
        if let Some(file) = surroundings.replacing_file(&mention.written) {
            let obstacle = Obstacle::Replaced(file.to_owned());
            *mention = Mention::unresolved(mention.span.clone(), &*mention.written, obstacle);
        }
    }
    Ok(mentions)
}

/// Whether two Dockerfiles have the same directives and the same instructions.
pub(in crate::scan) fn says_the_same(one: &str, other: &str) -> bool {
    let (Ok(read), Ok(other_read)) = (directive::read(one), directive::read(other)) else {
        return false;
    };
    read.escape == other_read.escape
        && syntax(one, &read) == syntax(other, &other_read)
        && instructions(one, read.escape).eq(instructions(other, read.escape))
}

/// The image that reads a Dockerfile.
fn syntax<'t>(text: &'t str, directives: &Directives) -> Option<&'t str> {
    text.get(directives.syntax.clone()?)
}

/// The instructions up to the first that docker cannot read.
fn instructions(text: &str, escape: char) -> impl Iterator<Item = (String, String)> {
    let mut lines = Instructions::of(text, escape);
    let instructions = std::iter::from_fn(move || lines.next().ok().flatten());
    instructions.map(|line| (line.keyword, line.rest.text().to_owned()))
}
