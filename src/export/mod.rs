//! What is locked, in the words of the tools that use it: a file for each of them.
//!
//! Pure functions from entries of the lock, and the text of a compose file, to a text. The same entries are always the
//! same bytes: everything is in the order of names, and nothing of this machine or this day is in it. Reads no file,
//! asks nobody.
//!
//! What is put in quotes needs no escapes, but for kustomize's patterns: names of images, repositories, tags, digests
//! and platforms have no `"`, `\`, `$`, `%`, white space or control character (see `reference` and
//! `manifest::ImageName`), and names of services are held to the same in `compose`. Within double quotes YAML, JSON and
//! HCL mind nothing else, nor does dotenv without.

mod buildkit;
mod chosen;
pub mod compose;
mod data;
mod error;
pub mod helm;
mod kustomize;
mod variables;
mod yaml;

use std::collections::BTreeMap;

pub use chosen::{Chosen, Export};
pub use error::ExportError;
#[cfg(test)]
pub use error::Remedy;

use chosen::HEADER;

use crate::document::without_mark;

/// The tool that an export of the lock alone is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportFormat {
    /// dotenv: `IMAGE_WEB=…`.
    Env,
    /// A small document of our own.
    Json,
    /// A component with an `images:` block.
    Kustomize,
    /// Values of a chart, where these say.
    Helm(Vec<helm::HelmMapping>),
    /// Variables for Bake files.
    Bake,
    /// A source policy that turns tags into digests.
    Buildkit,
    /// A map variable in a `.tfvars` file.
    Terraform,
}

impl ExportFormat {
    /// The name of the tool on the command line.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Env => "env",
            Self::Json => "json",
            Self::Kustomize => "kustomize",
            Self::Helm(_) => "helm",
            Self::Bake => "bake",
            Self::Buildkit => "buildkit",
            Self::Terraform => "terraform",
        }
    }
}

/// Writes what was chosen for a tool.
///
/// # Errors
/// Where the tool's format cannot hold it.
pub fn export(format: &ExportFormat, chosen: &Chosen<'_>) -> Result<Export, ExportError> {
    match format {
        ExportFormat::Env => variables::dotenv(chosen).map(Export::from),
        ExportFormat::Json => Ok(data::document(chosen)),
        ExportFormat::Kustomize => kustomize::component(chosen).map(Export::from),
        ExportFormat::Helm(mappings) => helm::values(mappings, chosen).map(Export::from),
        ExportFormat::Bake => variables::bake(chosen).map(Export::from),
        ExportFormat::Buildkit => buildkit::policy(chosen),
        ExportFormat::Terraform => Ok(variables::tfvars(chosen).into()),
    }
}

/// Whether a text is an export in a format, `None` for compose's, and not what somebody wrote by hand.
pub fn is_export(format: Option<&ExportFormat>, text: &str) -> bool {
    let text = without_mark(text);
    let keys: &[&str] = match format {
        Some(ExportFormat::Json) => &data::KEYS,
        Some(ExportFormat::Buildkit) => &buildkit::KEYS,
        _ => return text.lines().next() == Some(HEADER.trim_end()),
    };
    let document: Result<BTreeMap<String, serde::de::IgnoredAny>, _> = serde_json::from_str(text);
    document.is_ok_and(|document| document.keys().eq(keys))
}
