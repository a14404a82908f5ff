//! Images as variables: of the environment, of Bake files, and of terraform and OpenTofu.

use super::chosen::{Chosen, HEADER, grouped};
use super::error::ExportError;
use crate::lock::Entry;
use crate::manifest::ImageName;

/// The beginning of every variable, so that none begins with a digit or is one that a tool knows.
const PREFIX: &str = "IMAGE_";

/// Lines for `docker run --env-file`, compose's `--env-file` and shells. No quotes: docker would take them for a part
/// of the value.
pub(super) fn dotenv(chosen: &Chosen<'_>) -> Result<String, ExportError> {
    let variables = variables(chosen)?;
    let lines = variables
        .iter()
        .map(|(name, entry)| format!("{name}={}\n", entry.reference()));
    Ok(HEADER.to_owned() + &lines.collect::<String>())
}

/// Definitions in HCL, for a file that is named behind the one that uses them: of two defaults, the later holds.
pub(super) fn bake(chosen: &Chosen<'_>) -> Result<String, ExportError> {
    let definition = |(name, entry): &(String, &Entry)| {
        format!(
            "\nvariable \"{name}\" {{\n  default = \"{}\"\n}}\n",
            entry.reference()
        )
    };
    Ok(HEADER.to_owned()
        + &variables(chosen)?
            .iter()
            .map(definition)
            .collect::<String>())
}

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

/// The variables in the order of the images.
fn variables<'a>(chosen: &Chosen<'a>) -> Result<Vec<(String, &'a Entry)>, ExportError> {
    let groups = grouped(chosen, |name, _| Some(variable(name)));
    if let Some((variable, names)) = groups.into_iter().find(|(_, names)| names.len() > 1) {
        return Err(ExportError::OneVariable {
            variable,
            names: names.into_iter().cloned().collect(),
        });
    }
    Ok(chosen
        .iter()
        .map(|(name, entry)| (variable(name), *entry))
        .collect())
}

/// `IMAGE_` and the name in capital letters, with `_` for all that a variable may not have (POSIX, "Name").
fn variable(name: &ImageName) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    PREFIX
        .chars()
        .chain(name.as_str().chars().map(letter))
        .collect()
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
