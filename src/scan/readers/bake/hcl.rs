//! Bake files in HCL.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::visit::Visit;

use super::targets::BakeTarget;
use super::text::BakeFile;
use super::value::BakeValue;
use crate::document::{Problem, Source};
use crate::scan::readers::hcl::{HclText, UseCounter, attribute, parse};

pub(super) fn file(source: &Source) -> Result<BakeFile, Box<Problem>> {
    let text = &source.text;
    let body = parse(source)?;
    let mut uses = UseCounter::default();
    uses.visit_body(&body);
    let mut file = BakeFile::default();
    file.scope.uses = uses.0;
    let attributes: HashSet<&str> = body.attributes().map(|it| it.key.as_str()).collect();
    for structure in &body {
        match structure {
            // Attributes go before variables of their name
            Structure::Attribute(attribute) => {
                let name = attribute.key.as_str().to_owned();
                let default = HclText::of_expression(text, &attribute.value);
                file.scope.defaults.insert(name, default);
            }
            Structure::Block(block) if block.has_ident("target") => target(text, &mut file, block),
            Structure::Block(block) if block.has_ident("group") => {
                let targets = attribute(&block.body, "targets");
                file.targets.grouped.extend(strings(targets));
            }
            Structure::Block(block) if block.has_ident("variable") => {
                variable(text, &mut file, &attributes, block)
            }
            Structure::Block(_) => {}
        }
    }
    Ok(file)
}

/// Takes the default of a variable; of several blocks of a name the last one counts.
fn variable(text: &str, file: &mut BakeFile, attributes: &HashSet<&str>, block: &Block) {
    let Some(name) = block.labels.first().map(|label| label.as_str()) else {
        return;
    };
    let default = attribute(&block.body, "default");
    match default.map(|default| HclText::of_expression(text, default)) {
        _ if attributes.contains(name) => {}
        Some(default) => drop(file.scope.defaults.insert(name.to_owned(), default)),
        None => drop(file.scope.defaults.remove(name)),
    }
}

fn target(text: &str, file: &mut BakeFile, block: &Block) {
    let body = &block.body;
    let name = block.labels.first().map(|label| label.as_str());
    let name = name.unwrap_or_default();
    let matrix = Rc::new(matrix(body));
    let value = |expression| BakeValue {
        text: HclText::of_expression(text, expression),
        matrix: Rc::clone(&matrix),
    };
    let inline = attribute(body, "dockerfile-inline");
    let start = block.span().unwrap_or_default().start;
    let mut target = BakeTarget {
        span: start..start,
        context: attribute(body, "context").map(value),
        dockerfile: attribute(body, "dockerfile").map(value),
        is_inline: inline.is_some(),
        contexts: BTreeSet::new(),
        arguments: BTreeMap::new(),
        inherits: strings(attribute(body, "inherits")),
        tags: items(attribute(body, "tags")).map(value).collect(),
    };
    let inline = inline.map(|inline| (name.to_owned(), value(inline)));
    file.dockerfiles.extend(inline);
    if let Some(Expression::Object(arguments)) = attribute(body, "args") {
        let named = arguments.iter();
        let named = named.filter_map(|(key, it)| Some((key_name(key)?, value(it.expr()))));
        target.arguments.extend(named);
    }
    match attribute(body, "contexts") {
        Some(Expression::Object(contexts)) => {
            let names = contexts.iter().filter_map(|(key, _)| key_name(key));
            target.contexts.extend(names);
            let contexts = contexts.iter().map(|(_, context)| context.expr());
            file.contexts.extend(contexts.map(value));
        }
        other => file.contexts.extend(other.map(value)),
    }
    file.targets.add(name, target);
}

fn items(list: Option<&Expression>) -> impl Iterator<Item = &Expression> {
    list.and_then(Expression::as_array).into_iter().flatten()
}

/// The strings of a list.
fn strings(list: Option<&Expression>) -> Vec<String> {
    items(list)
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

/// The names that the matrix of a target gives values.
fn matrix(body: &Body) -> BTreeSet<String> {
    let axes = attribute(body, "matrix").and_then(Expression::as_object);
    let axes = axes.into_iter().flat_map(|axes| axes.iter());
    axes.filter_map(|(key, _)| key_name(key)).collect()
}

/// The name that a key of an object is.
fn key_name(key: &ObjectKey) -> Option<String> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(expression) => expression.as_str().map(str::to_owned),
    }
}
