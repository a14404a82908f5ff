//! The variables of Terraform and Nomad: `variable` with a default, and `locals`.

use hcl_edit::structure::Body;
use hcl_edit::visit::Visit;

use super::attribute;
use super::resolve::HclScope;
use super::text::{HclText, UseCounter};
use crate::scan::mention::Obstacle;

/// The name space of what who uses the file may set.
const VARIABLES: &str = "var.";

/// The variables of a file, by the names with which expressions name them.
pub(in crate::scan::readers) fn settings(text: &str, body: &Body) -> HclScope {
    let mut uses = UseCounter::default();
    uses.visit_body(body);
    let mut scope = HclScope {
        uses: uses.0,
        ..HclScope::default()
    };
    for block in body.blocks() {
        if block.has_ident("locals") {
            for local in block.body.attributes() {
                let value = HclText::of_expression(text, &local.value);
                let name = format!("local.{}", local.key.as_str());
                scope.defaults.insert(name, value);
            }
        } else if block.has_ident("variables") {
            for variable in block.body.attributes() {
                let value = HclText::of_expression(text, &variable.value);
                let name = format!("{VARIABLES}{}", variable.key.as_str());
                scope.defaults.insert(name, value);
            }
        } else if block.has_ident("variable")
            && let Some(name) = block.labels.first()
            && let Some(default) = attribute(&block.body, "default")
        {
            let default = HclText::of_expression(text, default);
            let name = format!("{VARIABLES}{}", name.as_str());
            scope.defaults.insert(name, default);
        }
    }
    scope
}

/// The reason why a text is open: what no `variable` can set is an expression.
pub(in crate::scan::readers) fn undefined(obstacle: Obstacle) -> Obstacle {
    match obstacle {
        Obstacle::Variable(name) if !name.starts_with(VARIABLES) => Obstacle::Expression(name),
        other => other,
    }
}
