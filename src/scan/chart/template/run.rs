//! Goes through a template, and takes what it prints at some places.

use std::collections::BTreeMap;
use std::ops::Range;

use super::expression::Expression;
use super::functions::{call, with_entry};
use super::nodes::{Branch, Node, NodePart, Opening};
use super::value::{Origin, Value};

/// The most steps of a file: many times what anybody's takes.
const STEPS_MAX: usize = 50_000;
/// The most templates that include each other.
const DEPTH_MAX: usize = 32;
/// The most variables at a time.
const VARIABLES_MAX: usize = 256;
/// What a template is given, whatever the dot is.
const ROOT: &str = "$";

/// The templates with names.
pub(in crate::scan) trait Library {
    /// The numbers of those of a name; `None` if there are none.
    fn numbers(&self, name: &str) -> Option<&[usize]>;
    /// The parts of one; `None` if they are not known.
    fn nodes(&self, number: usize) -> Option<&[Node]>;
    /// What a template prints that is known without its text.
    fn known(&self, name: &str, given: &Value) -> Option<Value>;
}

/// No templates with names.
impl Library for () {
    fn numbers(&self, _name: &str) -> Option<&[usize]> {
        None
    }

    fn nodes(&self, _number: usize) -> Option<&[Node]> {
        None
    }

    fn known(&self, _name: &str, _given: &Value) -> Option<Value> {
        None
    }
}

/// What the templates of a file, each given the root, print at each of some places, which are in order, and the first template
/// with a name that has a part in it.
pub(in crate::scan) fn printed(
    templates: &[&[Node]],
    places: &[Range<usize>],
    library: &dyn Library,
) -> Vec<(Value, Origin)> {
    let mut run = Run {
        library,
        places,
        found: places.iter().map(|_| (Vec::new(), None)).collect(),
        first: None,
        steps: 0,
        open: Vec::new(),
        scope: Scope::new(Value::Root),
    };
    for nodes in templates {
        run.scope = Scope::new(Value::Root);
        run.walk(nodes);
    }
    let is_over = run.steps > STEPS_MAX;
    let found = run.found.into_iter().map(|(parts, first)| match is_over {
        true => (Value::Unknown(None), first),
        false => (Value::joined(parts), first),
    });
    found.collect()
}

/// The dot and the variables.
#[derive(Clone)]
struct Scope {
    dot: Value,
    variables: BTreeMap<String, Value>,
}

impl Scope {
    fn new(given: Value) -> Self {
        Self {
            dot: given.clone(),
            variables: BTreeMap::from([(ROOT.to_owned(), given)]),
        }
    }
}

struct Run<'l> {
    library: &'l dyn Library,
    places: &'l [Range<usize>],
    found: Vec<(Vec<Value>, Origin)>,
    /// The first template that was included since a place began.
    first: Origin,
    steps: usize,
    /// The templates that include each other at the moment.
    open: Vec<usize>,
    scope: Scope,
}

impl<'l> Run<'l> {
    /// Goes through the parts of the file.
    fn walk(&mut self, nodes: &'l [Node]) {
        for node in nodes {
            if self.is_over(0) {
                return;
            }
            let places = self.places;
            let first = places.partition_point(|place| place.end <= node.place.start);
            let at = places[first..].partition_point(|place| place.start < node.place.end);
            let within = first..first + at;
            let is_inside = places[within.clone()]
                .iter()
                .any(|place| place.start <= node.place.start && node.place.end <= place.end);
            match &node.part {
                NodePart::Text(text) => within.for_each(|number| {
                    let place = &places[number];
                    let start = place.start.saturating_sub(node.place.start);
                    let end = place.end.min(node.place.end) - node.place.start;
                    let text = text.get(start..end).unwrap_or_default().to_owned();
                    self.found[number].0.push(Value::Text(text, None));
                }),
                NodePart::Block(branches) if !is_inside => {
                    for number in within {
                        let place = &places[number];
                        let is_around =
                            node.place.start <= place.start && place.end <= node.place.end;
                        if !is_around {
                            self.found[number].0.push(Value::Unknown(None));
                        }
                    }
                    self.branches(branches, |run, nodes| {
                        run.walk(nodes);
                        Value::empty()
                    });
                }
                NodePart::Prints(_) | NodePart::Assigns { .. } | NodePart::Block(_) => {
                    let is_printed =
                        !within.is_empty() || matches!(node.part, NodePart::Assigns { .. });
                    if !is_printed {
                        continue;
                    }
                    self.first = None;
                    let value = self.node(node);
                    for number in within {
                        let (parts, first) = &mut self.found[number];
                        parts.push(value.clone());
                        *first = first.or(self.first);
                    }
                }
            }
        }
    }

    fn render(&mut self, nodes: &'l [Node]) -> Value {
        let mut parts = Vec::new();
        for node in nodes {
            parts.push(self.node(node));
        }
        Value::joined(parts)
    }

    fn node(&mut self, node: &'l Node) -> Value {
        if self.is_over(1) {
            return self.unknown();
        }
        match &node.part {
            NodePart::Text(text) => {
                let text = text.trim_start_matches('\n').to_owned();
                Value::Text(text, self.here()).limited()
            }
            NodePart::Prints(expression) => self.value(expression),
            NodePart::Assigns {
                variable, value, ..
            } => {
                let value = self.value(value);
                self.assign(variable, value);
                Value::empty()
            }
            NodePart::Block(branches) => self.branches(branches, Self::render),
        }
    }

    /// Goes through all branches of a block, and takes what each comes to.
    fn branches(
        &mut self,
        branches: &'l [Branch],
        mut each: impl FnMut(&mut Self, &'l [Node]) -> Value,
    ) -> Value {
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
            values.push(Value::empty());
            scopes.push(before.clone());
        }
        for (name, value) in &mut self.scope.variables {
            let all = scopes.iter().filter_map(|scope| scope.variables.get(name));
            *value = Value::either(all.cloned());
        }
        Value::either(values)
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

    fn assign(&mut self, variable: &str, value: Value) {
        let is_full = self.scope.variables.len() >= VARIABLES_MAX;
        let value = if is_full { self.unknown() } else { value };
        self.scope.variables.insert(variable.to_owned(), value);
    }

    fn value(&mut self, expression: &'l Expression) -> Value {
        if self.is_over(1) {
            return self.unknown();
        }
        match expression {
            Expression::Literal(text) => Value::Text(text.clone(), self.here()).limited(),
            Expression::Dot => self.scope.dot.clone(),
            Expression::Variable(name) => {
                let value = self.scope.variables.get(name).cloned();
                value.unwrap_or_else(|| self.unknown())
            }
            Expression::Field(base, names) => {
                let base = self.value(base);
                let step = |value: Value, name: &String| value.field(Some(name));
                names.iter().fold(base, step)
            }
            Expression::Call(name, arguments) => {
                let values: Vec<Value> = arguments.iter().map(|it| self.value(it)).collect();
                self.call(name, arguments, values)
            }
            Expression::Unknown => self.unknown(),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Expression], values: Vec<Value>) -> Value {
        let changed = match (name, &values[..]) {
            ("include" | "template", [Value::Text(name, _), rest @ ..]) => {
                let given = rest.first().cloned().unwrap_or_else(Value::empty);
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

    fn include(&mut self, name: &str, given: Value) -> Value {
        let library = self.library;
        let Some(numbers) = library.numbers(name) else {
            let known = library.known(name, &given);
            return known.unwrap_or_else(|| Value::Missing(name.to_owned()));
        };
        self.first = self.first.or(numbers.first().copied());
        let mut values = Vec::new();
        for number in numbers {
            let is_open = self.open.contains(number) || self.open.len() >= DEPTH_MAX;
            let nodes = library.nodes(*number).filter(|_| !is_open);
            let Some(nodes) = nodes else {
                return Value::Unknown(Some(*number));
            };
            self.open.push(*number);
            let outer = std::mem::replace(&mut self.scope, Scope::new(given.clone()));
            values.push(self.render(nodes));
            self.scope = outer;
            self.open.pop();
        }
        Value::either(values)
    }

    /// The template with a name that is gone through.
    fn here(&self) -> Origin {
        self.open.last().copied()
    }

    fn unknown(&self) -> Value {
        Value::Unknown(self.here())
    }

    /// Takes steps, and tells whether they are too many.
    fn is_over(&mut self, steps: usize) -> bool {
        self.steps += steps;
        self.steps > STEPS_MAX
    }
}
