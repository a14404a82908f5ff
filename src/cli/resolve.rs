//! `imagelock resolve`.

use clap::Args;

use super::form::FormArguments;
use super::network::NetworkArguments;
use super::output::DataArguments;
use super::rule::RangeArguments;
use crate::commands::resolve::ResolveOptions;

/// Ask the registries what references name, and print them pinned
#[derive(Debug, Args)]
#[command(after_help = "\
With a range, the newest tag in it is chosen from the list of each repository;
`imagelock tags` shows why.

Examples:
  imagelock resolve alpine:3.20
  imagelock resolve alpine:3.20 --field digest --platform linux/amd64
  imagelock resolve redis --range '^7.2' --variant alpine
  grep -v '^#' references.txt | imagelock resolve -")]
struct ResolveArguments {
    /// References, like alpine:3.20; `-` reads them from stdin, one per line
    #[arg(required = true, value_name = "REFERENCE")]
    references: Vec<String>,
    #[command(flatten)]
    range: RangeArguments,
    #[command(flatten)]
    form: FormArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    data: DataArguments,
}

reads_options!(ResolveArguments, ResolveOptions, |arguments| Ok(
    ResolveOptions {
        references: arguments.references,
        rule: arguments.range.rule(),
        form: arguments.form.form()?,
    }
));
