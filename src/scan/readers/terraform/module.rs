//! What the files of a module share, and what one of them sees of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use hcl_edit::expr::Expression;

use crate::document::Source;
use crate::scan::links::{Link, Statement};
use crate::scan::mention::Obstacle;
use crate::scan::readers::hcl::{self, HclPart, HclScope, HclText, is_template};
use crate::scan::variables::ModuleScope;

/// What a file says to the others of its directory.
#[derive(Default)]
pub(in crate::scan) struct ModulePart {
    /// The defaults of variables, and local values, as templates; `None` where an expression decides.
    pub(in crate::scan) values: BTreeMap<String, Option<String>>,
    /// The number of places that name each of them.
    pub(in crate::scan) uses: BTreeMap<String, usize>,
}

/// The link of a file that may use variables for its images: the other files of the directory may set them.
pub(in crate::scan) fn links(source: &Source) -> Vec<Link> {
    let text = &source.text;
    if !hcl::may_say(text, "image") || !(text.contains("var.") || text.contains("local.")) {
        return Vec::new();
    }
    vec![Link {
        span: text.len()..text.len(),
        target: PathBuf::new(),
        statement: Statement::Module,
    }]
}

/// What a file defines; `None` if it is no HCL.
pub(in crate::scan) fn defined(source: &Source) -> Option<ModulePart> {
    let body = hcl::parse(source).ok()?;
    let scope = hcl::settings(&source.text, &body);
    let values = scope.defaults.iter();
    Some(ModulePart {
        values: values
            .map(|(name, value)| (name.clone(), template(value)))
            .collect(),
        uses: scope.uses,
    })
}

/// What a file of values gives to variables; `None` if it is no HCL.
pub(in crate::scan) fn assigned(source: &Source) -> Option<ModulePart> {
    let body = hcl::parse(source).ok()?;
    let value = |value: &Expression| template(&HclText::of_expression(&source.text, value));
    let values = body.attributes();
    let values = values.map(|it| (format!("var.{}", it.key.as_str()), value(&it.value)));
    let values: BTreeMap<String, Option<String>> = values.collect();
    // A default of these would be ineffective if it changed
    let uses = values.keys().map(|name| (name.clone(), 1));
    Some(ModulePart {
        uses: uses.collect(),
        values,
    })
}

/// A text as a template, in which nothing but variables is evaluated.
fn template(text: &HclText) -> Option<String> {
    let parts = text.parts.iter().map(|part| match part {
        HclPart::Literal(text, _) => Some(text.clone()).filter(|text| !is_template(text)),
        HclPart::Variable(name) => Some(format!("${{{name}}}")),
        HclPart::Other(_) => None,
    });
    parts.collect()
}

/// The variables of a file, with those of the other files of its module.
#[derive(Default)]
pub(super) struct ModuleVariables {
    pub(super) scope: HclScope,
    /// The variables that other files set.
    elsewhere: BTreeSet<String>,
}

impl ModuleVariables {
    /// Those of a file with a scope of its own.
    pub(super) fn of(mut scope: HclScope, module: Option<&ModuleScope>) -> Self {
        let mut elsewhere = BTreeSet::new();
        let mut rest: Vec<String> = scope.uses.keys().cloned().collect();
        let mut seen: BTreeSet<String> = rest.iter().cloned().collect();
        while let (Some(name), Some(module)) = (rest.pop(), module) {
            let own = scope.defaults.get(&name);
            let Some(known) = module.variables.get(&name) else {
                continue;
            };
            match (own, &known.value) {
                // This one is overridden elsewhere
                (Some(own), None) if template(own).is_some() => {
                    scope.defaults.remove(&name);
                    elsewhere.insert(name);
                }
                (Some(own), _) => rest.extend(new_variables(own, &mut seen)),
                (None, None) => {
                    elsewhere.insert(name);
                }
                (None, Some(value)) => {
                    let text = HclText::of_json(value, 0..0, None);
                    rest.extend(new_variables(&text, &mut seen));
                    scope.defaults.insert(name.clone(), text);
                    elsewhere.insert(name);
                }
            }
        }
        Self { scope, elsewhere }
    }

    /// Finds the variables that are one image wherever any file of the module names them.
    pub(super) fn find_images<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t HclText>,
        module: Option<&ModuleScope>,
    ) {
        let own = &self.scope.uses;
        let is_used_elsewhere = |name: &String| {
            let count = own.get(name).copied().unwrap_or_default();
            module
                .is_some_and(|it| !it.is_whole || it.uses.get(name).is_some_and(|all| *all > count))
        };
        let images = hcl::images(&self.scope, texts, "").into_iter();
        let images =
            images.filter(|name| !is_used_elsewhere(name) && !self.elsewhere.contains(name));
        self.scope.images = images.collect();
    }

    /// The reason why a text is open.
    pub(super) fn obstacle(&self, obstacle: Obstacle) -> Obstacle {
        match obstacle {
            Obstacle::Variable(name) if self.elsewhere.contains(&name) => {
                Obstacle::SetElsewhere(name, None)
            }
            other => hcl::undefined(other),
        }
    }

    /// The first of these variables that another file sets: no digest is written behind it.
    pub(super) fn set_elsewhere(&self, through: impl Iterator<Item = String>) -> Option<String> {
        let mut through = through;
        through.find(|name| self.elsewhere.contains(name))
    }
}

/// The variables of a text that were not seen before.
fn new_variables(text: &HclText, seen: &mut BTreeSet<String>) -> Vec<String> {
    let names = text.parts.iter().filter_map(|part| match part {
        HclPart::Variable(name) => Some(name.clone()),
        HclPart::Literal(..) | HclPart::Other(_) => None,
    });
    names.filter(|name| seen.insert(name.clone())).collect()
}
