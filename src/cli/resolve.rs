//! `imagelock resolve`.

use clap::Args;

use super::arguments::reference_style;
use super::network::NetworkArguments;
use super::output::DataArguments;
use crate::commands::resolve::ResolveOptions;

/// Ask the registries for references, and print them pinned
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock resolve alpine:3.20
  grep -v '^#' references.txt | imagelock resolve -")]
struct ResolveArguments {
    /// References like `alpine:3.20`; `-` reads them from stdin, a line each
    #[arg(required = true, value_name = "REFERENCE")]
    references: Vec<String>,
    /// Leave the tag out, for tools that refuse a tag beside a digest
    #[arg(long)]
    no_tag: bool,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    data: DataArguments,
}

reads_options!(ResolveArguments, ResolveOptions, |arguments| Ok(
    ResolveOptions {
        references: arguments.references,
        tags: reference_style(arguments.no_tag),
    }
));
