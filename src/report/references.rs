//! The report of `resolve` and `get`: a line for each thing that was asked for, or none at all.

use std::collections::BTreeMap;

use super::body::{Body, BodyContent, Message};
use super::failures;
use super::reference::{ReferenceFailure, ResolvedReference};
use super::row::Note;
use crate::exit::Status;

/// References with their answers.
#[derive(Debug, Clone)]
pub struct ReferencesReport {
    /// The references, in the order given.
    pub list: Vec<ResolvedReference>,
    /// The path of the lock that has them, as it is shown.
    pub lock_path: Option<String>,
}

impl ReferencesReport {
    pub(super) fn body(&self) -> Body<'_> {
        let errors = self.list.iter().filter_map(|it| it.answer.as_ref().err());
        Body {
            lock: self.lock_path.as_deref(),
            content: BodyContent::References(&self.list),
            messages: self.messages(),
            status: Status::worst(errors.map(ReferenceFailure::class)),
            ..Body::default()
        }
    }

    /// The failures: each thing once, whatever the order given.
    fn messages(&self) -> Vec<Message<'_>> {
        let failed = self.list.iter().filter_map(|it| {
            let note = Note::from(it.answer.as_ref().err()?);
            Some(((&it.repository, &it.target), (it.subject(), note)))
        });
        let failed: BTreeMap<_, _> = failed.collect();
        failures::unanswered(failed.into_values())
    }
}
