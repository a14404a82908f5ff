//! Bake files in HCL.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::visit::Visit;

use super::file::{BakeFile, BakeValue};
use super::text::{BakeText, UseCounter};
use crate::document::{Problem, Source};

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
    let attributes: HashSet<&str> = body
        .attributes()
        .map(|attribute| attribute.key.as_str())
        .collect();
    for structure in &body {
        match structure {
            // Attributes go before variables of their name
            Structure::Attribute(attribute) => {
                let default = BakeText::of_expression(text, &attribute.value);
                file.defaults
                    .insert(attribute.key.as_str().to_owned(), default);
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
    let default = block
        .body
        .get_attribute("default")
        .map(|attribute| &attribute.value);
    match default {
        _ if attributes.contains(name) => {}
        Some(default) if !default.is_null() => {
            file.defaults
                .insert(name.to_owned(), BakeText::of_expression(text, default));
        }
        _ => {
            file.defaults.remove(name);
        }
    }
}

fn target(text: &str, file: &mut BakeFile, body: &Body) {
    let matrix = Rc::new(matrix(body));
    let value = |expression| BakeValue {
        text: BakeText::of_expression(text, expression),
        matrix: Rc::clone(&matrix),
    };
    if let Some(inline) = body
        .get_attribute("dockerfile-inline")
        .filter(|it| !it.value.is_null())
    {
        file.dockerfiles.push(value(&inline.value));
    }
    match body
        .get_attribute("contexts")
        .map(|attribute| &attribute.value)
    {
        None | Some(Expression::Null(_)) => {}
        Some(Expression::Object(contexts)) => {
            file.contexts
                .extend(contexts.iter().map(|(_, context)| value(context.expr())));
        }
        Some(other) => file.contexts.push(value(other)),
    }
}

/// The names that the matrix of a target gives values.
fn matrix(body: &Body) -> BTreeSet<String> {
    let axes = body
        .get_attribute("matrix")
        .and_then(|attribute| attribute.value.as_object());
    let name = |key: &ObjectKey| match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(expression) => expression.as_str().map(str::to_owned),
    };
    axes.into_iter()
        .flat_map(|axes| axes.iter())
        .filter_map(|(key, _)| name(key))
        .collect()
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
    for (line, next) in text
        .split_inclusive('\n')
        .zip(text.split_inclusive('\n').skip(1))
    {
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
    let at = (0..=offset)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default();
    Problem::at(at..at, format!("this is no HCL: {}", error.message()))
}
