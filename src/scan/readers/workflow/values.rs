//! Values that the expressions of a workflow stand for: `env`, the matrix of a job, and defaults of inputs
//! (<https://docs.github.com/actions/reference/workflows-and-actions/contexts>).
//!
//! Only what the file gives as it stands is followed. A variable that a step may set again, or that has a part in a
//! name that the workflow builds, is not; nor is anything in a file with aliases, where one place is in several jobs.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::scan::parameters::{READINGS_MAX, ValuePart, ValueSet};
use crate::yaml::Node;

/// The delimiters of an expression.
pub(super) const BEGIN: &str = "${{";
pub(super) const END: &str = "}}";
/// The beginnings of the names of values.
const ENVIRONMENT: &str = "env.";
pub(super) const MATRIX: &str = "matrix.";
pub(super) const INPUTS: &str = "inputs.";
/// The triggers that have inputs: another workflow gives them, or who starts the workflow does.
const CALL: &str = "workflow_call";
const DISPATCH: &str = "workflow_dispatch";
/// The type of an input of which one of `options` is taken, and nothing else.
const CHOICE: &str = "choice";
/// The keys of a matrix that add cells, and take some away.
const CELLS: [&str; 2] = ["include", "exclude"];
/// The file by which a step sets variables for those behind it.
const SETTER: &str = "GITHUB_ENV";
/// The inputs that name what a step builds, and the words of commands that do so.
const BUILT_INPUTS: [&str; 2] = ["images", "tags"];
const BUILT_WORDS: [&str; 3] = ["build", "push", "tag"];
/// The longest text of a place that is followed, in bytes; references are much shorter.
const LENGTH_MAX: usize = 1024;

/// The parts of a file that give a place its values.
#[derive(Clone, Copy)]
pub(super) struct WorkflowScope<'y> {
    pub(super) root: Node<'y>,
    pub(super) job: Option<Node<'y>>,
    pub(super) step: Option<Node<'y>>,
}

/// A place with an image that an expression has a part in.
pub(super) struct ExpressionPlace<'y> {
    pub(super) node: Node<'y>,
    /// The bytes of the scalar's text that are the image, and where they stand in the file.
    pub(super) part: Range<usize>,
    pub(super) span: Range<usize>,
    pub(super) scope: WorkflowScope<'y>,
}

/// The entries of mappings by their keys, each mapping gone through once.
#[derive(Default)]
pub(super) struct ScopeEntries<'y>(BTreeMap<usize, BTreeMap<&'y str, Node<'y>>>);

impl<'y> ScopeEntries<'y> {
    fn get(&mut self, mapping: Node<'y>, key: &str) -> Option<Node<'y>> {
        let entries = || {
            let entries = mapping.entries().into_iter();
            entries
                .filter_map(|(key, value)| Some((key.as_str()?, value)))
                .collect()
        };
        let entries = self.0.entry(mapping.id()).or_insert_with(entries);
        entries.get(key).copied()
    }

    fn at(&mut self, start: Node<'y>, keys: &[&str]) -> Option<Node<'y>> {
        keys.iter().try_fold(start, |node, key| self.get(node, key))
    }

    pub(super) fn has_name(&mut self, scope: WorkflowScope<'y>) -> bool {
        scope.job.and_then(|job| self.get(job, "name")).is_some()
    }

    /// The values in a text; `None` if the file does not give all of them.
    pub(super) fn set(
        &mut self,
        text: &str,
        scope: WorkflowScope<'y>,
        words: &FileWords<'y>,
    ) -> Option<ValueSet<'y>> {
        let mut set = ValueSet::new();
        if text.len() > LENGTH_MAX {
            return None;
        }
        for part in take_apart(text) {
            match part {
                ValuePart::Literal(_) => {}
                // Only other tools have defaults there
                ValuePart::Open(_) | ValuePart::Defaulted(..) => return None,
                ValuePart::Value(name) => {
                    let (_, own) = name.split_once('.').unwrap_or_default();
                    let values = self.values(name, scope, words);
                    let is_known = !words.built.contains(own) && !values.is_empty();
                    let is_known = is_known && values.iter().all(is_literal);
                    set.insert(name.to_owned(), Some(values).filter(|_| is_known)?);
                }
            }
        }
        Some(set)
    }

    fn values(
        &mut self,
        name: &str,
        scope: WorkflowScope<'y>,
        words: &FileWords<'y>,
    ) -> Vec<Node<'y>> {
        if let Some(name) = name.strip_prefix(ENVIRONMENT) {
            // The nearest wins
            let mut holders = [scope.step, scope.job, Some(scope.root)]
                .into_iter()
                .flatten();
            let value = holders.find_map(|holder| self.at(holder, &["env", name]));
            let is_set_again = words.set_again.contains(name);
            value.into_iter().filter(|_| !is_set_again).collect()
        } else if let Some(name) = name.strip_prefix(MATRIX) {
            let matrix = scope
                .job
                .and_then(|job| self.at(job, &["strategy", "matrix"]));
            let is_whole = |it: &Node<'y>| CELLS.iter().all(|key| self.get(*it, key).is_none());
            let matrix = matrix.filter(is_whole);
            let values = matrix.and_then(|matrix| self.get(matrix, name));
            // One more than are read tells that there are too many
            values
                .into_iter()
                .flat_map(Node::items)
                .take(READINGS_MAX + 1)
                .collect()
        } else {
            let options = self.options(name, scope);
            let name = name.strip_prefix(INPUTS).unwrap_or_default();
            let triggers = [CALL, DISPATCH]
                .map(|it| self.at(scope.root, &["on", it, "inputs", name, "default"]));
            let action = self.at(scope.root, &["inputs", name, "default"]);
            let values = triggers.into_iter().chain([action]).flatten();
            values.chain(options).collect()
        }
    }

    /// The values of which whoever starts the workflow chooses one.
    fn options(&mut self, name: &str, scope: WorkflowScope<'y>) -> Vec<Node<'y>> {
        let name = name.strip_prefix(INPUTS).unwrap_or_default();
        let input = self.at(scope.root, &["on", DISPATCH, "inputs", name]);
        let input = input.filter(|it| it.get("type").and_then(Node::as_str) == Some(CHOICE));
        let options = input.and_then(|input| input.get("options")).into_iter();
        options
            .flat_map(Node::items)
            .take(READINGS_MAX + 1)
            .collect()
    }

    /// Whether the file has all values of an input.
    pub(super) fn is_choice(&mut self, name: &str, scope: WorkflowScope<'y>) -> bool {
        let own = name.strip_prefix(INPUTS).unwrap_or_default();
        let is_called = self.at(scope.root, &["on", CALL, "inputs", own]).is_some();
        !is_called && !self.options(name, scope).is_empty()
    }
}

fn is_literal(node: &Node<'_>) -> bool {
    let text = node.as_str().filter(|_| !node.is_null());
    text.is_some_and(|text| !text.is_empty() && !text.contains(BEGIN))
}

/// The words of a file by what is made of them.
#[derive(Default)]
pub(super) struct FileWords<'y> {
    pub(super) has_aliases: bool,
    /// What stands outside of expressions that are a value alone.
    pub(super) other: HashSet<&'y str>,
    /// What stands where variables are set for other steps.
    set_again: HashSet<&'y str>,
    /// What stands where images are built.
    built: HashSet<&'y str>,
}

impl<'y> FileWords<'y> {
    pub(super) fn of(roots: &[Node<'y>]) -> Self {
        let mut all = Self::default();
        let mut rest: Vec<_> = roots.iter().map(|root| ("", *root)).collect();
        while let Some((key, node)) = rest.pop() {
            all.has_aliases |= node.aliases() > 0;
            if all.has_aliases {
                break;
            }
            rest.extend(node.items().map(|item| (key, item)));
            let entries = node.entries().into_iter();
            rest.extend(entries.map(|(key, value)| (key.as_str().unwrap_or_default(), value)));
            all.add(key, node.as_str().unwrap_or_default());
        }
        all
    }

    fn add(&mut self, key: &str, text: &'y str) {
        for part in take_apart(text) {
            match part {
                ValuePart::Literal(part) | ValuePart::Open(part) => self.other.extend(words(part)),
                ValuePart::Value(_) | ValuePart::Defaulted(..) => {}
            }
        }
        if text.contains(SETTER) {
            self.set_again.extend(words(text));
        }
        let builds = || words(text).any(|word| BUILT_WORDS.contains(&word));
        if BUILT_INPUTS.contains(&key) || (key == "run" && builds()) {
            self.built.extend(words(text));
        }
    }
}

/// The words of a text, with hyphens in them and without.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let long = text.split(move |it| !is_part(it) && it != '-');
    long.chain(text.split(move |it| !is_part(it)))
}

/// Values by their names, texts in quotes, and other expressions, which are open.
pub(super) fn take_apart(text: &str) -> Vec<ValuePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        parts.push(ValuePart::Literal(&rest[..start]));
        let Some(length) = rest[start..].find(END) else {
            parts.push(ValuePart::Open(&rest[start..]));
            rest = "";
            break;
        };
        let whole = &rest[start..start + length + END.len()];
        parts.push(part(whole, whole[BEGIN.len()..length].trim()));
        rest = &rest[start + whole.len()..];
    }
    parts.push(ValuePart::Literal(rest));
    parts.retain(|part| *part != ValuePart::Literal(""));
    parts
}

fn part<'t>(whole: &'t str, inner: &'t str) -> ValuePart<'t> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    let names = [ENVIRONMENT, MATRIX, INPUTS].into_iter();
    let mut names = names.filter_map(|context| inner.strip_prefix(context));
    let quoted = inner
        .strip_prefix('\'')
        .and_then(|it| it.strip_suffix('\''));
    match (names.next(), quoted) {
        (Some(name), _) if !name.is_empty() && name.chars().all(is_part) => ValuePart::Value(inner),
        (_, Some(text)) if !text.is_empty() && !text.contains('\'') => ValuePart::Literal(text),
        _ => ValuePart::Open(whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_value_is_told_from_other_expressions() {
        use ValuePart::{Literal, Open, Value};
        let cases: [(&str, &[ValuePart<'_>]); 7] = [
            ("a:1", &[Literal("a:1")]),
            (
                "a:${{ env.A }}-b",
                &[Literal("a:"), Value("env.A"), Literal("-b")],
            ),
            ("${{inputs.a-b}}", &[Value("inputs.a-b")]),
            ("${{ 'a:1' }}", &[Literal("a:1")]),
            ("${{ 'a' || 'b' }}", &[Open("${{ 'a' || 'b' }}")]),
            ("${{ env.A.B }}", &[Open("${{ env.A.B }}")]),
            ("a${{ é", &[Literal("a"), Open("${{ é")]),
        ];
        for (text, parts) in cases {
            assert_eq!(take_apart(text), parts, "{text}");
        }
    }
}
