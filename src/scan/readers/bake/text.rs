//! Texts that are put together: literals, variables, and what only Bake can evaluate.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::template::{Element, Strip, Template};
use hcl_edit::visit::{Visit, visit_expr};

/// A text, where it stands.
#[derive(Debug)]
pub(super) struct BakeText {
    /// The place in bytes, without quotes.
    pub(super) span: Range<usize>,
    pub(super) parts: Vec<BakePart>,
}

#[derive(Debug)]
pub(super) enum BakePart {
    /// The text, and the place of these very bytes, if there are no escapes.
    Literal(String, Option<Range<usize>>),
    /// A variable, by its name.
    Variable(String),
    /// An expression that only Bake can evaluate, as it is written.
    Other(String),
}

impl BakeText {
    /// An expression of a text of HCL.
    pub(super) fn of_expression(source: &str, expression: &Expression) -> Self {
        let span = expression.span().unwrap_or_default();
        match expression {
            Expression::String(text) => {
                let inner = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
                let part = literal(source, text.value(), inner.clone());
                Self {
                    span: inner,
                    parts: vec![part],
                }
            }
            Expression::StringTemplate(template) => {
                let inner = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
                Self {
                    span: inner,
                    parts: parts(source, template, 0),
                }
            }
            Expression::HeredocTemplate(heredoc) => Self {
                span,
                parts: parts(source, &heredoc.template, 0),
            },
            Expression::Parenthesis(inner) => Self::of_expression(source, inner.inner()),
            Expression::Variable(name) => Self {
                span,
                parts: vec![BakePart::Variable(name.as_str().to_owned())],
            },
            Expression::Number(number) => Self::said(span, number.value().to_string()),
            Expression::Null(_) => Self {
                span,
                parts: Vec::new(),
            },
            Expression::Bool(truth) => Self::said(span, truth.value().to_string()),
            _ => {
                let written = words(source.get(span.clone()).unwrap_or_default());
                Self {
                    span,
                    parts: vec![BakePart::Other(written)],
                }
            }
        }
    }

    /// A text of JSON, which is a template (HCL's JSON syntax, section "Expressions"), at a place whose bytes are the
    /// text where it has no escapes.
    pub(super) fn of_json(text: &str, span: Range<usize>, verbatim: Option<Range<usize>>) -> Self {
        if !is_template(text) {
            return Self {
                span,
                parts: vec![BakePart::Literal(text.to_owned(), verbatim)],
            };
        }
        let Ok(template) = hcl_edit::parser::parse_template(text) else {
            return Self {
                span,
                parts: vec![BakePart::Other(words(text))],
            };
        };
        let mut parts = parts(
            text,
            &template,
            verbatim.as_ref().map_or(0, |range| range.start),
        );
        if verbatim.is_none() {
            parts.iter_mut().for_each(BakePart::lose_place);
        }
        Self { span, parts }
    }

    /// The variable that is all of it, with or without what makes it an image before it.
    pub(super) fn variable(&self, prefix: &str) -> Option<&str> {
        match &self.parts[..] {
            [BakePart::Variable(name)] => Some(name),
            [BakePart::Literal(text, _), BakePart::Variable(name)] if text == prefix => Some(name),
            _ => None,
        }
    }

    /// Whether variables have a part in it.
    pub(super) fn has_variables(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, BakePart::Variable(_)))
    }

    fn said(span: Range<usize>, text: String) -> Self {
        Self {
            span,
            parts: vec![BakePart::Literal(text, None)],
        }
    }
}

impl BakePart {
    fn lose_place(&mut self) {
        if let Self::Literal(_, place) = self {
            *place = None;
        }
    }
}

/// Whether something in it is evaluated, or an escape that looks so.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// Counts the variables that are named.
#[derive(Debug, Default)]
pub(super) struct UseCounter(pub(super) BTreeMap<String, usize>);

impl Visit for UseCounter {
    fn visit_expr(&mut self, expression: &Expression) {
        if let Expression::Variable(name) = expression {
            *self.0.entry(name.as_str().to_owned()).or_default() += 1;
        }
        visit_expr(self, expression);
    }
}

/// The parts of a template of a text, whose first byte is at an offset of the file.
fn parts(text: &str, template: &Template, offset: usize) -> Vec<BakePart> {
    let shift = |part| match part {
        BakePart::Literal(text, Some(range)) => {
            BakePart::Literal(text, Some(range.start + offset..range.end + offset))
        }
        part => part,
    };
    template
        .iter()
        .map(|element| shift(part(text, element)))
        .collect()
}

fn part(text: &str, element: &Element) -> BakePart {
    let span = element.span().unwrap_or_default();
    match element {
        Element::Literal(said) => literal(text, said.value(), span),
        // `~` takes away the white space around it: rare enough to be nobody's image
        Element::Interpolation(it) if it.strip == Strip::None => match &it.expr {
            Expression::Variable(name) => BakePart::Variable(name.as_str().to_owned()),
            _ => BakePart::Other(words(text.get(span).unwrap_or_default())),
        },
        _ => BakePart::Other(words(text.get(span).unwrap_or_default())),
    }
}

fn literal(text: &str, said: &str, span: Range<usize>) -> BakePart {
    let is_verbatim = text.get(span.clone()) == Some(said);
    BakePart::Literal(said.to_owned(), is_verbatim.then_some(span))
}

/// The text on one line.
fn words(written: &str) -> String {
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}
