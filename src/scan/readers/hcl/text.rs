//! Texts of HCL: they are put together of literals, variables, and what only the tool itself can evaluate.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::template::{Element, Strip, Template};
use hcl_edit::visit::{Visit, visit_expr};

use crate::scan::actions::on_one_line;

/// The name spaces of variables of Terraform and Nomad
/// (<https://developer.hashicorp.com/terraform/language/expressions/references>).
const SPACES: [&str; 2] = ["var", "local"];

/// A text, where it stands.
#[derive(Clone)]
pub(in crate::scan::readers) struct HclText {
    /// The place in bytes, without quotes.
    pub(in crate::scan::readers) span: Range<usize>,
    pub(in crate::scan::readers) parts: Vec<HclPart>,
}

#[derive(Clone)]
pub(in crate::scan::readers) enum HclPart {
    /// The text, and the place of these very bytes, if there are no escapes.
    Literal(String, Option<Range<usize>>),
    /// A variable, by its name.
    Variable(String),
    /// An expression that only the tool can evaluate, as it is written.
    Other(String),
}

impl HclText {
    /// An expression of a text of HCL.
    pub(in crate::scan::readers) fn of_expression(source: &str, expression: &Expression) -> Self {
        let span = expression.span().unwrap_or_default();
        let inner = || span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
        let said = |text: String| vec![HclPart::Literal(text, None)];
        let parts = match expression {
            Expression::String(text) => {
                let span = inner();
                let parts = vec![literal(source, text.value(), span.clone())];
                return Self { span, parts };
            }
            Expression::StringTemplate(template) => {
                let (span, parts) = (inner(), parts(source, template, Some(0)));
                return Self { span, parts };
            }
            Expression::Parenthesis(inner) => return Self::of_expression(source, inner.inner()),
            Expression::HeredocTemplate(heredoc) => parts(source, &heredoc.template, Some(0)),
            Expression::Variable(name) => vec![HclPart::Variable(name.as_str().to_owned())],
            Expression::Traversal(path) => vec![HclPart::of_path(source, span.clone(), path)],
            Expression::Number(number) => said(number.value().to_string()),
            Expression::Bool(truth) => said(truth.value().to_string()),
            Expression::Null(_) => Vec::new(),
            _ => vec![HclPart::other(source, span.clone())],
        };
        Self { span, parts }
    }

    /// A text of JSON, which is a template (HCL's JSON syntax, section "Expressions"), at a place whose bytes are the
    /// text where it has no escapes.
    pub(in crate::scan::readers) fn of_json(
        text: &str,
        span: Range<usize>,
        verbatim: Option<Range<usize>>,
    ) -> Self {
        let parts = if !is_template(text) {
            vec![HclPart::Literal(text.to_owned(), verbatim)]
        } else if let Ok(template) = hcl_edit::parser::parse_template(text) {
            parts(text, &template, verbatim.map(|range| range.start))
        } else {
            vec![HclPart::other(text, 0..text.len())]
        };
        Self { span, parts }
    }

    /// The variable that is all of it, with or without what makes it an image before it.
    pub(in crate::scan::readers) fn variable(&self, prefix: &str) -> Option<&str> {
        match &self.parts[..] {
            [HclPart::Variable(name)] => Some(name),
            [HclPart::Literal(text, _), HclPart::Variable(name)] if text == prefix => Some(name),
            _ => None,
        }
    }

    /// Whether variables have a part in it.
    pub(in crate::scan::readers) fn has_variables(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, HclPart::Variable(_)))
    }
}

impl HclPart {
    fn of_path(text: &str, span: Range<usize>, path: &Traversal) -> Self {
        match setting(path).filter(|_| path.operators.len() == 1) {
            Some(name) => Self::Variable(name),
            None => Self::other(text, span),
        }
    }

    fn other(text: &str, span: Range<usize>) -> Self {
        Self::Other(on_one_line(text.get(span).unwrap_or_default()))
    }
}

/// Whether something in it is evaluated, or an escape that looks so.
pub(in crate::scan::readers) fn is_template(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// The variable of Terraform or Nomad that a path begins with: `var.a`, `local.a`.
fn setting(path: &Traversal) -> Option<String> {
    let Expression::Variable(space) = &path.expr else {
        return None;
    };
    let space = Some(space.as_str()).filter(|space| SPACES.contains(space))?;
    match path.operators.first()?.value() {
        TraversalOperator::GetAttr(name) => Some(format!("{space}.{}", name.as_str())),
        _ => None,
    }
}

/// Counts the variables that are named.
#[derive(Default)]
pub(in crate::scan::readers) struct UseCounter(
    pub(in crate::scan::readers) BTreeMap<String, usize>,
);

impl Visit for UseCounter {
    fn visit_expr(&mut self, expression: &Expression) {
        let name = match expression {
            Expression::Variable(name) => Some(name.as_str().to_owned()),
            Expression::Traversal(path) => setting(path),
            _ => None,
        };
        if let Some(name) = name {
            *self.0.entry(name).or_default() += 1;
        }
        visit_expr(self, expression);
    }
}

/// The parts of a template of a text, whose first byte is at an offset of the file, if it stands there as it is read.
fn parts(text: &str, template: &Template, offset: Option<usize>) -> Vec<HclPart> {
    let place = |range: Range<usize>| Some(range.start + offset?..range.end + offset?);
    let shifted = |element| match part(text, element) {
        HclPart::Literal(text, range) => HclPart::Literal(text, range.and_then(place)),
        part => part,
    };
    template.iter().map(shifted).collect()
}

fn part(text: &str, element: &Element) -> HclPart {
    let span = element.span().unwrap_or_default();
    match element {
        Element::Literal(said) => literal(text, said.value(), span),
        // `~` takes away the white space around it: rare enough to be nobody's image
        Element::Interpolation(it) if it.strip == Strip::None => match &it.expr {
            Expression::Variable(name) => HclPart::Variable(name.as_str().to_owned()),
            Expression::Traversal(path) => HclPart::of_path(text, span, path),
            _ => HclPart::other(text, span),
        },
        _ => HclPart::other(text, span),
    }
}

fn literal(text: &str, said: &str, span: Range<usize>) -> HclPart {
    let is_verbatim = text.get(span.clone()) == Some(said);
    HclPart::Literal(said.to_owned(), is_verbatim.then_some(span))
}
