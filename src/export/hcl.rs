//! A map of images for terraform and OpenTofu.

use super::chosen::{Chosen, HEADER};

/// The variable `images`, laid out as `terraform fmt` has it: all `=` of a map in one column.
pub(super) fn tfvars(chosen: &Chosen<'_>) -> String {
    if chosen.is_empty() {
        return format!("{HEADER}\nimages = {{}}\n");
    }
    let width = chosen
        .keys()
        .map(|name| name.as_str().len())
        .max()
        .unwrap_or_default();
    let line = |name: &str, reference| {
        format!(
            "  {:<1$} = \"{reference}\"\n",
            format!("\"{name}\""),
            width + 2
        )
    };
    let lines = chosen
        .iter()
        .map(|(name, entry)| line(name.as_str(), entry.reference()));
    format!("{HEADER}\nimages = {{\n{}}}\n", lines.collect::<String>())
}
