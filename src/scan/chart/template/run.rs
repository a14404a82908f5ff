//! Goes through a template, and takes what it prints at some places.

use std::collections::BTreeMap;
use std::ops::Range;

use super::expression::Expression;
use super::functions::{call, with_entry};
use super::library::Library;
use super::nodes::{Branch, NodePart, Opening, TemplateNode};
use super::value::{Origin, TemplateValue};

/// The most steps of a file: many times what anybody's takes.
const STEPS_MAX: usize = 50_000;
/// The most templates that include each other.
const DEPTH_MAX: usize = 32;
/// The most variables at a time.
const VARIABLES_MAX: usize = 256;
/// What a template is given, whatever the dot is.
const ROOT: &str = "$";

/// What the templates of a file, each given the root, print at each of some places, which are in order, and the first
/// template with a name that has a part in it.
pub(in crate::scan) fn printed(
    templates: &[&[TemplateNode]],
    places: &[Range<usize>],
    library: &dyn Library,
) -> Vec<(TemplateValue, Origin)> {
    let mut run = TemplateRun {
        library,
        places,
        found: places.iter().map(|_| (Vec::new(), None)).collect(),
        first: None,
        steps: 0,
        open: Vec::new(),
        scope: Scope::new(TemplateValue::Root),
    };
    for nodes in templates {
        run.scope = Scope::new(TemplateValue::Root);
        run.walk(nodes);
    }
    let is_over = run.steps > STEPS_MAX;
    let found = run.found.into_iter().map(|(parts, first)| match is_over {
        true => (TemplateValue::Unknown(None), first),
        false => (TemplateValue::joined(parts), first),
    });
    found.collect()
}

/// The dot and the variables.
#[derive(Clone)]
struct Scope {
    dot: TemplateValue,
    variables: BTreeMap<String, TemplateValue>,
}

impl Scope {
    fn new(given: TemplateValue) -> Self {
        Self {
            dot: given.clone(),
            variables: BTreeMap::from([(ROOT.to_owned(), given)]),
        }
    }
}

struct TemplateRun<'l> {
    library: &'l dyn Library,
    places: &'l [Range<usize>],
    found: Vec<(Vec<TemplateValue>, Origin)>,
    /// The first template that was included since a place began.
    first: Origin,
    steps: usize,
    /// The templates that include each other at the moment.
    open: Vec<usize>,
    scope: Scope,
}

impl<'l> TemplateRun<'l> {
    /// Goes through the parts of the file.
    fn walk(&mut self, nodes: &'l [TemplateNode]) {
        for node in nodes {
            if self.is_over(0) {
                return;
            }
            let within = self.places_at(&node.place);
            match &node.part {
                NodePart::Text(text) => self.print_text(text, &node.place, within),
                NodePart::Block(branches) if !self.is_inside(&node.place, within.clone()) => {
                    self.cut_places(&node.place, within);
                    self.branches(branches, |run, nodes| {
                        run.walk(nodes);
                        TemplateValue::empty()
                    });
                }
                NodePart::Assigns { .. } => self.print(node, within),
                NodePart::Prints(_) | NodePart::Block(_) => {
                    if !within.is_empty() {
                        self.print(node, within);
                    }
                }
            }
        }
    }

    /// The numbers of the places that a part of the file has some of.
    fn places_at(&self, part: &Range<usize>) -> Range<usize> {
        let first = self.places.partition_point(|place| place.end <= part.start);
        let behind = self.places[first..].partition_point(|place| place.start < part.end);
        first..first + behind
    }

    /// Whether one of these places has all of a part.
    fn is_inside(&self, part: &Range<usize>, within: Range<usize>) -> bool {
        let mut places = self.places[within].iter();
        places.any(|place| place.start <= part.start && part.end <= place.end)
    }

    /// Prints as much of a text as is at each place.
    fn print_text(&mut self, text: &str, part: &Range<usize>, within: Range<usize>) {
        for number in within {
            let place = &self.places[number];
            let start = place.start.saturating_sub(part.start);
            let end = place.end.min(part.end) - part.start;
            let text = text.get(start..end).unwrap_or_default().to_owned();
            self.found[number].0.push(TemplateValue::Text(text, None));
        }
    }

    /// Leaves open what is printed at places of which a block has some only.
    fn cut_places(&mut self, block: &Range<usize>, within: Range<usize>) {
        for number in within {
            let place = &self.places[number];
            if place.start < block.start || block.end < place.end {
                self.found[number].0.push(TemplateValue::Unknown(None));
            }
        }
    }

    /// Prints what a part comes to at each place.
    fn print(&mut self, node: &'l TemplateNode, within: Range<usize>) {
        self.first = None;
        let value = self.node(node);
        for number in within {
            let (parts, first) = &mut self.found[number];
            parts.push(value.clone());
            *first = first.or(self.first);
        }
    }

    fn render(&mut self, nodes: &'l [TemplateNode]) -> TemplateValue {
        let mut parts = Vec::new();
        for node in nodes {
            parts.push(self.node(node));
        }
        TemplateValue::joined(parts)
    }

    fn node(&mut self, node: &'l TemplateNode) -> TemplateValue {
        if self.is_over(1) {
            return self.unknown();
        }
        match &node.part {
            NodePart::Text(text) => {
                let text = text.trim_start_matches('\n').to_owned();
                TemplateValue::Text(text, self.here()).limited()
            }
            NodePart::Prints(expression) => self.value(expression),
            NodePart::Assigns {
                variable, value, ..
            } => {
                let value = self.value(value);
                self.assign(variable, value);
                TemplateValue::empty()
            }
            NodePart::Block(branches) => self.branches(branches, Self::render),
        }
    }

    /// Goes through all branches of a block, and takes what each comes to.
    fn branches(
        &mut self,
        branches: &'l [Branch],
        mut each: impl FnMut(&mut Self, &'l [TemplateNode]) -> TemplateValue,
    ) -> TemplateValue {
        let before = self.scope.clone();
        let (mut values, mut scopes) = (Vec::new(), Vec::new());
        let mut has_else = false;
        for branch in branches {
            if self.is_over(1 + before.variables.len()) {
                return self.unknown();
            }
            has_else |= matches!(branch.opens, Opening::Else);
            self.open_branch(&branch.opens);
            let value = each(self, &branch.nodes);
            values.push(match branch.opens {
                // One or more of them
                Opening::Range(..) if !value.is_empty() => self.unknown(),
                _ => value,
            });
            scopes.push(std::mem::replace(&mut self.scope, before.clone()));
        }
        if !has_else {
            values.push(TemplateValue::empty());
            scopes.push(before.clone());
        }
        for (name, value) in &mut self.scope.variables {
            let all = scopes.iter().filter_map(|scope| scope.variables.get(name));
            *value = TemplateValue::either(all.cloned());
        }
        TemplateValue::either(values)
    }

    fn open_branch(&mut self, opens: &'l Opening) {
        match opens {
            Opening::If | Opening::Else => {}
            Opening::With(variable, expression) => {
                let value = self.value(expression);
                if let Some(variable) = variable {
                    self.assign(variable, value.clone());
                }
                self.scope.dot = value;
            }
            Opening::Range(variables, expression) => {
                let value = self.value(expression).field(None);
                match &variables[..] {
                    [] => {}
                    [item] => self.assign(item, value.clone()),
                    [key, item, ..] => {
                        let unknown = self.unknown();
                        self.assign(key, unknown);
                        self.assign(item, value.clone());
                    }
                }
                self.scope.dot = value;
            }
        }
    }

    fn assign(&mut self, variable: &str, value: TemplateValue) {
        let is_full = self.scope.variables.len() >= VARIABLES_MAX;
        let value = if is_full { self.unknown() } else { value };
        self.scope.variables.insert(variable.to_owned(), value);
    }

    fn value(&mut self, expression: &'l Expression) -> TemplateValue {
        if self.is_over(1) {
            return self.unknown();
        }
        match expression {
            Expression::Literal(text) => TemplateValue::Text(text.clone(), self.here()).limited(),
            Expression::Dot => self.scope.dot.clone(),
            Expression::Variable(name) => {
                let value = self.scope.variables.get(name).cloned();
                value.unwrap_or_else(|| self.unknown())
            }
            Expression::Field(base, names) => {
                let base = self.value(base);
                let step = |value: TemplateValue, name: &String| value.field(Some(name));
                names.iter().fold(base, step)
            }
            Expression::Call(name, arguments) => {
                let values: Vec<TemplateValue> =
                    arguments.iter().map(|it| self.value(it)).collect();
                self.call(name, arguments, values)
            }
            Expression::Unknown => self.unknown(),
        }
    }

    fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        values: Vec<TemplateValue>,
    ) -> TemplateValue {
        let changed = match (name, &values[..]) {
            ("include" | "template", [TemplateValue::Text(name, _), rest @ ..]) => {
                let given = rest.first().cloned().unwrap_or_else(TemplateValue::empty);
                return self.include(name, given);
            }
            ("set", [mapping, key, value]) => with_entry(mapping, key, value.clone()),
            ("merge" | "mustMerge" | "mergeOverwrite" | "mustMergeOverwrite", _) => {
                Some(call(name, values.clone(), self.here()))
            }
            _ => return call(name, values, self.here()),
        };
        // These change what they are given first
        let changed = changed.unwrap_or_else(|| self.unknown());
        if let Some(Expression::Variable(variable)) = arguments.first() {
            self.assign(variable, changed.clone());
        }
        changed
    }

    fn include(&mut self, name: &str, given: TemplateValue) -> TemplateValue {
        let library = self.library;
        let Some(numbers) = library.numbers(name) else {
            let known = library.known(name, &given);
            return known.unwrap_or_else(|| TemplateValue::Missing(name.to_owned()));
        };
        self.first = self.first.or(numbers.first().copied());
        let mut values = Vec::new();
        for number in numbers {
            let is_open = self.open.contains(number) || self.open.len() >= DEPTH_MAX;
            let nodes = library.nodes(*number).filter(|_| !is_open);
            let Some(nodes) = nodes else {
                return TemplateValue::Unknown(Some(*number));
            };
            self.open.push(*number);
            let outer = std::mem::replace(&mut self.scope, Scope::new(given.clone()));
            values.push(self.render(nodes));
            self.scope = outer;
            self.open.pop();
        }
        TemplateValue::either(values)
    }

    /// The template with a name that is gone through.
    fn here(&self) -> Origin {
        self.open.last().copied()
    }

    fn unknown(&self) -> TemplateValue {
        TemplateValue::Unknown(self.here())
    }

    /// Takes steps, and tells whether they are too many.
    fn is_over(&mut self, steps: usize) -> bool {
        self.steps += steps;
        self.steps > STEPS_MAX
    }
}
