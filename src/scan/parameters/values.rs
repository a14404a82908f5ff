//! The values of one use of a part of a file, and of what is around it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::yaml::Node;

/// The values that one use of a part of a file is given, by their names: several where a matrix has them, and none
/// where nobody can tell them.
#[derive(Clone, Default)]
pub(in crate::scan) struct ValueSet<'y> {
    own: BTreeMap<String, Vec<Node<'y>>>,
    /// Those of what is around the part, which all parts share.
    outer: Option<Rc<Self>>,
}

impl<'y> ValueSet<'y> {
    pub(in crate::scan) fn new() -> Self {
        Self::default()
    }

    /// The same within a part of a file that has these values.
    pub(in crate::scan) fn within(self, outer: &Rc<Self>) -> Self {
        let outer = Some(Rc::clone(outer));
        Self { outer, ..self }
    }

    pub(in crate::scan) fn insert(&mut self, name: String, values: Vec<Node<'y>>) {
        self.own.insert(name, values);
    }

    pub(in crate::scan) fn get(&self, name: &str) -> Option<&Vec<Node<'y>>> {
        let outer = || self.outer.as_ref()?.get(name);
        self.own.get(name).or_else(outer)
    }

    pub(in crate::scan) fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The values that are not those of something around it.
    pub(in crate::scan) fn own(&self) -> &BTreeMap<String, Vec<Node<'y>>> {
        &self.own
    }

    pub(in crate::scan) fn own_mut(&mut self) -> &mut BTreeMap<String, Vec<Node<'y>>> {
        &mut self.own
    }
}

impl<'y> FromIterator<(String, Vec<Node<'y>>)> for ValueSet<'y> {
    fn from_iter<I: IntoIterator<Item = (String, Vec<Node<'y>>)>>(values: I) -> Self {
        Self {
            own: values.into_iter().collect(),
            outer: None,
        }
    }
}
