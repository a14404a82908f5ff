//! Modules of Terraform: the variables and the local values that the files of a directory share.
//!
//! What `terraform.tfvars` and `*.auto.tfvars` set counts as well as a default: if they differ, nobody can tell which
//! one is used (<https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collected::CollectedLinks;
use super::environment::KnownFile;
use crate::document::Source;
use crate::files::{Trust, parent, read_text};
use crate::scan::cores::on_all_cores;
use crate::scan::readers::terraform::{ModulePart, assigned, defined};
use crate::scan::variables::ModuleScope;

/// The way to read a file of a module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    /// Blocks that define variables and local values.
    Blocks,
    /// Values of variables.
    Values,
    /// The same in JSON, which is not read.
    Json,
}

/// The modules of more than one file that files of Terraform are parts of, by their directories.
pub(super) fn modules(
    links: &CollectedLinks,
    files: &[KnownFile<'_>],
) -> BTreeMap<PathBuf, Arc<ModuleScope>> {
    let wanted: BTreeSet<&Path> = links.modules().values().map(PathBuf::as_path).collect();
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let read = on_all_cores(files, |file| {
        let directory = wanted.get(parent(file.place))?;
        let kind = part_kind(file.path)?;
        Some((*directory, part(file.path, kind)))
    });
    let mut modules: BTreeMap<&Path, Vec<Option<ModulePart>>> = BTreeMap::new();
    for (directory, part) in read {
        modules.entry(directory).or_default().push(part);
    }
    let modules = modules.into_iter().filter(|(_, parts)| parts.len() > 1);
    let modules = modules.map(|(place, parts)| (place.to_owned(), Arc::new(module(parts))));
    modules.collect()
}

fn module(parts: Vec<Option<ModulePart>>) -> ModuleScope {
    let mut module = ModuleScope {
        is_whole: parts.iter().all(Option::is_some),
        ..ModuleScope::default()
    };
    for part in parts.into_iter().flatten() {
        for (name, value) in part.values {
            module.variables.take(&name, value.as_deref(), None);
        }
        for (name, count) in part.uses {
            *module.uses.entry(name).or_default() += count;
        }
    }
    module
}

/// What a file of a module says; `None` if it cannot be read.
fn part(path: &Path, kind: PartKind) -> Option<ModulePart> {
    let text = read_text(path, Trust::Found).ok()??;
    let source = Source::new(path.display().to_string(), text);
    match kind {
        PartKind::Blocks => defined(&source),
        PartKind::Values => assigned(&source),
        PartKind::Json => None,
    }
}

/// What a file of a module is, by its name; `None` where Terraform does not read it by itself.
fn part_kind(path: &Path) -> Option<PartKind> {
    let name = path.file_name()?.to_str()?;
    let is = |ending: &&str| name.ends_with(*ending);
    if [".tf", ".tofu"].iter().any(is) {
        Some(PartKind::Blocks)
    } else if name == "terraform.tfvars" || is(&".auto.tfvars") {
        Some(PartKind::Values)
    } else if name == "terraform.tfvars.json"
        || [".auto.tfvars.json", ".tf.json", ".tofu.json"]
            .iter()
            .any(is)
    {
        Some(PartKind::Json)
    } else {
        None
    }
}
