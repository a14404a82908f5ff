//! Bake files in HCL.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::visit::Visit;

use super::text::{BakeFile, BakeText, BakeValue, UseCounter};
use crate::document::{Problem, Source};
use crate::scan::actions::boundary;

/// The most assignments of a file: many times what people write. The parser's time grows with the square of the keys of
/// an object.
const ASSIGNMENTS_MAX: usize = 10_000;

pub(super) fn file(source: &Source) -> Result<BakeFile, Box<Problem>> {
    let text = &source.text;
    check(text)?;
    let body = hcl_edit::parser::parse_body(text).map_err(|error| no_hcl(text, &error))?;
    let mut uses = UseCounter::default();
    uses.visit_body(&body);
    let mut file = BakeFile {
        uses: uses.0,
        ..BakeFile::default()
    };
    let attributes: HashSet<&str> = body.attributes().map(|it| it.key.as_str()).collect();
    for structure in &body {
        match structure {
            // Attributes go before variables of their name
            Structure::Attribute(attribute) => {
                let name = attribute.key.as_str().to_owned();
                let default = BakeText::of_expression(text, &attribute.value);
                file.defaults.insert(name, default);
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
    match default.map(|default| BakeText::of_expression(text, default)) {
        _ if attributes.contains(name) => {}
        Some(default) => drop(file.defaults.insert(name.to_owned(), default)),
        None => drop(file.defaults.remove(name)),
    }
}

fn target(text: &str, file: &mut BakeFile, body: &Body) {
    let matrix = Rc::new(matrix(body));
    let value = |expression| BakeValue {
        text: BakeText::of_expression(text, expression),
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

/// Refuses what the parser would not read rightly, or not in time.
fn check(text: &str) -> Result<(), Box<Problem>> {
    if text.matches(['=', ':']).count() > ASSIGNMENTS_MAX {
        let message = format!("this has more than {ASSIGNMENTS_MAX} assignments");
        return Err(Problem::at(0..0, message));
    }
    match empty_heredoc(text) {
        Some(at) => {
            let problem = Problem::new(at..at, "an empty heredoc cannot be read");
            Err(Box::new(problem.help("write `\"\"`")))
        }
        None => Ok(()),
    }
}

/// The beginning of a heredoc that ends on the next line. hcl-edit reads it on to the next line with that word, and all
/// that stands between would be hidden.
fn empty_heredoc(text: &str) -> Option<usize> {
    let mut start = 0;
    let lines = text.split_inclusive('\n');
    for (line, next) in lines.clone().zip(lines.skip(1)) {
        if let Some((before, word)) = line.trim_end().rsplit_once("<<") {
            let word = word.strip_prefix('-').unwrap_or(word);
            if !word.is_empty() && next.trim() == word {
                return Some(start + before.len());
            }
        }
        start += line.len();
    }
    None
}

fn no_hcl(text: &str, error: &hcl_edit::parser::Error) -> Box<Problem> {
    // The place may be the last byte of a character
    let offset = error.location().offset().min(text.len());
    let at = boundary(text, offset);
    Problem::at(
        at..at,
        format!("this is not valid HCL: {}", error.message()),
    )
}
