//! `imagelock export`. Checks which arguments belong to which format, since clap has no words for that.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use super::arguments::lock_check;
use super::files::FileArguments;
use super::output::DataArguments;
use super::usage::usage_error;
use crate::commands::export::{ExportOptions, ExportTarget};
use crate::export::ExportFormat;
use crate::export::helm::HelmMapping;

/// The name of stdout in place of a file.
const STDOUT: &str = "-";

/// The rest of the help, behind the list of formats.
const REST: &str = "
KEYS are the keys below PATH, with commas between them: registry, repository,
tag, digest; or reference alone, for the whole reference in one string. The
default is repository,tag. If KEYS has no digest, the value of tag ends with it.

Examples:
  imagelock export env --output images.env
  imagelock export bake web base > images.hcl
  imagelock export helm --map web=frontend.image --map db=db.image:reference";

/// Write what is locked in the format of another tool
#[derive(Debug, Args)]
#[command(after_help = help())]
struct ExportArguments {
    /// Output format
    #[arg(value_name = "FORMAT", value_enum, hide_possible_values = true)]
    target: CliTarget,
    /// Names of the images to export; all if none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Write to this file, unless it is up to date; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// For `compose`: the compose file to override
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// For `helm`: the place of an image in the values of a chart; may be repeated
    #[arg(long, value_name = "NAME=PATH[:KEYS]")]
    map: Vec<HelmMapping>,
    /// Use images.lock as it is, without images.toml
    #[arg(long)]
    lock_only: bool,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliTarget {
    /// lines `IMAGE_WEB=…` for `--env-file` and shells
    Env,
    /// a small document for programs
    Json,
    /// an override of the compose file that `--file` names
    Compose,
    /// a component for kustomize
    Kustomize,
    /// values for Helm charts, at the places that `--map` names
    Helm,
    /// variables for Bake files
    Bake,
    /// a source policy for BuildKit
    Buildkit,
    /// values of the variable `images` for Terraform and OpenTofu
    Terraform,
}

/// A line a format, and what else there is to say.
fn help() -> String {
    let formats = CliTarget::value_variants().iter();
    let formats = formats.filter_map(CliTarget::to_possible_value);
    let line = |format: PossibleValue| {
        let help = format.get_help().cloned().unwrap_or_default();
        format!("  {:<9}  {help}\n", format.get_name())
    };
    format!("Formats:\n{}{REST}", formats.map(line).collect::<String>())
}

impl ExportArguments {
    fn options(self) -> Result<ExportOptions, clap::Error> {
        self.check_mappings()?;
        let format = match self.target {
            CliTarget::Compose => None,
            CliTarget::Env => Some(ExportFormat::Env),
            CliTarget::Json => Some(ExportFormat::Json),
            CliTarget::Kustomize => Some(ExportFormat::Kustomize),
            CliTarget::Helm => Some(ExportFormat::Helm(self.map)),
            CliTarget::Bake => Some(ExportFormat::Bake),
            CliTarget::Buildkit => Some(ExportFormat::Buildkit),
            CliTarget::Terraform => Some(ExportFormat::Terraform),
        };
        let target = match (format, self.file) {
            (Some(format), None) => ExportTarget::Lock(format),
            (None, Some(file)) => ExportTarget::Compose(file),
            (None, None) => {
                return Err(missing(
                    "`export compose` needs the compose file to override, like `--file compose.yaml`",
                ));
            }
            (Some(_), Some(_)) => return Err(conflict("`--file` is for `export compose` only")),
        };
        Ok(ExportOptions {
            target,
            names: self.names,
            output: self.output.filter(|path| path.as_os_str() != STDOUT),
            against: lock_check(self.lock_only),
        })
    }

    fn check_mappings(&self) -> Result<(), clap::Error> {
        match (self.target == CliTarget::Helm, self.map.is_empty()) {
            (true, true) => Err(missing(
                "`export helm` needs a `--map` for each image, like `--map web=frontend.image`",
            )),
            (false, false) => Err(conflict("`--map` is for `export helm` only")),
            (true, false) if !self.names.is_empty() => Err(conflict(
                "`export helm` takes no names; `--map` names the images",
            )),
            _ => Ok(()),
        }
    }
}

fn missing(words: &str) -> clap::Error {
    usage_error(ErrorKind::MissingRequiredArgument, words)
}

fn conflict(words: &str) -> clap::Error {
    usage_error(ErrorKind::ArgumentConflict, words)
}

reads_options!(ExportArguments, ExportOptions, ExportArguments::options);
