//! The values of arguments: a text, or a variable as a whole.

use std::collections::BTreeMap;

use crate::scan::actions::{has_action, shortened};
use crate::scan::scalar::said;
use crate::yaml::Node;

/// The most variables that may lead to each other.
const DEPTH_MAX: usize = 8;
/// The most variables of a file: aliases may repeat a large mapping in many tasks.
const VARIABLES_MAX: usize = 100_000;

pub(super) enum ArgumentValue {
    /// A text, with the variable that it comes from.
    Text(String, Option<String>),
    /// What Ansible alone can evaluate.
    Open(String),
}

impl ArgumentValue {
    pub(super) fn has_variable(&self) -> bool {
        match self {
            Self::Text(_, variable) => variable.is_some(),
            Self::Open(_) => false,
        }
    }
}

/// The variables of plays, blocks and tasks, each looked up in a map that is made once.
#[derive(Default)]
pub(super) struct Scopes<'y> {
    by_node: BTreeMap<usize, BTreeMap<&'y str, Node<'y>>>,
    count: usize,
}

impl<'y> Scopes<'y> {
    /// The value of a text. `around` are the variables around it, innermost last.
    pub(super) fn value(&mut self, text: &str, around: &[Node<'y>]) -> ArgumentValue {
        let (mut known, mut through) = (text, None);
        for _ in 0..DEPTH_MAX {
            if !has_action(known) {
                return ArgumentValue::Text(known.to_owned(), through);
            }
            let Some(name) = variable(known) else {
                break;
            };
            let mut scopes = around.iter().rev();
            let found = scopes.find_map(|scope| self.variables(*scope).get(name).copied());
            let Some(next) = found.and_then(said) else {
                break;
            };
            through.get_or_insert_with(|| name.to_owned());
            known = next;
        }
        ArgumentValue::Open(shortened(text))
    }

    /// The variables of a mapping; none where all of the file are too many.
    fn variables(&mut self, scope: Node<'y>) -> &BTreeMap<&'y str, Node<'y>> {
        self.by_node.entry(scope.id()).or_insert_with(|| {
            let left = VARIABLES_MAX.saturating_sub(self.count);
            let all = scope.entries().into_iter().take(left);
            let named = all.filter_map(|(key, value)| Some((key.as_str()?, value)));
            let variables: BTreeMap<&str, Node<'_>> = named.collect();
            self.count += variables.len();
            variables
        })
    }
}

/// The variable that is all of a text: `{{ a }}`.
fn variable(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    (!inner.is_empty() && inner.chars().all(is_name)).then_some(inner)
}
