//! What readers of HCL share: the parser with its bounds, and texts with the defaults of their variables.

mod assignments;
mod resolve;
mod settings;
mod text;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use crate::document::{Problem, Source};
use crate::scan::actions::boundary;

pub(super) use resolve::{HclScope, LENGTH_MAX, ResolvedText, images};
pub(super) use settings::{settings, undefined};
pub(super) use text::{HclPart, HclText, UseCounter, is_template};

/// The most assignments of a file: many times what people write. The parser's time grows with the square of the keys of
/// an object.
const ASSIGNMENTS_MAX: usize = 10_000;

/// Whether a word may stand in a text, as an escape hides it too.
pub(super) fn may_say(text: &str, word: &str) -> bool {
    text.contains(word) || text.contains("\\u") || text.contains("\\U")
}

/// The value of an attribute, unless it is `null`.
pub(super) fn attribute<'b>(body: &'b Body, name: &str) -> Option<&'b Expression> {
    let attribute = body.get_attribute(name)?;
    Some(&attribute.value).filter(|value| !value.is_null())
}

/// The body of a file.
pub(super) fn parse(source: &Source) -> Result<Body, Box<Problem>> {
    let text = &source.text;
    check(text)?;
    hcl_edit::parser::parse_body(text).map_err(|error| no_hcl(text, &error))
}

/// Refuses what the parser would not read rightly, or not in time.
fn check(text: &str) -> Result<(), Box<Problem>> {
    if assignments::count(text) > ASSIGNMENTS_MAX {
        let message = format!("this has more than {ASSIGNMENTS_MAX} assignments");
        return Err(Problem::at(0..0, message));
    }
    match empty_heredoc(text) {
        Some(at) => {
            let problem = Problem::new(at..at, "an empty heredoc cannot be read");
            Err(Box::new(problem.help("write `\"\"`")))
        }
        None => Ok(()),
    }
}

/// The beginning of a heredoc that ends on the next line. hcl-edit reads it on to the next line with that word, and all
/// that stands between would be hidden.
fn empty_heredoc(text: &str) -> Option<usize> {
    let mut start = 0;
    let lines = text.split_inclusive('\n');
    for (line, next) in lines.clone().zip(lines.skip(1)) {
        if let Some((before, word)) = line.trim_end().rsplit_once("<<") {
            let word = word.strip_prefix('-').unwrap_or(word);
            if !word.is_empty() && next.trim() == word {
                return Some(start + before.len());
            }
        }
        start += line.len();
    }
    None
}

fn no_hcl(text: &str, error: &hcl_edit::parser::Error) -> Box<Problem> {
    // The place may be the last byte of a character
    let offset = error.location().offset().min(text.len());
    let at = boundary(text, offset);
    Problem::at(
        at..at,
        format!("this is not valid HCL: {}", error.message()),
    )
}
