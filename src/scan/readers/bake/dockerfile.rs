//! Dockerfiles that stand in a Bake file.
//!
//! Contexts and arguments of the target, which may say something else than the Dockerfile, are not put into it.

use std::ops::Range;

use super::file::{BakeFile, BakeValue};
use super::resolve::ResolvedText;
use super::text::BakePart;
use crate::document::{Problem, Source};
use crate::scan::mention::{Hindrance, Mention, Mentions};
use crate::scan::readers::dockerfile;

/// What a heredoc begins with.
const HEREDOC: &str = "<<";

/// The longest that all Dockerfiles which variables have a part in may be together: many targets may have one.
pub(super) const REPEATED_MAX: usize = 4 << 20;

/// The images of a Dockerfile, at their places where they stand there as they are read. `left` is how long those may be yet
/// that variables have a part in.
pub(super) fn mentions(
    source: &Source,
    file: &BakeFile,
    value: &BakeValue,
    left: &mut usize,
) -> Mentions {
    let span = value.text.span.clone();
    let has_variables = value.text.has_variables();
    let pieces = ResolvedText::of(file, value, if has_variables { *left } else { usize::MAX });
    if let Some(obstacle) = pieces.obstacle {
        return Ok(vec![Mention::unresolved(
            span,
            "dockerfile-inline".to_owned(),
            obstacle,
        )]);
    }
    let hindrance = match pieces.variable() {
        Some(name) => Hindrance::Variable(name.to_owned()),
        None => Hindrance::Escapes,
    };
    let inner = Source::new(&source.name, pieces.text());
    if has_variables {
        *left -= inner.text.len().min(*left);
    }
    let place = InlineDockerfile {
        lines: lines(source, value, &inner.text),
        whole: span,
    };
    let all = dockerfile::mentions(&inner).map_err(|problem| {
        let span = place
            .of(&problem.span)
            .unwrap_or_else(|| place.whole.clone());
        Box::new(Problem {
            span,
            other: None,
            ..*problem
        })
    })?;
    let moved = |mention: Mention| {
        mention
            .moved(|part| place.of(part), place.whole.clone(), &hindrance)
            // Which lines a variable has a part in is not followed
            .with_defaults(has_variables)
    };
    Ok(all.into_iter().map(moved).collect())
}

/// The lines of a Dockerfile, as they stand in the file around it.
struct InlineDockerfile {
    /// The lines as they are read, in bytes of the Dockerfile, and where each begins in the file.
    lines: Vec<(Range<usize>, usize)>,
    /// The text that is the Dockerfile.
    whole: Range<usize>,
}

impl InlineDockerfile {
    /// The same bytes in the file, where they stand there as they are read.
    fn of(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let number = self
            .lines
            .partition_point(|(line, _)| line.start <= range.start)
            .checked_sub(1)?;
        let (line, start) = self
            .lines
            .get(number)
            .filter(|(line, _)| range.end <= line.end)?;
        Some(range.start - line.start + start..range.end - line.start + start)
    }
}

/// The lines of a Dockerfile that end as those of the file do: `<<-` takes white space away before them.
fn lines(source: &Source, value: &BakeValue, text: &str) -> Vec<(Range<usize>, usize)> {
    let [BakePart::Literal(_, place)] = &value.text.parts[..] else {
        return Vec::new();
    };
    let written = source.text.get(value.text.span.clone()).unwrap_or_default();
    let start = match place {
        Some(place) => place.start,
        // There are no escapes but `$${`, so that lines are lines
        None if written.starts_with(HEREDOC) => {
            value.text.span.start
                + written
                    .find('\n')
                    .map_or(written.len(), |newline| newline + 1)
        }
        None => return Vec::new(),
    };
    let raw = with_starts(
        source
            .text
            .get(start..value.text.span.end)
            .unwrap_or_default(),
    );
    let pairs = with_starts(text)
        .zip(raw)
        .filter(|((_, read), (_, raw))| raw.ends_with(read));
    pairs
        .map(|((at, read), (raw_at, raw))| {
            (at..at + read.len(), start + raw_at + raw.len() - read.len())
        })
        .collect()
}

/// Lines without their ends, and where they begin.
fn with_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split('\n').map(move |line| {
        let start = next;
        next += line.len() + 1;
        (start, line.strip_suffix('\r').unwrap_or(line))
    })
}
