//! The judgement of an image: its verdict with the facts so far.

use super::known::Pending;
use super::rows::Rows;
use super::{Case, Facts, Settled, Verdict};
use crate::policy::Outcome;

/// Decides an image, or says which facts that depends on. A fact that nobody can tell decides nothing: the image fails.
pub fn judge(case: &Case<'_>, facts: &Facts) -> Verdict {
    let answer = case
        .answer
        .as_ref()
        .map_err(|error| Pending::Failed(error.clone()));
    match answer.and_then(|answer| Rows::new(case, answer, facts).settle()) {
        Ok(settled) => Verdict::Settled(Box::new(settled)),
        Err(Pending::Open(facts)) => Verdict::Open(facts),
        Err(Pending::Failed(error)) => Verdict::Settled(Box::new(Settled {
            outcome: Outcome::Failed(error),
            note: None,
            asked: Vec::new(),
        })),
    }
}
