//! The arguments of commands that change the manifest.

use clap::Args;

use super::ReportArgs;

#[derive(Debug, Args)]
pub(in crate::cli) struct AddArgs {
    /// References like `nginx:1.27`
    #[arg(required = true, value_name = "IMAGE")]
    pub(in crate::cli) images: Vec<String>,
    /// What the image is called; without it, its name comes from its repository
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) name: Option<String>,
    /// Report what would change, and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[command(flatten)]
    pub(in crate::cli) report: ReportArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RemoveArgs {
    /// Images by their names in the manifest
    #[arg(required = true, value_name = "NAME")]
    pub(in crate::cli) names: Vec<String>,
    /// Report what would change, and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[command(flatten)]
    pub(in crate::cli) report: ReportArgs,
}
