//! What follows from an error, for scripts and for people.

use std::borrow::Cow;
use std::path::Path;

use super::{Class, Reason, Status};

/// The exit status and the reason of an error, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis<'e> {
    /// The status of a run that ends with the error.
    pub status: Status,
    /// The word for programs.
    pub reason: Reason,
    /// The way out, where there is one.
    pub hint: Option<Cow<'static, str>>,
    /// The file that cannot be read or written as a whole, where that is what failed.
    pub file: Option<&'e Path>,
    /// Every cause, where there are several, a line each.
    pub details: Cow<'e, [String]>,
}

impl<'e> Diagnosis<'e> {
    /// A failure that ends a run with this status.
    pub fn new(status: Status, reason: Reason) -> Self {
        Self {
            status,
            reason,
            hint: None,
            file: None,
            details: Cow::Borrowed(&[]),
        }
    }

    /// The answer is no.
    pub fn no(reason: Reason) -> Self {
        Self::new(Status::Failed(Class::No), reason)
    }

    /// The question is wrong, or this machine cannot ask it.
    pub fn wrong_question(reason: Reason) -> Self {
        Self::new(Status::Failed(Class::WrongQuestion), reason)
    }

    /// Adds the way out.
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the file.
    pub fn file(mut self, path: &'e Path) -> Self {
        self.file = Some(path);
        self
    }

    /// Adds the causes.
    pub fn details(mut self, details: impl Into<Cow<'e, [String]>>) -> Self {
        self.details = details.into();
        self
    }

    /// Whether the same run may end otherwise later, without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        self.status == Status::Failed(Class::NoAnswer)
    }
}
