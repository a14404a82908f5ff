//! Dockerfiles that stand in a Bake file.
//!
//! Contexts and arguments of the target, which may say something else than the Dockerfile, are not put into it.

use std::ops::Range;

use super::text::BakeFile;
use super::value::BakeValue;
use crate::document::Source;
use crate::scan::mention::{Hindrance, Mention, Mentions};
use crate::scan::readers::dockerfile;
use crate::scan::readers::hcl::{HclPart, ResolvedText};

/// What a heredoc begins with.
const HEREDOC: &str = "<<";

/// The longest that all Dockerfiles which variables have a part in may be together: many targets may have one.
pub(super) const REPEATED_MAX: usize = 4 << 20;

/// The images of a Dockerfile, at their places where they stand there as they are read. `left` is how long those may be
/// yet that variables have a part in.
pub(super) fn mentions(
    source: &Source,
    file: &BakeFile,
    value: &BakeValue,
    left: &mut usize,
) -> Mentions {
    let span = value.text.span.clone();
    let has_variables = value.text.has_variables();
    let pieces = ResolvedText::of(
        &file.scope,
        &value.matrix,
        &value.text,
        if has_variables { *left } else { usize::MAX },
    );
    if let Some(obstacle) = pieces.obstacle {
        let mention = Mention::unresolved(span, "dockerfile-inline", obstacle);
        return Ok(vec![mention]);
    }
    let hindrance = match pieces.variable() {
        Some(name) => Hindrance::Variable(name.to_owned()),
        None => Hindrance::Escapes,
    };
    let inner = Source::new(&source.name, pieces.text());
    if has_variables {
        *left -= inner.text.len().min(*left);
    }
    let lines = lines(source, value, &inner.text);
    let place = |part: &Range<usize>| place(&lines, part);
    let all = dockerfile::mentions(&inner).map_err(|mut problem| {
        problem.span = place(&problem.span).unwrap_or_else(|| span.clone());
        problem.other = None;
        problem
    })?;
    let moved = |mention: Mention| {
        let mention = mention.moved(place, span.clone(), &hindrance);
        // Which lines a variable has a part in is not followed
        mention.with_defaults(has_variables)
    };
    Ok(all.into_iter().map(moved).collect())
}

/// The place in the file of bytes of a Dockerfile that stand there as they are read.
fn place(lines: &[(Range<usize>, usize)], part: &Range<usize>) -> Option<Range<usize>> {
    let behind = lines.partition_point(|(line, _)| line.start <= part.start);
    let (line, start) = lines.get(behind.checked_sub(1)?)?;
    let place = part.start - line.start + start..part.end - line.start + start;
    (part.end <= line.end).then_some(place)
}

/// The lines of a Dockerfile that end as those of the file do, in bytes of the Dockerfile, and where each begins in the
/// file: `<<-` takes white space away before them.
fn lines(source: &Source, value: &BakeValue, text: &str) -> Vec<(Range<usize>, usize)> {
    let [HclPart::Literal(_, place)] = &value.text.parts[..] else {
        return Vec::new();
    };
    let Range { start, end } = value.text.span;
    let written = source.text.get(start..end).unwrap_or_default();
    let first_end = written.find('\n').map_or(written.len(), |end| end + 1);
    let start = match place {
        Some(place) => place.start,
        // There are no escapes but `$${`, so that lines are lines
        None if written.starts_with(HEREDOC) => start + first_end,
        None => return Vec::new(),
    };
    let raw = with_starts(source.text.get(start..end).unwrap_or_default());
    let same = |((at, read), (raw_at, raw)): ((usize, &str), (usize, &str))| {
        let indentation = raw.strip_suffix(read)?.len();
        Some((at..at + read.len(), start + raw_at + indentation))
    };
    with_starts(text).zip(raw).filter_map(same).collect()
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
