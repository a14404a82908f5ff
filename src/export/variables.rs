//! Images as variables: of the environment, of Bake files, and of terraform and OpenTofu.

use super::chosen::{Chosen, HEADER, grouped};
use super::error::ExportError;
use crate::lock::Entry;
use crate::manifest::ImageName;

/// Lines for `docker run --env-file`, compose's `--env-file` and shells. No quotes: docker would take them for a part
/// of the value.
pub(super) fn dotenv(chosen: &Chosen<'_>) -> Result<String, ExportError> {
    let mut text = HEADER.to_owned();
    for (name, entry) in variables(chosen)? {
        text += &format!("{name}={}\n", entry.reference());
    }
    Ok(text)
}

/// Definitions in HCL, for a file that is named behind the one that uses them: of two defaults, the later holds.
pub(super) fn bake(chosen: &Chosen<'_>) -> Result<String, ExportError> {
    let mut text = HEADER.to_owned();
    for (name, entry) in variables(chosen)? {
        let image = entry.reference();
        text += &format!("\nvariable \"{name}\" {{\n  default = \"{image}\"\n}}\n");
    }
    Ok(text)
}

/// The variable `images`, laid out as `terraform fmt` has it: all `=` of a map in one column.
pub(super) fn tfvars(chosen: &Chosen<'_>) -> String {
    if chosen.is_empty() {
        return format!("{HEADER}\nimages = {{}}\n");
    }
    let keys = || chosen.keys().map(|name| format!("\"{name}\""));
    let width = keys().map(|key| key.len()).max().unwrap_or_default();
    let mut text = format!("{HEADER}\nimages = {{\n");
    for (key, entry) in keys().zip(chosen.values()) {
        text += &format!("  {key:<width$} = \"{}\"\n", entry.reference());
    }
    text + "}\n"
}

/// The variables in the order of the images.
fn variables<'a>(chosen: &Chosen<'a>) -> Result<Vec<(String, &'a Entry)>, ExportError> {
    let groups = grouped(chosen, |name, _| Some(variable(name)));
    if let Some((variable, names)) = groups.into_iter().find(|(_, names)| names.len() > 1) {
        return Err(ExportError::OneVariable {
            variable,
            names: names.into_iter().cloned().collect(),
        });
    }
    let variables = chosen.iter().map(|(name, entry)| (variable(name), *entry));
    Ok(variables.collect())
}

/// `IMAGE_` and the name in capital letters, with `_` for all that a variable may not have (POSIX, "Name"). So none
/// begins with a digit or is one that a tool knows.
fn variable(name: &ImageName) -> String {
    let name = name.as_str().to_ascii_uppercase();
    let name = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    format!("IMAGE_{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_has_capital_letters_digits_and_underscores() {
        for (name, expected) in [
            ("web", "IMAGE_WEB"),
            ("node.20-a/b_c", "IMAGE_NODE_20_A_B_C"),
            ("7", "IMAGE_7"),
        ] {
            assert_eq!(variable(&name.parse().unwrap()), expected);
        }
    }
}
