//! `imagelock resolve`.

use clap::Args;

use super::arguments::reference_style;
use crate::commands::resolve::ResolveOptions;

/// Print the pinned form of references, without a manifest
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
}

reads_options!(ResolveArguments, ResolveOptions, |arguments| Ok(
    ResolveOptions {
        references: arguments.references,
        tags: reference_style(arguments.no_tag),
    }
));
