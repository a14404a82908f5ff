//! Containers in objects: manifests of Kubernetes, definitions of tasks.

use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::visit::{Visit, visit_expr};

/// The attributes whose objects are containers: of `aws_ecs_task_definition`, and of `aws_batch_job_definition`.
const DEFINITIONS: [&str; 2] = ["container_definitions", "container_properties"];
/// The keys of lists of containers in a manifest.
const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];
/// The attributes that have a manifest as a text, beside the definitions.
const MANIFESTS: [&str; 2] = ["manifest", "yaml_body"];
const IMAGE: &str = "image";

/// Finds the images of the containers in the value of an attribute.
pub(super) fn images(name: &str, value: &Expression, found: &mut dyn FnMut(&Expression)) {
    let has_definitions = DEFINITIONS.contains(&name);
    if is_text_of_objects(value) {
        if has_definitions || MANIFESTS.contains(&name) {
            found(value);
        }
        return;
    }
    let mut finder = ContainerImageVisitor {
        is_container: has_definitions,
        found,
    };
    finder.visit_expr(value);
}

/// Whether an expression is a text in which containers may have images.
pub(super) fn is_text_of_objects(value: &Expression) -> bool {
    let text = match value {
        Expression::HeredocTemplate(heredoc) => heredoc.template.to_string(),
        Expression::String(text) => text.value().clone(),
        _ => return false,
    };
    text.contains(IMAGE) && text.contains('\n')
}

/// Goes through an expression. The parser bounds its depth.
struct ContainerImageVisitor<'f> {
    /// Whether the objects of this part are containers.
    is_container: bool,
    found: &'f mut dyn FnMut(&Expression),
}

impl Visit for ContainerImageVisitor<'_> {
    fn visit_object(&mut self, object: &Object) {
        let is_container = self.is_container;
        for (key, value) in object.iter() {
            let name = key_name(key);
            if is_container && name == Some(IMAGE) {
                (self.found)(value.expr());
            }
            self.is_container = name.is_some_and(|name| LISTS.contains(&name));
            visit_expr(self, value.expr());
        }
        self.is_container = is_container;
    }
}

fn key_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str()),
        ObjectKey::Expression(expression) => expression.as_str(),
    }
}
