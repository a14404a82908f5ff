//! The report of `resolve` and `get`: a line for each thing that was asked for, or none at all.

use std::collections::BTreeMap;

use super::body::{Body, BodyContent, Message};
use super::failures;
use super::reference::ResolvedReference;
use super::row::Note;
use crate::exit::Status;
use crate::registry::Error;

/// References with their answers.
#[derive(Debug, Clone)]
pub struct ReferencesReport {
    /// The references, in the order given.
    pub list: Vec<ResolvedReference>,
}

impl ReferencesReport {
    pub(super) fn body(&self) -> Body<'_> {
        let errors = self.list.iter().filter_map(|it| it.answer.as_ref().err());
        Body {
            content: BodyContent::References(&self.list),
            messages: self.messages(),
            status: Status::worst(errors.map(Error::class)),
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
