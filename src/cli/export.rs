//! `imagelock export`. Checks which arguments belong to which format, since clap has no words for that.

use std::path::PathBuf;

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

/// Write what is locked in the format of another tool
#[derive(Debug, Args)]
#[command(after_help = "\
KEYS are some of registry, repository, tag and digest with commas between them,
or reference alone for the whole in one string; repository,tag by default. Where
digest is not among them, it stands behind the tag.

Examples:
  imagelock export env --output images.env
  imagelock export bake web base > images.hcl
  imagelock export helm --map web=frontend.image --map db=db.image:reference")]
struct ExportArguments {
    /// Who is to use it
    #[arg(value_name = "FORMAT", value_enum)]
    target: CliTarget,
    /// Images to export, by their names; all where none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Write to this file where that changes it, instead of printing; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// For `compose`: the file that is overridden
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// For `helm`: where an image stands in the values of a chart, and by which keys; may be repeated
    #[arg(long, value_name = "NAME=PATH[:KEYS]")]
    map: Vec<HelmMapping>,
    /// Do not hold the lock against the manifest
    #[arg(long)]
    lock_only: bool,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliTarget {
    /// Lines `IMAGE_WEB=…` for `--env-file` and shells
    Env,
    /// A small document for programs
    Json,
    /// An override of the compose file that `--file` names
    Compose,
    /// A component for kustomize
    Kustomize,
    /// Values for charts of helm, at the places that `--map` names
    Helm,
    /// Variables for Bake files
    Bake,
    /// A source policy for BuildKit
    Buildkit,
    /// Values of the variable `images` for terraform and OpenTofu
    Terraform,
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
                    "`export compose` needs the file that is overridden: `--file compose.yaml`",
                ));
            }
            (Some(_), Some(_)) => return Err(conflict("`--file` is for `export compose`")),
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
            (false, false) => Err(conflict("`--map` is for `export helm`")),
            (true, false) if !self.names.is_empty() => Err(conflict(
                "`export helm` takes the images that `--map` names",
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
