//! The templates with names that others include.

use super::nodes::TemplateNode;
use super::value::TemplateValue;

/// The templates with names.
pub(in crate::scan) trait Library {
    /// The numbers of those of a name; `None` if there are none.
    fn numbers(&self, name: &str) -> Option<&[usize]>;
    /// The parts of one; `None` if they are not known.
    fn nodes(&self, number: usize) -> Option<&[TemplateNode]>;
    /// What a template prints that is known without its text.
    fn known(&self, name: &str, given: &TemplateValue) -> Option<TemplateValue>;
}

/// No templates with names.
impl Library for () {
    fn numbers(&self, _name: &str) -> Option<&[usize]> {
        None
    }

    fn nodes(&self, _number: usize) -> Option<&[TemplateNode]> {
        None
    }

    fn known(&self, _name: &str, _given: &TemplateValue) -> Option<TemplateValue> {
        None
    }
}
