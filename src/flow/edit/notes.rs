//! Notes and warnings of an edit, each said once, however often it begins again.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::document::Problem;
use crate::report::Printer;

/// Notes and warnings of an edit, each said once, however often it begins again.
pub struct EditNotes {
    printer: Printer,
    said: RefCell<BTreeSet<String>>,
    warnings: RefCell<Vec<Problem>>,
}

impl EditNotes {
    pub(super) fn of(printer: Printer) -> Self {
        Self {
            printer,
            said: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// Something that the user may want to know.
    pub fn note(&self, text: &str) {
        if self.said.borrow_mut().insert(text.to_owned()) {
            self.printer.note(text);
        }
    }

    /// Something that may not be meant.
    pub fn warning(&self, text: &str) {
        if self.said.borrow_mut().insert(text.to_owned()) {
            self.printer.warning(text);
        }
    }

    /// Tells whether these are not the doubtful places of which was told last.
    pub(super) fn are_new(&self, warnings: &[Problem]) -> bool {
        self.warnings.replace(warnings.to_vec()) != warnings
    }
}
