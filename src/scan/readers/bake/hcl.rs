//! Bake files in HCL.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::visit::Visit;

use super::text::{BakeFile, BakeValue};
use crate::document::{Problem, Source};
use crate::scan::readers::hcl::{HclText, UseCounter, parse};

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
            Structure::Block(block) if block.has_ident("target") => {
                target(text, &mut file, &block.body)
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

fn target(text: &str, file: &mut BakeFile, body: &Body) {
    let matrix = Rc::new(matrix(body));
    let value = |expression| BakeValue {
        text: HclText::of_expression(text, expression),
        matrix: Rc::clone(&matrix),
    };
    let inline = attribute(body, "dockerfile-inline");
    file.dockerfiles.extend(inline.map(value));
    match attribute(body, "contexts") {
        Some(Expression::Object(contexts)) => {
            let contexts = contexts.iter().map(|(_, context)| context.expr());
            file.contexts.extend(contexts.map(value));
        }
        other => file.contexts.extend(other.map(value)),
    }
}

/// The value of an attribute, unless it is `null`.
fn attribute<'b>(body: &'b Body, name: &str) -> Option<&'b Expression> {
    let attribute = body.get_attribute(name)?;
    Some(&attribute.value).filter(|value| !value.is_null())
}

/// The names that the matrix of a target gives values.
fn matrix(body: &Body) -> BTreeSet<String> {
    let axes = attribute(body, "matrix").and_then(Expression::as_object);
    let name = |key: &ObjectKey| match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(expression) => expression.as_str().map(str::to_owned),
    };
    let axes = axes.into_iter().flat_map(|axes| axes.iter());
    axes.filter_map(|(key, _)| name(key)).collect()
}
