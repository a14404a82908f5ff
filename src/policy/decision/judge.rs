//! The judgement of an image: its verdict with the facts so far.

use super::known::Pending;
use super::rows::Rows;
use super::{AskedTag, Case, Facts, Settled, Verdict};
use crate::policy::Outcome;
use crate::reference::Tag;
use crate::registry::Error;

/// Decides an image, or says which facts that depends on. A fact that nobody can tell decides nothing: the image fails.
pub fn judge(case: &Case<'_>, facts: &Facts) -> Verdict {
    let answer = match case.answer {
        Ok(answer) => answer,
        Err(error) => return failed(case, error.clone(), Vec::new()),
    };
    let mut rows = Rows::new(case, answer, facts);
    match rows.settle() {
        Ok(settled) => Verdict::Settled(Box::new(settled)),
        Err(Pending::Open(facts)) => Verdict::Open(facts),
        Err(Pending::Failed(error)) => failed(case, error, rows.asked_for_certain()),
    }
}

fn failed(case: &Case<'_>, error: Error, asked: Vec<(Tag, AskedTag)>) -> Verdict {
    Verdict::Settled(Box::new(Settled {
        outcome: Outcome::Failed(error),
        note: None,
        chosen: case.chosen.cloned(),
        asked,
    }))
}
