//! The problems of a text, gathered while it is read.

use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use super::lines::boundary_before;
use super::mask::shown;
use super::placed::{Placed, Problem, Problems};
use super::source::Source;

/// The most problems of a file that are told: nobody reads more.
const TOLD_MAX: usize = 100;

/// The problems of one source. Everything said about it goes through here, and leaves without secrets, without
/// echoes of broken syntax, and in the order of the places.
#[derive(Debug)]
pub struct Findings<'s> {
    source: &'s Source,
    /// Lines, or the whole rest, in which the syntax is broken, so that what was read there may not be what is meant:
    /// in order, and none touches the next.
    broken: Vec<Range<usize>>,
    hidden: Vec<Range<usize>>,
    problems: First,
}

/// The first problems in the order of their places, and how many there are. A file may have one for every other byte.
#[derive(Debug, Default)]
struct First {
    list: Vec<Problem>,
    count: usize,
}

impl First {
    fn push(&mut self, problem: Problem) {
        self.list.push(problem);
        self.count += 1;
        if self.list.len() > 2 * TOLD_MAX {
            self.cut();
        }
    }

    /// Keeps those that are told; the last one knows how many more there are.
    fn cut(&mut self) {
        let place = |problem: &Problem| (problem.span.start, problem.span.end);
        self.list.sort_by_key(place);
        self.list.truncate(TOLD_MAX);
    }

    fn into_list(mut self, text: &str) -> Vec<Problem> {
        self.cut();
        let left_out = self.count - self.list.len();
        let list = self.list.into_iter().map(|problem| clean(problem, text));
        let mut list: Vec<Problem> = list.collect();
        if let Some(last) = list.last_mut() {
            last.left_out = left_out;
        }
        list
    }
}

impl<'s> Findings<'s> {
    /// Nothing so far.
    pub fn new(source: &'s Source) -> Self {
        Self {
            source,
            broken: Vec::new(),
            hidden: Vec::new(),
            problems: First::default(),
        }
    }

    /// The source that is read.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// Something is wrong with what is written. Forgotten where the syntax is broken on the same line.
    pub fn report(&mut self, problem: Problem) {
        if !is_touched(&self.broken, &problem.span) {
            self.problems.push(problem);
        }
    }

    /// Reads a value; what is wrong with it is its own message.
    pub fn parsed<T: FromStr<Err: Display>>(&mut self, text: &Placed<&str>) -> Option<T> {
        let wrong = |error: T::Err| self.report(Problem::new(text.span.clone(), error.to_string()));
        text.value.parse().map_err(wrong).ok()
    }

    /// Something is missing. Forgotten where the syntax is broken anywhere, since it may stand there.
    pub fn report_missing(&mut self, problem: Problem) {
        if self.broken.is_empty() {
            self.problems.push(problem);
        }
    }

    /// A value that must not be shown.
    pub fn hide(&mut self, span: Range<usize>) {
        self.hidden.push(span);
    }

    /// The text is no TOML here; what is read within the broken part from now on is not to be trusted.
    pub(super) fn report_syntax(&mut self, problem: Problem, broken: Option<Range<usize>>) {
        self.problems.push(problem);
        let Some(broken) = broken else { return };
        match self.broken.last_mut() {
            Some(last) if last.start > broken.start => {
                self.broken.push(broken);
                let mut ranges = std::mem::take(&mut self.broken);
                ranges.sort_by_key(|range| range.start);
                ranges
                    .into_iter()
                    .for_each(|range| join(&mut self.broken, range));
            }
            _ => join(&mut self.broken, broken),
        }
    }

    /// As many problems are there beside those that are reported, behind all of them.
    pub(super) fn leave_out(&mut self, count: usize) {
        self.problems.count += count;
    }

    /// The number of problems found so far.
    pub fn count(&self) -> usize {
        self.problems.count
    }

    /// The problems as warnings: cleaned and in order, beside a result that stands.
    pub fn into_warnings(self) -> Vec<Problem> {
        self.problems.into_list(&self.source.text)
    }

    /// The problems in the order of their places, where there are any.
    ///
    /// # Errors
    /// The first that were found.
    pub fn finish(mut self) -> Result<(), Problems> {
        if self.count() == 0 {
            return Ok(());
        }
        let mut source = self.source.clone();
        source.hidden.append(&mut self.hidden);
        Err(Problems {
            source,
            list: self.problems.into_list(&self.source.text),
        })
    }
}

/// Adds a range that begins behind the beginnings of the others, and overlaps or touches the last at most.
fn join(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

/// Whether one of the disjoint ranges touches a place.
fn is_touched(ranges: &[Range<usize>], span: &Range<usize>) -> bool {
    let before_end = ranges.partition_point(|range| range.start <= span.end);
    let last = ranges[..before_end].last();
    last.is_some_and(|range| span.start < range.end)
}

fn clean(problem: Problem, text: &str) -> Problem {
    let other = |(span, what): (_, String)| (on_boundaries(text, span), shown(&what));
    Problem {
        message: shown(&problem.message),
        span: on_boundaries(text, problem.span),
        label: problem.label.as_deref().map(shown),
        help: problem.help.as_deref().map(shown),
        other: problem.other.map(other),
        left_out: problem.left_out,
    }
}

fn on_boundaries(text: &str, span: Range<usize>) -> Range<usize> {
    let start = boundary_before(text, span.start);
    start..boundary_before(text, span.end).max(start)
}
